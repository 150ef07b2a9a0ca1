select tex, line from formula where note_id = ?1 order by line, "column"

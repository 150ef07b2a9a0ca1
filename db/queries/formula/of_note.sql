select tex, line, owner from formula where note_id = ?1 order by line, "column"

select name from image where note_id = ?1 order by line, "column"

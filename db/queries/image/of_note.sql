select name from image where note_id = ?1 group by name order by min(line), min("column")

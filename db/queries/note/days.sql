select date, line from note_day where note_id = ?1 order by line

delete from note_day where note_id = ?1

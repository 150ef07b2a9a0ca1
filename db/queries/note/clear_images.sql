delete from image where note_id = ?1

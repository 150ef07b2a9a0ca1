where note_id = ?1

delete from formula where note_id = ?1

delete from section where note_id = ?1

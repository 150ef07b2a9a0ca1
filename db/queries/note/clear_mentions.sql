delete from mention where note_id = ?1

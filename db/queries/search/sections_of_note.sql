select id, title, body from section where note_id = ?1

delete from note_tag where note_id = ?1

insert or ignore into note_tag (note_id, tag) values (?1, ?2)

insert or ignore into note_day (note_id, line, date) values (?1, ?2, ?3)

insert into image (note_id, section_id, name, is_found, line, "column") values (?1, ?2, ?3, ?4, ?5, ?6)

insert into formula (note_id, section_id, tex, owner, display, line, "column") values (?1, ?2, ?3, ?4, ?5, ?6, ?7)

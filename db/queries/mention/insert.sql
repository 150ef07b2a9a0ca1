insert into mention (concept_id, note_id, section_id, stance, definition, line, "column") values (?1, ?2, ?3, ?4, ?5, ?6, ?7)

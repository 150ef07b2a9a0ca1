insert or ignore into concept_alias (concept_id, norm, note_id, alias) values (?1, ?2, ?3, ?4)

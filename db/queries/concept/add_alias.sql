insert or ignore into concept_alias (concept_id, norm, alias) values (?1, ?2, ?3)

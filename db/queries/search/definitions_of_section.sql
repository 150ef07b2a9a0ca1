select concept_id, definition from mention where section_id = ?1 and definition is not null

delete from concept_alias where note_id = ?1

update mention set concept_id = ?1 where concept_id = ?2

update or ignore concept_alias set concept_id = ?1 where concept_id = ?2

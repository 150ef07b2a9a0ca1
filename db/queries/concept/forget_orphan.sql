delete from concept
where id = ?1 and not exists (select 1 from mention where mention.concept_id = concept.id)

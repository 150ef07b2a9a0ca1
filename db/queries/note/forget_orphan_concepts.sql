delete from concept where not exists (select 1 from mention where mention.concept_id = concept.id)

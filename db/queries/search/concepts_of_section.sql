select distinct concept.id, concept.name, 2 as via
from mention
join concept on concept.id = mention.concept_id
where mention.section_id = ?1
order by mention.id
limit ?2

select id, name from concept where norm = ?1
union all
select concept.id, concept.name
from concept_alias join concept on concept.id = concept_alias.concept_id
where concept_alias.norm = ?1
limit 1

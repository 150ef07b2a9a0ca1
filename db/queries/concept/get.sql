select concept.id, concept.name, group_concat(concept_alias.alias, char(31))
from concept
left join concept_alias on concept_alias.concept_id = concept.id
where concept.id = ?1
group by concept.id

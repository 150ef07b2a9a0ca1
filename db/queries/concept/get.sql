select concept.id, concept.name, group_concat(distinct_alias.alias, char(31))
from concept
left join (select distinct concept_id, alias from concept_alias) as distinct_alias on distinct_alias.concept_id = concept.id
where concept.id = ?1
group by concept.id

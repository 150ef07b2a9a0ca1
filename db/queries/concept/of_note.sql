select concept.id, concept.name, group_concat(distinct concept_alias.alias), min(mention.line), max(mention.definition)
from mention
join concept on concept.id = mention.concept_id
left join concept_alias on concept_alias.concept_id = concept.id
where mention.note_id = ?1
group by concept.id
order by min(mention.line), concept.id

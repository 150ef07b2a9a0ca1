select
    concept.id,
    concept.name,
    (select group_concat(alias, char(31))
     from (select distinct alias from concept_alias where concept_alias.concept_id = concept.id)),
    (select group_concat(alias, char(31))
     from concept_alias
     where concept_alias.concept_id = concept.id and concept_alias.note_id = ?1),
    min(mention.line),
    (select telling.definition
     from mention as telling
     where telling.concept_id = concept.id and telling.note_id = ?1 and telling.definition is not null
     order by telling.line
     limit 1)
from mention
join concept on concept.id = mention.concept_id
where mention.note_id = ?1
group by concept.id
order by min(mention.line), min(mention."column"), concept.id

select concept.id, concept.name, group_concat(concept_alias.alias, char(31))
from concept
left join concept_alias on concept_alias.concept_id = concept.id
where exists (
    select 1 from mention join note on note.id = mention.note_id
    where mention.concept_id = concept.id and note.retired_at is null
)
group by concept.id
order by concept.id

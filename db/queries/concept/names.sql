select concept.id, concept.name, group_concat(distinct_alias.alias, char(31))
from concept
left join (select distinct concept_id, alias from concept_alias) as distinct_alias on distinct_alias.concept_id = concept.id
where exists (
    select 1 from mention join note on note.id = mention.note_id
    where mention.concept_id = concept.id and note.retired_at is null
)
group by concept.id
order by concept.id

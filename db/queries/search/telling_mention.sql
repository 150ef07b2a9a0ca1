select note.path, mention.line, coalesce(mention.definition, section.body, ''), note.date
from mention
join note on note.id = mention.note_id
left join section on section.id = mention.section_id
where mention.concept_id = ?1 and note.retired_at is null
order by mention.definition is null, mention.stance <> 'heading', note.date desc, mention.line
limit 1

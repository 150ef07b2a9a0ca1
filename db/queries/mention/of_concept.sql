select note.id, note.path, note.date, nullif(section.title, ''), mention.line, mention.stance, mention.definition
from mention
join note on note.id = mention.note_id
left join section on section.id = mention.section_id
where mention.concept_id = ?1 and note.retired_at is null
order by note.date desc, note.path, mention.line

select section.id, coalesce(nullif(section.title, ''), note.title), section.body
from section
join note on note.id = section.note_id
where section.note_id = ?1

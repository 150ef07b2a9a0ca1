select coalesce(nullif(section.title, ''), note.title), section.body, note.path, section.line, note.date
from section
join note on note.id = section.note_id
where section.id = ?1 and note.retired_at is null

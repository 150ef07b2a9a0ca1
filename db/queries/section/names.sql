select section.id, section.title, note.path, section.line
from section
join note on note.id = section.note_id
where note.retired_at is null and section.title <> ''

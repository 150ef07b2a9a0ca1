select coalesce(nullif(section.title, ''), note.title)
from section
join note on note.id = section.note_id
where section.id = ?1

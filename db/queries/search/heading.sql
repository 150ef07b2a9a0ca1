select coalesce(nullif(title, ''), (select note.title from note where note.id = section.note_id))
from section
where id = ?1

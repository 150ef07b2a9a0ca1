select section.id
from note
cross join section on section.note_id = note.id
where true

select section.id
from section
join note on note.id = section.note_id
where true

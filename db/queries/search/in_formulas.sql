select formula.id
from formula
join note on note.id = formula.note_id
where true

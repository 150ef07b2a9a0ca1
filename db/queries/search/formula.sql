select formula.tex, coalesce(nullif(section.title, ''), note.title), note.path, formula.line, note.date
from formula
join note on note.id = formula.note_id
left join section on section.id = formula.section_id
where formula.id = ?1 and note.retired_at is null

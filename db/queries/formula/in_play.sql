select formula.tex, formula.owner, formula.line, note.id, note.path,
    coalesce(
        (
            select note_day.date from note_day
            where note_day.note_id = note.id and note_day.line <= formula.line
            order by note_day.line desc
            limit 1
        ),
        note.date
    )
from formula
join note on note.id = formula.note_id
where note.retired_at is null
order by 6 desc, note.path, formula.line, formula."column"

select search_heading.rowid
from search_heading
where search_heading match ?6 and +search_heading.rowid in (
    select section.id
    from note
    cross join section on section.note_id = note.id
    where true

select search_section.rowid
from search_section
where search_section match ?6 and +search_section.rowid in (
    select section.id
    from note
    cross join section on section.note_id = note.id
    where true

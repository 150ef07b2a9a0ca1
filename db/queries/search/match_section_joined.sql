select search_section.rowid
from search_section
cross join section on section.id = search_section.rowid
cross join note on note.id = section.note_id
where search_section match ?6

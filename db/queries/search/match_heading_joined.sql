select search_heading.rowid
from search_heading
cross join section on section.id = search_heading.rowid
cross join note on note.id = section.note_id
where search_heading match ?6

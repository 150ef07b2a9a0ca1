insert into section (note_id, ordinal, parent_id, depth, number, title, line, end_line, body)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)

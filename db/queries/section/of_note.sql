select id, parent_id, depth, number, title, line, body from section where note_id = ?1 order by ordinal

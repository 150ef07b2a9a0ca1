select id, parent_id, depth, number, title, line, body from section where note_id = ?1 and ordinal > 0 order by ordinal

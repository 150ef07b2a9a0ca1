select depth, line, body from section where note_id = ?1 and ordinal = 0 and body <> ''

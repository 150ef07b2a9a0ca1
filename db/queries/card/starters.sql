where note_id is null and anchor is not null

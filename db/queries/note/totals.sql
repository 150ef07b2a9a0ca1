select
    (select count(*) from section where note_id = ?1),
    note.definitions,
    (select count(*) from formula where note_id = ?1),
    (select count(*) from card where note_id = ?1 and retired_at is null)
from note
where note.id = ?1

update card set retired_at = ?2 where note_id = ?1 and retired_at is null

select id from note where path = ?1 and retired_at is null

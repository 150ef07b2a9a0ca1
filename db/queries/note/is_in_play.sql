select exists (select 1 from note where path = ?1 and retired_at is null)

select id, size, mtime_ns, hash, retired_at is not null from note where path = ?1

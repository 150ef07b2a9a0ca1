select id, path, size, mtime_ns, hash, reader, retired_at is not null from note

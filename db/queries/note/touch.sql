update note set size = ?2, mtime_ns = ?3 where id = ?1

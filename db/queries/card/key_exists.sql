select exists (select 1 from card where key = ?1)

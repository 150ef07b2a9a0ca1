update card set suspended_at = ?2 where id = ?1 and suspended_at is null

update card set suspended_at = null where id = ?1

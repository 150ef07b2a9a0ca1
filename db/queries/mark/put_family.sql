update card set family = ?2 where id = ?1

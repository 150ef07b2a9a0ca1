update card set hint = ?2 where id = ?1

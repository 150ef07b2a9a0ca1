select title from section where id = ?1

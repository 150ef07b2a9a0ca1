delete from concept where id = ?1 returning norm, name

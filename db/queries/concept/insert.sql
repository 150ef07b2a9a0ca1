insert into concept (norm, name) values (?1, ?2)

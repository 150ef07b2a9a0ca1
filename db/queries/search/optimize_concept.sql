insert into search_concept (search_concept) values ('optimize')

insert into search_card (search_card) values ('delete-all')

insert into search_card (search_card) values ('optimize')

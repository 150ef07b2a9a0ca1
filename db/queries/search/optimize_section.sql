insert into search_section (search_section) values ('optimize')

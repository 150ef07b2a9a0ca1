insert into search_section (search_section) values ('delete-all')

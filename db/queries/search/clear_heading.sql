insert into search_heading (search_heading) values ('delete-all')

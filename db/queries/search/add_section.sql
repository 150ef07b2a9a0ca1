insert into search_section (rowid, words) values (?1, ?2)

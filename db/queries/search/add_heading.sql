insert into search_heading (rowid, words) values (?1, ?2)

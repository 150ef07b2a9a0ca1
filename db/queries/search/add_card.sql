insert into search_card (rowid, words) values (?1, ?2)

insert or replace into search_concept (rowid, words) values (?1, ?2)

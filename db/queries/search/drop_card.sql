delete from search_card where rowid = ?1

delete from search_concept where rowid = ?1

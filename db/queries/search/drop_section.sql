delete from search_section where rowid = ?1

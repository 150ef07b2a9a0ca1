delete from search_heading where rowid = ?1

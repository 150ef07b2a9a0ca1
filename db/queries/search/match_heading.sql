select rowid from search_heading where search_heading match ?1 order by rowid desc limit ?2

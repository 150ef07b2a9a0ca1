select rowid from search_section where search_section match ?1 order by rowid desc limit ?2

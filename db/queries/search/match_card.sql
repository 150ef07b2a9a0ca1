select rowid from search_card where search_card match ?1 order by rowid desc limit ?2

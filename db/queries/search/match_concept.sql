select rowid from search_concept where search_concept match ?1 order by rowid desc limit ?2

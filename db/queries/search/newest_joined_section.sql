order by search_section.rowid desc limit ?1

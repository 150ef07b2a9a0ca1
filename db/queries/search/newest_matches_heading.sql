)
order by search_heading.rowid desc limit ?1

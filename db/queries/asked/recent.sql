select query from asked order by at desc limit ?1

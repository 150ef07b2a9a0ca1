delete from asked where query not in (select query from asked order by at desc limit ?1)

select (due - ?1) / 86400000, count(*) from memory where due >= ?1 and due < ?2 group by 1

select id from card where key = ?1

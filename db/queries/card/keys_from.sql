select key from card where key >= ?1 and key < ?1 || '.'

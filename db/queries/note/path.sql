select path from note where id = ?1

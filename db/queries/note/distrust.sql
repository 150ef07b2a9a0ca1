update note set reader = '' where id = ?1

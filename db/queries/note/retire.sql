update note set retired_at = ?2 where id = ?1

select id from note where id < ?1 and retired_at is null order by id desc limit ?2

select count(*), (select count(*) from note where retired_at is null)
from note
where ?1 = 0

with named as (select value as id from json_each(?1))
select
    (select count(*) from section where note_id in (select id from named) and ordinal > 0),
    (select coalesce(sum(definitions), 0) from note where id in (select id from named)),
    (select count(*) from formula where note_id in (select id from named)),
    (select count(*) from card where note_id in (select id from named) and retired_at is null)

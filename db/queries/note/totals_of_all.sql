select
    (select count(*) from section where ordinal > 0)
        - (select count(*) from section
           where note_id in (select id from note where retired_at is not null) and ordinal > 0),
    (select coalesce(sum(definitions), 0) from note where retired_at is null),
    (select count(*) from formula)
        - (select count(*) from formula where note_id in (select id from note where retired_at is not null)),
    (select count(*) from card) - (select count(*) from card where note_id is null)
        - (select count(*) from card where retired_at is not null and note_id is not null)

select
    (select count(*) from concept),
    (select count(*) from card where retired_at is null),
    (select count(*) from formula)

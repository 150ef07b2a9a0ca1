insert into meta (key, value) values ('search-generation', '1')
on conflict (key) do update set value = cast(cast(value as integer) + 1 as text)

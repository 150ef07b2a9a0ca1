insert into opened (thing, times, last_at) values (?1, 1, ?2)
on conflict (thing) do update set times = times + 1, last_at = excluded.last_at

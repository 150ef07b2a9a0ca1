insert into asked (query, at) values (?1, ?2) on conflict (query) do update set at = excluded.at

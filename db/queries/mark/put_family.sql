insert into card_family (card_id, family) values (?1, ?2) on conflict (card_id) do update set family = excluded.family

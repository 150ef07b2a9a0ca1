insert into card_hint (card_id, hint) values (?1, ?2) on conflict (card_id) do update set hint = excluded.hint

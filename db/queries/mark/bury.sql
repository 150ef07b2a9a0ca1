insert into card_mark (card_id, buried_on) values (?1, ?2) on conflict (card_id) do update set buried_on = excluded.buried_on

insert into card_mark (card_id, flag) values (?1, ?2) on conflict (card_id) do update set flag = excluded.flag

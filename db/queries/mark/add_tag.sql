insert or ignore into card_tag (card_id, tag) values (?1, ?2)

delete from card_family where card_id = ?1

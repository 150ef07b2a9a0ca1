delete from memory where card_id = ?1

delete from card_hint where card_id = ?1

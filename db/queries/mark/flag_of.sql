select flag from card_mark where card_id = ?1

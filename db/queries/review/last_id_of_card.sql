select max(id) from review where card_key = ?1

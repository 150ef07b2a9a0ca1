select hint from card_hint where card_id = ?1

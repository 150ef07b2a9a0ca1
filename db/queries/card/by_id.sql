where card.id = ?1

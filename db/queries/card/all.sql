order by card.deck, card.id

select id, name from decks

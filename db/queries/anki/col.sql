select crt, ver, conf, models, decks from col

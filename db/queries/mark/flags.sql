select card_id, flag from card_mark where flag > 0

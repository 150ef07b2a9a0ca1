select id, card_key, before, after, took_ms from standing_review where id = ?1

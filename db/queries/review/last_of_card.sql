select id from standing_review where card_key = ?1 order by id desc limit 1

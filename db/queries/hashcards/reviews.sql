select card_hash, reviewed_at, grade from reviews order by reviewed_at, review_id

select card_hash, last_reviewed_at, stability, difficulty, interval_raw, due_date, review_count
from cards
where review_count > 0 and last_reviewed_at is not null and due_date is not null and stability is not null
    and difficulty is not null and interval_raw is not null
order by card_hash

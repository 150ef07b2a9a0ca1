select id, key, kind, deck, question, answer, extra, fingerprint, anchor, line, heading, ordinal, retired_at is not null, note_id,
    origin, hint, end_line, family,
    coalesce((select reps from memory where memory.card_id = card.id), 0)
from card

select id, key, kind, deck, question, answer, extra, fingerprint, anchor, line, heading, ordinal, retired_at is not null, note_id,
    origin, hint, end_line, family
from card

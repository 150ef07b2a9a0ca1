insert into card
    (key, kind, deck, question, answer, extra, fingerprint, anchor, note_id, line, heading, ordinal, origin, hint, end_line, family)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)

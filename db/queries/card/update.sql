update card
set kind = ?2, deck = ?3, question = ?4, answer = ?5, extra = ?6, fingerprint = ?7, anchor = ?8, note_id = ?9, line = ?10,
    heading = ?11, ordinal = ?12, origin = ?13, hint = ?14, end_line = ?15, family = ?16, retired_at = null
where id = ?1

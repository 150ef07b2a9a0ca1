    and (?6 = '[]' or exists (
        select 1 from json_each(?6) as wanted where instr('::' || lower(card.deck), '::' || wanted.value) > 0
    ))
    and (?7 is null or (card.suspended_at is null and memory.due < ?7))
    and (?8 is null or memory.lapses >= ?8)
    and ((?2 is null and ?3 is null and ?4 = '[]' and ?5 = '[]') or exists (
        select 1 from note where note.id = card.note_id

select id, at, offset_minutes, grade, took_ms, before, after
from review
where card_key = ?1 and deed <> 'undo' and not exists (select 1 from review as undo where undo.undoes = review.id)
order by id

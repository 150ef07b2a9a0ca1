select id
from review
where card_key = ?1 and deed <> 'undo' and not exists (select 1 from review as undo where undo.undoes = review.id)
order by id desc
limit 1

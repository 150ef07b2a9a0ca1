select card.id, last.after
from card
left join review as last on last.id = (
    select review.id
    from review
    where review.card_key = card.key and review.deed <> 'undo'
        and not exists (select 1 from review as undo where undo.undoes = review.id)
    order by review.id desc
    limit 1
)
where last.id is not null or exists (select 1 from memory where memory.card_id = card.id)

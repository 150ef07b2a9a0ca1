select
    card.deck,
    count(*) filter (where memory.card_id is null) as new,
    count(*) filter (where memory.phase in ('learning', 'relearning') and memory.due < ?1) as learning,
    count(*) filter (where memory.phase = 'review' and memory.due < ?1) as review
from card
left join memory on memory.card_id = card.id
where card.suspended_at is null and card.retired_at is null
    and (?2 is null or card.deck = ?2 or substr(card.deck, 1, length(?2) + 2) = ?2 || '::')
group by card.deck
having new + learning + review > 0
order by min(card.id)

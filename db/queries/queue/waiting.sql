select
    card.id, card.deck, card.family, memory.phase, memory.step, memory.due, memory.last_review, memory.stability,
    memory.difficulty
from memory
join card on card.id = memory.card_id
left join card_mark on card_mark.card_id = card.id
where memory.due < ?1 and card.suspended_at is null and card.retired_at is null
    and card_mark.buried_on is not ?2
    and (?3 is null or card.deck = ?3 or substr(card.deck, 1, length(?3) + 2) = ?3 || '::')

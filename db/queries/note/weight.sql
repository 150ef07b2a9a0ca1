select coalesce(sum(memory.reps), 0), count(card.id)
from card
left join memory on memory.card_id = card.id
where card.note_id = ?1 and card.retired_at is null

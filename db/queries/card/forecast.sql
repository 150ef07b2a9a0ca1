select memory.due
from memory
join card on card.id = memory.card_id
where card.suspended_at is null and card.retired_at is null and memory.due < ?1

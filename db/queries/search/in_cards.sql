select card.id
from card
left join memory on memory.card_id = card.id
where card.retired_at is null

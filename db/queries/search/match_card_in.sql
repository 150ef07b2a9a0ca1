select card.id
from search_card
cross join card on card.id = search_card.rowid
left join memory on memory.card_id = card.id
where search_card match ?9 and card.retired_at is null

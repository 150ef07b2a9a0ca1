where card.suspended_at is null and card.retired_at is null
    and memory.card_id is null
    and (?1 is null or card.deck = ?1 or substr(card.deck, 1, length(?1) + 2) = ?1 || '::')
order by card.id
limit 1

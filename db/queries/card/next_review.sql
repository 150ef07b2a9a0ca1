where card.suspended_at is null and card.retired_at is null
    and memory.phase = 'review' and memory.due < ?1
    and (?2 is null or card.deck = ?2 or substr(card.deck, 1, length(?2) + 2) = ?2 || '::')
order by memory.due, card.id
limit 1

select card.id, card.deck, card.family
from card
left join card_mark on card_mark.card_id = card.id
left join note on note.id = card.note_id
where card.begun = 0 and card.suspended_at is null and card.retired_at is null
    and card_mark.buried_on is not ?1
    and (?2 is null or card.deck = ?2 or substr(card.deck, 1, length(?2) + 2) = ?2 || '::')
order by
    -- what the learner wrote comes before what the tool brought
    case when card.origin = 'starter' then 1 when note.origin = 'sample' then 2 else 0 end,
    card.id

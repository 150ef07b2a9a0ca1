select card_before.question, card_before.answer
from card_before
join memory on memory.card_id = card_before.card_id
join card on card.id = card_before.card_id
where card_before.card_id = ?1 and memory.reps = card_before.reps
    and (card.question <> card_before.question or card.answer <> card_before.answer)

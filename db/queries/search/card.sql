select card.kind, card.question, card.answer, card.extra, note.path, card.line
from card
left join note on note.id = card.note_id
where card.id = ?1 and card.retired_at is null

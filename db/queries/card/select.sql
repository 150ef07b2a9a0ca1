select
    card.id, card.key, card.deck, card.kind, card.question, card.answer, card.extra,
    card.suspended_at is not null as is_suspended, card.retired_at is not null as is_retired,
    note.path as note, card.line,
    memory.phase, memory.step, memory.stability, memory.difficulty, memory.due, memory.last_review, memory.reps, memory.lapses
from card
left join memory on memory.card_id = card.id
left join note on note.id = card.note_id

select card.id
from section
join card on card.note_id = section.note_id and card.line between section.line and section.end_line
where section.id = ?1 and card.retired_at is null
order by card.line, card.id
limit ?2

select
    note.id, note.path, note.title, note.date, note.date_source,
    (select count(*) from section where section.note_id = note.id and section.ordinal > 0) as sections,
    (select count(distinct concept_id) from mention where mention.note_id = note.id) as concepts,
    (select count(*) from formula where formula.note_id = note.id) as formulas,
    (select count(*) from card where card.note_id = note.id and card.retired_at is null) as cards
from note
where note.retired_at is null
order by note.date desc, note.path

select
    note.id, note.path, note.title, note.date, note.date_source, note.sections,
    (select count(distinct concept_id) from mention where mention.note_id = note.id) as concepts,
    note.formulas, note.cards
from note
where note.retired_at is null
order by note.date desc, note.path

select concept.id
from search_concept
cross join concept on concept.id = search_concept.rowid
where search_concept match ?6 and exists (
    select 1 from mention
    join note on note.id = mention.note_id
    where mention.concept_id = concept.id

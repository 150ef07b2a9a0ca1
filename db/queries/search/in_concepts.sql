select concept.id
from concept
where exists (
    select 1 from mention
    join note on note.id = mention.note_id
    where mention.concept_id = concept.id

select distinct concept_id
from mention
where note_id = ?1 and not exists (
    select 1 from mention as other where other.concept_id = mention.concept_id and other.note_id <> ?1
)

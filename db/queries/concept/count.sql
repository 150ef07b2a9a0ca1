select (select count(*) from concept) - (
    select count(*)
    from (
        select distinct concept_id
        from mention
        where note_id in (select id from note where retired_at is not null)
    ) as resting
    where not exists (
        select 1 from mention join note on note.id = mention.note_id
        where mention.concept_id = resting.concept_id and note.retired_at is null
    )
)

select
    (select count(*)
     from concept
     where exists (
         select 1 from mention join note on note.id = mention.note_id
         where mention.concept_id = concept.id and note.retired_at is null
     )),
    (select count(*) from card where retired_at is null),
    (select count(*) from formula join note on note.id = formula.note_id where note.retired_at is null)

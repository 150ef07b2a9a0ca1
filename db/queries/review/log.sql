select
    card_key, at, study_day, grade, took_ms, json_extract(before, '$.phase'), json_extract(before, '$.stability'),
    json_extract(after, '$.phase') <> 'new'
from review
where deed <> 'undo' and not exists (select 1 from review as undo where undo.undoes = review.id)
order by id

    and note.retired_at is null
    and (?2 is null or note.date >= ?2)
    and (?3 is null or note.date <= ?3)
    and (?4 = '[]' or not exists (
        select 1 from json_each(?4) as wanted
        where not exists (
            select 1 from note_tag
            where note_tag.note_id = note.id and substr(lower(note_tag.tag), 1, length(wanted.value)) = wanted.value
        )
    ))
    and (?5 = '[]' or not exists (
        select 1 from json_each(?5) as unwanted
        join note_tag on note_tag.note_id = note.id
        where substr(lower(note_tag.tag), 1, length(unwanted.value)) = unwanted.value
    ))

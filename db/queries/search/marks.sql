select section.id
from section
join note on note.id = section.note_id
where section.id > (select max(id) from section) - ?3
    and instr(coalesce(nullif(section.title, ''), note.title) || char(10) || section.body, ?1) > 0
order by section.id desc limit ?2

-- What stands before a note's first section becomes a section of its own, the first and without a title, so that it is found.

-- In two steps, through numbers that no section has: each is unique in its note
update section set ordinal = -ordinal - 2;
update section set ordinal = -ordinal - 1;

insert into section (note_id, ordinal, depth, number, title, line, end_line, body)
select
    note.id, 0, 1, '', '', 1,
    coalesce((select min(section.line) - 1 from section where section.note_id = note.id), 1), note.preamble
from note
where note.preamble <> ''
    or not exists (select 1 from section where section.note_id = note.id and section.title = note.title);

alter table note drop column preamble;

-- Notes carry what was read from them in numbers, so that an import counts nothing but what it read.

alter table note add column sections integer not null default 0;
alter table note add column formulas integer not null default 0;
alter table note add column images integer not null default 0;
alter table note add column cards integer not null default 0;

update note
set sections = (select count(*) from section where section.note_id = note.id and section.ordinal > 0),
    formulas = (select count(*) from formula where formula.note_id = note.id),
    images = (select count(*) from image where image.note_id = note.id),
    cards = (select count(*) from card where card.note_id = note.id and card.retired_at is null);

create index note_retired on note (id) where retired_at is not null;

-- Else SQLite looks through all sections for the children of each one that is removed
create index section_parent on section (parent_id) where parent_id is not null;

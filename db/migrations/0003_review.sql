-- What the day's queue needs to know of a card beyond its text: what the learner marked.

create table card_mark (
    card_id integer primary key references card (id) on delete cascade,
    flag integer not null default 0 check (flag between 0 and 7),
    buried_on text
) strict;

-- Tags of cards that came without a note.
create table card_tag (
    card_id integer not null references card (id) on delete cascade,
    tag text not null,
    primary key (card_id, tag)
) strict, without rowid;

-- The present schema, for reading. A test proves that the migrations make exactly this.
-- Few words are listed with `or`, not with `in`, which would build a table of them for every row that is written.

create table meta (
    key text primary key,
    value text not null
) strict, without rowid;

create table note (
    id integer primary key,
    path text not null unique,
    title text not null,
    date text not null check (date glob '????-??-??'),
    date_source text not null check (date_source = 'front-matter' or date_source = 'file-name' or date_source = 'heading'
            or date_source = 'image-name' or date_source = 'mtime'),
    origin text not null check (origin = 'file' or origin = 'stdin' or origin = 'sample'),
    size integer not null,
    mtime_ns integer not null,
    hash blob not null,
    reader text not null,
    definitions integer not null,
    retired_at integer,
    -- What was read from it, counted
    sections integer not null default 0,
    formulas integer not null default 0,
    images integer not null default 0,
    cards integer not null default 0
) strict;

create index note_retired on note (id) where retired_at is not null;

create table note_day (
    note_id integer not null references note (id) on delete cascade,
    line integer not null,
    date text not null,
    primary key (note_id, line)
) strict, without rowid;

create table note_tag (
    note_id integer not null references note (id) on delete cascade,
    tag text not null,
    primary key (note_id, tag)
) strict, without rowid;

create table section (
    id integer primary key,
    note_id integer not null references note (id) on delete cascade,
    ordinal integer not null,
    parent_id integer references section (id) on delete cascade,
    depth integer not null check (depth >= 1),
    number text not null,
    title text not null,
    line integer not null,
    end_line integer not null,
    body text not null,
    unique (note_id, ordinal)
) strict;

create index section_parent on section (parent_id) where parent_id is not null;

create table concept (
    id integer primary key,
    norm text not null unique,
    name text not null
) strict;

create table concept_alias (
    norm text not null,
    concept_id integer not null references concept (id) on delete cascade,
    note_id integer not null references note (id) on delete cascade,
    alias text not null,
    primary key (norm, concept_id, note_id)
) strict, without rowid;

create index concept_alias_concept on concept_alias (concept_id);
create index concept_alias_note on concept_alias (note_id);

create table mention (
    id integer primary key,
    concept_id integer not null references concept (id) on delete cascade,
    note_id integer not null references note (id) on delete cascade,
    section_id integer references section (id) on delete cascade,
    stance text not null check (stance = 'heading' or stance = 'definition' or stance = 'reference'),
    definition text,
    line integer not null,
    "column" integer not null
) strict;

create index mention_concept on mention (concept_id);
create index mention_note on mention (note_id);
create index mention_section on mention (section_id);

create table formula (
    id integer primary key,
    note_id integer not null references note (id) on delete cascade,
    section_id integer references section (id) on delete cascade,
    tex text not null,
    owner text,
    display integer not null check (display in (0, 1)),
    line integer not null,
    "column" integer not null
) strict;

create index formula_note on formula (note_id);
create index formula_section on formula (section_id);

create table image (
    id integer primary key,
    note_id integer not null references note (id) on delete cascade,
    section_id integer references section (id) on delete cascade,
    name text not null,
    is_found integer not null check (is_found in (0, 1)),
    line integer not null,
    "column" integer not null
) strict;

create index image_note on image (note_id);
create index image_section on image (section_id);

create table card (
    id integer primary key,
    key text not null unique,
    kind text not null
        check (kind = 'basic' or kind = 'cloze' or kind = 'definition' or kind = 'formula' or kind = 'list'
            or kind = 'comparison' or kind = 'reread' or kind = 'exercise'),
    origin text not null check (origin = 'hand' or origin = 'note' or origin = 'starter'),
    deck text not null,
    question text not null,
    answer text not null,
    hint text not null,
    extra text not null,
    fingerprint text not null,
    anchor text,
    note_id integer references note (id) on delete set null,
    line integer not null,
    end_line integer not null,
    heading text not null,
    ordinal integer not null,
    family text,
    suspended_at integer,
    retired_at integer,
    -- Whether it has a memory: among very many cards, the new ones are found at once
    begun integer not null default 0 check (begun in (0, 1))
) strict;

create index card_note on card (note_id, retired_at);
create index card_vanished on card (id) where retired_at is not null;
create index card_fresh on card (origin, id, note_id, deck, family)
where begun = 0 and suspended_at is null and retired_at is null;

-- Derived from the log: what the last standing review of each card left.
create table memory (
    card_id integer primary key references card (id) on delete cascade,
    phase text not null check (phase = 'learning' or phase = 'review' or phase = 'relearning'),
    step integer not null,
    stability real not null,
    difficulty real not null,
    due integer not null,
    last_review integer not null,
    reps integer not null,
    lapses integer not null
) strict;

-- With what the queue of the day asks of a memory
create index memory_due on memory (due, phase, step, last_review, stability, difficulty);

create trigger card_has_begun after insert on memory
begin
    update card set begun = 1 where id = new.card_id;
end;

create trigger card_begins_anew after delete on memory
begin
    update card set begun = 0 where id = old.card_id;
end;

-- The text with which a card was last answered, where it has changed since: it holds while the card has `reps` answers.
create table card_before (
    card_id integer primary key references card (id) on delete cascade,
    question text not null,
    answer text not null,
    reps integer not null
) strict;

create trigger card_text_has_changed after update of question, answer on card
-- The starter decks change with the language of the tool
when old.origin <> 'starter' and (old.question <> new.question or old.answer <> new.answer)
begin
    insert into card_before (card_id, question, answer, reps)
    select old.id, old.question, old.answer, memory.reps
    from memory
    where memory.card_id = old.id
    on conflict (card_id) do update
    set question = excluded.question, answer = excluded.answer, reps = excluded.reps
    where card_before.reps <> excluded.reps;
end;

-- The log is the truth: rows are added, never changed, never removed. Only a grade has a number, only an undo names a row.
create table review (
    id text primary key,
    card_key text not null,
    at integer not null,
    offset_minutes integer not null,
    study_day text not null,
    deed text not null check (deed = 'grade' or deed = 'undo' or deed = 'reset'),
    grade integer check (grade between 1 and 4),
    took_ms integer not null check (took_ms >= 0),
    device text not null,
    before text not null,
    after text not null,
    undoes text unique references review (id),
    check ((deed = 'grade') = (grade is not null)),
    check ((deed = 'undo') = (undoes is not null))
) strict, without rowid;

create index review_card on review (card_key, at);
create index review_day on review (study_day);

create trigger review_is_never_changed before update on review
begin
    select raise(abort, 'the review log is append-only');
end;

create trigger review_is_never_removed before delete on review
begin
    select raise(abort, 'the review log is append-only');
end;

-- The reviews that count: those that were graded and not undone.
create view standing_review as
select review.*
from review
where review.grade is not null
    and not exists (select 1 from review as undo where undo.undoes = review.id);

-- Tokens are made by the program, which keeps them free of what the tokenizer here would cut. No text is stored and no position:
-- what was found is looked at in the texts themselves.
create virtual table search_concept using fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
create virtual table search_heading using fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
create virtual table search_section using fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
create virtual table search_card using fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

-- The Latin words of all texts, with the number of texts that hold them.
create table search_word (
    word text primary key,
    texts integer not null
) strict, without rowid;

create table opened (
    thing text primary key,
    times integer not null,
    last_at integer not null
) strict, without rowid;

create table asked (
    query text primary key,
    at integer not null
) strict, without rowid;

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

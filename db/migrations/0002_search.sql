-- What the search needs: an index that is a cache and can be made anew, and what the learner opened and asked for.

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

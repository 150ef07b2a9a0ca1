insert into note
    (path, title, date, date_source, origin, size, mtime_ns, hash, reader, sections, definitions, formulas, images, cards)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
on conflict (path) do update
set title = excluded.title, date = excluded.date, date_source = excluded.date_source, origin = excluded.origin,
    size = excluded.size, mtime_ns = excluded.mtime_ns, hash = excluded.hash, reader = excluded.reader,
    sections = excluded.sections, definitions = excluded.definitions, formulas = excluded.formulas, images = excluded.images,
    cards = excluded.cards, retired_at = null
returning id

select
    id, path, size, mtime_ns, hash, reader = ?1, retired_at is not null,
    sections, definitions, formulas, images, cards
from note

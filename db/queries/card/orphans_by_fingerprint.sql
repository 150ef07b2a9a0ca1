where fingerprint = ?1 and (retired_at is not null or note_id is null)

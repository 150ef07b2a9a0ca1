select exists (select 1 from card where retired_at is not null and origin <> 'starter')

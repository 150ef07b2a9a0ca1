where retired_at is not null and origin <> 'starter'

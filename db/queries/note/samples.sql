select id from note where origin = 'sample' and retired_at is null

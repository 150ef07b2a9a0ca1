select thing, times from opened order by last_at desc limit 1000

select id, config from notetypes

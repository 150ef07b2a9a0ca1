select distinct name from image where note_id in (select value from json_each(?1))

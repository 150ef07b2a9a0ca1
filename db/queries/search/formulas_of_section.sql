select id from formula where section_id = ?1 order by id

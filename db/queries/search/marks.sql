select id from section where id > (select max(id) from section) - ?3 and instr(title || char(10) || body, ?1) > 0
order by id desc limit ?2

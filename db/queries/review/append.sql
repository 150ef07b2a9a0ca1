insert into review (id, card_key, at, offset_minutes, study_day, deed, grade, took_ms, device, before, after, undoes)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)

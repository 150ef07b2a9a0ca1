select count(*) from standing_review where study_day = ?1 and json_extract(before, '$.phase') = 'new'

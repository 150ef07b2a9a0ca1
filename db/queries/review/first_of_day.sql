select at, offset_minutes from standing_review where study_day = ?1 order by at limit 1

select study_day, count(*), sum(took_ms) from standing_review group by study_day order by study_day

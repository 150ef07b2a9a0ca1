insert into memory (card_id, phase, step, stability, difficulty, due, last_review, reps, lapses)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
on conflict (card_id) do update
set phase = excluded.phase, step = excluded.step, stability = excluded.stability, difficulty = excluded.difficulty,
    due = excluded.due, last_review = excluded.last_review, reps = excluded.reps, lapses = excluded.lapses

//! What the scheduler promises, and that it keeps to the reference implementations.

use super::*;
use proptest::prelude::*;

fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

fn without_steps() -> Scheduler {
    Scheduler::new(Settings { learning_steps: Vec::new(), relearning_steps: Vec::new(), ..Settings::default() })
        .unwrap()
}

/// Reviews after the given days, one after the other; stability and difficulty after each.
fn history(scheduler: &Scheduler, reviews: &[(i64, Grade)]) -> Vec<(f32, f32)> {
    let mut now = moment("2026-01-05T12:00:00+08:00");
    let mut memory = Memory::NEW;
    reviews
        .iter()
        .map(|&(days, grade)| {
            now += Duration::days(days);
            memory = scheduler.outcomes(&memory, now).unwrap().of(grade).memory;
            (memory.stability.unwrap(), memory.difficulty.unwrap())
        })
        .collect()
}

fn assert_close(got: &[(f32, f32)], expected: &[(f64, f64)]) {
    assert_eq!(got.len(), expected.len());
    for (&(s, d), &(es, ed)) in got.iter().zip(expected) {
        assert!(
            (f64::from(s) / es - 1.0).abs() < 1e-5 && (f64::from(d) / ed - 1.0).abs() < 1e-5,
            "{got:?} for {expected:?}"
        );
    }
}

#[test]
fn without_steps_it_agrees_with_py_fsrs_6_3_2() {
    use Grade::{Again, Easy, Good};
    assert_close(
        &history(&without_steps(), &[(0, Good), (2, Good), (11, Again), (2, Good), (5, Easy)]),
        &[
            (2.306_500, 2.118_104),
            (10.964_332, 2.111_214),
            (1.538_337, 7.392_238),
            (4.876_260, 7.380_074),
            (18.802_068, 6.489_846),
        ],
    );
}

#[test]
fn steps_of_minutes_come_before_days() {
    let scheduler = Scheduler::new(Settings::default()).unwrap();
    let now = moment("2026-11-24T20:00:00+08:00");
    let waits = |memory: &Memory| {
        let outcomes = scheduler.outcomes(memory, now).unwrap();
        Grade::ALL.map(|grade| outcomes.of(grade).interval.num_seconds())
    };
    let new = scheduler.outcomes(&Memory::NEW, now).unwrap();
    // again 1 min, hard the mean of 1 and 10, good the second step, easy days
    assert_eq!(waits(&Memory::NEW)[..3], [60, 330, 600]);
    assert!(waits(&Memory::NEW)[3] >= 86_400);
    assert_eq!(new.good.memory.phase, Phase::Learning { step: 1 });
    // In the last step good leaves for days
    assert_eq!(waits(&new.good.memory)[..2], [60, 600]);
    assert_eq!(scheduler.outcomes(&new.good.memory, now).unwrap().good.memory.phase, Phase::Review);
    // A lapse goes to relearning and is counted
    let known = new.easy.memory;
    let lapse = scheduler.outcomes(&known, now + Duration::days(9)).unwrap().again.memory;
    assert_eq!((lapse.phase, lapse.lapses, lapse.reps), (Phase::Relearning { step: 0 }, 1, 2));
}

#[test]
fn a_clock_set_back_is_no_time_at_all() {
    let scheduler = Scheduler::new(Settings::default()).unwrap();
    let now = moment("2026-11-24T20:00:00+08:00");
    let memory = scheduler.outcomes(&Memory::NEW, now).unwrap().easy.memory;
    let before = scheduler.outcomes(&memory, now - Duration::days(400)).unwrap();
    let same_day = scheduler.outcomes(&memory, now).unwrap();
    assert_eq!(before.good.memory.stability, same_day.good.memory.stability);
}

/// The generator of `make_fsrs_vectors.py`.
struct SplitMix(u64);

impl SplitMix {
    fn below(&mut self, bound: u64) -> u64 {
        let number = super::mix(self.0) % bound;
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        number
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    fn history(&mut self) -> Vec<(Duration, Grade)> {
        use Grade::{Again, Easy, Good, Hard};
        (0..4 + self.below(9))
            .map(|_| {
                let reach = self.pick(&[0, 0, 4, 30, 30, 400, 3_000]);
                let gap = match i64::try_from(self.below(reach + 1)).unwrap() {
                    0 => Duration::minutes(1 + i64::try_from(self.below(20)).unwrap()),
                    days => Duration::days(days),
                };
                (gap, self.pick(&[Again, Hard, Good, Good, Good, Easy]))
            })
            .collect()
    }
}

/// Numbers from the vectors' file, one after the other.
struct Numbers<'a>(std::slice::Chunks<'a, u8>);

impl Numbers<'_> {
    fn next(&mut self) -> [u8; 4] {
        self.0.next().unwrap().try_into().unwrap()
    }
}

fn close(got: f32, expected: f32) -> bool {
    (f64::from(got) / f64::from(expected) - 1.0).abs() < 1e-4
}

/// The settings under which the vectors were made, in turn.
fn vector_settings() -> [Settings; 5] {
    let minutes = |steps: &[i64]| steps.iter().map(|&step| Duration::minutes(step)).collect::<Vec<_>>();
    let settings = |steps: &[i64], again: &[i64], desired_retention, parameters: &[f32]| Settings {
        desired_retention,
        parameters: parameters.to_vec(),
        learning_steps: minutes(steps),
        relearning_steps: minutes(again),
        ordered_buttons: false,
        ..Settings::default()
    };
    let other =
        [0.4, 1.8, 4.2, 14.1, 6.0, 1.1, 2.4, 0.02, 1.6, 0.12, 0.9, 1.7, 0.08, 0.3, 1.4, 0.5, 2.3, 0.6, 0.2, 0.1, 0.22];
    [
        settings(&[1, 10], &[10], 0.9, &[]),
        settings(&[], &[], 0.9, &[]),
        settings(&[15], &[], 0.8, &[]),
        settings(&[1, 5, 25], &[5, 20], 0.95, &[]),
        settings(&[1, 10], &[10], 0.7, &other),
    ]
}

/// Stability, difficulty and wait, over histories that py-fsrs scheduled, too.
#[test]
fn ten_thousand_random_histories_agree_with_py_fsrs() {
    let schedulers = vector_settings().map(|settings| Scheduler::new(settings).unwrap());
    let mut numbers = Numbers(include_bytes!("../../tests/fixtures/fsrs/vectors.bin").chunks(4));
    let histories = u64::from(u32::from_le_bytes(numbers.next()));
    let (mut reviews, mut near_half) = (0, 0);
    for number in 0..histories {
        let scheduler = &schedulers[usize::try_from(number % 5).unwrap()];
        let mut now = moment("2026-01-05T06:00:00+00:00");
        let mut memory = Memory::NEW;
        for (gap, grade) in SplitMix(number).history() {
            now += gap;
            let outcome = *scheduler.outcomes(&memory, now).unwrap().of(grade);
            memory = outcome.memory;
            let (stability, difficulty) = (f32::from_le_bytes(numbers.next()), f32::from_le_bytes(numbers.next()));
            let wait = i64::from(u32::from_le_bytes(numbers.next()));
            let got = (memory.stability.unwrap(), memory.difficulty.unwrap());
            assert!(
                close(got.0, stability) && close(got.1, difficulty),
                "history {number}: {got:?} for {stability}, {difficulty}"
            );
            // Half a day may round either way when single precision is at its end
            let at_half = (outcome.interval.num_seconds() - wait).abs() == 86_400 && is_near_half(scheduler, stability);
            near_half += u32::from(at_half);
            assert!(outcome.interval.num_seconds() == wait || at_half, "history {number}: {outcome:?} for {wait} s");
            reviews += 1;
        }
    }
    assert_eq!((histories, reviews, numbers.0.len()), (10_000, 80_172, 0));
    assert!(near_half <= 40, "{near_half}");
}

fn is_near_half(scheduler: &Scheduler, stability: f32) -> bool {
    let days = scheduler.fsrs.next_interval(Some(stability), scheduler.settings.desired_retention, 3);
    (days.fract() - 0.5).abs() < days * 1e-5
}

#[test]
fn with_the_default_steps_it_agrees_with_py_fsrs_and_ts_fsrs() {
    let scheduler = Scheduler::new(Settings { ordered_buttons: false, ..Settings::default() }).unwrap();
    let mut now = moment("2026-01-05T12:00:00+08:00");
    let mut memory = Memory::NEW;
    let mut got = Vec::new();
    for grade in [Grade::Good, Grade::Good, Grade::Again, Grade::Good, Grade::Easy] {
        memory = scheduler.outcomes(&memory, now).unwrap().of(grade).memory;
        got.push((memory.stability.unwrap(), memory.difficulty.unwrap()));
        // Each review when it is due
        now = memory.due.unwrap().with_timezone(now.offset());
    }
    assert_close(
        &got,
        &[
            (2.306_500, 2.118_104),
            (2.306_500, 2.111_214),
            (0.607_702, 7.392_238),
            (0.659_798, 7.380_074),
            (4.086_148, 6.489_846),
        ],
    );
}

#[test]
fn a_better_grade_always_waits_longer() {
    let scheduler = without_steps();
    let now = moment("2026-11-24T20:00:00+08:00");
    for (stability, difficulty, elapsed) in
        [(0.2, 9.0, 0), (0.2, 9.0, 3), (1.0, 10.0, 1), (5.0, 5.0, 0), (3_000.0, 9.9, 1)]
    {
        let last = now - Duration::days(elapsed);
        let memory = Memory {
            phase: Phase::Review,
            stability: Some(stability),
            difficulty: Some(difficulty),
            due: Some(now.to_utc()),
            last_review: Some(last.to_utc()),
            reps: 3,
            lapses: 0,
        };
        for seed in 0..50 {
            let spread = Spread { seed, load: &|days| days.map(|day| day % 7).collect() };
            let outcomes = scheduler.outcomes_at(&memory, now, 0.9, Some(&spread)).unwrap();
            let waits = Grade::ALL.map(|grade| outcomes.of(grade).interval);
            assert!(waits.is_sorted_by(|a, b| a < b), "{waits:?} at {stability}");
        }
    }
}

#[test]
fn cards_of_one_day_part_and_avoid_full_days() {
    let scheduler = Scheduler::new(Settings::default()).unwrap();
    let now = moment("2026-11-24T20:00:00+08:00");
    let memory = Memory {
        phase: Phase::Review,
        stability: Some(20.0),
        difficulty: Some(5.0),
        due: Some(now.to_utc()),
        last_review: Some((now - Duration::days(20)).to_utc()),
        reps: 5,
        lapses: 0,
    };
    let full = scheduler.outcomes(&memory, now).unwrap().good.interval.num_days();
    let days = |load: &Load<'_>| -> Vec<i64> {
        let good = |seed| {
            let spread = Spread { seed, load };
            scheduler.outcomes_at(&memory, now, 0.9, Some(&spread)).unwrap().good.interval.num_days()
        };
        (0..400).map(good).collect()
    };
    let even = days(&|days| vec![0; days.count()]);
    assert!(even.iter().collect::<std::collections::HashSet<_>>().len() >= 5);
    assert!(even.iter().all(|day| (day - full).abs() <= full / 10 + 2));
    assert!(even.contains(&full));
    let avoiding = days(&|days| days.map(|day| u32::from(i64::from(day) == full) * 60).collect());
    assert!(!avoiding.contains(&full));
    // The same seed comes to the same day
    assert_eq!(even, days(&|days| vec![0; days.count()]));
}

#[test]
fn the_retention_of_the_deck_and_the_maximum_decide_the_interval() {
    let scheduler = Scheduler::new(Settings { maximum_interval_days: 60, ..Settings::default() }).unwrap();
    let now = moment("2026-11-24T20:00:00+08:00");
    let memory = Memory {
        phase: Phase::Review,
        stability: Some(20.0),
        difficulty: Some(5.0),
        due: Some(now.to_utc()),
        last_review: Some((now - Duration::days(20)).to_utc()),
        reps: 5,
        lapses: 0,
    };
    let wait = |retention| scheduler.outcomes_at(&memory, now, retention, None).unwrap().hard.interval.num_days();
    assert!(wait(0.95) < wait(0.9) && wait(0.9) < wait(0.85));
    assert_eq!(wait(0.7), 60);
    // An overdue recall is worth more than one in time
    let late = scheduler.outcomes(&memory, now + Duration::days(40)).unwrap().good.memory.stability;
    assert!(late > scheduler.outcomes(&memory, now).unwrap().good.memory.stability);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_history_keeps_memory_in_bounds(reviews in prop::collection::vec((0_i64..3_000, 0_usize..4), 1..40)) {
        let scheduler = Scheduler::new(Settings::default()).unwrap();
        let reviews: Vec<_> = reviews.into_iter().map(|(days, grade)| (days, Grade::ALL[grade])).collect();
        for (stability, difficulty) in history(&scheduler, &reviews) {
            prop_assert!(stability > 0.0 && stability <= 36_500.0);
            prop_assert!((1.0..=10.0).contains(&difficulty));
        }
    }
}

//! The review on a large library: the queue of the day, an answer beside a bare commit in the same run, and the fit of the parameters.
//!
//! `cargo bench --bench review` takes a tenth of the full size; `-- --full` takes 100 000 cards and 1 000 000 reviews.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use chrono::{DateTime, Duration, FixedOffset};
use std::path::Path;
use std::time::Instant;
use wengu::domain::{CardDraft, CardKind, Grade, Memory, Phase, ReviewScope, Rollover, StudyDay};
use wengu::library::{Library, Settings};
use wengu::scheduler::{Scheduler, Settings as SchedulerSettings};
use wengu::storage::{Deed, ReviewEntry, Storage, StoredText};

const ROUNDS: usize = 200;

fn main() {
    let is_full = std::env::args().any(|argument| argument == "--full");
    let (cards, reviews_each) = if is_full { (100_000, 10) } else { (10_000, 10) };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.db");
    let now = DateTime::parse_from_rfc3339("2026-11-24T09:00:00+08:00").unwrap();
    let begun = Instant::now();
    fill(&path, cards, reviews_each, now);
    println!("{cards} cards, {} reviews: made in {:.1} s", cards * reviews_each, begun.elapsed().as_secs_f64());

    let settings = Settings { starter_decks: false, ..Settings::default() };
    let mut library = Library::open(&path, settings, wengu::clock::entropy).unwrap();
    let mut times = Vec::new();
    for round in 0..11 {
        // Another zone makes the queue anew
        let zone = FixedOffset::east_opt(8 * 3_600 + 60 * round).unwrap();
        let begun = Instant::now();
        let due = library.due(None, now.with_timezone(&zone)).unwrap();
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        assert!(due.total > 0);
    }
    tell("the queue of the day", "ms", &mut times);

    let bare = folder.path().join("bare.db");
    let floor = BareLog::new(&bare);
    let (mut answers, mut commits, mut nexts) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let moment = now + Duration::seconds(i64::try_from(round).unwrap() * 5);
        let begun = Instant::now();
        let prompt = library.next_card(&ReviewScope::default(), moment).unwrap().unwrap();
        nexts.push(begun.elapsed().as_secs_f64() * 1e6);
        let begun = Instant::now();
        library.answer(prompt.card.id, Grade::Good, std::time::Duration::from_secs(5), moment).unwrap();
        answers.push(begun.elapsed().as_secs_f64() * 1e6);
        let begun = Instant::now();
        floor.commit(round);
        commits.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    // The first card makes the queue
    nexts.remove(0);
    tell("the next card", "µs", &mut nexts);
    tell("an answer, stored durably", "µs", &mut answers);
    tell("a bare commit of one row", "µs", &mut commits);
    println!("an answer is {:.2} bare commits (medians)", answers[answers.len() / 2] / commits[commits.len() / 2]);

    let begun = Instant::now();
    match library.optimize(true) {
        Ok(outcome) => println!(
            "the fit to {} reviews: {:.1} s; log-loss {:.4} before, {:.4} after",
            outcome.reviews,
            begun.elapsed().as_secs_f64(),
            outcome.before.log_loss,
            outcome.after.log_loss
        ),
        Err(error) => println!("no fit: {error}"),
    }
    let begun = Instant::now();
    let stats = library.statistics(now).unwrap();
    println!("statistics over {} reviews: {:.2} s", stats.reviews, begun.elapsed().as_secs_f64());
}

/// Prints median, 90 % and number.
fn tell(what: &str, unit: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let (median, high) = (times[times.len() / 2], times[times.len() * 9 / 10]);
    println!("{what}: {median:.1} {unit} (90 %: {high:.1}, n = {})", times.len());
}

/// A table with one row a commit, in the library's own mode.
struct BareLog(Storage);

impl BareLog {
    fn new(path: &Path) -> Self {
        Self(Storage::open(path).unwrap())
    }

    fn commit(&self, round: usize) {
        self.0.transact(|storage| storage.meta_put("round", &round.to_string())).unwrap();
    }
}

/// Cards whose reviews lie over the last two years, a twentieth of them new.
fn fill(path: &Path, cards: usize, reviews_each: usize, now: DateTime<FixedOffset>) {
    let storage = Storage::open(path).unwrap();
    let scheduler = Scheduler::new(SchedulerSettings::default()).unwrap();
    let mut chance = 7_u64;
    let mut below = |bound: u64| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) % bound
    };
    storage
        .transact(|storage| {
            for number in 0..cards {
                let key = format!("bench-{number}");
                let id = storage.card_insert(&key, &text(number))?;
                if number % 20 == 0 {
                    continue;
                }
                let mut memory = Memory::NEW;
                let mut at = now - Duration::days(1_000 - i64::try_from(below(300)).unwrap());
                for turn in 0..reviews_each {
                    let grade = if below(10) == 0 { Grade::Again } else { Grade::Good };
                    let before = memory;
                    memory = scheduler.outcomes(&memory, at).unwrap().of(grade).memory;
                    let millis = u64::try_from(at.timestamp_millis()).unwrap();
                    let salt = (number * reviews_each + turn).to_be_bytes();
                    let id = uuid::Builder::from_unix_timestamp_millis(
                        millis,
                        &[0, 0, salt[0], salt[1], salt[2], salt[3], salt[4], salt[5], salt[6], salt[7]],
                    );
                    storage.review_append(&ReviewEntry {
                        id: id.into_uuid(),
                        card_key: key.clone(),
                        at,
                        study_day: StudyDay::of(at, Rollover::default()),
                        deed: Deed::Grade(grade),
                        took_ms: 5_000,
                        device: "bench".to_owned(),
                        before,
                        after: memory,
                    })?;
                    let wait = memory.due.unwrap() - memory.last_review.unwrap();
                    // Short enough that all reviews lie in the past
                    let next =
                        at + wait.min(Duration::days(60)) + Duration::minutes(i64::try_from(below(600)).unwrap());
                    if next > now || turn + 1 == reviews_each {
                        break;
                    }
                    at = next;
                }
                if memory.phase == Phase::Review {
                    // The dues lie around today, as they do in a life
                    let due = now + Duration::days(i64::try_from(below(60)).unwrap() - 3);
                    memory.due = Some(due.to_utc());
                }
                storage.memory_put(id, &memory)?;
            }
            Ok::<_, wengu::storage::StorageError>(())
        })
        .unwrap();
}

fn text(number: usize) -> StoredText {
    let draft = CardDraft {
        kind: CardKind::Basic,
        question: format!("What is the answer to question {number}?"),
        answer: format!("It is {number}."),
        ..CardDraft::default()
    };
    StoredText::new(draft, format!("deck::{}", number % 50), format!("print-{number}"), None)
}

//! A year of a learner's days, at random: what the queue promises holds on each of them.

use super::*;
use crate::domain::Grade;
use crate::library::Settings;
use crate::scheduler::{
    self,
    queue::{DeckRule, Limits, Rules, is_within},
};
use crate::storage::StoredText;
use chrono::{Duration, TimeDelta};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};

const DECKS: [&str; 3] = ["a", "a::b", "c"];
const NEW_PER_DAY: u32 = 7;

fn entropy() -> [u8; 10] {
    [7; 10]
}

fn text(question: &str, deck: &str) -> StoredText {
    let draft = crate::domain::CardDraft {
        kind: crate::domain::CardKind::Basic,
        question: question.to_owned(),
        answer: "answer".to_owned(),
        ..crate::domain::CardDraft::default()
    };
    StoredText::new(draft, deck.to_owned(), question.to_owned(), None)
}

/// A library with `cards` cards in three decks; every fourth card is one of a family of two.
fn library(cards: usize, reviews_per_day: Option<u32>) -> Library {
    let rules = Rules {
        reviews_per_day,
        decks: vec![
            DeckRule {
                deck: "a".into(),
                desired_retention: Some(0.8),
                limits: Limits { new: Some(4), reviews: Some(11) },
            },
            DeckRule { deck: "a::b".into(), desired_retention: None, limits: Limits { new: None, reviews: Some(6) } },
        ],
        ..Rules::default()
    };
    let settings = Settings {
        starter_decks: false,
        new_per_day: NEW_PER_DAY,
        queue: rules,
        scheduler: scheduler::Settings { maximum_interval_days: 200, ..scheduler::Settings::default() },
        ..Settings::default()
    };
    let library = Library::in_memory(settings, entropy).unwrap();
    for number in 0..cards {
        let id = library
            .storage
            .card_insert(&format!("key-{number}"), &text(&format!("question {number}"), DECKS[number % 3]))
            .unwrap();
        if number % 4 < 2 {
            library.storage.mark_put_family(id, Some(&format!("family-{}", number / 4))).unwrap();
        }
    }
    library
}

/// Chance for one year.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scheduler::mix(self.0) % bound
    }

    fn grade(&mut self) -> Grade {
        use Grade::{Again, Easy, Good, Hard};
        [Again, Hard, Good, Good, Good, Good, Good, Easy][usize::try_from(self.below(8)).unwrap()]
    }
}

/// Everything that an undo must bring back.
fn state(library: &Library) -> Vec<Card> {
    library.cards(&crate::domain::CardFilter::default()).unwrap()
}

/// What one day showed.
#[derive(Default)]
struct Seen {
    /// The phases in which each card was asked, in order.
    asked: HashMap<CardId, Vec<Phase>>,
    families: HashMap<String, CardId>,
    new: u32,
    reviews: u32,
    /// New cards and reviews of each rule's deck.
    decks: [(u32, u32); 2],
}

impl Seen {
    fn see(&mut self, card: &Card, family: Option<&String>) {
        let phase = card.memory.phase;
        let earlier = self.asked.entry(card.id).or_default();
        assert!(
            earlier.is_empty() || matches!(phase, Phase::Learning { .. } | Phase::Relearning { .. }),
            "{card:?} was asked twice: {earlier:?}"
        );
        earlier.push(phase);
        if let Some(family) = family {
            let owner = *self.families.entry(family.clone()).or_insert(card.id);
            assert_eq!(owner, card.id, "siblings met");
        }
        let part = |counts: &mut (u32, u32)| match phase {
            Phase::New => counts.0 += 1,
            Phase::Review => counts.1 += 1,
            _ => {}
        };
        let mut overall = (self.new, self.reviews);
        part(&mut overall);
        (self.new, self.reviews) = overall;
        for (counts, deck) in self.decks.iter_mut().zip(["a", "a::b"]) {
            if is_within(&card.deck, deck) {
                part(counts);
            }
        }
    }

    fn check_limits(&self, reviews_per_day: Option<u32>) {
        assert!(self.new <= NEW_PER_DAY && reviews_per_day.is_none_or(|limit| self.reviews <= limit));
        assert!(self.decks[0].0 <= 4 && self.decks[0].1 <= 11 && self.decks[1].1 <= 6, "{:?}", self.decks);
    }
}

fn families(library: &Library, now: DateTime<FixedOffset>) -> HashMap<CardId, String> {
    let mut families = HashMap::new();
    let day = library.today(now);
    let far = now.to_utc() + Duration::days(9_999);
    for card in library.storage.queue_waiting(far, day, None).unwrap() {
        families.extend(card.family.map(|family| (card.id, family)));
    }
    let _ = library.storage.queue_fresh(day, None, |card| {
        families.extend(card.family.map(|family| (card.id, family)));
        true
    });
    families
}

/// A sitting until nothing waits: every answer at random, some of them taken back and given again.
fn study(library: &mut Library, dice: &mut Dice, start: DateTime<FixedOffset>, seen: &mut Seen) {
    let families = families(library, start);
    let mut now = start;
    while let Some(prompt) = library.next_card(&ReviewScope::default(), now).unwrap() {
        assert!(seen.asked.len() < 500 && (now - start) < TimeDelta::hours(12), "the day does not end");
        let (card, grade) = (&prompt.card, dice.grade());
        let before = (dice.below(12) == 0).then(|| state(library));
        let memory = library.answer(card.id, grade, std::time::Duration::from_secs(5), now).unwrap();
        assert_eq!(memory, prompt.outcomes.of(grade).memory, "the button promised it");
        if let Some(before) = before {
            let after = state(library);
            assert_eq!(library.undo(now).unwrap(), Some(card.id));
            assert_eq!(state(library), before, "undo gives the very state before");
            let again = library.next_card(&ReviewScope::default(), now).unwrap().unwrap();
            assert_eq!(again, prompt, "and the very question");
            library.answer(card.id, grade, std::time::Duration::from_secs(5), now).unwrap();
            assert_eq!(state(library), after, "and the same answer comes to the same state");
        }
        seen.see(card, families.get(&card.id));
        now += TimeDelta::seconds(8);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, max_shrink_iters: 0, ..ProptestConfig::default() })]
    #[test]
    fn a_year_of_random_days(seed in any::<u64>(), limit in prop_oneof![Just(None), Just(Some(9)), Just(Some(25))]) {
        let mut dice = Dice(seed);
        let mut library = library(72, limit);
        let mut ever: HashSet<CardId> = HashSet::new();
        let morning = DateTime::parse_from_rfc3339("2026-03-01T05:00:00+08:00").unwrap();
        for day in 0..365 {
            // A third of the days are missed, and the zone changes now and then
            let zone = FixedOffset::east_opt([8, 8, 8, -5, 13][usize::try_from(day / 40 % 5).unwrap()] * 3_600).unwrap();
            if dice.below(3) == 0 {
                continue;
            }
            let start = (morning + Duration::days(day)).with_timezone(&zone);
            let start = start + TimeDelta::minutes(i64::try_from(dice.below(600)).unwrap());
            let mut seen = Seen::default();
            let due: Vec<_> = library
                .storage
                .queue_waiting(library.day_end(start).to_utc(), library.today(start), None)
                .unwrap();
            let families = families(&library, start);
            let done: HashSet<CardId> =
                library.storage.queue_done(library.today(start)).unwrap().iter().map(|done| done.id).collect();
            if !done.is_empty() {
                // A journey that gives one day twice
                continue;
            }
            study(&mut library, &mut dice, start, &mut seen);
            seen.check_limits(limit);
            // Every due card was shown, unless a limit or a sibling kept it
            let full = limit.is_some_and(|limit| seen.reviews >= limit) || seen.decks[0].1 >= 11 || seen.decks[1].1 >= 6;
            for card in &due {
                let sibling = families.get(&card.id).and_then(|family| seen.families.get(family));
                let is_excused = full && card.phase == Phase::Review || sibling.is_some_and(|&sibling| sibling != card.id);
                prop_assert!(is_excused || seen.asked.contains_key(&card.id), "{card:?} was forgotten on day {day}");
            }
            ever.extend(seen.asked.keys());
        }
        prop_assert!(ever.len() > 60, "only {} cards were ever met", ever.len());
        // The memory that the log gives is the stored one, bit for bit
        for card in state(&library) {
            let replayed = library.replay(&card.key).unwrap();
            prop_assert_eq!(replayed.map(bits), (card.memory != Memory::NEW).then(|| bits(card.memory)));
        }
    }
}

/// Everything that is remembered, to the bit.
fn bits(memory: Memory) -> (Phase, [Option<i64>; 4], [u32; 2]) {
    let bits = |number: Option<f32>| number.map(|number| i64::from(number.to_bits()));
    let millis = |moment: Option<DateTime<chrono::Utc>>| moment.map(|moment| moment.timestamp_millis());
    (
        memory.phase,
        [bits(memory.stability), bits(memory.difficulty), millis(memory.due), millis(memory.last_review)],
        [memory.reps, memory.lapses],
    )
}

#[test]
fn a_month_away_ends_in_a_plan() {
    let mut library = library(60, Some(5));
    let start = DateTime::parse_from_rfc3339("2026-03-01T09:00:00+08:00").unwrap();
    let mut dice = Dice(1);
    for day in 0..12 {
        study(&mut library, &mut dice, start + Duration::days(day), &mut Seen::default());
    }
    let back = start + Duration::days(50);
    let outlook = library.outlook(back).unwrap();
    assert_eq!((outlook.today, outlook.per_day), (5, Some(5)));
    assert!(outlook.held_back > 10 && outlook.days_to_clear.is_some_and(|days| days >= 2), "{outlook:?}");
    // No new cards on top of it
    assert_eq!(library.due(None, back).unwrap().new, 0);
}

#[test]
fn custom_study_leaves_the_schedule_alone_unless_asked() {
    let mut library = library(12, None);
    let now = DateTime::parse_from_rfc3339("2026-03-01T09:00:00+08:00").unwrap();
    let before = state(&library);
    let cram = ReviewScope { study: Study::Cram, deck: Some("a".into()), ..ReviewScope::default() };
    let mut asked = Vec::new();
    while let Some(prompt) = library.next_card(&cram, now).unwrap() {
        let grade = if asked.is_empty() { Grade::Again } else { Grade::Good };
        assert!(!cram.is_stored());
        library.practise(prompt.card.id, grade).unwrap();
        asked.push(prompt.card.id);
    }
    // Eight cards of the deck and what lies below it, and the forgotten one again
    assert_eq!((asked.len(), asked[0]), (9, asked[4]));
    assert_eq!(state(&library), before);
    // A search narrows it down
    let words = ReviewScope { words: Some("QUESTION 11".into()), study: Study::Cram, ..ReviewScope::default() };
    assert_eq!(library.next_card(&words, now).unwrap().unwrap().card.question, "question 11");
    // Ahead, and this time it counts
    study(&mut library, &mut Dice(3), now, &mut Seen::default());
    let ahead = ReviewScope { study: Study::Ahead { days: 400 }, counts: true, ..ReviewScope::default() };
    let prompt = library.next_card(&ahead, now + Duration::days(1)).unwrap().unwrap();
    library.answer(prompt.card.id, Grade::Good, std::time::Duration::ZERO, now + Duration::days(1)).unwrap();
    assert_eq!(library.card(prompt.card.id).unwrap().memory.reps, prompt.card.memory.reps + 1);
    assert_ne!(library.next_card(&ahead, now + Duration::days(1)).unwrap().unwrap().card.id, prompt.card.id);
}

#[test]
fn what_was_set_aside_or_left_for_tomorrow_comes_back_by_undo() {
    let mut library = library(3, None);
    let now = DateTime::parse_from_rfc3339("2026-03-01T09:00:00+08:00").unwrap();
    let next = |library: &Library, now| library.next_card(&ReviewScope::default(), now).unwrap().unwrap().card.id;
    let first = next(&library, now);
    library.bury(first, now).unwrap();
    assert_ne!(next(&library, now), first);
    assert_eq!(next(&library, now + Duration::days(1)), first);
    assert_eq!(library.undo(now).unwrap(), Some(first));
    assert_eq!(next(&library, now), first);
    library.set_aside(first, now).unwrap();
    assert_ne!(next(&library, now + Duration::days(1)), first);
    library.undo(now).unwrap();
    assert_eq!(next(&library, now), first);
    library.flag(first, 3).unwrap();
    assert_eq!(library.flags().unwrap(), [(first, 3)]);
}

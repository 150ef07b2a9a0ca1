//! What the log tells: statistics, the fit of the parameters to it, and the simulation that begins from it.

use super::{Library, PARAMETERS, Result};
use crate::domain::{
    Card, CardFilter, CardId, CardKind, CardState, DayLoad, DayTotal, DeckRetention, HardCard, IntervalRetention,
    LEECH_LAPSES, Optimization, Phase, Retention, Scenario, StabilityBand, StateCounts, Statistics, StudyDay,
};
use crate::scheduler::optimize::{History, optimize};
use crate::scheduler::simulate::{Known, Past, Start, scenarios};
use crate::scheduler::{self, Scheduler};
use crate::storage::{LogLine, WasIn};
use chrono::{DateTime, FixedOffset};
use std::collections::{BTreeMap, HashMap};

const FORECAST_DAYS: u32 = 30;
const HEAT_DAYS: u32 = 365;
const HARDEST: usize = 10;
/// Where the bands of intervals and stabilities begin, in days.
const BANDS: [u32; 8] = [0, 1, 3, 7, 21, 60, 180, 365];

/// A tally of reviews that may have succeeded.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    reviews: u32,
    recalled: u32,
    expected: f64,
}

impl Tally {
    fn add(&mut self, is_recalled: bool, expected: f64) {
        self.reviews += 1;
        self.recalled += u32::from(is_recalled);
        self.expected += expected;
    }

    fn retention(self) -> Retention {
        let per_review = |sum: f64| (self.reviews > 0).then(|| sum / f64::from(self.reviews));
        Retention {
            reviews: self.reviews,
            recalled: self.recalled,
            share: per_review(f64::from(self.recalled)),
            expected: per_review(self.expected),
        }
    }
}

/// What one walk over the log gathers.
#[derive(Debug, Default)]
struct Walk {
    reviews: u32,
    took_ms: u64,
    grades: [u32; 4],
    by_day: BTreeMap<StudyDay, (u32, u64)>,
    all: Tally,
    recent: Tally,
    by_band: [Tally; BANDS.len()],
    by_deck: BTreeMap<String, Tally>,
    /// When each card was last graded.
    last: HashMap<String, StudyDay>,
}

impl Library {
    /// Everything that `wengu stats` shows.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn statistics(&self, now: DateTime<FixedOffset>) -> Result<Statistics> {
        let today = self.today(now);
        let cards = self.cards(&CardFilter::default())?;
        let decks: HashMap<&str, &str> = cards.iter().map(|card| (card.key.as_str(), card.deck.as_str())).collect();
        let mut walk = Walk::default();
        let decay = self.scheduler.decay();
        self.storage.review_log(|line| walk.take(&line, today, decay, &decks))?;
        let days = u32::try_from(walk.by_day.len()).unwrap_or(u32::MAX);
        let minutes = walk.took_ms as f64 / 60_000.0;
        // That a note comes back to be read is no memory of it
        let remembered: Vec<&Card> = cards.iter().filter(|card| card.kind != CardKind::Reread).collect();
        let per_day = |sum: f64| if days == 0 { 0.0 } else { sum / f64::from(days) };
        Ok(Statistics {
            reviews: walk.reviews,
            minutes,
            days,
            reviews_per_day: per_day(f64::from(walk.reviews)),
            minutes_per_day: per_day(minutes),
            grades: walk.grades,
            desired_retention: share(self.scheduler.settings().desired_retention),
            retention: walk.all.retention(),
            retention_30d: walk.recent.retention(),
            retention_by_interval: banded(|at| walk.by_band[at].retention())
                .map(|(from_days, to_days, retention)| IntervalRetention { from_days, to_days, retention })
                .collect(),
            retention_by_deck: self.by_deck(&walk, &cards),
            forecast: self.coming(&cards, now),
            heat: heat(&walk.by_day, today),
            hardest: hardest(&cards),
            stability: stability(&remembered),
            cards: states(&remembered),
            known_now: remembered
                .iter()
                .filter_map(|card| self.scheduler.retrievability(&card.memory, now))
                .map(f64::from)
                .sum(),
        })
    }

    /// Cards that were forgotten so often that they had better be rewritten, the worst first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn leeches(&self) -> Result<Vec<HardCard>> {
        let mut cards = self.cards(&CardFilter::default())?;
        cards.retain(|card| card.memory.lapses >= LEECH_LAPSES);
        cards.sort_by_key(|card| std::cmp::Reverse(card.memory.lapses));
        Ok(cards.iter().map(hard_card).collect())
    }

    /// Fits the parameters to the log. Unless `is_rehearsal`, they are in use from now on if they predict better.
    ///
    /// # Errors
    /// If there are too few reviews, or the outcome could not be stored.
    pub fn optimize(&mut self, is_rehearsal: bool) -> Result<Optimization> {
        let settings = self.scheduler.settings();
        let mut outcome = optimize(&self.histories()?, &settings.parameters, settings.relearning_steps.len())?;
        // Parameters that the settings name stay in use
        if outcome.is_better && !is_rehearsal && self.settings.scheduler.parameters.is_empty() {
            let stored = serde_json::to_string(&outcome.parameters)
                .map_err(|error| crate::storage::StorageError::Strange(error.to_string()))?;
            let scheduler =
                Scheduler::new(scheduler::Settings { parameters: outcome.parameters.clone(), ..settings.clone() })?;
            self.storage.transact(|storage| storage.meta_put(PARAMETERS, &stored))?;
            self.scheduler = scheduler;
            outcome.is_kept = true;
        }
        Ok(outcome)
    }

    /// What other desired retentions would cost and bring over the next `days`.
    ///
    /// # Errors
    /// If the library cannot be read, or FSRS cannot simulate it.
    pub fn simulate(&self, days: usize, now: DateTime<FixedOffset>) -> Result<Vec<Scenario>> {
        let cards = self.cards(&CardFilter::default())?;
        let today = self.today(now);
        let rollover = self.scheduler.settings().rollover;
        let is_remembered = |card: &&Card| card.state != CardState::Suspended && card.kind != CardKind::Reread;
        let known = cards.iter().filter(is_remembered).filter_map(|card| {
            let (stability, difficulty) = card.memory.stability.zip(card.memory.difficulty)?;
            let due = StudyDay::of(card.memory.due?.with_timezone(now.offset()), rollover);
            Some(Known {
                stability,
                difficulty,
                days_since_review: self.scheduler.elapsed_days(&card.memory, now),
                due_in: i32::try_from(due.days_since(today)).unwrap_or(i32::MAX),
                lapses: card.memory.lapses,
            })
        });
        let settings = self.scheduler.settings();
        Ok(scenarios(&Start {
            known: known.collect(),
            new_cards: cards
                .iter()
                .filter(|card| card.state == CardState::New && card.kind != CardKind::Reread)
                .count(),
            new_per_day: self.settings.new_per_day as usize,
            reviews_per_day: None,
            maximum_interval_days: settings.maximum_interval_days,
            parameters: settings.parameters.clone(),
            current: settings.desired_retention,
            log: self.past()?,
            days,
        })?)
    }

    /// The grades of each card since it was new.
    fn histories(&self) -> Result<Vec<History>> {
        let mut histories: HashMap<String, (History, Option<StudyDay>)> = HashMap::new();
        let mut next = 0;
        self.storage.review_log(|line| {
            let entry = histories.entry(line.card_key).or_insert_with(|| {
                next += 1;
                (History { card: next, ..History::default() }, Some(line.study_day))
            });
            let Some(grade) = line.grade else {
                // What followed on a memory from elsewhere cannot be fitted: its beginning is not known
                let begins = (!line.is_known).then_some(line.study_day);
                *entry = (History { card: entry.0.card, ..History::default() }, begins);
                return;
            };
            let Some(last) = entry.1 else { return };
            let days = u32::try_from(line.study_day.days_since(last).max(0)).unwrap_or(u32::MAX);
            entry.1 = Some(line.study_day);
            entry.0.at.push(line.at);
            entry.0.grades.push((days, grade));
        })?;
        let mut histories: Vec<History> = histories.into_values().map(|(history, _)| history).collect();
        histories.sort_by_key(|history| history.card);
        Ok(histories)
    }

    fn past(&self) -> Result<Vec<Past>> {
        let mut ids: HashMap<String, i64> = HashMap::new();
        let mut log = Vec::new();
        self.storage.review_log(|line| {
            let next = i64::try_from(ids.len()).unwrap_or(i64::MAX);
            let card = *ids.entry(line.card_key).or_insert(next);
            let Some(grade) = line.grade else { return };
            let phase = match line.was {
                WasIn::New => Phase::New,
                WasIn::Learning => Phase::Learning { step: 0 },
                WasIn::Review => Phase::Review,
                WasIn::Relearning => Phase::Relearning { step: 0 },
            };
            log.push(Past { at: line.at, card, grade, took_ms: line.took_ms, phase });
        })?;
        Ok(log)
    }

    fn by_deck(&self, walk: &Walk, cards: &[Card]) -> Vec<DeckRetention> {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for card in cards {
            *counts.entry(&card.deck).or_default() += 1;
        }
        let default = self.scheduler.settings().desired_retention;
        let row = |(deck, cards): (&str, u32)| DeckRetention {
            deck: deck.to_owned(),
            desired: share(self.settings.queue.retention_of(deck).unwrap_or(default)),
            retention: walk.by_deck.get(deck).copied().unwrap_or_default().retention(),
            cards,
        };
        counts.into_iter().map(row).collect()
    }

    fn coming(&self, cards: &[Card], now: DateTime<FixedOffset>) -> Vec<DayLoad> {
        let today = self.today(now);
        let mut days: Vec<DayLoad> =
            (0..FORECAST_DAYS).map(|ahead| DayLoad { date: today.plus(ahead), reviews: 0 }).collect();
        for card in cards.iter().filter(|card| card.state != CardState::Suspended) {
            let Some(due) = card.memory.due else { continue };
            let day = StudyDay::of(due.with_timezone(now.offset()), self.scheduler.settings().rollover);
            let ahead = usize::try_from(day.days_since(today).max(0)).unwrap_or(usize::MAX);
            if let Some(day) = days.get_mut(ahead) {
                day.reviews += 1;
            }
        }
        days
    }
}

impl Walk {
    fn take(&mut self, line: &LogLine, today: StudyDay, decay: f32, decks: &HashMap<&str, &str>) {
        let Some(grade) = line.grade else {
            self.last.remove(&line.card_key);
            return;
        };
        self.reviews += 1;
        self.took_ms += u64::from(line.took_ms);
        self.grades[grade as usize - 1] += 1;
        let day = self.by_day.entry(line.study_day).or_default();
        *day = (day.0 + 1, day.1 + u64::from(line.took_ms));
        let last = self.last.insert(line.card_key.clone(), line.study_day);
        let Some(elapsed) = last.map(|last| line.study_day.days_since(last)).filter(|&days| days > 0) else { return };
        let (WasIn::Review, Some(stability)) = (line.was, line.stability) else { return };
        let expected = f64::from(scheduler::retrievability(stability, elapsed as f32, decay));
        let add = |tally: &mut Tally| tally.add(grade.is_recall(), expected);
        add(&mut self.all);
        if today.days_since(line.study_day) < 30 {
            add(&mut self.recent);
        }
        let elapsed = u32::try_from(elapsed).unwrap_or(u32::MAX);
        add(&mut self.by_band[band(elapsed)]);
        if let Some(&deck) = decks.get(line.card_key.as_str()) {
            add(self.by_deck.entry(deck.to_owned()).or_default());
        }
    }
}

/// A share of the settings without the tail that single precision leaves.
fn share(retention: f32) -> f64 {
    (f64::from(retention) * 10_000.0).round() / 10_000.0
}

fn band(days: u32) -> usize {
    BANDS.iter().rposition(|&from| from <= days).unwrap_or(0)
}

fn banded<T>(value: impl Fn(usize) -> T) -> impl Iterator<Item = (u32, Option<u32>, T)> {
    (0..BANDS.len()).map(move |at| (BANDS[at], BANDS.get(at + 1).copied(), value(at)))
}

fn heat(by_day: &BTreeMap<StudyDay, (u32, u64)>, today: StudyDay) -> Vec<DayTotal> {
    let day = |back| {
        let date = today.minus(back);
        let (reviews, took_ms) = by_day.get(&date).copied().unwrap_or_default();
        DayTotal { date, reviews, minutes: took_ms as f64 / 60_000.0 }
    };
    (0..HEAT_DAYS).rev().map(day).collect()
}

fn hardest(cards: &[Card]) -> Vec<HardCard> {
    let mut known: Vec<&Card> = cards.iter().filter(|card| card.memory.lapses > 0).collect();
    known.sort_by(|a, b| {
        let difficulty = |card: &Card| card.memory.difficulty.unwrap_or_default();
        b.memory.lapses.cmp(&a.memory.lapses).then(difficulty(b).total_cmp(&difficulty(a))).then(a.id.cmp(&b.id))
    });
    known.into_iter().take(HARDEST).map(hard_card).collect()
}

fn hard_card(card: &Card) -> HardCard {
    HardCard {
        id: CardId(card.id.0),
        deck: card.deck.clone(),
        question: card.question.clone(),
        difficulty: card.memory.difficulty.unwrap_or_default(),
        lapses: card.memory.lapses,
        is_leech: card.memory.lapses >= LEECH_LAPSES,
        note: card.note.clone(),
        line: card.line,
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // stability is 0 to 36 500 days
fn stability(cards: &[&Card]) -> Vec<StabilityBand> {
    let mut counts = [0_u32; BANDS.len()];
    for stability in cards.iter().filter_map(|card| card.memory.stability) {
        counts[band(stability as u32)] += 1;
    }
    banded(|at| counts[at]).map(|(from_days, to_days, cards)| StabilityBand { from_days, to_days, cards }).collect()
}

fn states(cards: &[&Card]) -> StateCounts {
    let mut counts = StateCounts::default();
    for card in cards {
        let count = match (card.state, card.memory.phase) {
            (CardState::Suspended, _) => &mut counts.suspended,
            (_, Phase::New) => &mut counts.new,
            (_, Phase::Learning { .. }) => &mut counts.learning,
            (_, Phase::Review) => &mut counts.review,
            (_, Phase::Relearning { .. }) => &mut counts.relearning,
        };
        *count += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Grade, ReviewScope};
    use crate::library::Settings;
    use chrono::Duration;

    fn studied(days: i64, grade: impl Fn(usize) -> Grade) -> (Library, DateTime<FixedOffset>) {
        let mut library = Library::in_memory(Settings { new_per_day: 10, ..Settings::default() }, || [3; 10]).unwrap();
        let mut now = DateTime::parse_from_rfc3339("2026-01-05T09:00:00+08:00").unwrap();
        let mut answers = 0;
        for _ in 0..days {
            let mut moment = now;
            while let Some(prompt) = library.next_card(&ReviewScope::default(), moment).unwrap() {
                let took = std::time::Duration::from_secs(6);
                library.answer(prompt.card.id, grade(answers), took, moment).unwrap();
                (answers, moment) = (answers + 1, moment + Duration::seconds(6));
            }
            now += Duration::days(1);
        }
        (library, now - Duration::days(1))
    }

    #[test]
    fn the_log_is_told_in_numbers_that_agree() {
        let (library, now) = studied(20, |answer| if answer % 7 == 0 { Grade::Again } else { Grade::Good });
        let stats = library.statistics(now).unwrap();
        assert_eq!(stats.days, 20);
        assert_eq!(stats.grades.iter().sum::<u32>(), stats.reviews);
        assert!((stats.minutes - f64::from(stats.reviews) / 10.0).abs() < 1e-9);
        let sum: u32 = stats.retention_by_interval.iter().map(|band| band.retention.reviews).sum();
        assert!(stats.retention.reviews > 20 && sum == stats.retention.reviews);
        let sum: u32 = stats.retention_by_deck.iter().map(|deck| deck.retention.reviews).sum();
        assert_eq!(sum, stats.retention.reviews);
        let share = stats.retention.share.unwrap();
        assert!((0.7..0.95).contains(&share), "{share}");
        assert!(stats.retention.expected.is_some_and(|expected| (0.8..1.0).contains(&expected)));
        assert_eq!(stats.heat.iter().map(|day| day.reviews).sum::<u32>(), stats.reviews);
        assert_eq!((stats.forecast.len(), stats.heat.len()), (30, 365));
        let met = stats.cards.learning + stats.cards.review + stats.cards.relearning;
        assert_eq!(stats.stability.iter().map(|band| band.cards).sum::<u32>(), met);
        assert!(stats.known_now > f64::from(met) * 0.8 && stats.known_now <= f64::from(met));
        assert!(!stats.hardest.is_empty() && stats.hardest[0].lapses >= stats.hardest[1].lapses);
    }

    #[test]
    fn an_empty_library_has_statistics_without_division_by_nothing() {
        let library = Library::in_memory(Settings { starter_decks: false, ..Settings::default() }, || [3; 10]).unwrap();
        let now = DateTime::parse_from_rfc3339("2026-01-05T09:00:00+08:00").unwrap();
        let stats = library.statistics(now).unwrap();
        assert_eq!((stats.reviews, stats.retention.share, stats.reviews_per_day), (0, None, 0.0));
        assert_eq!(library.simulate(90, now).unwrap(), []);
        assert_eq!(library.leeches().unwrap(), []);
    }

    #[test]
    fn a_card_that_is_always_forgotten_becomes_a_leech() {
        let (library, _) = studied(60, |answer| if answer % 2 == 0 { Grade::Again } else { Grade::Easy });
        let leeches = library.leeches().unwrap();
        assert!(leeches.iter().all(|card| card.is_leech && card.lapses >= LEECH_LAPSES));
        assert!(!leeches.is_empty());
    }

    #[test]
    fn the_parameters_are_fitted_only_to_a_long_log_and_used_only_if_better() {
        let (mut library, _) = studied(4, |_| Grade::Good);
        assert!(library.optimize(false).unwrap_err().to_string().contains("400"));
        let (mut library, now) = studied(40, |answer| if answer % 3 == 0 { Grade::Again } else { Grade::Good });
        let rehearsal = library.optimize(true).unwrap();
        assert!(!rehearsal.is_kept && library.scheduler.settings().parameters.is_empty());
        let outcome = library.optimize(false).unwrap();
        assert_eq!(outcome.is_kept, outcome.is_better);
        assert_eq!(library.scheduler.settings().parameters.is_empty(), !outcome.is_better);
        assert!(library.simulate(60, now).unwrap().len() >= 7);
    }
}

//! The daily review: what waits, which card comes next, and the answer that is stored before the next one shows.

use super::{Library, LibraryError, Result};
use crate::domain::{
    Card, CardFilter, CardId, CardState, Dashboard, DayTotal, Due, Grade, Memory, Prompt, ReviewScope, Streak, StudyDay,
};
use crate::storage::ReviewEntry;
use chrono::{DateTime, DurationRound, FixedOffset, TimeDelta};
use std::time::Duration;
use uuid::Uuid;

/// A learning card may come this much before its time when nothing else waits, so that a sitting can be finished.
const LEARN_AHEAD: TimeDelta = TimeDelta::minutes(20);
/// The dashboard looks so many days ahead.
const FORECAST_DAYS: u32 = 30;
/// A card that lies open longer than this was left, not thought about.
const LONGEST_THOUGHT: Duration = Duration::from_mins(1);
const RECENT_NOTES: usize = 20;

impl Library {
    /// What waits at `now`, in `deck` and all below it or everywhere.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn due(&self, deck: Option<&str>, now: DateTime<FixedOffset>) -> Result<Due> {
        let mut by_deck = self.storage.card_due_by_deck(self.day_end(now).to_utc(), deck)?;
        let mut allowance = self.new_allowance(now)?;
        for count in &mut by_deck {
            count.new = count.new.min(allowance);
            allowance -= count.new;
        }
        by_deck.retain(|count| count.new + count.learning + count.review > 0);
        let sum = |part: fn(&crate::domain::DeckCount) -> u32| by_deck.iter().map(part).sum::<u32>();
        let (new, learning, review) = (sum(|count| count.new), sum(|count| count.learning), sum(|count| count.review));
        let next = self.storage.card_next_due(now.to_utc())?;
        Ok(Due { new, learning, review, total: new + learning + review, by_deck, next })
    }

    /// The card to ask next: learning cards whose minutes are over, then reviews, then new cards, then learning cards a little ahead.
    ///
    /// # Errors
    /// If the library cannot be read, or the one card that `scope` names is not there.
    pub fn next_card(&self, scope: &ReviewScope, now: DateTime<FixedOffset>) -> Result<Option<Prompt>> {
        let card = match scope.card {
            Some(id) => Some(self.card(id)?),
            None => self.next_in_queue(scope.deck.as_deref(), now)?,
        };
        let Some(card) = card else { return Ok(None) };
        let outcomes = self.scheduler.outcomes(&card.memory, now)?;
        let left = self.due(scope.deck.as_deref(), now)?;
        Ok(Some(Prompt { card, outcomes, left }))
    }

    /// Stores an answer for good and gives the card's new memory. `took` is the time from question to grade.
    ///
    /// # Errors
    /// If the card is not there or the answer could not be stored; then nothing has changed.
    pub fn answer(&mut self, id: CardId, grade: Grade, took: Duration, now: DateTime<FixedOffset>) -> Result<Memory> {
        let now = now.duration_trunc(TimeDelta::milliseconds(1)).unwrap_or(now);
        let (review, after) = self.storage.transact(|storage| {
            let card = storage.card_by_id(id)?.ok_or(LibraryError::NoSuchCard(id))?;
            let after = self.scheduler.outcomes(&card.memory, now)?.of(grade).memory;
            let entry = ReviewEntry {
                grade: Some(grade),
                took_ms: u64::try_from(took.min(LONGEST_THOUGHT).as_millis()).unwrap_or(u64::MAX),
                ..self.entry(&card.key, card.memory, after, now)?
            };
            storage.review_append(&entry)?;
            storage.memory_put(id, &after)?;
            Ok::<_, LibraryError>((entry.id, after))
        })?;
        self.answered.push(review);
        Ok(after)
    }

    /// Takes the last answer of this session back by a row of its own. The card's memory is then what it was before.
    ///
    /// # Errors
    /// If it could not be stored, or the card was reviewed again elsewhere.
    pub fn undo(&mut self, now: DateTime<FixedOffset>) -> Result<Option<CardId>> {
        let Some(&id) = self.answered.last() else { return Ok(None) };
        let card = self.storage.transact(|storage| {
            let review = storage.review_get(id)?.ok_or(LibraryError::ReviewedSince)?;
            if storage.review_last_of_card(&review.card_key)? != Some(id) {
                return Err(LibraryError::ReviewedSince);
            }
            let card = storage.card_id_by_key(&review.card_key)?.ok_or(LibraryError::ReviewedSince)?;
            let entry =
                ReviewEntry { undoes: Some(id), ..self.entry(&review.card_key, review.after, review.before, now)? };
            storage.review_append(&entry)?;
            storage.memory_put(card, &review.before)?;
            Ok(card)
        })?;
        self.answered.pop();
        Ok(Some(card))
    }

    /// A card, whatever its state.
    ///
    /// # Errors
    /// If there is none with this id.
    pub fn card(&self, id: CardId) -> Result<Card> {
        self.storage.card_by_id(id)?.ok_or(LibraryError::NoSuchCard(id))
    }

    /// The cards that `filter` lets through. Retired ones only if asked for.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn cards(&self, filter: &CardFilter) -> Result<Vec<Card>> {
        let mut cards = self.storage.card_all()?;
        cards.retain(|card| {
            filter.deck.as_deref().is_none_or(|deck| is_in_deck(&card.deck, deck))
                && filter
                    .note
                    .as_deref()
                    .is_none_or(|note| card.note.as_deref().is_some_and(|path| path.ends_with(note)))
                && filter.kind.is_none_or(|kind| card.kind == kind)
                && filter.state.map_or(card.state != CardState::Retired, |state| card.state == state)
        });
        Ok(cards)
    }

    /// Sets a card aside.
    ///
    /// # Errors
    /// If it is not there.
    pub fn suspend(&self, id: CardId, now: DateTime<FixedOffset>) -> Result<()> {
        self.card(id)?;
        self.storage.card_suspend(id, now.to_utc())?;
        Ok(())
    }

    /// Brings a card back that was set aside.
    ///
    /// # Errors
    /// If it is not there.
    pub fn resume(&self, id: CardId) -> Result<()> {
        self.card(id)?;
        Ok(self.storage.card_resume(id)?)
    }

    /// The study streak.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn streak(&self, now: DateTime<FixedOffset>) -> Result<Streak> {
        let totals: Vec<DayTotal> = self.storage.review_totals_by_day()?;
        let today = self.today(now);
        let first_on = |day| self.storage.review_first_of_day(day).ok().flatten();
        Ok(Streak::compute(&totals, today, now, first_on))
    }

    /// The day at a glance.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn dashboard(&self, now: DateTime<FixedOffset>) -> Result<Dashboard> {
        let (concepts, cards, formulas) = self.storage.meta_counts()?;
        let mut notes = self.storage.note_summaries()?;
        notes.truncate(RECENT_NOTES);
        Ok(Dashboard {
            due: self.due(None, now)?,
            streak: self.streak(now)?,
            notes,
            concepts,
            cards,
            formulas,
            forecast: self.forecast(now)?,
        })
    }

    fn forecast(&self, now: DateTime<FixedOffset>) -> Result<Vec<u32>> {
        let today = self.today(now);
        let rollover = self.scheduler.settings().rollover;
        let mut days = vec![0; FORECAST_DAYS as usize];
        let until = today.plus(FORECAST_DAYS - 1).end(*now.offset(), rollover);
        for due in self.storage.card_forecast(until.to_utc())? {
            let ahead = StudyDay::of(due.with_timezone(now.offset()), rollover).days_since(today).max(0);
            if let Some(day) = usize::try_from(ahead).ok().and_then(|ahead| days.get_mut(ahead)) {
                *day += 1;
            }
        }
        Ok(days)
    }

    fn next_in_queue(&self, deck: Option<&str>, now: DateTime<FixedOffset>) -> Result<Option<Card>> {
        if let Some(card) = self.storage.card_next_learning(now.to_utc(), deck)? {
            return Ok(Some(card));
        }
        if let Some(card) = self.storage.card_next_review(self.day_end(now).to_utc(), deck)? {
            return Ok(Some(card));
        }
        if self.new_allowance(now)? > 0
            && let Some(card) = self.storage.card_next_new(deck)?
        {
            return Ok(Some(card));
        }
        Ok(self.storage.card_next_learning((now + LEARN_AHEAD).to_utc(), deck)?)
    }

    fn new_allowance(&self, now: DateTime<FixedOffset>) -> Result<u32> {
        Ok(self.settings.new_per_day.saturating_sub(self.storage.review_introduced_on(self.today(now))?))
    }

    fn entry(&self, key: &str, before: Memory, after: Memory, now: DateTime<FixedOffset>) -> Result<ReviewEntry> {
        Ok(ReviewEntry {
            id: self.review_id(key, now)?,
            card_key: key.to_owned(),
            at: now,
            study_day: self.today(now),
            grade: None,
            took_ms: 0,
            device: self.device()?,
            before,
            after,
            undoes: None,
        })
    }

    /// A UUIDv7 of this moment. The reviews of one card stay in order even if the clock stands still or was set back.
    fn review_id(&self, key: &str, now: DateTime<FixedOffset>) -> Result<Uuid> {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &(self.entropy)()).into_uuid();
        let last = self.storage.review_last_of_card(key)?;
        Ok(last.filter(|&last| last >= id).map_or(id, |last| Uuid::from_u128(last.as_u128() + 1)))
    }

    /// The name of this device in the log, made at its first review.
    fn device(&self) -> Result<String> {
        if let Some(device) = self.storage.meta_get("device")? {
            return Ok(device);
        }
        let number = (self.entropy)().iter().fold(0, |number, &byte| number << 8 | u128::from(byte));
        let device = format!("{number:020x}");
        self.storage.meta_put("device", &device)?;
        Ok(device)
    }

    fn today(&self, now: DateTime<FixedOffset>) -> StudyDay {
        StudyDay::of(now, self.scheduler.settings().rollover)
    }

    pub(super) fn day_end(&self, now: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
        self.today(now).end(*now.offset(), self.scheduler.settings().rollover)
    }
}

fn is_in_deck(deck: &str, wanted: &str) -> bool {
    deck.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Phase;
    use crate::library::Settings;

    fn entropy() -> [u8; 10] {
        let mut bytes = [0; 10];
        getrandom::fill(&mut bytes).unwrap();
        bytes
    }

    fn library() -> Library {
        Library::in_memory(Settings::default(), entropy).unwrap()
    }

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn answer_next(library: &mut Library, grade: Grade, now: DateTime<FixedOffset>) -> Card {
        let card = library.next_card(&ReviewScope::default(), now).unwrap().unwrap().card;
        library.answer(card.id, grade, Duration::from_secs(4), now).unwrap();
        card
    }

    #[test]
    fn a_new_library_has_cards_to_learn_up_to_the_days_limit() {
        let mut library = library();
        let now = at("2026-11-24T20:00:00+08:00");
        assert_eq!(library.due(None, now).unwrap().new, 20);
        for _ in 0..20 {
            answer_next(&mut library, Grade::Easy, now);
        }
        assert_eq!(library.due(None, now).unwrap().total, 0);
        assert_eq!(library.next_card(&ReviewScope::default(), now).unwrap(), None);
        // The next study day brings the next ones
        assert_eq!(library.due(None, at("2026-11-25T03:59:00+08:00")).unwrap().new, 0);
        assert_eq!(library.due(None, at("2026-11-25T04:00:00+08:00")).unwrap().new, 20);
    }

    #[test]
    fn an_answer_is_what_the_button_promised() {
        let mut library = library();
        let now = at("2026-11-24T20:00:00+08:00");
        let prompt = library.next_card(&ReviewScope::default(), now).unwrap().unwrap();
        let memory = library.answer(prompt.card.id, Grade::Good, Duration::from_secs(4), now).unwrap();
        assert_eq!(memory, prompt.outcomes.good.memory);
        assert_eq!(library.card(prompt.card.id).unwrap().memory, memory);
    }

    #[test]
    fn undo_gives_the_very_state_before_again_and_again() {
        let mut library = library();
        let now = at("2026-11-24T20:00:00+08:00");
        let before = library.cards(&CardFilter::default()).unwrap();
        let cards: Vec<_> =
            [Grade::Again, Grade::Easy, Grade::Good].map(|grade| answer_next(&mut library, grade, now)).into();
        for card in cards.iter().rev() {
            assert_eq!(library.undo(now).unwrap(), Some(card.id));
        }
        assert_eq!(library.undo(now).unwrap(), None);
        assert_eq!(library.cards(&CardFilter::default()).unwrap(), before);
        assert_eq!(library.streak(now).unwrap().current_days, 0);
    }

    #[test]
    fn a_forgotten_card_is_back_when_its_minutes_are_over() {
        let mut library = library();
        let now = at("2026-11-24T20:00:00+08:00");
        let card = answer_next(&mut library, Grade::Again, now);
        let soon = library.next_card(&ReviewScope::default(), now).unwrap().unwrap().card;
        assert_ne!(soon.id, card.id);
        let later = library.next_card(&ReviewScope::default(), now + TimeDelta::minutes(1)).unwrap().unwrap().card;
        assert_eq!((later.id, later.memory.phase), (card.id, Phase::Learning { step: 0 }));
    }

    #[test]
    fn a_day_with_reviews_keeps_the_streak() {
        let mut library = library();
        answer_next(&mut library, Grade::Good, at("2026-11-23T23:30:00+08:00"));
        answer_next(&mut library, Grade::Good, at("2026-11-24T23:30:00+08:00"));
        let streak = library.streak(at("2026-11-25T03:00:00+08:00")).unwrap();
        assert_eq!((streak.current_days, streak.studied_today), (2, true));
        assert_eq!(streak.since, Some(at("2026-11-23T23:30:00+08:00")));
    }

    #[test]
    fn a_deck_takes_in_what_lies_below_it() {
        for (deck, wanted, is_in) in [("a", "a", true), ("a::b", "a", true), ("ab", "a", false), ("a", "a::b", false)] {
            assert_eq!(is_in_deck(deck, wanted), is_in, "{deck} in {wanted}");
        }
    }

    #[test]
    fn a_suspended_card_does_not_come() {
        let library = library();
        let now = at("2026-11-24T20:00:00+08:00");
        let card = library.next_card(&ReviewScope::default(), now).unwrap().unwrap().card;
        library.suspend(card.id, now).unwrap();
        assert_ne!(library.next_card(&ReviewScope::default(), now).unwrap().unwrap().card.id, card.id);
        library.resume(card.id).unwrap();
        assert_eq!(library.next_card(&ReviewScope::default(), now).unwrap().unwrap().card.id, card.id);
    }
}

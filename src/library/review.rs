//! The review itself: the card with its outcomes, the answer that is stored before the next one shows, and taking it back.

use super::{Library, LibraryError, Result};
use crate::domain::{Card, CardFilter, CardId, CardState, Dashboard, DayTotal, Grade, Memory, Streak, StudyDay};
use crate::scheduler::queue::is_within;
use crate::storage::{Deed as Entry, ReviewEntry};
use chrono::{DateTime, DurationRound, FixedOffset, TimeDelta};
use std::time::Duration;
use uuid::Uuid;

/// The dashboard looks so many days ahead.
const FORECAST_DAYS: u32 = 30;
/// A card that lies open longer than this was left, not thought about.
const LONGEST_THOUGHT: Duration = Duration::from_mins(1);
const RECENT_NOTES: usize = 20;

/// What `undo` can take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Answered(Uuid),
    /// An answer that does not count.
    Practised(CardId),
    Suspended(CardId),
    Buried(CardId),
}

impl Library {
    /// Stores an answer for good and gives the card's new memory. `took` is the time from question to grade.
    ///
    /// # Errors
    /// If the card is not there or the answer could not be stored; then nothing has changed.
    pub fn answer(&mut self, id: CardId, grade: Grade, took: Duration, now: DateTime<FixedOffset>) -> Result<Memory> {
        let now = now.duration_trunc(TimeDelta::milliseconds(1)).unwrap_or(now);
        let queues = self.fresh_queues(now)?;
        let (review, before, after) = self.storage.transact(|storage| {
            let card = storage.card_by_id(id)?.ok_or(LibraryError::NoSuchCard(id))?;
            let after = self.outcomes(&card, now)?.of(grade).memory;
            let entry = ReviewEntry {
                took_ms: u64::try_from(took.min(LONGEST_THOUGHT).as_millis()).unwrap_or(u64::MAX),
                ..self.entry(&card.key, Entry::Grade(grade), (card.memory, after), now)?
            };
            storage.review_append(&entry)?;
            storage.memory_put(id, &after)?;
            Ok::<_, LibraryError>((entry.id, card.memory, after))
        })?;
        self.deeds.push(Deed::Answered(review));
        self.practice_took(id, grade);
        if queues {
            self.follow_answer(id, (&before, &after), now)?;
        }
        Ok(after)
    }

    /// Takes the last deed of this session back: an answer by a row of its own, after which the card's memory is what it was
    /// before; a card that was set aside or left for tomorrow comes again. Gives that card.
    ///
    /// # Errors
    /// If it could not be stored, or the card was reviewed again elsewhere.
    pub fn undo(&mut self, now: DateTime<FixedOffset>) -> Result<Option<CardId>> {
        let Some(&deed) = self.deeds.last() else { return Ok(None) };
        let card = match deed {
            Deed::Answered(review) => self.take_back(review, now)?,
            Deed::Practised(card) => card,
            Deed::Suspended(card) => {
                self.storage.card_resume(card)?;
                card
            }
            Deed::Buried(card) => {
                self.storage.mark_bury(card, None)?;
                card
            }
        };
        self.deeds.pop();
        self.practice_returns(card);
        Ok(Some(card))
    }

    fn take_back(&self, id: Uuid, now: DateTime<FixedOffset>) -> Result<CardId> {
        self.storage.transact(|storage| {
            let review = storage.review_get(id)?.ok_or(LibraryError::ReviewedSince)?;
            if storage.review_last_of_card(&review.card_key)? != Some(id) {
                return Err(LibraryError::ReviewedSince);
            }
            let card = storage.card_id_by_key(&review.card_key)?.ok_or(LibraryError::ReviewedSince)?;
            storage.review_append(&self.entry(
                &review.card_key,
                Entry::Undo(id),
                (review.after, review.before),
                now,
            )?)?;
            storage.memory_put(card, &review.before)?;
            Ok(card)
        })
    }

    /// The memory of a card as its log tells it: every standing grade through the scheduler again, from the last reset on. Only the day
    /// that chance and the loads of that moment chose is taken from the log. `None` for a card without reviews.
    ///
    /// # Errors
    /// If the log cannot be read, or FSRS refuses it.
    pub fn replay(&self, key: &str) -> Result<Option<Memory>> {
        let mut memory = Memory::NEW;
        for review in self.storage.review_of_card(key)? {
            let Entry::Grade(grade) = review.deed else {
                // A new beginning, or a memory that came from elsewhere
                memory = review.after;
                continue;
            };
            let due = review.after.due;
            memory = Memory { due, ..self.scheduler.outcomes(&memory, review.at)?.of(grade).memory };
        }
        Ok((memory != Memory::NEW).then_some(memory))
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
            filter.deck.as_deref().is_none_or(|deck| is_within(&card.deck, deck))
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

    /// Sets a card aside in the middle of a review, where `undo` brings it back.
    ///
    /// # Errors
    /// If it is not there.
    pub fn set_aside(&mut self, id: CardId, now: DateTime<FixedOffset>) -> Result<()> {
        self.suspend(id, now)?;
        self.deeds.push(Deed::Suspended(id));
        self.practice_drops(id);
        Ok(())
    }

    /// Leaves a card for the next study day.
    ///
    /// # Errors
    /// If it is not there.
    pub fn bury(&mut self, id: CardId, now: DateTime<FixedOffset>) -> Result<()> {
        self.card(id)?;
        self.storage.mark_bury(id, Some(self.today(now)))?;
        self.deeds.push(Deed::Buried(id));
        self.practice_drops(id);
        Ok(())
    }

    /// Gives a card a flag, 1 to 7; 0 takes it away.
    ///
    /// # Errors
    /// If it is not there, or there is no such flag.
    pub fn flag(&self, id: CardId, flag: u8) -> Result<()> {
        self.card(id)?;
        if flag > 7 {
            return Err(LibraryError::NoSuchFlag(flag));
        }
        Ok(self.storage.mark_flag(id, flag)?)
    }

    /// The flags of the cards that have one.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn flags(&self) -> Result<Vec<(CardId, u8)>> {
        Ok(self.storage.mark_flags()?)
    }

    /// What helps before the answer, if the card has such a hint.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn hint(&self, id: CardId) -> Result<Option<String>> {
        Ok(self.storage.mark_hint(id)?)
    }

    /// Brings a card back that was set aside.
    ///
    /// # Errors
    /// If it is not there.
    pub fn resume(&self, id: CardId) -> Result<()> {
        self.card(id)?;
        Ok(self.storage.card_resume(id)?)
    }

    /// Lets a card begin anew. Its past stays in the log.
    ///
    /// # Errors
    /// If it is not there, or this could not be stored.
    pub fn reset(&self, id: CardId, now: DateTime<FixedOffset>) -> Result<()> {
        self.storage.transact(|storage| {
            let card = storage.card_by_id(id)?.ok_or(LibraryError::NoSuchCard(id))?;
            if card.memory == Memory::NEW {
                return Ok(());
            }
            storage.review_append(&self.entry(&card.key, Entry::Reset, (card.memory, Memory::NEW), now)?)?;
            Ok(storage.memory_put(id, &Memory::NEW)?)
        })
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

    fn entry(
        &self,
        key: &str,
        deed: Entry,
        (before, after): (Memory, Memory),
        now: DateTime<FixedOffset>,
    ) -> Result<ReviewEntry> {
        Ok(ReviewEntry {
            id: self.review_id(now)?,
            card_key: key.to_owned(),
            at: now,
            study_day: self.today(now),
            deed,
            took_ms: 0,
            device: self.device()?,
            before,
            after,
        })
    }

    /// A UUIDv7 of this moment. The rows of the log stay in order even if the clock stands still or was set back, and apart even
    /// without chance.
    fn review_id(&self, now: DateTime<FixedOffset>) -> Result<Uuid> {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &(self.entropy)()).into_uuid();
        let last = self.storage.review_last_id()?;
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

    pub(super) fn today(&self, now: DateTime<FixedOffset>) -> StudyDay {
        StudyDay::of(now, self.scheduler.settings().rollover)
    }

    pub(super) fn day_end(&self, now: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
        self.today(now).end(*now.offset(), self.scheduler.settings().rollover)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CardDraft, Phase, ReviewScope};
    use crate::library::Settings;
    use crate::storage::StoredText;

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
    fn a_card_tells_what_changed_since_it_was_last_answered() {
        let mut library =
            Library::in_memory(Settings { starter_decks: false, ..Settings::default() }, entropy).unwrap();
        let text = |question: &str| {
            let draft = CardDraft { question: question.to_owned(), answer: "A".to_owned(), ..CardDraft::default() };
            StoredText::new(draft, "d".to_owned(), question.to_owned(), None)
        };
        let id = library.storage.card_insert("k", &text("one")).unwrap();
        let scope = ReviewScope { card: Some(id), ..ReviewScope::default() };
        let now = at("2026-01-05T09:00:00+08:00");
        let before = |library: &Library, now| {
            let prompt = library.next_card(&scope, now).unwrap().unwrap();
            prompt.before.map(|before| before.question)
        };
        // Nobody has seen what a new card said
        library.storage.card_update(id, &text("two")).unwrap();
        assert_eq!(before(&library, now), None);
        library.answer(id, Grade::Good, Duration::from_secs(4), now).unwrap();
        library.storage.card_update(id, &text("three")).unwrap();
        library.storage.card_update(id, &text("four")).unwrap();
        assert_eq!(before(&library, now).as_deref(), Some("two"), "what was seen, not what came between");
        library.answer(id, Grade::Good, Duration::from_secs(4), now + TimeDelta::minutes(10)).unwrap();
        assert_eq!(before(&library, now), None, "it was seen as it is");
        library.undo(now + TimeDelta::minutes(11)).unwrap();
        assert_eq!(before(&library, now).as_deref(), Some("two"));
        library.storage.card_update(id, &text("two")).unwrap();
        assert_eq!(before(&library, now), None, "the change was taken back");
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
    fn a_card_that_was_reset_is_new_and_its_past_cannot_be_undone_into_it() {
        let mut library = library();
        let now = at("2026-11-24T20:00:00+08:00");
        let card = answer_next(&mut library, Grade::Easy, now);
        library.reset(card.id, now).unwrap();
        assert_eq!(library.card(card.id).unwrap().memory, Memory::NEW);
        assert!(matches!(library.undo(now), Err(LibraryError::ReviewedSince)));
        // The review itself stands: it was study
        assert_eq!(library.streak(now).unwrap().current_days, 1);
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

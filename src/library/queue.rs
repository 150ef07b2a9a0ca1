//! The queue of the day: made once, kept as long as nothing else was written, and carried on with each answer.

use super::{Library, Result};
use crate::domain::{
    Card, CardId, CardKind, DeckCount, Due, Memory, Outcomes, Outlook, Phase, Prompt, ReviewScope, Study, StudyDay,
};
use crate::scheduler::queue::{Done, Planner, Queue, Stock, Waiting, days_to_clear};
use crate::scheduler::{Spread, fuzz, reread};
use crate::storage::{DoneCard, FreshCard, QueuedCard};
use chrono::{DateTime, Duration, FixedOffset, Utc};
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// An outlook ends after so many days.
const HORIZON: u32 = 365;
const MILLIS_OF_DAY: i64 = 86_400_000;
/// The days ahead are counted so many at once.
const BLOCK: u32 = 64;

/// What the queues were made from: if it is not so any more they are void.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    day: StudyDay,
    offset: FixedOffset,
    writes: (u64, i64),
}

/// The queues of the day, by the deck that they are limited to.
#[derive(Debug, Default)]
pub(super) struct Queues {
    stamp: Option<Stamp>,
    by_deck: HashMap<Option<String>, Queue>,
    /// How many cards fall due on a day, counted from today; only days that were asked for.
    loads: HashMap<u32, u32>,
}

impl Library {
    /// What waits at `now`, in `deck` and all below it or everywhere.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn due(&self, deck: Option<&str>, now: DateTime<FixedOffset>) -> Result<Due> {
        let by_deck = self.with_queue(deck, now, Queue::counts)?;
        let sum = |part: fn(&DeckCount) -> u32| by_deck.iter().map(part).sum::<u32>();
        let (new, learning, review) = (sum(|count| count.new), sum(|count| count.learning), sum(|count| count.review));
        let next = self.storage.card_next_due(now.to_utc())?;
        Ok(Due { new, learning, review, total: new + learning + review, by_deck, next })
    }

    /// How the day's reviews stand to what waits in all, so that an absence ends in a plan and not before a wall.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn outlook(&self, now: DateTime<FixedOffset>) -> Result<Outlook> {
        let (today, held_back, buried) =
            self.with_queue(None, now, |queue| (queue.reviews(), queue.held_back, queue.buried))?;
        let today = u32::try_from(today).unwrap_or(u32::MAX);
        let per_day = self.settings.queue.reviews_per_day;
        let days_to_clear = match per_day {
            _ if held_back == 0 => Some(0),
            Some(limit) => {
                let end = self.day_end(now).to_utc();
                let coming = self.storage.queue_load(end, HORIZON as usize)?;
                days_to_clear(today.saturating_add(held_back), limit, &coming)
            }
            None => Some(0),
        };
        Ok(Outlook { today, held_back, per_day, days_to_clear, buried })
    }

    /// The card to ask next: learning cards whose minutes are over, then reviews with new cards between them, then learning cards a
    /// little ahead; in a custom study, the next of its cards.
    ///
    /// # Errors
    /// If the library cannot be read, or the one card that `scope` names is not there.
    pub fn next_card(&self, scope: &ReviewScope, now: DateTime<FixedOffset>) -> Result<Option<Prompt>> {
        let deck = scope.deck.as_deref();
        let next = match (scope.card, scope.study) {
            (Some(id), _) => Some(id),
            (None, Study::Due) => self.with_queue(deck, now, |queue| queue.next(now.to_utc()))?,
            (None, _) => return self.next_of_practice(scope, now),
        };
        let Some(id) = next else { return Ok(None) };
        let card = self.card(id)?;
        let left = self.due(deck, now)?;
        Ok(Some(self.prompt(card, left, now)?))
    }

    pub(super) fn prompt(&self, card: Card, left: Due, now: DateTime<FixedOffset>) -> Result<Prompt> {
        let outcomes = self.outcomes(&card, now)?;
        let (hint, flag) = (self.storage.mark_hint(card.id)?, self.storage.mark_flag_of(card.id)?);
        let before = self.storage.card_before(card.id)?.filter(|_| card.kind != CardKind::Exercise);
        Ok(Prompt { card, outcomes, left, hint, flag, before })
    }

    /// What each grade would make of a card: its deck's retention, with chance and the days' loads.
    ///
    /// # Errors
    /// If FSRS refuses the stored memory.
    pub(super) fn outcomes(&self, card: &Card, now: DateTime<FixedOffset>) -> Result<Outcomes> {
        if card.kind == CardKind::Reread {
            return Ok(reread::outcomes(&card.memory, now));
        }
        let retention = self.settings.queue.retention_of(&card.deck);
        let retention = retention.unwrap_or_else(|| self.scheduler.settings().desired_retention);
        let start = self.day_end(now).to_utc() - Duration::days(1);
        self.fresh_queues(now)?;
        let load = |days: RangeInclusive<u32>| self.loads(start, days);
        let spread = Spread { seed: fuzz::seed(&card.key, card.memory.reps), load: &load };
        Ok(self.scheduler.outcomes_at(&card.memory, now, retention, Some(&spread))?)
    }

    /// How many cards fall due on each of `days`, counted from `start`.
    fn loads(&self, start: DateTime<Utc>, days: RangeInclusive<u32>) -> Vec<u32> {
        let known = &mut self.queues.borrow_mut().loads;
        // Counted in blocks: the buttons of the next cards ask for days near those of this one
        for block in days.start() / BLOCK..=days.end() / BLOCK {
            let first = block * BLOCK;
            if known.contains_key(&first) {
                continue;
            }
            let from = start + Duration::days(i64::from(first));
            // Without the loads chance alone spreads
            let Ok(loads) = self.storage.queue_load(from, BLOCK as usize) else { return Vec::new() };
            known.extend((first..).zip(loads));
        }
        days.map(|day| known.get(&day).copied().unwrap_or_default()).collect()
    }

    /// Whether the queues at hand are those of this moment; if not they are thrown away.
    pub(super) fn fresh_queues(&self, now: DateTime<FixedOffset>) -> Result<bool> {
        let stamp = self.stamp(now)?;
        let mut queues = self.queues.borrow_mut();
        let is_fresh = queues.stamp == Some(stamp);
        if !is_fresh {
            queues.by_deck.clear();
            queues.loads.clear();
            queues.stamp = Some(stamp);
        }
        Ok(is_fresh)
    }

    /// Carries the queues on after an answer that was stored.
    pub(super) fn follow_answer(
        &self,
        id: CardId,
        (before, after): (&Memory, &Memory),
        now: DateTime<FixedOffset>,
    ) -> Result<()> {
        let end = self.day_end(now).to_utc();
        let stamp = self.stamp(now)?;
        let mut queues = self.queues.borrow_mut();
        queues.by_deck.retain(|_, queue| queue.answered(id, after.phase, after.due, end));
        for (due, change) in [(before.due, -1), (after.due, 1)] {
            let Some(due) = due else { continue };
            let day = (due - (end - Duration::days(1))).num_milliseconds().div_euclid(MILLIS_OF_DAY);
            if let Some(load) = u32::try_from(day).ok().and_then(|day| queues.loads.get_mut(&day)) {
                *load = load.saturating_add_signed(change);
            }
        }
        queues.stamp = Some(stamp);
        Ok(())
    }

    fn with_queue<T>(
        &self,
        deck: Option<&str>,
        now: DateTime<FixedOffset>,
        look: impl FnOnce(&Queue) -> T,
    ) -> Result<T> {
        self.fresh_queues(now)?;
        let name = deck.map(str::to_owned);
        if let Some(queue) = self.queues.borrow().by_deck.get(&name) {
            return Ok(look(queue));
        }
        let queue = self.plan(deck, now)?;
        let seen = look(&queue);
        self.queues.borrow_mut().by_deck.insert(name, queue);
        Ok(seen)
    }

    fn stamp(&self, now: DateTime<FixedOffset>) -> Result<Stamp> {
        Ok(Stamp { day: self.today(now), offset: *now.offset(), writes: self.storage.queue_stamp()? })
    }

    fn plan(&self, deck: Option<&str>, now: DateTime<FixedOffset>) -> Result<Queue> {
        let (day, end) = (self.today(now), self.day_end(now).to_utc());
        let mut stock = Stock { seed: fuzz::seed(&day.to_string(), 0), ..Stock::default() };
        for card in self.storage.queue_waiting(end, day, deck)? {
            let card = self.waiting(card, now);
            if card.phase == Phase::Review { stock.reviews.push(card) } else { stock.learning.push(card) }
        }
        stock.done = self.storage.queue_done(day)?.into_iter().map(done).collect();
        let rules = &self.settings.queue;
        let mut planner = Planner::new(stock, self.settings.new_per_day, rules);
        self.storage.queue_fresh(day, deck, |card| planner.offer(fresh(card)))?;
        Ok(planner.finish())
    }

    fn waiting(&self, card: QueuedCard, now: DateTime<FixedOffset>) -> Waiting {
        let memory = Memory {
            phase: card.phase,
            stability: Some(card.stability),
            difficulty: Some(card.difficulty),
            due: Some(card.due),
            last_review: Some(card.last_review),
            ..Memory::NEW
        };
        Waiting {
            id: card.id,
            deck: card.deck,
            family: card.family,
            phase: card.phase,
            due: Some(card.due),
            retrievability: self.scheduler.retrievability(&memory, now).unwrap_or(0.0),
            interval: (card.due - card.last_review).num_days() as f32,
            difficulty: card.difficulty,
        }
    }
}

fn fresh(card: FreshCard) -> Waiting {
    Waiting {
        id: card.id,
        deck: card.deck,
        family: card.family,
        phase: Phase::New,
        due: None,
        retrievability: 0.0,
        interval: 0.0,
        difficulty: 0.0,
    }
}

fn done(card: DoneCard) -> Done {
    Done { id: card.id, deck: card.deck, family: card.family, phase: card.phase, grade: card.grade }
}

#[cfg(test)]
mod tests;

//! Custom study: cramming a deck or a search, reviewing ahead, going over what was forgotten today. It leaves the schedule alone unless
//! the learner asks for the answers to count.

use super::review::Deed;
use super::{Library, Result};
use crate::domain::{Card, CardFilter, CardId, CardState, Due, Grade, Phase, Prompt, ReviewScope, Study};
use crate::scheduler::fuzz;
use chrono::{DateTime, Duration, FixedOffset};
use std::collections::{HashSet, VecDeque};

/// A card that was forgotten comes again after so many others.
const AGAIN_AFTER: usize = 3;

/// A custom study under way.
#[derive(Debug)]
pub(super) struct Practice {
    scope: ReviewScope,
    left: VecDeque<CardId>,
}

impl Library {
    /// An answer in a custom study that does not count: a forgotten card comes again, any other is done with.
    ///
    /// # Errors
    /// If the card is not there.
    pub fn practise(&mut self, id: CardId, grade: Grade) -> Result<()> {
        self.card(id)?;
        self.practice_took(id, grade);
        self.deeds.push(Deed::Practised(id));
        Ok(())
    }

    pub(super) fn next_of_practice(&self, scope: &ReviewScope, now: DateTime<FixedOffset>) -> Result<Option<Prompt>> {
        let is_new = self.practice.borrow().as_ref().is_none_or(|practice| !is_same(&practice.scope, scope));
        if is_new {
            let left = self.cards_to_practise(scope, now)?;
            *self.practice.borrow_mut() = Some(Practice { scope: scope.clone(), left });
        }
        let next = self.practice.borrow().as_ref().and_then(|practice| practice.left.front().copied());
        let Some(id) = next else {
            // The next time it begins anew
            *self.practice.borrow_mut() = None;
            return Ok(None);
        };
        let card = self.card(id)?;
        let waiting = self.practice.borrow().as_ref().map_or(0, |practice| practice.left.len());
        let total = u32::try_from(waiting).unwrap_or(u32::MAX);
        Ok(Some(self.prompt(card, Due { review: total, total, ..Due::default() }, now)?))
    }

    /// Notes an answer, counted or not.
    pub(super) fn practice_took(&self, id: CardId, grade: Grade) {
        let mut practice = self.practice.borrow_mut();
        let Some(practice) = practice.as_mut() else { return };
        let Some(at) = practice.left.iter().position(|&left| left == id) else { return };
        practice.left.remove(at);
        if grade == Grade::Again {
            practice.left.insert(AGAIN_AFTER.min(practice.left.len()), id);
        }
    }

    /// A card is asked again, as its answer was taken back.
    pub(super) fn practice_returns(&self, id: CardId) {
        if let Some(practice) = self.practice.borrow_mut().as_mut() {
            practice.left.retain(|&left| left != id);
            practice.left.push_front(id);
        }
    }

    pub(super) fn practice_drops(&self, id: CardId) {
        if let Some(practice) = self.practice.borrow_mut().as_mut() {
            practice.left.retain(|&left| left != id);
        }
    }

    fn cards_to_practise(&self, scope: &ReviewScope, now: DateTime<FixedOffset>) -> Result<VecDeque<CardId>> {
        let mut cards = self.cards(&CardFilter { deck: scope.deck.clone(), ..CardFilter::default() })?;
        cards.retain(|card| card.state != CardState::Suspended);
        if let Some(words) = &scope.words {
            let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
            cards.retain(|card| holds(card, &words));
        }
        match scope.study {
            Study::Due | Study::Cram => {
                let seed = |card: &Card| fuzz::seed(&card.key, self.today(now).0.to_epoch_days().cast_unsigned());
                cards.sort_by_cached_key(seed);
            }
            Study::Ahead { days } => {
                let until = self.day_end(now) + Duration::days(i64::from(days));
                cards.retain(|card| {
                    card.memory.phase == Phase::Review && card.memory.due.is_some_and(|due| due < until)
                });
                cards.sort_by_key(|card| card.memory.due);
            }
            Study::Forgotten => {
                let done = self.storage.queue_done(self.today(now))?;
                let forgotten: HashSet<CardId> =
                    done.iter().filter(|card| card.grade == Grade::Again).map(|card| card.id).collect();
                cards.retain(|card| forgotten.contains(&card.id));
            }
        }
        Ok(cards.iter().map(|card| card.id).collect())
    }
}

fn is_same(a: &ReviewScope, b: &ReviewScope) -> bool {
    (&a.deck, a.study, &a.words, a.counts) == (&b.deck, b.study, &b.words, b.counts)
}

fn holds(card: &Card, words: &[String]) -> bool {
    let text = format!("{}\n{}\n{}\n{}", card.deck, card.question, card.answer, card.extra).to_lowercase();
    words.iter().all(|word| text.contains(word))
}

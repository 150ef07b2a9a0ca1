//! The queue of a study day: which cards are asked, in which order, within which limits. Pure: the library hands in what waits and what
//! was done today, so that a queue that is made anew in the middle of the day goes on where the old one was.

mod rules;

pub use rules::{DeckRule, Limits, Order, Rules, is_within};

use crate::domain::{CardId, DeckCount, Grade, Phase};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{HashMap, HashSet, VecDeque};

/// A learning card may come this much before its time when nothing else waits, so that a sitting can be finished.
pub const LEARN_AHEAD: TimeDelta = TimeDelta::minutes(20);

/// A card that may be asked today.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    pub id: CardId,
    pub deck: String,
    /// Cards of one family are not asked on one day.
    pub family: Option<String>,
    pub phase: Phase,
    /// None for a new card.
    pub due: Option<DateTime<Utc>>,
    /// 0 to 1; none for a new card.
    pub retrievability: f32,
    /// In days, since the last review.
    pub interval: f32,
    /// 1 to 10.
    pub difficulty: f32,
}

/// A review that was made today and stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    pub id: CardId,
    pub deck: String,
    pub family: Option<String>,
    /// Where the card was before it.
    pub phase: Phase,
    pub grade: Grade,
}

/// What a day begins with, or goes on with.
#[derive(Debug, Clone, Default)]
pub struct Stock {
    pub learning: Vec<Waiting>,
    pub reviews: Vec<Waiting>,
    /// In the order in which they are to be met; those that do not fit are left.
    pub new: Vec<Waiting>,
    pub done: Vec<Done>,
    /// Makes the random order that of the day.
    pub seed: u64,
}

/// One place in the queue.
#[derive(Debug, Clone, PartialEq)]
struct Slot {
    id: CardId,
    deck: String,
    phase: Phase,
    due: Option<DateTime<Utc>>,
}

/// The rest of a study day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Queue {
    /// Reviews and new cards in the order in which they come.
    main: VecDeque<Slot>,
    /// By time.
    learning: Vec<Slot>,
    /// Reviews that wait beyond the limits.
    pub held_back: u32,
    /// Cards left for another day because a sibling is asked today.
    pub buried: u32,
}

impl Queue {
    /// The queue of a day under `rules`, of whose new cards at most `new_per_day` are met.
    pub fn plan(mut stock: Stock, new_per_day: u32, rules: &Rules) -> Self {
        let new = std::mem::take(&mut stock.new);
        let mut planner = Planner::new(stock, new_per_day, rules);
        let _ = new.into_iter().all(|card| planner.offer(card));
        planner.finish()
    }

    /// The card to ask at `now`.
    pub fn next(&self, now: DateTime<Utc>) -> Option<CardId> {
        let learning = |until| self.learning.first().filter(|slot| slot.due.is_none_or(|due| due <= until));
        learning(now).or_else(|| self.main.front()).or_else(|| learning(now + LEARN_AHEAD)).map(|slot| slot.id)
    }

    /// Notes that `id`, the card that came next, was answered, and comes again today if it is still being learnt. False if the card
    /// has no place here, so that the queue must be made anew.
    #[must_use]
    pub fn answered(&mut self, id: CardId, phase: Phase, due: Option<DateTime<Utc>>, end: DateTime<Utc>) -> bool {
        let taken = if self.main.front().is_some_and(|slot| slot.id == id) {
            self.main.pop_front()
        } else {
            let at = self.learning.iter().position(|slot| slot.id == id);
            at.map(|at| self.learning.remove(at))
        };
        let Some(slot) = taken else { return false };
        let is_learning = matches!(phase, Phase::Learning { .. } | Phase::Relearning { .. });
        if is_learning && due.is_some_and(|due| due < end) {
            let at = self.learning.partition_point(|other| (other.due, other.id) < (due, id));
            self.learning.insert(at, Slot { phase, due, ..slot });
        }
        true
    }

    /// Reviews that are asked today, those that wait beyond the limits not counted.
    pub fn reviews(&self) -> usize {
        self.main.iter().filter(|slot| slot.phase == Phase::Review).count()
    }

    /// What is left, deck by deck, in the order of the decks' names.
    pub fn counts(&self) -> Vec<DeckCount> {
        let mut counts: HashMap<&str, DeckCount> = HashMap::new();
        for slot in self.main.iter().chain(&self.learning) {
            let count = counts.entry(&slot.deck).or_default();
            match slot.phase {
                Phase::New => count.new += 1,
                Phase::Review => count.review += 1,
                Phase::Learning { .. } | Phase::Relearning { .. } => count.learning += 1,
            }
        }
        let mut counts: Vec<DeckCount> =
            counts.into_iter().map(|(deck, count)| DeckCount { deck: deck.to_owned(), ..count }).collect();
        counts.sort_by(|a, b| a.deck.cmp(&b.deck));
        counts
    }
}

/// Makes a queue when the new cards, of which there may be very many, come one by one.
#[derive(Debug)]
pub struct Planner<'a> {
    gate: Gate<'a>,
    queue: Queue,
    reviews: Vec<Slot>,
    new: Vec<Slot>,
    takes_new: bool,
}

impl<'a> Planner<'a> {
    /// Takes in what is known, new cards left out.
    pub fn new(mut stock: Stock, new_per_day: u32, rules: &'a Rules) -> Self {
        let mut gate = Gate::new(&stock.done, new_per_day, rules);
        let mut queue = Queue::default();
        stock.learning.sort_by_key(|card| (card.due, card.id));
        for card in stock.learning {
            if gate.family_is_free(&card) {
                gate.claim(&card);
                queue.learning.push(slot(card));
            } else {
                queue.buried += 1;
            }
        }
        stock.reviews.retain(|card| !gate.is_seen(card));
        let is_behind =
            gate.overall.reviews.is_some_and(|left| stock.reviews.len() > usize::try_from(left).unwrap_or(usize::MAX));
        sort(&mut stock.reviews, rules.order, is_behind, stock.seed);
        let mut reviews = Vec::new();
        for card in stock.reviews {
            match gate.admit(card, Sort::Review) {
                Verdict::Admitted(slot) => reviews.push(slot),
                Verdict::Buried => queue.buried += 1,
                Verdict::Full => queue.held_back += 1,
            }
        }
        let takes_new = (rules.new_when_behind || !is_behind) && !gate.is_full_of_new();
        Self { gate, queue, reviews, new: Vec::new(), takes_new }
    }

    /// A new card, in the order in which they are to be met. Tells whether another is wanted.
    pub fn offer(&mut self, card: Waiting) -> bool {
        if !self.takes_new {
            return false;
        }
        match self.gate.admit(card, Sort::New) {
            Verdict::Admitted(slot) => self.new.push(slot),
            Verdict::Buried => self.queue.buried += 1,
            Verdict::Full => {}
        }
        self.takes_new = !self.gate.is_full_of_new();
        self.takes_new
    }

    pub fn finish(self) -> Queue {
        let main = spread(self.reviews, self.new, (self.gate.done_reviews, self.gate.done_new));
        Queue { main, ..self.queue }
    }
}

fn slot(card: Waiting) -> Slot {
    Slot { id: card.id, deck: card.deck, phase: card.phase, due: card.due }
}

#[derive(Debug, Clone, Copy)]
enum Sort {
    New,
    Review,
}

enum Verdict {
    Admitted(Slot),
    Buried,
    Full,
}

/// Lets cards in as long as no limit is reached and no sibling is in.
#[derive(Debug)]
struct Gate<'a> {
    seen: HashSet<CardId>,
    /// Who of each family is asked today.
    families: HashMap<String, CardId>,
    overall: Limits,
    decks: Vec<(&'a str, Limits)>,
    done_new: u32,
    done_reviews: u32,
}

impl<'a> Gate<'a> {
    fn new(done: &[Done], new_per_day: u32, rules: &'a Rules) -> Self {
        let mut gate = Self {
            seen: HashSet::new(),
            families: HashMap::new(),
            overall: Limits { new: Some(new_per_day), reviews: rules.reviews_per_day },
            decks: rules.decks.iter().map(|rule| (rule.deck.as_str(), rule.limits)).collect(),
            done_new: 0,
            done_reviews: 0,
        };
        for review in done {
            gate.seen.insert(review.id);
            if let Some(family) = &review.family {
                gate.families.insert(family.clone(), review.id);
            }
            match review.phase {
                Phase::New => {
                    gate.done_new += 1;
                    gate.spend(&review.deck, Sort::New);
                }
                Phase::Review => {
                    gate.done_reviews += 1;
                    gate.spend(&review.deck, Sort::Review);
                }
                Phase::Learning { .. } | Phase::Relearning { .. } => {}
            }
        }
        gate
    }

    fn is_seen(&self, card: &Waiting) -> bool {
        self.seen.contains(&card.id)
    }

    fn is_full_of_new(&self) -> bool {
        self.overall.new == Some(0)
    }

    fn family_is_free(&self, card: &Waiting) -> bool {
        let owner = card.family.as_ref().and_then(|family| self.families.get(family));
        owner.is_none_or(|owner| *owner == card.id)
    }

    fn claim(&mut self, card: &Waiting) {
        if let Some(family) = &card.family {
            self.families.insert(family.clone(), card.id);
        }
    }

    fn admit(&mut self, card: Waiting, sort: Sort) -> Verdict {
        if !self.family_is_free(&card) {
            return Verdict::Buried;
        }
        let above = self.decks.iter().filter(|(deck, _)| is_within(&card.deck, deck)).map(|(_, limits)| limits);
        if std::iter::once(&self.overall).chain(above).any(|limits| part(limits, sort) == Some(0)) {
            return Verdict::Full;
        }
        self.claim(&card);
        self.spend(&card.deck, sort);
        Verdict::Admitted(slot(card))
    }

    fn spend(&mut self, deck: &str, sort: Sort) {
        let above = self.decks.iter_mut().filter(|(rule, _)| is_within(deck, rule)).map(|(_, limits)| limits);
        for limits in std::iter::once(&mut self.overall).chain(above) {
            let left = match sort {
                Sort::New => &mut limits.new,
                Sort::Review => &mut limits.reviews,
            };
            *left = left.map(|left| left.saturating_sub(1));
        }
    }
}

const fn part(limits: &Limits, sort: Sort) -> Option<u32> {
    match sort {
        Sort::New => limits.new,
        Sort::Review => limits.reviews,
    }
}

fn sort(cards: &mut [Waiting], order: Order, is_behind: bool, seed: u64) {
    let order = match (order, is_behind) {
        (Order::Auto, true) => Order::Safest,
        (Order::Auto, false) => Order::Endangered,
        (other, _) => other,
    };
    let lateness = |card: &Waiting| -card.retrievability.ln() / card.interval.max(1.0);
    match order {
        Order::Endangered | Order::Auto => {
            cards.sort_by(|a, b| a.retrievability.total_cmp(&b.retrievability).then(a.id.cmp(&b.id)));
        }
        Order::Safest => cards.sort_by(|a, b| b.retrievability.total_cmp(&a.retrievability).then(a.id.cmp(&b.id))),
        Order::Due => cards.sort_by_key(|card| (card.due, card.id)),
        Order::Overdue => cards.sort_by(|a, b| lateness(b).total_cmp(&lateness(a)).then(a.id.cmp(&b.id))),
        Order::Hardest => cards.sort_by(|a, b| b.difficulty.total_cmp(&a.difficulty).then(a.id.cmp(&b.id))),
        Order::Deck => cards.sort_by(|a, b| a.deck.cmp(&b.deck).then(a.due.cmp(&b.due)).then(a.id.cmp(&b.id))),
        Order::Random => cards.sort_by_key(|card| (super::mix(seed ^ card.id.0.cast_unsigned()), card.id)),
    }
}

/// New cards evenly between the reviews, those that were done today counted in, so that the mixture holds when it is made anew.
fn spread(reviews: Vec<Slot>, new: Vec<Slot>, done: (u32, u32)) -> VecDeque<Slot> {
    let totals = (reviews.len() as f64 + f64::from(done.0), new.len() as f64 + f64::from(done.1));
    let place = |at: usize, done: u32, total: f64| (at as f64 + f64::from(done) + 0.5) / total;
    let mut placed: Vec<(f64, Slot)> = Vec::with_capacity(reviews.len() + new.len());
    placed.extend(reviews.into_iter().enumerate().map(|(at, slot)| (place(at, done.0, totals.0), slot)));
    placed.extend(new.into_iter().enumerate().map(|(at, slot)| (place(at, done.1, totals.1), slot)));
    // Stable: of two at one place the review comes first
    placed.sort_by(|a, b| a.0.total_cmp(&b.0));
    placed.into_iter().map(|(_, slot)| slot).collect()
}

/// How a heap of overdue cards melts: the days until no more waits than a day's limit, when `coming` falls due on each of the next
/// days. `None` if it does not within them.
pub fn days_to_clear(waiting: u32, limit: u32, coming: &[u32]) -> Option<u32> {
    let mut left = u64::from(waiting);
    for (day, &due) in (0..).zip(coming) {
        left = left.saturating_sub(u64::from(limit));
        if left == 0 {
            return Some(day);
        }
        left += u64::from(due);
    }
    None
}

#[cfg(test)]
mod tests;

//! Cards out of the library with their histories, and in.

use super::{Library, Result};
use crate::domain::{
    Card, CardDraft, CardFilter, CardId, CardOrigin, ExchangeReport, Memory, Phase, StoredSchedule, StoredState,
    StudyDay,
};
use crate::exchange::anki::{
    self, Incoming, IncomingCard, IncomingReview, Outgoing, OutgoingCard, OutgoingReview, State,
};
use crate::exchange::elsewhere;
use crate::scheduler::reread;
use crate::storage::{
    Deed, HashcardsReview, PastReview, RepeaterMemory, ReviewEntry, StoredText, hashcards_reviews, repeater_memories,
};
use chrono::{DateTime, Duration, FixedOffset, Offset, Utc};
use serde::Serialize;
use std::collections::HashMap;
use std::io::{Seek, Write};
use std::path::Path;
use uuid::Uuid;

/// Stands for the device in reviews that were made in Anki.
const DEVICE: &str = "anki";

/// A review as other programs see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReviewRecord {
    pub at: String,
    /// 1 to 4; none where the card began anew.
    pub grade: Option<i64>,
    pub took_ms: u64,
}

/// A card with all that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CardRecord {
    pub card: Card,
    pub tags: Vec<String>,
    pub flag: u8,
    pub reviews: Vec<ReviewRecord>,
}

/// A repeater database tells its moments in UTC. A card that has not come as far as a day is still being learnt.
fn schedule_of(memory: &RepeaterMemory) -> Option<StoredSchedule> {
    let utc = Utc.fix();
    let moment = |text: &str| elsewhere::moment(text, utc).map(|moment| moment.to_utc());
    Some(StoredSchedule::Fsrs {
        due: moment(&memory.due)?,
        interval_days: memory.interval_days,
        stability: memory.stability,
        difficulty: memory.difficulty,
        state: if memory.interval_days < 1.0 { StoredState::Learning } else { StoredState::Review },
        reps: memory.reps,
        lapses: 0,
        step: 0,
        last_review: Some(moment(&memory.reviewed_at)?),
    })
}

enum Change {
    Added,
    Changed,
    Unchanged,
}

impl Library {
    /// The cards of `deck` and all below it, or all, with tags, flags and histories.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn records(&self, deck: Option<&str>) -> Result<Vec<CardRecord>> {
        let outgoing = self.outgoing_cards(deck)?;
        let record = |card: OutgoingCard| CardRecord {
            reviews: card
                .reviews
                .iter()
                .map(|review| ReviewRecord {
                    at: review.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
                    grade: review.grade.map(crate::domain::Grade::number),
                    took_ms: review.took_ms,
                })
                .collect(),
            card: card.card,
            tags: card.tags,
            flag: card.flag,
        };
        Ok(outgoing.into_iter().map(record).collect())
    }

    /// Writes the cards of `deck`, or all, as an Anki package. Gives the number of cards.
    ///
    /// # Errors
    /// If the library cannot be read or the package not be written.
    pub fn export_anki<W: Write + Seek>(
        &self,
        deck: Option<&str>,
        pictures: &mut anki::Pictures<'_>,
        out: W,
        now: DateTime<FixedOffset>,
    ) -> Result<u32> {
        let settings = self.scheduler.settings();
        let outgoing = Outgoing {
            cards: self.outgoing_cards(deck)?,
            now,
            rollover: settings.rollover,
            decay: self.scheduler.decay(),
            learning_steps: settings.learning_steps.len(),
            relearning_steps: settings.relearning_steps.len(),
        };
        anki::write(&outgoing, pictures, out)?;
        Ok(u32::try_from(outgoing.cards.len()).unwrap_or(u32::MAX))
    }

    /// Takes the cards of an Anki package in, with their histories: all or nothing. What is known already gains the reviews that were
    /// made since.
    ///
    /// # Errors
    /// If it could not be stored; then nothing has changed.
    pub fn import_anki(&self, incoming: Incoming, now: DateTime<FixedOffset>) -> Result<ExchangeReport> {
        let mut report = ExchangeReport { left_out: incoming.left_out, ..ExchangeReport::default() };
        self.storage.transact(|_| {
            for card in incoming.cards {
                let (change, reviews) = self.take_in(&card, now)?;
                report.reviews += reviews;
                match change {
                    Change::Added => report.added += 1,
                    Change::Changed => report.changed += 1,
                    Change::Unchanged => report.unchanged += 1,
                }
            }
            Ok(report)
        })
    }

    /// Lets a card that has no history begin with the schedule that another tool kept. Tells whether it did.
    ///
    /// # Errors
    /// If it is not there, or this could not be stored.
    pub fn begin_with(&self, id: CardId, schedule: &StoredSchedule, now: DateTime<FixedOffset>) -> Result<bool> {
        let card = self.card(id)?;
        if card.memory != Memory::NEW || !self.storage.review_of_card(&card.key)?.is_empty() {
            return Ok(false);
        }
        let Some(memory) = self.scheduler.memory_of_schedule(schedule, now) else { return Ok(false) };
        self.append(&card.key, now, Deed::Reset, 0, (Memory::NEW, memory))?;
        self.storage.memory_put(id, &memory)?;
        Ok(true)
    }

    /// Gives the card of a note of `day` its first day of reading.
    pub(super) fn begin_reading(&self, id: CardId, day: StudyDay, now: DateTime<FixedOffset>) -> Result<()> {
        let card = self.card(id)?;
        let memory = reread::begin(day, now, self.scheduler.settings().rollover);
        self.append(&card.key, now, Deed::Reset, 0, (Memory::NEW, memory))?;
        Ok(self.storage.memory_put(id, &memory)?)
    }

    /// Replays the reviews of a hashcards database through FSRS, for the cards that hold the very same text and have no history here.
    /// All or nothing.
    ///
    /// # Errors
    /// If it is no such database, or its reviews could not be stored.
    pub fn import_hashcards(&self, database: &Path, now: DateTime<FixedOffset>) -> Result<ExchangeReport> {
        let past = hashcards_reviews(database)?;
        let mut by_hash: HashMap<&str, Vec<&HashcardsReview>> = HashMap::new();
        for review in &past {
            by_hash.entry(&review.card_hash).or_default().push(review);
        }
        let mut report = ExchangeReport::default();
        self.storage.transact(|storage| {
            for card in self.cards(&CardFilter::default())? {
                let hashes = elsewhere::hashcards_hashes(&card);
                let Some(reviews) = hashes.iter().find_map(|hash| by_hash.remove(hash.as_str())) else { continue };
                if card.memory != Memory::NEW || !storage.review_of_card(&card.key)?.is_empty() {
                    report.unchanged += 1;
                    continue;
                }
                let mut memory = Memory::NEW;
                for review in reviews {
                    let at = elsewhere::moment(&review.reviewed_at, *now.offset());
                    let (Some(at), Some(grade)) = (at, elsewhere::grade(&review.grade)) else { continue };
                    let after = self.scheduler.outcomes(&memory, at)?.of(grade).memory;
                    self.append(&card.key, at, Deed::Grade(grade), 0, (memory, after))?;
                    memory = after;
                    report.reviews += 1;
                }
                storage.memory_put(card.id, &memory)?;
                report.changed += 1;
            }
            report.left_out = u32::try_from(by_hash.len()).unwrap_or(u32::MAX);
            Ok(report)
        })
    }

    /// Lets the cards that hold the very same text and have no history here begin with what repeater remembers of them. All or nothing.
    ///
    /// # Errors
    /// If it is no such database, or its memories could not be stored.
    pub fn import_repeater(&self, database: &Path, now: DateTime<FixedOffset>) -> Result<ExchangeReport> {
        let past = repeater_memories(database)?;
        let mut by_hash: HashMap<&str, &RepeaterMemory> =
            past.iter().map(|memory| (memory.card_hash.as_str(), memory)).collect();
        let mut report = ExchangeReport::default();
        self.storage.transact(|_| {
            let cards = self.cards(&CardFilter::default())?;
            for (card, hash) in cards.iter().zip(elsewhere::repeater_hashes(&cards)) {
                let Some(memory) = hash.and_then(|hash| by_hash.remove(hash.as_str())) else { continue };
                let Some(schedule) = schedule_of(memory) else {
                    report.left_out += 1;
                    continue;
                };
                if self.begin_with(card.id, &schedule, now)? {
                    report.changed += 1;
                } else {
                    report.unchanged += 1;
                }
            }
            report.left_out += u32::try_from(by_hash.len()).unwrap_or(u32::MAX);
            Ok(report)
        })
    }

    fn outgoing_cards(&self, deck: Option<&str>) -> Result<Vec<OutgoingCard>> {
        let mut tags: HashMap<CardId, Vec<String>> = HashMap::new();
        for (card, tag) in self.storage.mark_tags()? {
            tags.entry(card).or_default().push(tag);
        }
        let flags: HashMap<CardId, u8> = self.storage.mark_flags()?.into_iter().collect();
        let cards = self.cards(&CardFilter { deck: deck.map(str::to_owned), ..CardFilter::default() })?;
        let default = self.scheduler.settings().desired_retention;
        let outgoing = |card: Card| {
            let reviews = self.storage.review_of_card(&card.key)?;
            Ok(OutgoingCard {
                tags: tags.remove(&card.id).unwrap_or_default(),
                flag: flags.get(&card.id).copied().unwrap_or_default(),
                desired_retention: self.settings.queue.retention_of(&card.deck).unwrap_or(default),
                reviews: reviews.iter().map(outgoing_review).collect(),
                card,
            })
        };
        cards.into_iter().map(outgoing).collect()
    }

    fn take_in(&self, incoming: &IncomingCard, now: DateTime<FixedOffset>) -> Result<(Change, u32)> {
        let text = text_of(incoming);
        let known = self.storage.card_id_by_key(&incoming.key)?;
        let (id, mut change) = match known {
            Some(id) => (id, self.bring_up_to_date(id, incoming, &text)?),
            None => (self.storage.card_insert(&incoming.key, &text)?, Change::Added),
        };
        if matches!(change, Change::Added) {
            self.storage.mark_put_family(id, incoming.family.as_deref())?;
            for tag in &incoming.tags {
                self.storage.mark_add_tag(id, tag)?;
            }
            if incoming.flag > 0 {
                self.storage.mark_flag(id, incoming.flag)?;
            }
            if incoming.is_suspended {
                self.storage.card_suspend(id, now.to_utc())?;
            }
        }
        let reviews = self.take_history_in(id, incoming, now)?;
        if reviews > 0 && matches!(change, Change::Unchanged) {
            change = Change::Changed;
        }
        Ok((change, reviews))
    }

    /// The text of a card that came from Anki follows Anki; that of any other follows its note or deck here.
    fn bring_up_to_date(&self, id: CardId, incoming: &IncomingCard, text: &StoredText) -> Result<Change> {
        let card = self.card(id)?;
        let is_same = (&card.question, &card.answer, &card.extra, &card.deck)
            == (&text.question, &text.answer, &text.extra, &text.deck);
        if is_same || !incoming.key.starts_with("anki:") {
            return Ok(Change::Unchanged);
        }
        self.storage.card_update(id, text)?;
        Ok(Change::Changed)
    }

    /// Adds the reviews that were made after the last one known here, and the memory that they left.
    fn take_history_in(&self, id: CardId, incoming: &IncomingCard, now: DateTime<FixedOffset>) -> Result<u32> {
        let known = self.storage.review_of_card(&incoming.key)?;
        let last_known = known.last().map(|review| review.at.to_utc());
        let new: Vec<&IncomingReview> =
            incoming.reviews.iter().filter(|review| last_known.is_none_or(|last| review.at > last)).collect();
        let before = self.card(id)?.memory;
        if new.is_empty() {
            // Scheduled without a history: the memory is all there is
            if last_known.is_none() && before == Memory::NEW && incoming.state != State::New {
                let memory = self.memory_of(incoming, Memory::NEW, now);
                let at = memory.last_review.map_or(now, |last| last.with_timezone(now.offset()));
                self.append(&incoming.key, at, Deed::Reset, 0, (Memory::NEW, memory))?;
                self.storage.memory_put(id, &memory)?;
            }
            return Ok(0);
        }
        let mut memory = before;
        for (index, review) in new.iter().enumerate() {
            let at = review.at.with_timezone(now.offset());
            let earlier = memory;
            memory = match review.grade {
                Some(grade) => self.scheduler.outcomes(&memory, at)?.of(grade).memory,
                None => Memory::NEW,
            };
            if index + 1 == new.len() {
                memory = self.memory_of(incoming, memory, now);
            }
            let deed = review.grade.map_or(Deed::Reset, Deed::Grade);
            self.append(&incoming.key, at, deed, review.took_ms, (earlier, memory))?;
        }
        self.storage.memory_put(id, &memory)?;
        Ok(u32::try_from(new.len()).unwrap_or(u32::MAX))
    }

    /// The memory as Anki has it; what it does not know is as the replay gave it.
    fn memory_of(&self, incoming: &IncomingCard, replayed: Memory, now: DateTime<FixedOffset>) -> Memory {
        let steps = self.scheduler.settings();
        let step = |all: usize, left: u32| u8::try_from(all.saturating_sub(left as usize)).unwrap_or_default();
        let last = incoming.last_review.or(replayed.last_review);
        let (phase, due) = match incoming.state {
            State::New => return Memory::NEW,
            State::Learning { left, due } => (Phase::Learning { step: step(steps.learning_steps.len(), left) }, due),
            State::Relearning { left, due } => {
                (Phase::Relearning { step: step(steps.relearning_steps.len(), left) }, due)
            }
            State::Review { due, interval_days } => (Phase::Review, self.moment_of(due, interval_days, last, now)),
        };
        let given = match incoming.state {
            State::Review { interval_days, .. } => i64::from(interval_days.max(1)),
            _ => 1,
        };
        let last = last.unwrap_or_else(|| due - Duration::days(given));
        let interval = (due - last).num_days().max(1) as f32;
        let by_ease = || self.scheduler.memory_of_ease(incoming.ease.unwrap_or(2.5), interval);
        let replayed_state = replayed.stability.zip(replayed.difficulty);
        let (stability, difficulty) = incoming.memory.or(replayed_state).or_else(by_ease).unwrap_or((interval, 5.0));
        Memory {
            phase,
            stability: Some(stability),
            difficulty: Some(difficulty),
            due: Some(due),
            last_review: Some(last),
            reps: incoming.reps.max(1),
            lapses: incoming.lapses,
        }
    }

    /// Anki knows the due day; the moment is so many days after the last review where that falls on it, else the day's noon.
    fn moment_of(
        &self,
        due: chrono::NaiveDate,
        interval_days: u32,
        last: Option<DateTime<Utc>>,
        now: DateTime<FixedOffset>,
    ) -> DateTime<Utc> {
        let rollover = self.scheduler.settings().rollover;
        let day = |moment: DateTime<Utc>| StudyDay::of(moment.with_timezone(now.offset()), rollover);
        let reckoned =
            last.map(|last| last + Duration::days(interval_days.into())).filter(|&at| day(at) == StudyDay(due));
        reckoned.unwrap_or_else(|| StudyDay(due).end(*now.offset(), rollover).to_utc() - Duration::hours(16))
    }

    fn append(
        &self,
        key: &str,
        at: DateTime<FixedOffset>,
        deed: Deed,
        took_ms: u64,
        (before, after): (Memory, Memory),
    ) -> Result<()> {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        let mut chance = (self.entropy)();
        for (byte, salt) in chance.iter_mut().zip(blake3::hash(key.as_bytes()).as_bytes()) {
            *byte ^= salt;
        }
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &chance).into_uuid();
        let last = self.storage.review_last_id()?;
        let id = last.filter(|&last| last >= id).map_or(id, |last| Uuid::from_u128(last.as_u128() + 1));
        let study_day = StudyDay::of(at, self.scheduler.settings().rollover);
        let device = DEVICE.to_owned();
        let card_key = key.to_owned();
        Ok(self.storage.review_append(&ReviewEntry {
            id,
            card_key,
            at,
            study_day,
            deed,
            took_ms,
            device,
            before,
            after,
        })?)
    }
}

fn outgoing_review(review: &PastReview) -> OutgoingReview {
    OutgoingReview {
        at: review.at.to_utc(),
        grade: match review.deed {
            Deed::Grade(grade) => Some(grade),
            Deed::Undo(_) | Deed::Reset => None,
        },
        took_ms: review.took_ms,
        before: review.before,
        after: review.after,
    }
}

fn text_of(incoming: &IncomingCard) -> StoredText {
    let draft = CardDraft {
        kind: incoming.kind,
        question: incoming.question.clone(),
        answer: incoming.answer.clone(),
        extra: incoming.extra.clone(),
        origin: CardOrigin::Hand,
        ..CardDraft::default()
    };
    StoredText::new(draft, incoming.deck.clone(), String::new(), None)
}

#[cfg(test)]
mod tests;

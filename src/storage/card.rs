//! Cards and what is remembered of them.

use super::{Result, Storage, StorageError, sql};
use crate::domain::{
    Card, CardDraft, CardId, CardKind, CardOrigin, CardPlace, CardState, DeckCount, Memory, NoteId, Phase,
};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};

/// A card's text as it is stored, for telling whether a draft is it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCard {
    pub id: CardId,
    pub key: String,
    pub text: StoredText,
    pub is_retired: bool,
    /// How often it was reviewed.
    pub reps: u32,
}

/// What a draft writes into a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredText {
    pub kind: CardKind,
    pub origin: CardOrigin,
    /// `a::b::c`
    pub deck: String,
    pub question: String,
    pub answer: String,
    pub hint: String,
    pub extra: String,
    /// The hash of kind and folded text.
    pub fingerprint: String,
    pub anchor: Option<String>,
    pub note: Option<NoteId>,
    pub place: CardPlace,
    /// The last line of the source; `place.line` is the first.
    pub end_line: u32,
    /// Cards of one family come from one source, and are not asked on one day.
    pub family: Option<String>,
}

impl StoredText {
    /// The text of `draft` in `deck`, belonging to `note`.
    pub fn new(draft: CardDraft, deck: String, fingerprint: String, note: Option<NoteId>) -> Self {
        Self {
            kind: draft.kind,
            origin: draft.origin,
            deck,
            question: draft.question,
            answer: draft.answer,
            hint: draft.hint,
            extra: draft.extra,
            fingerprint,
            anchor: draft.anchor,
            note,
            place: draft.place,
            end_line: draft.end_line,
            family: draft.siblings.zip(note).map(|(siblings, note)| format!("{}:{siblings}", note.0)),
        }
    }
}

impl Storage {
    pub fn card_by_id(&self, id: CardId) -> Result<Option<Card>> {
        self.one_card(sql!("card/select", "card/by_id"), params![id.0])
    }

    /// Every card, retired ones included, deck by deck.
    pub fn card_all(&self) -> Result<Vec<Card>> {
        let mut statement = self.db.prepare_cached(sql!("card/select", "card/all"))?;
        let rows = statement.query_map([], row_to_card)?;
        rows.map(|row| row?).collect()
    }

    /// The learning card that has waited longest, among those due by `until`.
    pub fn card_next_learning(&self, until: DateTime<Utc>, deck: Option<&str>) -> Result<Option<Card>> {
        self.one_card(sql!("card/select", "card/next_learning"), params![until.timestamp_millis(), deck])
    }

    /// The review card that has waited longest, among those due before `before`.
    pub fn card_next_review(&self, before: DateTime<Utc>, deck: Option<&str>) -> Result<Option<Card>> {
        self.one_card(sql!("card/select", "card/next_review"), params![before.timestamp_millis(), deck])
    }

    /// The oldest card that was never reviewed.
    pub fn card_next_new(&self, deck: Option<&str>) -> Result<Option<Card>> {
        self.one_card(sql!("card/select", "card/next_new"), params![deck])
    }

    /// What waits in each deck until `before`.
    pub fn card_due_by_deck(&self, before: DateTime<Utc>, deck: Option<&str>) -> Result<Vec<DeckCount>> {
        let mut statement = self.db.prepare_cached(sql!("card/due_by_deck"))?;
        let rows = statement.query_map(params![before.timestamp_millis(), deck], |row| {
            Ok(DeckCount { deck: row.get(0)?, new: row.get(1)?, learning: row.get(2)?, review: row.get(3)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// When the first card falls due after `moment`.
    pub fn card_next_due(&self, moment: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let due: Option<i64> =
            self.db.prepare_cached(sql!("card/next_due"))?.query_row([moment.timestamp_millis()], |row| row.get(0))?;
        due.map(instant).transpose()
    }

    /// The due times of all cards that fall due before `before`.
    pub fn card_forecast(&self, before: DateTime<Utc>) -> Result<Vec<DateTime<Utc>>> {
        let mut statement = self.db.prepare_cached(sql!("card/forecast"))?;
        let rows = statement.query_map([before.timestamp_millis()], |row| row.get(0))?;
        rows.map(|due| instant(due?)).collect()
    }

    pub fn card_insert(&self, key: &str, text: &StoredText) -> Result<CardId> {
        self.db.prepare_cached(sql!("card/insert"))?.execute(params![
            key,
            text.kind.name(),
            text.deck,
            text.question,
            text.answer,
            text.extra,
            text.fingerprint,
            text.anchor,
            text.note.map(|note| note.0),
            text.place.line,
            text.place.heading,
            text.place.ordinal,
            text.origin.name(),
            text.hint,
            text.end_line,
            text.family,
        ])?;
        Ok(CardId(self.db.last_insert_rowid()))
    }

    /// Writes `text` into a card and brings it back if it was retired.
    pub fn card_update(&self, id: CardId, text: &StoredText) -> Result<()> {
        self.db.prepare_cached(sql!("card/update"))?.execute(params![
            id.0,
            text.kind.name(),
            text.deck,
            text.question,
            text.answer,
            text.extra,
            text.fingerprint,
            text.anchor,
            text.note.map(|note| note.0),
            text.place.line,
            text.place.heading,
            text.place.ordinal,
            text.origin.name(),
            text.hint,
            text.end_line,
            text.family,
        ])?;
        Ok(())
    }

    /// Takes a card out of play; its history stays. Tells whether it was in play.
    pub fn card_retire(&self, id: CardId, now: DateTime<Utc>) -> Result<bool> {
        Ok(self.db.prepare_cached(sql!("card/retire"))?.execute(params![id.0, now.timestamp_millis()])? > 0)
    }

    /// Sets a card aside. Tells whether it was not so already.
    pub fn card_suspend(&self, id: CardId, now: DateTime<Utc>) -> Result<bool> {
        Ok(self.db.prepare_cached(sql!("card/suspend"))?.execute(params![id.0, now.timestamp_millis()])? > 0)
    }

    pub fn card_resume(&self, id: CardId) -> Result<()> {
        self.db.prepare_cached(sql!("card/resume"))?.execute([id.0])?;
        Ok(())
    }

    /// The keys that are `key`, or are it with `-` and more behind.
    pub fn card_keys_from(&self, key: &str) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached(sql!("card/keys_from"))?;
        let rows = statement.query_map([key], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn card_id_by_key(&self, key: &str) -> Result<Option<CardId>> {
        let id = self.db.prepare_cached(sql!("card/id_by_key"))?.query_row([key], |row| row.get(0)).optional()?;
        Ok(id.map(CardId))
    }

    /// The cards of a note, retired ones included.
    pub fn card_of_note(&self, note: NoteId) -> Result<Vec<StoredCard>> {
        self.stored_cards(sql!("card/stored", "card/of_note"), params![note.0])
    }

    /// Cards of notes that are out of play.
    pub fn card_vanished(&self) -> Result<Vec<StoredCard>> {
        self.stored_cards(sql!("card/stored", "card/vanished"), [])
    }

    /// Whether there are cards of notes that are out of play.
    pub fn card_has_vanished(&self) -> Result<bool> {
        Ok(self.db.prepare_cached(sql!("card/has_vanished"))?.query_row([], |row| row.get(0))?)
    }

    /// The cards of the starter decks.
    pub fn card_starters(&self) -> Result<Vec<StoredCard>> {
        self.stored_cards(sql!("card/stored", "card/starters"), [])
    }

    /// Stores what is remembered of a card; a memory that is new again is removed.
    pub fn memory_put(&self, card: CardId, memory: &Memory) -> Result<()> {
        let (phase, step) = match memory.phase {
            Phase::New => {
                self.db.prepare_cached(sql!("memory/remove"))?.execute([card.0])?;
                return Ok(());
            }
            Phase::Learning { step } => ("learning", step),
            Phase::Review => ("review", 0),
            Phase::Relearning { step } => ("relearning", step),
        };
        self.db.prepare_cached(sql!("memory/put"))?.execute(params![
            card.0,
            phase,
            step,
            memory.stability,
            memory.difficulty,
            memory.due.map(|due| due.timestamp_millis()),
            memory.last_review.map(|last| last.timestamp_millis()),
            memory.reps,
            memory.lapses,
        ])?;
        Ok(())
    }

    fn one_card(&self, sql: &str, params: impl rusqlite::Params) -> Result<Option<Card>> {
        self.db.prepare_cached(sql)?.query_row(params, row_to_card).optional()?.transpose()
    }

    fn stored_cards(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<StoredCard>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map(params, row_to_stored)?;
        rows.map(|row| row?).collect()
    }
}

fn row_to_card(row: &Row<'_>) -> rusqlite::Result<Result<Card>> {
    let (is_suspended, is_retired): (bool, bool) = (row.get("is_suspended")?, row.get("is_retired")?);
    let kind: String = row.get("kind")?;
    let memory = row_to_memory(row)?;
    let id = CardId(row.get("id")?);
    let key = row.get("key")?;
    let deck = row.get("deck")?;
    let question = row.get("question")?;
    let answer = row.get("answer")?;
    let extra = row.get("extra")?;
    let note: Option<String> = row.get("note")?;
    let line: u32 = row.get("line")?;
    Ok((|| {
        let memory = memory?;
        let state = match (is_retired, is_suspended, memory.phase) {
            (true, ..) => CardState::Retired,
            (_, true, _) => CardState::Suspended,
            (.., Phase::New) => CardState::New,
            (.., Phase::Learning { .. }) => CardState::Learning,
            (.., Phase::Review) => CardState::Review,
            (.., Phase::Relearning { .. }) => CardState::Relearning,
        };
        let kind = card_kind(&kind)?;
        let line = note.is_some().then_some(line);
        Ok(Card { id, key, deck, kind, question, answer, extra, state, memory, note, line })
    })())
}

fn row_to_memory(row: &Row<'_>) -> rusqlite::Result<Result<Memory>> {
    let Some(phase) = row.get::<_, Option<String>>("phase")? else { return Ok(Ok(Memory::NEW)) };
    let step = row.get("step")?;
    let due: i64 = row.get("due")?;
    let last_review: i64 = row.get("last_review")?;
    let memory = Memory {
        phase: Phase::Review,
        stability: row.get("stability")?,
        difficulty: row.get("difficulty")?,
        due: None,
        last_review: None,
        reps: row.get("reps")?,
        lapses: row.get("lapses")?,
    };
    Ok((|| {
        let phase = match phase.as_str() {
            "learning" => Phase::Learning { step },
            "review" => Phase::Review,
            "relearning" => Phase::Relearning { step },
            other => return Err(StorageError::Strange(format!("the phase `{other}`"))),
        };
        Ok(Memory { phase, due: Some(instant(due)?), last_review: Some(instant(last_review)?), ..memory })
    })())
}

fn row_to_stored(row: &Row<'_>) -> rusqlite::Result<Result<StoredCard>> {
    let (kind, origin): (String, String) = (row.get(2)?, row.get(14)?);
    let text = StoredText {
        kind: CardKind::Basic,
        origin: CardOrigin::Hand,
        deck: row.get(3)?,
        question: row.get(4)?,
        answer: row.get(5)?,
        hint: row.get(15)?,
        extra: row.get(6)?,
        fingerprint: row.get(7)?,
        anchor: row.get(8)?,
        note: row.get::<_, Option<i64>>(13)?.map(NoteId),
        place: CardPlace { line: row.get(9)?, heading: row.get(10)?, ordinal: row.get(11)? },
        end_line: row.get(16)?,
        family: row.get(17)?,
    };
    let (id, key, is_retired, reps) = (CardId(row.get(0)?), row.get(1)?, row.get(12)?, row.get(18)?);
    Ok((|| {
        let kind = card_kind(&kind)?;
        let origin = CardOrigin::from_name(&origin)
            .ok_or_else(|| StorageError::Strange(format!("the card origin `{origin}`")))?;
        Ok(StoredCard { id, key, is_retired, reps, text: StoredText { kind, origin, ..text } })
    })())
}

fn card_kind(name: &str) -> Result<CardKind> {
    CardKind::from_name(name).ok_or_else(|| StorageError::Strange(format!("the card kind `{name}`")))
}

/// The moment that a stored number of milliseconds means.
pub(super) fn instant(millis: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_millis(millis).ok_or_else(|| StorageError::Strange(format!("the time {millis}")))
}

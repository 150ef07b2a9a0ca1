//! What the day's queue is made from.

use super::card::instant;
use super::{Result, Storage, StorageError, sql};
use crate::domain::{CardId, Grade, Phase, StudyDay, Wording};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};

/// A card that may be asked, as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuedCard {
    pub id: CardId,
    pub deck: String,
    pub family: Option<String>,
    pub phase: Phase,
    pub due: DateTime<Utc>,
    pub last_review: DateTime<Utc>,
    pub stability: f32,
    pub difficulty: f32,
}

/// A new card, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshCard {
    pub id: CardId,
    pub deck: String,
    pub family: Option<String>,
}

/// A review of today, as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct DoneCard {
    pub id: CardId,
    pub deck: String,
    pub family: Option<String>,
    pub phase: Phase,
    pub grade: Grade,
}

impl Storage {
    /// Tells whether anything was written since: by this connection, and by another.
    pub fn queue_stamp(&self) -> Result<(u64, i64)> {
        let others = self.db.pragma_query_value(None, "data_version", |row| row.get(0))?;
        Ok((self.db.total_changes(), others))
    }

    /// Cards in play that are due before `before` and not buried for `day`.
    pub fn queue_waiting(&self, before: DateTime<Utc>, day: StudyDay, deck: Option<&str>) -> Result<Vec<QueuedCard>> {
        let mut statement = self.db.prepare_cached(sql!("queue/waiting"))?;
        let rows = statement.query_map(params![before.timestamp_millis(), day.to_string(), deck], row_to_queued)?;
        rows.map(|row| row?).collect()
    }

    /// Hands new cards in play to `take`, oldest first, until it wants no more.
    pub fn queue_fresh(
        &self,
        day: StudyDay,
        deck: Option<&str>,
        mut take: impl FnMut(FreshCard) -> bool,
    ) -> Result<()> {
        let mut statement = self.db.prepare_cached(sql!("queue/fresh"))?;
        let mut rows = statement.query(params![day.to_string(), deck])?;
        while let Some(row) = rows.next()? {
            if !take(FreshCard { id: CardId(row.get(0)?), deck: row.get(1)?, family: row.get(2)? }) {
                break;
            }
        }
        Ok(())
    }

    /// The reviews of a study day that stand, of cards that were not reset since.
    pub fn queue_done(&self, day: StudyDay) -> Result<Vec<DoneCard>> {
        let mut statement = self.db.prepare_cached(sql!("queue/done"))?;
        let rows = statement.query_map([day.to_string()], |row| {
            let (phase, grade): (Option<String>, i64) = (row.get(3)?, row.get(4)?);
            Ok((CardId(row.get(0)?), row.get(1)?, row.get(2)?, phase, grade))
        })?;
        rows.map(|row| {
            let (id, deck, family, phase, grade) = row?;
            let grade = Grade::from_number(grade).ok_or_else(|| StorageError::Strange(format!("the grade {grade}")))?;
            // A phase with a step is an object, and no text
            let phase = match phase.as_deref() {
                Some("new") => Phase::New,
                Some("review") => Phase::Review,
                _ => Phase::Learning { step: 0 },
            };
            Ok(DoneCard { id, deck, family, phase, grade })
        })
        .collect()
    }

    /// How many cards fall due on each of the `days` after `from`.
    pub fn queue_load(&self, from: DateTime<Utc>, days: usize) -> Result<Vec<u32>> {
        let mut loads = vec![0; days];
        let until = from.timestamp_millis() + i64::try_from(days).unwrap_or(i64::MAX).saturating_mul(86_400_000);
        let mut statement = self.db.prepare_cached(sql!("queue/load"))?;
        let mut rows = statement.query([from.timestamp_millis(), until])?;
        while let Some(row) = rows.next()? {
            let (day, cards): (i64, u32) = (row.get(0)?, row.get(1)?);
            if let Some(load) = usize::try_from(day).ok().and_then(|day| loads.get_mut(day)) {
                *load = cards;
            }
        }
        Ok(loads)
    }

    /// Leaves a card out of one study day; none brings it back.
    pub fn mark_bury(&self, card: CardId, day: Option<StudyDay>) -> Result<()> {
        let day = day.map(|day| day.to_string());
        self.db.prepare_cached(sql!("mark/bury"))?.execute(params![card.0, day])?;
        Ok(())
    }

    /// Gives a card a flag, 1 to 7; 0 takes it away.
    pub fn mark_flag(&self, card: CardId, flag: u8) -> Result<()> {
        self.db.prepare_cached(sql!("mark/flag"))?.execute(params![card.0, flag])?;
        Ok(())
    }

    pub fn mark_flag_of(&self, card: CardId) -> Result<u8> {
        let flag = self.db.prepare_cached(sql!("mark/flag_of"))?.query_row([card.0], |row| row.get(0)).optional()?;
        Ok(flag.unwrap_or_default())
    }

    /// The flagged cards with their flags.
    pub fn mark_flags(&self) -> Result<Vec<(CardId, u8)>> {
        let mut statement = self.db.prepare_cached(sql!("mark/flags"))?;
        let rows = statement.query_map([], |row| Ok((CardId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Says which cards are siblings: those of one family.
    pub fn mark_put_family(&self, card: CardId, family: Option<&str>) -> Result<()> {
        self.db.prepare_cached(sql!("mark/put_family"))?.execute(params![card.0, family])?;
        Ok(())
    }

    pub fn mark_add_tag(&self, card: CardId, tag: &str) -> Result<()> {
        self.db.prepare_cached(sql!("mark/add_tag"))?.execute(params![card.0, tag])?;
        Ok(())
    }

    /// The tags of all cards: their own and those of their notes.
    pub fn mark_tags(&self) -> Result<Vec<(CardId, String)>> {
        let mut statement = self.db.prepare_cached(sql!("mark/tags"))?;
        let rows = statement.query_map([], |row| Ok((CardId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The text with which a card was last answered, if it has changed since.
    pub fn card_before(&self, card: CardId) -> Result<Option<Wording>> {
        let mut statement = self.db.prepare_cached(sql!("card/before"))?;
        let wording = statement.query_row([card.0], |row| Ok(Wording { question: row.get(0)?, answer: row.get(1)? }));
        Ok(wording.optional()?)
    }

    /// What helps before the answer.
    pub fn mark_hint(&self, card: CardId) -> Result<Option<String>> {
        let hint: Option<String> =
            self.db.prepare_cached(sql!("mark/hint"))?.query_row([card.0], |row| row.get(0)).optional()?;
        Ok(hint.filter(|hint| !hint.is_empty()))
    }
}

fn row_to_queued(row: &Row<'_>) -> rusqlite::Result<Result<QueuedCard>> {
    let (phase, step): (String, u8) = (row.get(3)?, row.get(4)?);
    let (due, last_review): (i64, i64) = (row.get(5)?, row.get(6)?);
    let (id, deck, family) = (CardId(row.get(0)?), row.get(1)?, row.get(2)?);
    let (stability, difficulty) = (row.get(7)?, row.get(8)?);
    Ok((|| {
        let phase = match phase.as_str() {
            "learning" => Phase::Learning { step },
            "relearning" => Phase::Relearning { step },
            "review" => Phase::Review,
            other => return Err(StorageError::Strange(format!("the phase `{other}`"))),
        };
        let (due, last_review) = (instant(due)?, instant(last_review)?);
        Ok(QueuedCard { id, deck, family, phase, due, last_review, stability, difficulty })
    })())
}

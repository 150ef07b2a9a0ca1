//! The review log: rows are added, never changed.

use super::card::instant;
use super::{Result, Storage, StorageError, sql};
use crate::domain::{DayTotal, Grade, Memory, StudyDay};
use chrono::{DateTime, FixedOffset};
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

/// What a row of the log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Grade(Grade),
    /// The row with this id does not count.
    Undo(Uuid),
    /// The card begins anew.
    Reset,
}

impl Deed {
    const fn name(self) -> &'static str {
        match self {
            Self::Grade(_) => "grade",
            Self::Undo(_) => "undo",
            Self::Reset => "reset",
        }
    }
}

/// One row to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewEntry {
    /// UUIDv7: ids ascend with time, on all devices.
    pub id: Uuid,
    pub card_key: String,
    pub at: DateTime<FixedOffset>,
    pub study_day: StudyDay,
    pub deed: Deed,
    pub took_ms: u64,
    pub device: String,
    pub before: Memory,
    pub after: Memory,
}

/// A review that stands.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedReview {
    pub id: Uuid,
    pub card_key: String,
    pub before: Memory,
    pub after: Memory,
}

/// A grade or a reset that stands, as it was made.
#[derive(Debug, Clone, PartialEq)]
pub struct PastReview {
    pub id: Uuid,
    pub at: DateTime<FixedOffset>,
    pub deed: Deed,
    pub took_ms: u64,
    pub before: Memory,
    pub after: Memory,
}

/// A line of the log as statistics need it.
#[derive(Debug, Clone, PartialEq)]
pub struct LogLine {
    pub card_key: String,
    /// In ms since 1970.
    pub at: i64,
    pub study_day: StudyDay,
    /// None for a reset.
    pub grade: Option<Grade>,
    pub took_ms: u32,
    pub was: WasIn,
    /// Before the review, in days.
    pub stability: Option<f32>,
    /// Whether the card is known after it; not after a reset, unless a memory came from elsewhere.
    pub is_known: bool,
}

/// The phase before a review, without its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WasIn {
    New,
    Learning,
    Review,
    Relearning,
}

impl Storage {
    /// Hands the grades and resets that stand to `take`, in the order of the log.
    pub fn review_log(&self, mut take: impl FnMut(LogLine)) -> Result<()> {
        let mut statement = self.db.prepare_cached(sql!("review/log"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let day = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
            let date = day.parse().map_err(|_| StorageError::Strange(format!("the study day `{day}`")))?;
            let was = match row.get_ref(5)?.as_str_or_null().map_err(rusqlite::Error::from)? {
                Some("new") => WasIn::New,
                Some("review") => WasIn::Review,
                // A phase with a step is an object
                Some(steps) if steps.contains("relearning") => WasIn::Relearning,
                _ => WasIn::Learning,
            };
            take(LogLine {
                card_key: row.get(0)?,
                at: row.get(1)?,
                study_day: StudyDay(date),
                grade: row.get::<_, Option<i64>>(3)?.and_then(Grade::from_number),
                took_ms: row.get::<_, i64>(4)?.try_into().unwrap_or(u32::MAX),
                was,
                stability: row.get(6)?,
                is_known: row.get(7)?,
            });
        }
        Ok(())
    }

    pub fn review_append(&self, entry: &ReviewEntry) -> Result<()> {
        let (grade, undoes) = match entry.deed {
            Deed::Grade(grade) => (Some(grade.number()), None),
            Deed::Undo(id) => (None, Some(id.to_string())),
            Deed::Reset => (None, None),
        };
        self.db.prepare_cached(sql!("review/append"))?.execute(params![
            entry.id.to_string(),
            entry.card_key,
            entry.at.timestamp_millis(),
            entry.at.offset().local_minus_utc() / 60,
            entry.study_day.to_string(),
            entry.deed.name(),
            grade,
            i64::try_from(entry.took_ms).unwrap_or(i64::MAX),
            entry.device,
            to_json(&entry.before)?,
            to_json(&entry.after)?,
            undoes,
        ])?;
        Ok(())
    }

    /// A review, unless it was undone.
    pub fn review_get(&self, id: Uuid) -> Result<Option<LoggedReview>> {
        let row = self
            .db
            .prepare_cached(sql!("review/get"))?
            .query_row([id.to_string()], |row| {
                Ok((row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?))
            })
            .optional()?;
        row.map(|(card_key, before, after)| {
            Ok(LoggedReview { id, card_key, before: from_json(&before)?, after: from_json(&after)? })
        })
        .transpose()
    }

    /// The grades and resets of a card that stand, oldest first.
    pub fn review_of_card(&self, key: &str) -> Result<Vec<PastReview>> {
        let mut statement = self.db.prepare_cached(sql!("review/of_card"))?;
        let rows = statement.query_map([key], row_to_past)?;
        rows.map(|row| row?).collect()
    }

    /// The latest deed on a card that stands.
    pub fn review_last_of_card(&self, key: &str) -> Result<Option<Uuid>> {
        let id: Option<String> =
            self.db.prepare_cached(sql!("review/last_of_card"))?.query_row([key], |row| row.get(0)).optional()?;
        id.as_deref().map(review_id).transpose()
    }

    /// The latest row of all, whatever it tells.
    pub fn review_last_id(&self) -> Result<Option<Uuid>> {
        let id: Option<String> = self.db.prepare_cached(sql!("review/last_id"))?.query_row([], |row| row.get(0))?;
        id.as_deref().map(review_id).transpose()
    }

    /// Reviews and minutes of every study day that has any, oldest first.
    pub fn review_totals_by_day(&self) -> Result<Vec<DayTotal>> {
        let mut statement = self.db.prepare_cached(sql!("review/totals_by_day"))?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, i64>(2)?)))?;
        rows.map(|row| {
            let (day, reviews, took_ms) = row?;
            let date = day.parse().map_err(|_| StorageError::Strange(format!("the study day `{day}`")))?;
            Ok(DayTotal { date: StudyDay(date), reviews, minutes: took_ms as f64 / 60_000.0 })
        })
        .collect()
    }

    /// The moment of a study day's first review, in the zone in which it was made.
    pub fn review_first_of_day(&self, day: StudyDay) -> Result<Option<DateTime<FixedOffset>>> {
        let row: Option<(i64, i32)> = self
            .db
            .prepare_cached(sql!("review/first_of_day"))?
            .query_row([day.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        row.map(|(at, offset_minutes)| {
            let zone = FixedOffset::east_opt(offset_minutes * 60)
                .ok_or_else(|| StorageError::Strange(format!("the UTC offset {offset_minutes}")))?;
            Ok(instant(at)?.with_timezone(&zone))
        })
        .transpose()
    }

    /// How many cards were reviewed for the first time on a study day.
    pub fn review_introduced_on(&self, day: StudyDay) -> Result<u32> {
        Ok(self.db.prepare_cached(sql!("review/introduced_on"))?.query_row([day.to_string()], |row| row.get(0))?)
    }
}

/// Columns: id, at, `offset_minutes`, grade, `took_ms`, before, after.
pub(super) fn row_to_past(row: &rusqlite::Row<'_>) -> rusqlite::Result<Result<PastReview>> {
    let (id, at, offset_minutes): (String, i64, i32) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (grade, took_ms): (Option<i64>, i64) = (row.get(3)?, row.get(4)?);
    let (before, after): (String, String) = (row.get(5)?, row.get(6)?);
    Ok((|| {
        let zone = FixedOffset::east_opt(offset_minutes.saturating_mul(60))
            .ok_or_else(|| StorageError::Strange(format!("the UTC offset {offset_minutes}")))?;
        let deed = match grade {
            Some(grade) => Deed::Grade(
                Grade::from_number(grade).ok_or_else(|| StorageError::Strange(format!("the grade {grade}")))?,
            ),
            None => Deed::Reset,
        };
        Ok(PastReview {
            id: review_id(&id)?,
            at: instant(at)?.with_timezone(&zone),
            deed,
            took_ms: u64::try_from(took_ms).unwrap_or_default(),
            before: from_json(&before)?,
            after: from_json(&after)?,
        })
    })())
}

fn review_id(text: &str) -> Result<Uuid> {
    Uuid::parse_str(text).map_err(|_| StorageError::Strange(format!("the review id `{text}`")))
}

fn to_json(memory: &Memory) -> Result<String> {
    serde_json::to_string(memory).map_err(|error| StorageError::Strange(error.to_string()))
}

pub(super) fn from_json(text: &str) -> Result<Memory> {
    serde_json::from_str(text).map_err(|error| StorageError::Strange(format!("the memory `{text}` ({error})")))
}

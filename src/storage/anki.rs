//! The database inside an Anki package: written as Anki's schema 11, which every version reads, and read as a stranger's file, of
//! which nothing is trusted.

use super::sql;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use std::path::Path;

/// No value of a stranger's file is longer, in bytes.
const LONGEST_VALUE: i32 = 16 << 20;
/// No table of a stranger's file has more rows.
const MOST_ROWS: usize = 5_000_000;
/// The schemas that are known: the old one, with everything as JSON in one row, and the present one.
const OLD: i64 = 11;
const PRESENT: i64 = 18;

/// Why a collection could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum AnkiFileError {
    #[error("it holds a {kind} (`{name}`), which no Anki collection has")]
    Suspect { kind: String, name: String },
    #[error("its schema is {0}, which is not known here (11 and 18 are); export it anew from a current Anki")]
    Schema(i64),
    #[error("a table has more than {MOST_ROWS} rows")]
    TooManyRows,
    #[error("its database could not be read ({})", reason(.0))]
    Sql(#[from] rusqlite::Error),
}

/// Nothing in the file is run: no trigger, no view, no function of its schema.
fn distrust(db: &Connection) -> rusqlite::Result<()> {
    for (config, wanted) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        db.set_db_config(config, wanted)?;
    }
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE)?;
    db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    db.pragma_update(None, "cell_size_check", true)
}

/// A review that hashcards stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashcardsReview {
    /// Of kind and text, in hexadecimal.
    pub card_hash: String,
    pub reviewed_at: String,
    pub grade: String,
}

/// The reviews in a stranger's hashcards database, oldest first.
///
/// # Errors
/// If it is no such database, or is damaged.
pub fn hashcards_reviews(path: &Path) -> Result<Vec<HashcardsReview>> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    distrust(&db)?;
    let file = AnkiFile { db };
    file.rows(sql!("hashcards/reviews"), |row| {
        Ok(HashcardsReview { card_hash: row.get(0)?, reviewed_at: row.get(1)?, grade: row.get(2)? })
    })
}

/// What repeater remembers of a card; it keeps no log.
#[derive(Debug, Clone, PartialEq)]
pub struct RepeaterMemory {
    /// Of the card's text in its file, in hexadecimal.
    pub card_hash: String,
    pub reviewed_at: String,
    /// In days.
    pub stability: f64,
    pub difficulty: f64,
    pub interval_days: f64,
    pub due: String,
    pub reps: u32,
}

/// The memories in a stranger's repeater database.
///
/// # Errors
/// If it is no such database, or is damaged.
pub fn repeater_memories(path: &Path) -> Result<Vec<RepeaterMemory>> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    distrust(&db)?;
    let file = AnkiFile { db };
    file.rows(sql!("repeater/memories"), |row| {
        Ok(RepeaterMemory {
            card_hash: row.get(0)?,
            reviewed_at: row.get(1)?,
            stability: row.get(2)?,
            difficulty: row.get(3)?,
            interval_days: row.get(4)?,
            due: row.get(5)?,
            reps: row.get(6)?,
        })
    })
}

/// SQLite's words without the statement that they repeat.
fn reason(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } | rusqlite::Error::SqliteFailure(_, Some(msg)) => msg.clone(),
        other => other.to_string(),
    }
}

type Result<T, E = AnkiFileError> = std::result::Result<T, E>;

/// What a collection says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnkiCollection {
    /// The start of day 0, in seconds since 1970.
    pub crt: i64,
    /// In ms since 1970.
    pub modified: i64,
    /// JSON, as are the next three.
    pub conf: String,
    pub models: String,
    pub decks: String,
    pub dconf: String,
    /// Minutes west of Greenwich where the collection was made, if that is told apart from `conf`.
    pub creation_offset: Option<i64>,
    pub is_old: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnkiNote {
    pub id: i64,
    pub guid: String,
    pub model: i64,
    pub modified: i64,
    /// Separated and surrounded by blanks.
    pub tags: String,
    pub fields: Vec<String>,
    /// The first field without markup, and the beginning of its SHA-1.
    pub sort_field: String,
    pub checksum: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnkiCard {
    pub id: i64,
    pub note: i64,
    pub deck: i64,
    pub ord: i64,
    pub modified: i64,
    /// 0 new, 1 learning, 2 review, 3 relearning.
    pub kind: i64,
    /// -1 suspended, -2 and -3 buried, else like `kind`.
    pub queue: i64,
    pub due: i64,
    pub interval: i64,
    pub factor: i64,
    pub reps: i64,
    pub lapses: i64,
    pub left: i64,
    /// Where it belongs while it is in a filtered deck.
    pub home_due: i64,
    pub home_deck: i64,
    pub flags: i64,
    /// JSON with the FSRS memory.
    pub data: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AnkiReview {
    /// In ms since 1970.
    pub id: i64,
    pub card: i64,
    pub ease: i64,
    /// In days, or in seconds where negative.
    pub interval: i64,
    pub last_interval: i64,
    pub factor: i64,
    pub took_ms: i64,
    /// 0 learning, 1 review, 2 relearning, 3 filtered, 4 manual.
    pub kind: i64,
}

/// A note type, a deck and a template of the present schema.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnkiTables {
    pub decks: Vec<(i64, String)>,
    /// Protobuf.
    pub notetypes: Vec<(i64, Vec<u8>)>,
    pub fields: Vec<(i64, String)>,
    /// Protobuf.
    pub templates: Vec<(i64, Vec<u8>)>,
}

/// An open collection.
#[derive(Debug)]
pub struct AnkiFile {
    db: Connection,
}

impl AnkiFile {
    /// A new, empty collection at `path`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn create(path: &Path, collection: &AnkiCollection) -> Result<Self> {
        let db = Connection::open(path)?;
        db.pragma_update(None, "journal_mode", "off")?;
        db.execute_batch(concat!("begin;", sql!("anki/schema")))?;
        let AnkiCollection { crt, modified, conf, models, decks, dconf, .. } = collection;
        db.execute(sql!("anki/add_col"), params![crt, modified, conf, models, decks, dconf])?;
        Ok(Self { db })
    }

    pub fn add_note(&self, note: &AnkiNote) -> Result<()> {
        self.db.prepare_cached(sql!("anki/add_note"))?.execute(params![
            note.id,
            note.guid,
            note.model,
            note.modified,
            note.tags,
            note.fields.join("\u{1f}"),
            note.sort_field,
            note.checksum,
        ])?;
        Ok(())
    }

    pub fn add_card(&self, card: &AnkiCard) -> Result<()> {
        self.db.prepare_cached(sql!("anki/add_card"))?.execute(params![
            card.id,
            card.note,
            card.deck,
            card.ord,
            card.modified,
            card.kind,
            card.queue,
            card.due,
            card.interval,
            card.factor,
            card.reps,
            card.lapses,
            card.left,
            card.flags,
            card.data,
        ])?;
        Ok(())
    }

    pub fn add_review(&self, review: &AnkiReview) -> Result<()> {
        self.db.prepare_cached(sql!("anki/add_review"))?.execute(params![
            review.id,
            review.card,
            review.ease,
            review.interval,
            review.last_interval,
            review.factor,
            review.took_ms,
            review.kind,
        ])?;
        Ok(())
    }

    /// Writes everything out.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn finish(self) -> Result<()> {
        self.db.execute_batch("commit")?;
        self.db.close().map_err(|(_, error)| AnkiFileError::Sql(error))
    }

    /// A stranger's collection, for reading. Nothing in it is run: no trigger, no view, no function of its schema.
    ///
    /// # Errors
    /// If it is no database, is damaged, is of an unknown schema, or holds what a collection does not have.
    pub fn open(path: &Path) -> Result<(Self, AnkiCollection)> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        distrust(&db)?;
        // Anki's own order of names; without it SQLite cannot read the tables that were declared with it
        db.create_collation("unicase", |a, b| a.to_lowercase().cmp(&b.to_lowercase()))?;
        let suspect = db.query_row(sql!("anki/suspects"), [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        if let Some((kind, name)) = suspect {
            let kind = if kind == "table" { "virtual table".to_owned() } else { kind };
            return Err(AnkiFileError::Suspect { kind, name });
        }
        let (version, mut collection) = db.query_row(sql!("anki/col"), [], |row| {
            let version: i64 = row.get(1)?;
            let collection = AnkiCollection {
                crt: row.get(0)?,
                conf: row.get(2)?,
                models: row.get(3)?,
                decks: row.get(4)?,
                is_old: version == OLD,
                ..AnkiCollection::default()
            };
            Ok((version, collection))
        })?;
        if version != OLD && version != PRESENT {
            return Err(AnkiFileError::Schema(version));
        }
        if version == PRESENT {
            let offset: Option<Vec<u8>> =
                db.query_row(sql!("anki/creation_offset"), [], |row| row.get(0)).optional()?;
            let offset = offset.and_then(|json| String::from_utf8(json).ok()?.trim().parse().ok());
            collection.creation_offset = offset;
        }
        Ok((Self { db }, collection))
    }

    /// The tables that only the present schema has.
    pub fn tables(&self) -> Result<AnkiTables> {
        Ok(AnkiTables {
            decks: self.rows(sql!("anki/decks"), |row| Ok((row.get(0)?, row.get(1)?)))?,
            notetypes: self.rows(sql!("anki/notetypes"), |row| Ok((row.get(0)?, row.get(1)?)))?,
            fields: self.rows(sql!("anki/fields"), |row| Ok((row.get(0)?, row.get(1)?)))?,
            templates: self.rows(sql!("anki/templates"), |row| Ok((row.get(0)?, row.get(1)?)))?,
        })
    }

    pub fn notes(&self) -> Result<Vec<AnkiNote>> {
        self.rows(sql!("anki/notes"), |row| {
            let fields: String = row.get(4)?;
            Ok(AnkiNote {
                id: row.get(0)?,
                guid: row.get(1)?,
                model: row.get(2)?,
                tags: row.get(3)?,
                fields: fields.split('\u{1f}').map(str::to_owned).collect(),
                ..AnkiNote::default()
            })
        })
    }

    pub fn cards(&self) -> Result<Vec<AnkiCard>> {
        self.rows(sql!("anki/cards"), |row| {
            Ok(AnkiCard {
                id: row.get(0)?,
                note: row.get(1)?,
                deck: row.get(2)?,
                ord: row.get(3)?,
                modified: 0,
                kind: row.get(4)?,
                queue: row.get(5)?,
                due: row.get(6)?,
                interval: row.get(7)?,
                factor: row.get(8)?,
                reps: row.get(9)?,
                lapses: row.get(10)?,
                left: row.get(11)?,
                home_due: row.get(12)?,
                home_deck: row.get(13)?,
                flags: row.get(14)?,
                data: row.get(15)?,
            })
        })
    }

    /// In the order of time.
    pub fn reviews(&self) -> Result<Vec<AnkiReview>> {
        self.rows(sql!("anki/reviews"), |row| {
            Ok(AnkiReview {
                id: row.get(0)?,
                card: row.get(1)?,
                ease: row.get(2)?,
                interval: row.get(3)?,
                last_interval: row.get(4)?,
                factor: row.get(5)?,
                took_ms: row.get(6)?,
                kind: row.get(7)?,
            })
        })
    }

    fn rows<T>(&self, sql: &str, read: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
        let mut statement = self.db.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut values = Vec::new();
        while let Some(row) = rows.next()? {
            if values.len() == MOST_ROWS {
                return Err(AnkiFileError::TooManyRows);
            }
            values.push(read(row)?);
        }
        Ok(values)
    }
}

/// Changes a collection in a way that only a test would.
#[cfg(test)]
pub(crate) fn run_for_test(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

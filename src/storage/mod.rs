//! The only module that knows SQLite. Each statement is a file in `db/queries`; each method is named like its file.
//!
//! The database is in WAL mode with `synchronous = full`, so that an answer that was stored survives a power cut. A second running
//! instance waits for its turn instead of failing.

mod anki;
mod card;
mod concept;
mod error;
mod found;
mod health;
mod note;
mod queue;
mod review;
mod search;

#[cfg(test)]
pub(crate) use anki::run_for_test;
pub use anki::{
    AnkiCard, AnkiCollection, AnkiFile, AnkiFileError, AnkiNote, AnkiReview, AnkiTables, HashcardsReview,
    RepeaterMemory, hashcards_reviews, repeater_memories,
};
pub use card::{StoredCard, StoredText};
pub use error::StorageError;
pub use found::{CardText, FormulaText, SectionText, TellingMention};
pub use health::Drift;
pub use note::{NoteHolding, NoteStamp, NoteText};
pub use queue::{DoneCard, FreshCard, QueuedCard};
pub use review::{Deed, LogLine, LoggedReview, PastReview, ReviewEntry, WasIn};
pub use search::{IndexedText, SearchTable};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior};
use std::path::Path;
use std::time::Duration;

/// Steps from an empty file to the present schema. Append only: a step that was released is never edited.
const MIGRATIONS: &[&str] = &[
    include_str!("../../db/migrations/0001_library.sql"),
    include_str!("../../db/migrations/0002_search.sql"),
    include_str!("../../db/migrations/0003_review.sql"),
    include_str!("../../db/migrations/0004_lead.sql"),
    include_str!("../../db/migrations/0005_counts.sql"),
    include_str!("../../db/migrations/0006_fingerprint.sql"),
];

/// How long an instance waits for another that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// The text of a statement in `db/queries`; further names are joined to it, as where a select is narrowed.
macro_rules! sql {
    ($($name:literal),+) => { concat!($(include_str!(concat!("../../db/queries/", $name, ".sql"))),+) };
}
pub(crate) use sql;

type Result<T, E = StorageError> = std::result::Result<T, E>;

/// How often an instance that waits looks whether it can write: often, so that it has its turn between two steps of a long import.
const PAUSE: Duration = Duration::from_millis(5);

/// A transaction that goes on.
#[derive(Debug)]
pub struct Batch<'a>(Transaction<'a>);

impl Batch<'_> {
    /// Stores what was written.
    ///
    /// # Errors
    /// If it cannot be stored; then it is taken back.
    pub fn commit(self) -> Result<()> {
        Ok(self.0.commit()?)
    }
}

/// An open library database.
#[derive(Debug)]
pub struct Storage {
    db: Connection,
}

impl Storage {
    /// Opens the database at `path`, makes it if need be, and brings an older one up to date after a copy of it was put beside it.
    ///
    /// # Errors
    /// If the file cannot be opened, is no database, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self> {
        let open = || {
            let mut db = Connection::open(path)?;
            prepare(&mut db)?;
            Ok(db)
        };
        let db = open().map_err(|reason| StorageError::Open { path: path.to_owned(), reason })?;
        let mut storage = Self { db };
        storage.migrate(Some(path))?;
        Ok(storage)
    }

    /// A database that is gone when it is dropped.
    ///
    /// # Errors
    /// If SQLite cannot give memory.
    pub fn in_memory() -> Result<Self> {
        let mut db = Connection::open_in_memory()?;
        prepare(&mut db)?;
        let mut storage = Self { db };
        storage.migrate(None)?;
        Ok(storage)
    }

    /// Runs `deed` in one transaction: all of it is stored, or nothing.
    ///
    /// # Errors
    /// What `deed` returns, or a failure to begin or to commit.
    pub fn transact<T, E: From<StorageError>>(&self, deed: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        let transaction =
            Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate).map_err(StorageError::from)?;
        let value = deed(self)?;
        transaction.commit().map_err(StorageError::from)?;
        Ok(value)
    }

    /// Runs `deed` and takes all of it back: what it would have done is known, and nothing is changed.
    ///
    /// # Errors
    /// What `deed` returns, or a failure to begin.
    pub fn rehearse<T, E: From<StorageError>>(&self, deed: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E> {
        let transaction =
            Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate).map_err(StorageError::from)?;
        let value = deed(self)?;
        transaction.rollback().map_err(StorageError::from)?;
        Ok(value)
    }

    /// Begins a transaction that lasts until it is committed; what it wrote is taken back if it is not.
    ///
    /// # Errors
    /// If another instance writes for too long.
    pub fn begin(&self) -> Result<Batch<'_>> {
        Ok(Batch(Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)?))
    }

    /// Between two transactions: whoever waits to write has its turn.
    pub fn make_way(&self) {
        std::thread::sleep(PAUSE + Duration::from_millis(1));
    }

    /// Another number whenever somebody else has written.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.db.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Reads in one transaction: all of it sees one state of the library, and it is locked but once.
    ///
    /// # Errors
    /// What `reading` returns, or a failure to begin.
    pub fn read<T, E: From<StorageError>>(&self, reading: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let _transaction = self.db.unchecked_transaction().map_err(StorageError::from)?;
        reading()
    }

    /// A setting that lives with the library.
    pub fn meta_get(&self, key: &str) -> Result<Option<String>> {
        Ok(self.db.prepare_cached(sql!("meta/get"))?.query_row([key], |row| row.get(0)).optional()?)
    }

    pub fn meta_put(&self, key: &str, value: &str) -> Result<()> {
        self.db.prepare_cached(sql!("meta/put"))?.execute([key, value])?;
        Ok(())
    }

    /// Concepts, cards in play, and formulas of the notes.
    pub fn meta_counts(&self) -> Result<(u32, u32, u32)> {
        Ok(self
            .db
            .prepare_cached(sql!("meta/counts"))?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
    }

    fn migrate(&mut self, path: Option<&Path>) -> Result<()> {
        let version = self.version()?;
        if version == MIGRATIONS.len() {
            return Ok(());
        }
        if version > MIGRATIONS.len() {
            return Err(StorageError::TooNew { found: version, supported: MIGRATIONS.len() });
        }
        if let Some(path) = path.filter(|_| version > 0) {
            let mut copy = path.as_os_str().to_owned();
            copy.push(format!(".before-v{}", MIGRATIONS.len()));
            self.db.backup(rusqlite::MAIN_DB, Path::new(&copy), None::<fn(rusqlite::backup::Progress)>)?;
        }
        let transaction = Transaction::new_unchecked(&self.db, TransactionBehavior::Immediate)?;
        // Another instance may have done it while this one waited
        for (step, migration) in MIGRATIONS.iter().enumerate().skip(self.version()?) {
            self.db.execute_batch(migration)?;
            self.db.pragma_update(None, "user_version", i64::try_from(step + 1).unwrap_or(i64::MAX))?;
        }
        transaction.commit()?;
        Ok(())
    }

    fn version(&self) -> Result<usize> {
        let version: i64 = self.db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        usize::try_from(version).map_err(|_| StorageError::Strange(format!("the format {version}")))
    }
}

fn prepare(db: &mut Connection) -> rusqlite::Result<()> {
    db.busy_handler(Some(wait))?;
    write_ahead(db)?;
    db.pragma_update(None, "synchronous", "full")?;
    db.pragma_update(None, "foreign_keys", true)?;
    // Else every statement whose values might bear on its plan is parsed and planned anew at each use
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Searches read here and there in a large file: pages once read are kept, up to so many KiB
    db.pragma_update(None, "cache_size", -65_536)?;
    db.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// Waits for another instance, and tells whether to go on waiting.
fn wait(times: i32) -> bool {
    std::thread::sleep(PAUSE);
    PAUSE.saturating_mul(times.unsigned_abs()) < PATIENCE
}

/// Turns the write-ahead log on. Two instances that open a new library at once may both be told that it is busy, whatever their
/// patience: SQLite does not wait here.
fn write_ahead(db: &Connection) -> rusqlite::Result<()> {
    let mut patience = PATIENCE;
    loop {
        match db.pragma_update(None, "journal_mode", "wal") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && !patience.is_zero() => {
                std::thread::sleep(PAUSE);
                patience = patience.saturating_sub(PAUSE);
            }
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    fn schema(db: &Connection) -> Vec<String> {
        let mut statement =
            db.prepare("select sql from sqlite_schema where sql is not null order by type, name").unwrap();
        let said = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        said.map(|sql| said_plainly(&sql.unwrap())).collect()
    }

    /// Without comments and spaces: SQLite writes an added column where it likes.
    fn said_plainly(sql: &str) -> String {
        let lines = sql.lines().filter(|line| !line.trim_start().starts_with("--"));
        let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
        words.join(" ").replace(" ,", ",").replace("( ", "(").replace(" )", ")")
    }

    #[test]
    fn the_migrations_make_exactly_the_schema_that_can_be_read() {
        let readable = Connection::open_in_memory().unwrap();
        readable.execute_batch(include_str!("../../db/schema.sql")).unwrap();
        assert_eq!(schema(&Storage::in_memory().unwrap().db), schema(&readable));
    }

    #[test]
    fn an_older_library_keeps_what_stands_before_the_first_section() {
        let mut db = Connection::open_in_memory().unwrap();
        for migration in &MIGRATIONS[..3] {
            db.execute_batch(migration).unwrap();
        }
        let note = "values (?1, ?2, ?2, '2025-10-11', 'mtime', 'file', 1, 1, x'00', '4', ?3, 0)";
        let insert = format!(
            "insert into note (id, path, title, date, date_source, origin, size, mtime_ns, hash, reader, preamble, \
             definitions) {note}"
        );
        for (id, title, preamble) in [(1, "总结", "开头的话"), (2, "门控", "")] {
            db.execute(&insert, (id, title, preamble)).unwrap();
            let section = "insert into section (note_id, ordinal, depth, number, title, line, end_line, body) \
                           values (?1, ?2, 1, '', ?3, ?4, ?4, '')";
            db.execute(section, (id, 0, "门控", 5)).unwrap();
            db.execute(section, (id, 1, "路由", 9)).unwrap();
        }
        db.pragma_update(None, "user_version", 3).unwrap();
        prepare(&mut db).unwrap();
        let mut storage = Storage { db };
        storage.migrate(None).unwrap();
        let titles = |note: i64| -> Vec<String> {
            storage.section_of_note(crate::domain::NoteId(note)).unwrap().into_iter().map(|block| block.title).collect()
        };
        let lead = |note: i64| storage.section_lead(crate::domain::NoteId(note)).unwrap().map(|lead| lead.body);
        assert_eq!((titles(1), lead(1)), (vec!["门控".to_owned(), "路由".to_owned()], Some("开头的话".to_owned())));
        assert_eq!((titles(2), lead(2)), (vec!["门控".to_owned(), "路由".to_owned()], None));
        assert_eq!(storage.note_holding(crate::domain::NoteId(1)).unwrap().sections, 2);
    }

    #[test]
    fn a_library_of_a_newer_version_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        drop(Storage::open(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let error = Storage::open(&path).unwrap_err().to_string();
        assert!(error.contains("newer"), "{error}");
    }

    #[test]
    fn what_is_no_database_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("library.db");
        std::fs::write(&path, "not a database, and long enough to be looked at as one, which SQLite then refuses")
            .unwrap();
        assert!(Storage::open(&path).unwrap_err().to_string().contains("library.db"));
    }

    #[test]
    fn a_statement_is_planned_once() {
        let storage = Storage::in_memory().unwrap();
        storage.concept_insert("门控", "门控").unwrap();
        for norm in ["门控", "路由", "门控"] {
            storage.concept_find(norm).unwrap();
        }
        let statement = storage.db.prepare_cached(sql!("concept/find")).unwrap();
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }

    #[test]
    fn the_review_log_can_only_grow() {
        let storage = Storage::in_memory().unwrap();
        storage
            .db
            .execute(
                "insert into review values ('a', 'k', 1, 0, '2026-11-24', 'grade', 3, 5, 'd', '{\"phase\":\"new\"}', '{}', null)",
                [],
            )
            .unwrap();
        for deed in ["update review set grade = 1", "delete from review"] {
            assert!(storage.db.execute(deed, []).unwrap_err().to_string().contains("append-only"));
        }
    }
}

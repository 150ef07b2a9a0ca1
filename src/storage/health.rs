//! Whether the database is whole, copies of it, and memory made anew from the log.

use super::review::from_json;
use super::{Result, Storage, StorageError, sql};
use crate::domain::{CardId, Memory};
use rusqlite::backup::{Backup, Progress};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// Pages that are copied before other instances get their turn.
const PAGES_AT_ONCE: i32 = 1_000;
const BREATH: Duration = Duration::from_millis(1);

/// A card whose memory is not what its log says.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    pub card: CardId,
    pub stored: Memory,
    pub logged: Memory,
}

impl Storage {
    /// What SQLite finds wrong with the file; nothing if it is whole.
    pub fn health_faults(&self) -> Result<Vec<String>> {
        let mut faults: Vec<String> = self
            .db
            .prepare("pragma integrity_check(20)")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        faults.retain(|fault| fault != "ok");
        let strays = self
            .db
            .prepare("pragma foreign_key_check")?
            .query_map([], |row| Ok(format!("a row of {} refers to nothing", row.get::<_, String>(0)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        faults.extend(strays);
        Ok(faults)
    }

    /// Cards whose stored memory differs from what their last standing row of the log left.
    pub fn health_drift(&self) -> Result<Vec<Drift>> {
        let mut statement = self.db.prepare_cached(sql!("memory/logged"))?;
        let rows = statement.query_map([], |row| Ok((CardId(row.get(0)?), row.get::<_, Option<String>>(1)?)))?;
        let mut drift = Vec::new();
        for row in rows {
            let (card, after) = row?;
            let logged = after.as_deref().map_or(Ok(Memory::NEW), from_json)?;
            let stored = self.card_by_id(card)?.map_or(Memory::NEW, |card| card.memory);
            if stored != logged {
                drift.push(Drift { card, stored, logged });
            }
        }
        Ok(drift)
    }

    /// Writes a copy of the whole library to `path`, while others may go on using it.
    pub fn health_copy_to(&self, path: &Path) -> Result<()> {
        let mut copy = Connection::open(path).map_err(|reason| StorageError::Open { path: path.to_owned(), reason })?;
        copy_all(&self.db, &mut copy)
    }

    /// Puts the library at `path` in the place of this one. It must be sound and not newer than this program.
    pub fn health_replace_with(&mut self, path: &Path) -> Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = |reason| StorageError::Open { path: path.to_owned(), reason };
        let from = Connection::open_with_flags(path, flags).map_err(open)?;
        let fault: String = from.query_row("pragma integrity_check(1)", [], |row| row.get(0)).map_err(open)?;
        if fault != "ok" {
            return Err(StorageError::Strange(format!("{} is damaged: {fault}", path.display())));
        }
        let is_library: bool = from
            .query_row("select exists (select 1 from sqlite_schema where name = 'review')", [], |row| row.get(0))
            .map_err(open)?;
        if !is_library {
            return Err(StorageError::Strange(format!("{} is no library of wengu", path.display())));
        }
        let found: u32 = from.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(open)?;
        let found = found as usize;
        let supported = super::MIGRATIONS.len();
        if found > supported {
            return Err(StorageError::TooNew { found, supported });
        }
        copy_all(&from, &mut self.db)?;
        self.migrate(None)
    }
}

fn copy_all(from: &Connection, to: &mut Connection) -> Result<()> {
    let copying = Backup::new(from, to)?;
    Ok(copying.run_to_completion(PAGES_AT_ONCE, BREATH, None::<fn(Progress)>)?)
}

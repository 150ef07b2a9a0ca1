//! Notes that say the very same: one of them has the cards, the one whose cards were reviewed most. When it goes or says something
//! else, a copy inherits them.

use super::Plan;
use super::read::Outcome;
use super::store::is_known;
use crate::domain::{Diagnostic, Level, NoteId};
use crate::library::Result;
use crate::storage::{NoteStamp, Storage};
use std::collections::{HashMap, HashSet};

/// Which note speaks for which text, by the text's hash.
#[derive(Debug)]
pub(super) struct Copies {
    holders: HashMap<[u8; 32], NoteId>,
    /// Notes that were read and say what they said.
    touched: Vec<NoteStamp>,
    /// Texts whose note is gone or says something else now.
    orphaned: HashSet<[u8; 32]>,
}

impl Copies {
    pub(super) fn new(storage: &Storage, plan: &Plan<'_>) -> Result<Self> {
        let mut holders: HashMap<[u8; 32], NoteId> = HashMap::new();
        let has_changes = !plan.changed.is_empty() || !plan.gone.is_empty();
        for stamp in plan.standing.iter().filter(|_| has_changes) {
            let Some(holder) = holders.get_mut(&stamp.hash) else {
                holders.insert(stamp.hash, stamp.id);
                continue;
            };
            if storage.note_weight(stamp.id)? > storage.note_weight(*holder)? {
                *holder = stamp.id;
            }
        }
        let orphaned = plan.gone.iter().map(|stamp| stamp.hash).collect();
        Ok(Self { holders, touched: Vec::new(), orphaned })
    }

    pub(super) fn holder(&self, hash: &[u8; 32]) -> Option<NoteId> {
        self.holders.get(hash).copied()
    }

    /// This note speaks for the text, if none does yet.
    pub(super) fn hold(&mut self, hash: [u8; 32], note: NoteId) {
        self.holders.entry(hash).or_insert(note);
    }

    /// Known beforehand to say what it said: it goes on speaking for its text, whatever the order of the files.
    pub(super) fn expect(&mut self, stamp: Option<&NoteStamp>, outcome: &Outcome) {
        let (Some(stamp), Ok(fresh)) = (stamp, outcome) else { return };
        if is_known(stamp, &fresh.hash) {
            self.hold(stamp.hash, stamp.id);
        }
    }

    /// The note was read and says what it said.
    pub(super) fn keep(&mut self, stamp: &NoteStamp) {
        self.hold(stamp.hash, stamp.id);
        self.touched.push(stamp.clone());
    }

    /// The note says something else than what is known of it.
    pub(super) fn leave(&mut self, stamp: Option<&NoteStamp>) {
        self.orphaned.extend(stamp.filter(|stamp| !stamp.is_retired).map(|stamp| stamp.hash));
    }

    /// The copies that now have to speak for a text, of those that `standing` names and those that were read.
    pub(super) fn heirs(&self, storage: &Storage, standing: &[&NoteStamp]) -> Result<Vec<NoteStamp>> {
        let mut heirs = Vec::new();
        for stamp in standing.iter().copied().chain(&self.touched) {
            let speaks = self.orphaned.contains(&stamp.hash) && self.holder(&stamp.hash) == Some(stamp.id);
            if speaks && storage.note_weight(stamp.id)? == (0, 0) {
                heirs.push(stamp.clone());
            }
        }
        Ok(heirs)
    }
}

/// The note says what the one at `holder` says.
pub(super) fn finding(path: &str, holder: String) -> Diagnostic {
    Diagnostic {
        path: path.to_owned(),
        line: 1,
        column: 1,
        level: Level::Warning,
        code: "note-copy",
        subject: holder,
        message: String::new(),
        excerpt: String::new(),
    }
}

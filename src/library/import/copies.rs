//! Notes that say the very same: one of them has the cards, the one whose cards were reviewed most. When it goes or says something
//! else, a copy inherits them.

use super::Plan;
use super::read::Outcome;
use super::store::is_known;
use crate::domain::{Diagnostic, Level, NoteId};
use crate::library::Result;
use crate::storage::{NoteStamp, Storage};
use std::collections::{HashMap, HashSet};

type Hash = [u8; 32];

/// The note that speaks for a text.
#[derive(Debug, Clone, Copy)]
struct Holder {
    note: NoteId,
    /// It was read in this import, and gives the text's cards.
    is_read: bool,
}

/// Which note speaks for which text, by the text's hash.
#[derive(Debug)]
pub(super) struct Copies {
    holders: HashMap<Hash, Holder>,
    /// Notes that were read and say what they said.
    touched: Vec<NoteStamp>,
    /// Texts whose note is gone or says something else now.
    orphaned: HashSet<Hash>,
}

impl Copies {
    pub(super) fn new(storage: &Storage, plan: &Plan<'_>) -> Result<Self> {
        let orphaned = plan.gone.iter().map(|stamp| stamp.hash).collect();
        let mut copies = Self { holders: HashMap::new(), touched: Vec::new(), orphaned };
        for stamp in &plan.standing {
            copies.stay(storage, stamp)?;
        }
        Ok(copies)
    }

    /// The note goes on saying what it said. It speaks for its text unless another does whose cards were reviewed more, or whose
    /// cards are being stored.
    fn stay(&mut self, storage: &Storage, stamp: &NoteStamp) -> Result<()> {
        let new = Holder { note: stamp.id, is_read: false };
        let holder = self.holders.entry(stamp.hash).or_insert(new);
        let is_another = holder.note != stamp.id && !holder.is_read;
        if is_another && storage.note_weight(stamp.id)? > storage.note_weight(holder.note)? {
            *holder = new;
        }
        Ok(())
    }

    /// What was read of a note, told before anything is stored: which has the cards of a text does not depend on the order of the
    /// files.
    pub(super) fn expect(&mut self, storage: &Storage, stamp: Option<&NoteStamp>, outcome: &Outcome) -> Result<()> {
        match (stamp, outcome) {
            (Some(stamp), Ok(fresh)) if is_known(stamp, &fresh.hash) => self.stay(storage, stamp),
            (Some(stamp), Err(_)) if !stamp.is_retired => self.stay(storage, stamp),
            _ => Ok(()),
        }
    }

    /// The note says what it said, or nobody can tell what it says.
    pub(super) fn keep(&mut self, storage: &Storage, stamp: &NoteStamp) -> Result<()> {
        self.touched.push(stamp.clone());
        self.stay(storage, stamp)
    }

    /// The note says something else than what is known of it.
    pub(super) fn leave(&mut self, stamp: Option<&NoteStamp>) {
        self.orphaned.extend(stamp.filter(|stamp| !stamp.is_retired).map(|stamp| stamp.hash));
    }

    /// The note that has the cards of this text.
    pub(super) fn speaker(&self, storage: &Storage, hash: &Hash) -> Result<Option<NoteId>> {
        let Some(holder) = self.holders.get(hash) else { return Ok(None) };
        let speaks = holder.is_read || has_cards(storage, holder.note)?;
        Ok(speaks.then_some(holder.note))
    }

    /// The note was read and gives the cards of this text.
    pub(super) fn hold(&mut self, hash: Hash, note: NoteId) {
        self.holders.insert(hash, Holder { note, is_read: true });
    }

    /// Whether the cards of this note are being stored as another's, which was read before it.
    pub(super) fn is_forestalled(&self, storage: &Storage, stamp: &NoteStamp) -> Result<bool> {
        let is_another = |holder: &Holder| holder.is_read && holder.note != stamp.id;
        Ok(self.holders.get(&stamp.hash).is_some_and(is_another) && has_cards(storage, stamp.id)?)
    }

    /// Copies that have cards beside those of the note that speaks for them.
    pub(super) fn doubles(&self, storage: &Storage, standing: &[&NoteStamp]) -> Result<Vec<NoteStamp>> {
        let mut doubles = Vec::new();
        for stamp in self.staying(standing) {
            let is_copy = self.holders.get(&stamp.hash).is_some_and(|holder| holder.note != stamp.id);
            if is_copy && has_cards(storage, stamp.id)? {
                doubles.push(stamp.clone());
            }
        }
        Ok(doubles)
    }

    /// The copies of each text that lost the note which spoke for it. One of them inherits its cards.
    pub(super) fn heirs(&self, storage: &Storage, standing: &[&NoteStamp]) -> Result<Vec<Vec<NoteStamp>>> {
        let mut heirs: Vec<Vec<NoteStamp>> = Vec::new();
        let mut nth_of: HashMap<Hash, usize> = HashMap::new();
        for stamp in self.staying(standing).filter(|stamp| self.orphaned.contains(&stamp.hash)) {
            if let Some(&nth) = nth_of.get(&stamp.hash) {
                heirs[nth].push(stamp.clone());
            } else if self.speaker(storage, &stamp.hash)?.is_none() {
                nth_of.insert(stamp.hash, heirs.len());
                heirs.push(vec![stamp.clone()]);
            }
        }
        Ok(heirs)
    }

    /// The notes that stay as they are.
    fn staying<'b>(&'b self, standing: &'b [&NoteStamp]) -> impl Iterator<Item = &'b NoteStamp> {
        standing.iter().copied().chain(&self.touched)
    }
}

fn has_cards(storage: &Storage, note: NoteId) -> Result<bool> {
    Ok(storage.note_weight(note)?.1 > 0)
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

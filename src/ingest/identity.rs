//! Which card is which after an edit: a card's key, and with it its history, survives whatever its author does to its text.
//!
//! In this order: the explicit block id; the same text, folded, in the note and then anywhere; the same question; the nearest
//! text in the note, where the same place counts for something; the nearest text among what vanished elsewhere. A card of the library
//! is given to one draft at most. Where two fit about equally well none is taken: the card is new, and is said to be.
//!
//! Pure, and about linear: texts are compared only with those that share rare pairs of characters with them, and folded only where
//! their fingerprints leave a question open.

mod fold;
mod likeness;
mod matching;
mod nearest;

pub use fold::folded;

use crate::domain::{CardDraft, CardId, CardKind, NoteId};
use matching::Matching;

/// A card as the library knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub id: CardId,
    pub kind: CardKind,
    pub question: String,
    pub answer: String,
    /// As [`fingerprint`] makes it; empty if it was never stored.
    pub fingerprint: String,
    pub anchor: Option<String>,
    /// Titles of the sections above, joined by `/`.
    pub heading: String,
    pub ordinal: u32,
    pub note: Option<NoteId>,
    /// Taken out of play before this import.
    pub is_retired: bool,
    /// How often it was reviewed.
    pub reps: u32,
}

/// A draft with the note that it comes from, `None` for a note that the library has never seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DraftOf<'a> {
    pub note: Option<NoteId>,
    pub draft: &'a CardDraft,
    /// As [`fingerprint`] makes it.
    pub fingerprint: &'a str,
}

/// What becomes of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is this card, with the same text in the same section.
    Kept(CardId),
    /// It is this card, though its text, its section or its note changed.
    Moved(CardId),
    New,
    /// It is new, because more than one of these could be it.
    Ambiguous(Vec<CardId>),
}

impl Fate {
    /// The library's card, if it is one.
    pub const fn card(&self) -> Option<CardId> {
        match self {
            Self::Kept(id) | Self::Moved(id) => Some(*id),
            Self::New | Self::Ambiguous(_) => None,
        }
    }
}

/// What becomes of all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settlement {
    /// One for each draft, in their order.
    pub fates: Vec<Fate>,
    /// Cards in play that no draft is.
    pub retired: Vec<CardId>,
}

/// The hash of a card's kind and of its folded text: 32 hexadecimal digits.
pub fn fingerprint(kind: CardKind, question: &str, answer: &str) -> String {
    hash(kind, &folded(question), &folded(answer))
}

fn hash(kind: CardKind, question: &str, answer: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [kind.name(), question, answer] {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// The key of the `nth` new card with this fingerprint, from 1. The first text of a card gives it its key, and an edit leaves it.
pub fn key(fingerprint: &str, nth: u32) -> String {
    if nth <= 1 { format!("card:{fingerprint}") } else { format!("card:{fingerprint}-{nth}") }
}

/// Decides for every draft of an import whether it is a card of the library, and which one.
///
/// `known` holds the cards of the notes in this import, the notes that are gone included, and all that were retired before.
pub fn settle(drafts: &[DraftOf<'_>], known: &[Known]) -> Settlement {
    if known.is_empty() {
        return Settlement { fates: vec![Fate::New; drafts.len()], retired: Vec::new() };
    }
    let mut matching = Matching::new(drafts, known);
    matching.by_anchor();
    matching.by_text();
    matching.by_folded_text();
    matching.by_question();
    matching.by_likeness_in_note();
    matching.by_likeness_elsewhere();
    matching.finish()
}

#[cfg(test)]
mod tests;

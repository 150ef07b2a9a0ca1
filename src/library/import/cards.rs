//! Cards of an import find their earlier selves; what is new is added, what vanished rests.

use super::store::{Beginning, Writer};
use crate::domain::{CardDraft, CardId, CardKind, Diagnostic, Level, NoteId};
use crate::ingest::identity::{self, DraftOf, Fate, Known};
use crate::library::Result;
use crate::library::index::Row;
use crate::storage::{SearchTable, StoredCard, StoredText};
use std::collections::HashSet;

/// The anchor of a card by which a note comes back, before the day.
const REREAD: &str = "reread-";

/// The cards that a note of this import gives.
#[derive(Debug)]
pub(super) struct NoteCards {
    pub(super) note: NoteId,
    pub(super) path: String,
    /// The library has never seen the note, so it has no cards of it.
    pub(super) is_new: bool,
    pub(super) drafts: Vec<Drafted>,
}

/// A card of a note, not yet stored.
#[derive(Debug)]
pub(super) struct Drafted {
    pub(super) draft: CardDraft,
    pub(super) fingerprint: String,
    /// What it is found by.
    pub(super) line: String,
}

impl NoteCards {
    fn drafts(&self) -> impl Iterator<Item = DraftOf<'_>> {
        let note = Some(self.note);
        self.drafts.iter().map(move |one| DraftOf { note, draft: &one.draft, fingerprint: &one.fingerprint })
    }
}

impl Writer<'_> {
    /// Settles the cards of these notes at once, so that a card that moved from one note to another is known again.
    pub(super) fn settle_cards(&mut self, notes: Vec<NoteCards>, known: &[Known]) -> Result<()> {
        let drafts: Vec<DraftOf<'_>> = notes.iter().flat_map(NoteCards::drafts).collect();
        let settlement = identity::settle(&drafts, known);
        let mut fates = settlement.fates.into_iter();
        for note in notes {
            let is_indexed = self.reach.holds(note.note);
            for Drafted { draft, fingerprint, line } in note.drafts {
                let Some(fate) = fates.next() else { break };
                if let Fate::Ambiguous(_) = fate {
                    self.report.diagnostics.push(ambiguous(&note.path, &draft));
                }
                let deck = draft.deck.join("::");
                let beginning = beginning(&draft);
                let text = StoredText::new(draft, deck, fingerprint, Some(note.note));
                let (card, is_new) = self.store_card(&text, &fate)?;
                if is_indexed {
                    self.owed.add_row(Row { table: SearchTable::Card, id: card.0, line, is_new });
                }
                self.beginnings.extend(beginning.filter(|_| is_new).map(|beginning| (card, beginning)));
            }
        }
        for id in settlement.retired {
            self.report.cards.retired += u32::from(self.storage.card_retire(id, self.now.to_utc())?);
        }
        Ok(())
    }

    /// The cards that these notes may give again; `gone` are the notes that are retired in this import.
    pub(super) fn known_cards(&self, notes: &[NoteCards], gone: &[NoteId]) -> Result<Vec<Known>> {
        let mut seen = HashSet::new();
        let mut known = Vec::new();
        for id in notes.iter().filter(|note| !note.is_new).map(|note| note.note).chain(gone.iter().copied()) {
            known.extend(self.storage.card_of_note(id)?);
        }
        known.extend(self.storage.card_vanished()?);
        known.retain(|card| seen.insert(card.id));
        Ok(known.into_iter().map(to_known).collect())
    }

    /// Tells the id of the card, and whether it is new.
    fn store_card(&mut self, text: &StoredText, fate: &Fate) -> Result<(CardId, bool)> {
        let changes = &mut self.report.cards;
        let (id, kept) = match fate {
            Fate::Kept(id) => (*id, &mut changes.kept),
            Fate::Moved(id) => (*id, &mut changes.moved),
            Fate::New | Fate::Ambiguous(_) => {
                changes.added += 1;
                let key = self.fresh_key(&text.fingerprint)?;
                return Ok((self.storage.card_insert(&key, text)?, true));
            }
        };
        *kept += 1;
        self.storage.card_update(id, text)?;
        Ok((id, false))
    }

    /// A key that no card has had. The library is asked once for each text, however many cards have it.
    fn fresh_key(&mut self, fingerprint: &str) -> Result<String> {
        if let Some(last) = self.keys.get_mut(fingerprint) {
            *last += 1;
            return Ok(identity::key(fingerprint, *last));
        }
        let first = identity::key(fingerprint, 1);
        let taken = if self.is_first { Vec::new() } else { self.storage.card_keys_from(&first)? };
        let nth = |key: &String| key.strip_prefix(&first).and_then(|rest| rest.strip_prefix('-')?.parse().ok());
        let last = taken.iter().map(|key| nth(key).unwrap_or(1)).max().unwrap_or(0) + 1;
        self.keys.insert(fingerprint.to_owned(), last);
        Ok(identity::key(fingerprint, last))
    }
}

/// The card is new, because more than one of the library could be it.
fn ambiguous(path: &str, draft: &CardDraft) -> Diagnostic {
    Diagnostic {
        path: path.to_owned(),
        line: draft.place.line,
        column: 1,
        level: Level::Info,
        code: "card-ambiguous",
        subject: draft.question.lines().next().unwrap_or_default().to_owned(),
        message: String::new(),
        excerpt: String::new(),
    }
}

/// A schedule of another tool comes before the note's day.
fn beginning(draft: &CardDraft) -> Option<Beginning> {
    let day = || draft.anchor.as_deref()?.strip_prefix(REREAD)?.parse().ok();
    let of_day = || (draft.kind == CardKind::Reread).then(day).flatten().map(Beginning::Day);
    draft.schedule.map(Beginning::Stored).or_else(of_day)
}

fn to_known(card: StoredCard) -> Known {
    let text = card.text;
    Known {
        id: card.id,
        kind: text.kind,
        question: text.question,
        answer: text.answer,
        fingerprint: text.fingerprint,
        anchor: text.anchor,
        heading: text.place.heading,
        ordinal: text.place.ordinal,
        note: text.note,
        is_retired: card.is_retired,
        reps: card.reps,
    }
}

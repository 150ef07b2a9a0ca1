//! Cards of an import find their earlier selves; what is new is added, what vanished rests.

use super::store::{Beginning, Writer};
use crate::domain::{CardDraft, CardKind, Diagnostic, Level, NoteId};
use crate::ingest::identity::{self, DraftOf, Fate, Known};
use crate::library::Result;
use crate::storage::{StoredCard, StoredText};
use std::collections::HashSet;

/// The anchor of a card by which a note comes back, before the day.
const REREAD: &str = "reread-";

/// The cards that a note of this import gives.
#[derive(Debug)]
pub(super) struct NoteCards {
    pub(super) note: NoteId,
    pub(super) path: String,
    pub(super) drafts: Vec<CardDraft>,
}

impl Writer<'_> {
    /// Settles the cards of all notes at once, so that a card that moved from one note to another is known again. `gone` are the
    /// notes that are retired in this import.
    pub(super) fn settle_cards(&mut self, notes: Vec<NoteCards>, gone: &[NoteId]) -> Result<()> {
        let known = self.known_cards(&notes, gone)?;
        let drafts: Vec<DraftOf<'_>> = notes
            .iter()
            .flat_map(|note| note.drafts.iter().map(|draft| DraftOf { note: Some(note.note), draft }))
            .collect();
        let settlement = identity::settle(&drafts, &known);
        let mut fates = settlement.fates.into_iter();
        for note in notes {
            for draft in note.drafts {
                let Some(fate) = fates.next() else { break };
                self.store_card(note.note, &note.path, draft, &fate)?;
            }
        }
        for id in settlement.retired {
            self.report.cards.retired += u32::from(self.storage.card_retire(id, self.now.to_utc())?);
        }
        Ok(())
    }

    fn known_cards(&self, notes: &[NoteCards], gone: &[NoteId]) -> Result<Vec<Known>> {
        let mut seen = HashSet::new();
        let mut known = Vec::new();
        for id in notes.iter().map(|note| note.note).chain(gone.iter().copied()) {
            known.extend(self.storage.card_of_note(id)?);
        }
        known.extend(self.storage.card_vanished()?);
        known.retain(|card| seen.insert(card.id));
        Ok(known.into_iter().map(to_known).collect())
    }

    fn store_card(&mut self, note: NoteId, path: &str, draft: CardDraft, fate: &Fate) -> Result<()> {
        let fingerprint = identity::fingerprint(draft.kind, &draft.question, &draft.answer);
        let deck = draft.deck.join("::");
        let beginning = beginning(&draft);
        if let Fate::Ambiguous(_) = fate {
            self.report.diagnostics.push(Diagnostic {
                path: path.to_owned(),
                line: draft.place.line,
                column: 1,
                level: Level::Info,
                code: "card-ambiguous",
                subject: draft.question.lines().next().unwrap_or_default().to_owned(),
                message: String::new(),
                excerpt: String::new(),
            });
        }
        let text = StoredText::new(draft, deck, fingerprint, Some(note));
        match fate {
            Fate::Kept(id) => {
                self.storage.card_update(*id, &text)?;
                self.report.cards.kept += 1;
            }
            Fate::Moved(id) => {
                self.storage.card_update(*id, &text)?;
                self.report.cards.moved += 1;
            }
            Fate::New | Fate::Ambiguous(_) => {
                let key = self.fresh_key(&text.fingerprint)?;
                let id = self.storage.card_insert(&key, &text)?;
                self.beginnings.extend(beginning.map(|beginning| (id, beginning)));
                self.report.cards.added += 1;
            }
        }
        Ok(())
    }

    /// A key that no card has had. The first text of a card gives it its key, and an edit leaves it.
    fn fresh_key(&self, fingerprint: &str) -> Result<String> {
        let mut nth = 1_u32;
        loop {
            let key = if nth == 1 { format!("card:{fingerprint}") } else { format!("card:{fingerprint}-{nth}") };
            if !self.storage.card_key_exists(&key)? {
                return Ok(key);
            }
            nth += 1;
        }
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
    }
}

//! Fulfils what the interface asks for: each effect is one verb of the library, and its outcome, or its failure, is news.

use super::effect::{Effect, Msg};
use crate::formula;
use crate::library::{Library, LibraryError};
use chrono::{DateTime, FixedOffset};

/// How many hits a search on the screen gives.
const HITS: usize = 200;

/// Carries `effect` out at `now`. None for what only the terminal can do.
pub fn perform(effect: Effect, library: &mut Library, now: DateTime<FixedOffset>) -> Option<Msg> {
    let outcome = attempt(&effect, library, now);
    outcome.unwrap_or_else(|error| Some(Msg::Failed { effect, reason: error.to_string() }))
}

fn attempt(effect: &Effect, library: &mut Library, now: DateTime<FixedOffset>) -> Result<Option<Msg>, LibraryError> {
    Ok(Some(match effect {
        Effect::LoadDashboard => Msg::Dashboard(Box::new(library.dashboard(now)?)),
        Effect::NextCard(scope) => Msg::Prompt(library.next_card(scope, now)?.map(Box::new)),
        Effect::Answer { card, grade, took } => {
            library.answer(*card, *grade, *took, now)?;
            Msg::Answered(*grade)
        }
        Effect::UndoReview => Msg::Undone(library.undo(now)?),
        Effect::SuspendCard(card) => {
            library.suspend(*card, now)?;
            Msg::Suspended(*card)
        }
        Effect::Search { query, serial } => Msg::Hits { serial: *serial, hits: library.search(query, HITS)? },
        Effect::LoadConcept(id) => Msg::Concept(library.concept(*id)?.map(Box::new)),
        Effect::LoadNotes => Msg::Notes(library.notes()?),
        Effect::LoadNote(id) => Msg::Note { id: *id, blocks: library.note_blocks(*id)? },
        Effect::LoadNoted => Msg::Noted(library.formulas_noted()?),
        Effect::AddFormulaCard(id) => Msg::CardAdded(
            formula::by_id(id).map(|formula| library.add_formula_card(formula)).transpose()? == Some(true),
        ),
        Effect::Copy(_) | Effect::MeasureKernels | Effect::Redraw | Effect::Sleep => return Ok(None),
    }))
}

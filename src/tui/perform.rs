//! Fulfils what the interface asks for: each effect is one verb of the library, and its outcome, or its failure, is news.

use super::effect::{Effect, Msg};
use super::screen::stats::SIMULATED_DAYS;
use crate::domain::ReviewScope;
use crate::formula;
use crate::library::{Library, LibraryError, Manner};
use crate::search::Query;
use chrono::{DateTime, FixedOffset};
use std::path::PathBuf;

/// How many hits a search on the screen gives.
const HITS: usize = 100;
/// How many earlier queries it offers.
const RECENT: usize = 20;

/// Carries `effect` out at `now`. None for what only the terminal can do.
pub fn perform(effect: Effect, library: &mut Library, now: DateTime<FixedOffset>) -> Option<Msg> {
    let outcome = attempt(&effect, library, now);
    outcome.unwrap_or_else(|error| Some(Msg::Failed { effect, reason: error.to_string() }))
}

fn attempt(effect: &Effect, library: &mut Library, now: DateTime<FixedOffset>) -> Result<Option<Msg>, LibraryError> {
    Ok(Some(match effect {
        Effect::LoadDashboard => Msg::Dashboard(Box::new(library.dashboard(now)?)),
        Effect::LoadStats => Msg::Stats(Box::new(library.statistics(now)?), library.outlook(now)?),
        Effect::Simulate => Msg::Simulated(library.simulate(SIMULATED_DAYS.into(), now)?),
        Effect::NextCard(scope) => Msg::Prompt(library.next_card(scope, now)?.map(Box::new)),
        Effect::Answer { card, grade, took } => {
            library.answer(*card, *grade, *took, now)?;
            Msg::Answered(*grade)
        }
        Effect::Practise { card, grade } => {
            library.practise(*card, *grade)?;
            Msg::Answered(*grade)
        }
        Effect::BuryCard(card) => {
            library.bury(*card, now)?;
            Msg::Buried(*card)
        }
        Effect::FlagCard { card, flag } => {
            library.flag(*card, *flag)?;
            Msg::Flagged(*flag)
        }
        // The editor has closed: the note is read again, and the card as it now stands is asked
        Effect::EditCard { card, path, .. } => {
            library.import(&[PathBuf::from(path)], Manner { dry_run: false, now }, &|_| {})?;
            let scope = ReviewScope { card: Some(*card), ..ReviewScope::default() };
            Msg::Prompt(library.next_card(&scope, now)?.map(Box::new))
        }
        Effect::UndoReview => Msg::Undone(library.undo(now)?),
        Effect::SuspendCard(card) => {
            library.set_aside(*card, now)?;
            Msg::Suspended(*card)
        }
        Effect::Search { query, serial } => {
            let query = Query::parse(query);
            let hits = library.search_query(&query, HITS, now)?;
            let near = if hits.is_empty() { library.search_near(&query, now)? } else { Vec::new() };
            Msg::Hits { serial: *serial, hits, near }
        }
        Effect::Preview { kind, id } => Msg::Preview(library.preview(*kind, *id, now)?.map(Box::new)),
        Effect::LoadRecent => Msg::Recent(library.search_recent(RECENT)?),
        Effect::Opened { kind, title, query } => {
            library.search_opened(*kind, title, query, now)?;
            return Ok(None);
        }
        Effect::LoadNotes => Msg::Notes(library.notes()?),
        Effect::LoadNote(id) => Msg::Note { id: *id, blocks: library.note_blocks(*id)? },
        Effect::LoadNoted => Msg::Noted(library.formulas_noted()?),
        Effect::AddFormulaCard(id) => Msg::CardAdded(
            formula::by_id(id).map(|formula| library.add_formula_card(formula)).transpose()? == Some(true),
        ),
        Effect::AddCard(draft) => Msg::LabCardAdded(library.add_card(draft)?),
        Effect::AddHitCard { kind, id } => Msg::CardPicked(library.add_hit_card(*kind, *id, now)?),
        Effect::LookAgain if library.changed_elsewhere()? => Msg::Changed,
        Effect::LookAgain
        | Effect::Redraw
        | Effect::Sleep
        | Effect::Edit { .. }
        | Effect::Copy(_)
        | Effect::MeasureKernels => {
            return Ok(None);
        }
    }))
}

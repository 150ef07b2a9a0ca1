//! `wengu cards`: list, show, set aside, bring back.

use super::{Context, Ending, output};
use crate::cli::CardsCommand;
use crate::domain::{Card, CardFilter, CardId, CardKind, CardState};
use crate::library::Library;
use crate::locale::shell as texts;
use anyhow::{Context as _, Result};
use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::Serialize;

/// A card as programs see it.
#[derive(Debug, Serialize)]
struct CardRecord<'a> {
    id: i64,
    key: &'a str,
    deck: &'a str,
    kind: CardKind,
    question: &'a str,
    answer: &'a str,
    extra: &'a str,
    state: CardState,
    due: Option<String>,
    stability: Option<f32>,
    difficulty: Option<f32>,
    reps: u32,
    lapses: u32,
    note: Option<&'a str>,
    line: Option<u32>,
}

pub(super) fn run(context: &Context, command: CardsCommand) -> Result<Ending> {
    let library = context.library()?;
    let now = context.now();
    match command {
        CardsCommand::List { deck, note, state, kind, json } => {
            let state = state
                .map(|name| {
                    CardState::from_name(&name)
                        .with_context(|| unknown("state", &name, &names(&CardState::ALL.map(CardState::name))))
                })
                .transpose()?;
            let kind = kind
                .map(|name| {
                    CardKind::from_name(&name)
                        .with_context(|| unknown("kind", &name, &names(&CardKind::ALL.map(CardKind::name))))
                })
                .transpose()?;
            let cards = library.cards(&CardFilter { deck, note, state, kind })?;
            if json {
                return output::json(&cards.iter().map(|card| record(card, now)).collect::<Vec<_>>());
            }
            output::text(&cards.iter().map(|card| texts::card_line(context.lang, card)).collect::<String>())
        }
        CardsCommand::Show { id, json } => {
            let card = library.card(CardId(id))?;
            if json { output::json(&record(&card, now)) } else { output::text(&texts::card(context.lang, &card)) }
        }
        CardsCommand::Suspend { ids } => each(&library, &ids, |library, id| Ok(library.suspend(id, now)?)),
        CardsCommand::Resume { ids } => each(&library, &ids, |library, id| Ok(library.resume(id)?)),
        CardsCommand::Reset { ids } => each(&library, &ids, |library, id| Ok(library.reset(id, now)?)),
    }
}

fn each(library: &Library, ids: &[i64], deed: impl Fn(&Library, CardId) -> Result<()>) -> Result<Ending> {
    for &id in ids {
        deed(library, CardId(id))?;
    }
    Ok(Ending::Fine)
}

fn record(card: &Card, now: DateTime<FixedOffset>) -> CardRecord<'_> {
    let due = card.memory.due.map(|due| due.with_timezone(now.offset()).to_rfc3339_opts(SecondsFormat::Secs, false));
    CardRecord {
        id: card.id.0,
        key: &card.key,
        deck: &card.deck,
        kind: card.kind,
        question: &card.question,
        answer: &card.answer,
        extra: &card.extra,
        state: card.state,
        due,
        stability: card.memory.stability,
        difficulty: card.memory.difficulty,
        reps: card.memory.reps,
        lapses: card.memory.lapses,
        note: card.note.as_deref(),
        line: card.line,
    }
}

fn unknown(what: &str, name: &str, known: &str) -> String {
    format!("`{name}` is no {what} of a card; give one of {known}")
}

fn names(names: &[&str]) -> String {
    names.join(", ")
}

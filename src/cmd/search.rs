//! `wengu search`: concepts, sections, formulas and cards, best first, with the reason.

use super::{Context, Ending, output};
use crate::cli::{KindChoice, SearchArgs};
use crate::domain::{Hit, HitKind, editor, safe};
use crate::locale::{shell as texts, tui};
use crate::search::Query;
use anyhow::{Context as _, Result};
use std::fmt::Write;
use std::io::IsTerminal;
use std::path::Path;
use std::process::Command;

const MATCHED: &str = "\x1b[1;33m";
const DIM: &str = "\x1b[2m";
const PLAIN: &str = "\x1b[0m";

pub(super) fn run(context: &Context, args: &SearchArgs) -> Result<Ending> {
    let text = args.query.join(" ");
    let mut query = Query::parse(&text);
    query.filter.kind = args.kind.map(KindChoice::kind).or(query.filter.kind);
    let library = context.library()?;
    if !library.search_is_current()? {
        library.search_rebuild()?;
    }
    let hits = library.search_query(&query, args.limit, context.now())?;
    if args.json {
        output::json(&hits)?;
    } else if hits.is_empty() {
        let near = library.search_near(&query, context.now())?;
        let near: Vec<String> = near.iter().map(|name| short(name)).collect();
        eprintln!("wengu: {}", safe::clean(&texts::nothing_found(context.lang, &short(&text), &near)));
    } else if args.open {
        let hit = &hits[0];
        library.search_opened(hit.kind, &hit.title, &text, context.now())?;
        return open(context, hit);
    } else if std::io::stdout().is_terminal() {
        let color = context.color();
        output::write(hits.iter().map(|hit| for_people(context, hit, color)).collect::<String>().as_bytes())?;
    } else {
        let color = context.color();
        output::write(hits.iter().map(|hit| for_programs(hit, color)).collect::<String>().as_bytes())?;
    }
    Ok(if hits.is_empty() { Ending::Wrong } else { Ending::Fine })
}

/// A name or a query as a sentence can hold it.
fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Opens a hit in the editor at its line.
fn open(context: &Context, hit: &Hit) -> Result<Ending> {
    let Some(note) = &hit.note else {
        eprintln!("wengu: {}", safe::clean(&texts::not_in_a_note(context.lang, &hit.title)));
        return Ok(Ending::Wrong);
    };
    if !Path::new(note).exists() {
        eprintln!("wengu: {}", safe::clean(&texts::no_file(context.lang, note)));
        return Ok(Ending::Wrong);
    }
    let editor = editor::from_environment(|name| std::env::var(name).ok());
    let command = editor::at_line(&editor, note, hit.line.unwrap_or(1));
    let status = Command::new(&command.program)
        .args(&command.arguments)
        .status()
        .with_context(|| format!("could not start `{}`; name another with EDITOR", command.program))?;
    Ok(if status.success() { Ending::Fine } else { Ending::Wrong })
}

fn place(hit: &Hit) -> String {
    match (&hit.note, hit.line) {
        (Some(note), Some(line)) => format!("{note}:{line}"),
        (Some(note), None) => note.clone(),
        _ => String::new(),
    }
}

/// Title, kind, reason and place, the snippet below.
fn for_people(context: &Context, hit: &Hit, color: bool) -> String {
    let (dim, plain) = if color { (DIM, PLAIN) } else { ("", "") };
    let tag = format!("{} · {}", tui::hit_kind(hit.kind).of(context.lang), tui::hit_why(hit.why).of(context.lang));
    let place = safe::clean(&place(hit)).into_owned();
    let mut text = format!("{}  {dim}{tag}  {place}{plain}\n", title(hit, color));
    if !hit.snippet.is_empty() {
        let _ = writeln!(text, "    {dim}{}{plain}", safe::clean(&hit.snippet));
    }
    text
}

/// One line a hit, its fields parted by tabs: place, title, kind, reason, snippet.
fn for_programs(hit: &Hit, color: bool) -> String {
    let name = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let kind = name(serde_json::json!(hit.kind));
    let why = name(serde_json::json!(hit.why));
    let fields =
        [safe::clean(&place(hit)).into_owned(), title(hit, color), kind, why, safe::clean(&hit.snippet).into_owned()];
    fields.join("\t") + "\n"
}

/// The title with what matched in colour.
fn title(hit: &Hit, color: bool) -> String {
    let mut text = String::new();
    let mut at = 0;
    for &(from, to) in hit.highlights.iter().filter(|_| color) {
        let (Some(before), Some(matched)) = (hit.title.get(at..from), hit.title.get(from..to)) else { break };
        text.push_str(&safe::clean(before));
        let _ = write!(text, "{MATCHED}{}{PLAIN}", safe::clean(matched));
        at = to;
    }
    text.push_str(&safe::clean(hit.title.get(at..).unwrap_or_default()));
    text
}

impl KindChoice {
    const fn kind(self) -> HitKind {
        match self {
            Self::Concept => HitKind::Concept,
            Self::Section => HitKind::Section,
            Self::Formula => HitKind::Formula,
            Self::Card => HitKind::Card,
        }
    }
}

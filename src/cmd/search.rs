//! `wengu search`: concepts and headings, best first, with the reason.

use super::{Context, Ending, output};
use crate::cli::{KindChoice, SearchArgs};
use crate::domain::{Hit, HitKind};
use crate::locale::shell as texts;
use anyhow::Result;
use std::fmt::Write;

pub(super) fn run(context: &Context, args: &SearchArgs) -> Result<Ending> {
    let query = args.query.join(" ");
    let mut hits = context.library()?.search(&query, usize::MAX, context.now())?;
    hits.retain(|hit| match args.kind {
        None => true,
        Some(KindChoice::Concept) => hit.kind == HitKind::Concept,
        Some(KindChoice::Section) => hit.kind == HitKind::Section,
    });
    hits.truncate(args.limit);
    if args.json {
        output::json(&hits)?;
    } else if hits.is_empty() {
        eprintln!("wengu: {}", texts::nothing_found(context.lang, &query));
    } else {
        output::text(&hits.iter().map(line).collect::<String>())?;
    }
    Ok(if hits.is_empty() { Ending::Wrong } else { Ending::Fine })
}

fn line(hit: &Hit) -> String {
    let mut line = hit.title.clone();
    if let (Some(note), Some(at)) = (&hit.note, hit.line) {
        let _ = write!(line, "\t{note}:{at}");
    }
    let snippet = hit.snippet.split_whitespace().collect::<Vec<_>>().join(" ");
    if !snippet.is_empty() {
        let _ = write!(line, "\t{snippet}");
    }
    line.replace('\t', "  ") + "\n"
}

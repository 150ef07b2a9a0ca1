//! Formulas of one's own notes: what the pack does not know, a note may.

use super::{Context, Ending, SHORT_LIST, copy, output, page};
use crate::cli::FormulaArgs;
use crate::domain::NoteFormula;
use crate::formula::Formula;
use crate::typeset::{Form, set};
use anyhow::Result;
use serde_json::json;

/// What the notes have for a query. Looking something up makes no library.
pub(super) fn find(context: &Context, args: &FormulaArgs, query: &str) -> Result<Vec<NoteFormula>> {
    let is_there = context.library_path().is_ok_and(|path| path.exists());
    let mut found = if is_there { context.library()?.find_formulas(query)? } else { Vec::new() };
    if !args.all {
        found.truncate(SHORT_LIST);
    }
    Ok(found)
}

/// Prints what the notes have, where the pack has nothing, or guesses only.
pub(super) fn print(
    context: &Context,
    args: &FormulaArgs,
    noted: &[NoteFormula],
    guesses: &[&Formula],
) -> Result<Ending> {
    let [best, ..] = noted else { return Ok(Ending::Wrong) };
    let line = |formula: &NoteFormula| set(&formula.tex, Form::Line, None).rows.join(" ");
    if args.json {
        return output::json(&json!({ "id": null, "tex": best.tex, "plain": line(best), "notes": noted }));
    }
    let chosen = if args.all { noted } else { std::slice::from_ref(best) };
    if args.tex || args.plain {
        let line = |formula: &NoteFormula| {
            let text =
                if args.tex { formula.tex.split_whitespace().collect::<Vec<_>>().join(" ") } else { line(formula) };
            text + "\n"
        };
        return output::text(&chosen.iter().map(line).collect::<String>());
    }
    if args.copy {
        return copy(context, &best.tex, best.owner.as_deref().unwrap_or(&best.path));
    }
    let page = page(context, args);
    output::write((page.noted(noted).trim_start_matches('\n').to_owned() + &page.perhaps(guesses)).as_bytes())
}

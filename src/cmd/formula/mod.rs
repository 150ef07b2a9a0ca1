//! `wengu formula`: looks a formula up in the pack, or sets any LaTeX. The library is opened only for what the pack does not
//! know, and when the notes are asked for.

mod image;
mod own;
mod page;
mod render;

use super::{Context, Ending, output};
use crate::cli::FormulaArgs;
use crate::domain::{NoteFormula, safe};
use crate::formula::{self, Formula, Found};
use crate::locale::shell as texts;
use crate::tui;
use anyhow::{Context as _, Result, bail};
use page::Page;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{IsTerminal, stdout};

/// How many names are offered for one that is not known.
const NEAREST: usize = 3;
/// How many formulas a query may mean before the rest is left out.
const SHORT_LIST: usize = 8;
/// Cells of a line where no terminal says otherwise.
const WIDTH: usize = 80;

pub(super) fn run(context: &Context, args: &FormulaArgs) -> Result<Ending> {
    if let Some(tex) = &args.render {
        return render::run(context, tex, args);
    }
    if args.names {
        return output::write(names(context).as_bytes());
    }
    if args.list || args.query.is_empty() {
        return list(context, args);
    }
    let query = args.query.join(" ");
    let found = match formula::named(&query).filter(|_| !args.all) {
        Some(named) => Found { best: Some(named), sure: true, ..Found::default() },
        None => formula::find(&query),
    };
    let is_answered = found.best.is_some() && !found.is_guess;
    let noted = if args.notes || !is_answered { own::find(context, args, &query)? } else { Vec::new() };
    let best = found.best.filter(|_| is_answered || noted.is_empty());
    let Some(best) = best else {
        if !noted.is_empty() {
            let guesses: Vec<&Formula> = found.best.into_iter().chain(found.others).take(SHORT_LIST).collect();
            return own::print(context, args, &noted, &guesses);
        }
        let names: Vec<&Formula> = formula::nearest(&query, NEAREST);
        eprintln!("wengu: {}", safe::clean(&texts::no_formula(context.lang, &query, &names)));
        return Ok(Ending::Wrong);
    };
    answer(context, args, (best, &found), &noted)
}

/// The names that a shell can complete: of one word, and of nothing that a shell would read in another way.
fn names(context: &Context) -> String {
    let is_word = |name: &&str| name.chars().all(|character| character.is_alphanumeric() || "-_.".contains(character));
    let lines = formula::all().iter().flat_map(|formula| {
        let names = [formula.id, formula.name.zh, formula.name.en].into_iter().chain(formula.aliases.iter().copied());
        let title = texts::bilingual(context.lang, formula.name);
        let names: BTreeSet<&str> = names.filter(is_word).collect();
        names.into_iter().map(move |name| format!("{name}\t{title}\n"))
    });
    lines.collect()
}

/// Prints the pack's answer, and what the notes have beside it.
fn answer(
    context: &Context,
    args: &FormulaArgs,
    (best, found): (&'static Formula, &Found),
    noted: &[NoteFormula],
) -> Result<Ending> {
    let others = found.others.iter().copied();
    let chosen: Vec<&Formula> =
        if args.all { std::iter::once(best).chain(others.clone()).collect() } else { vec![best] };
    if args.json {
        if args.all {
            return output::json(&records(&chosen));
        }
        let mut record = record(best);
        if args.notes {
            record["notes"] = json!(noted);
        }
        return output::json(&record);
    }
    if args.tex || args.plain {
        let line = |formula: &&Formula| if args.tex { formula.tex } else { formula.plain };
        return output::text(&(chosen.iter().map(line).collect::<Vec<_>>().join("\n") + "\n"));
    }
    if args.copy {
        return copy(context, best.tex, best.id);
    }
    let page = page(context, args);
    let mut text = chosen.iter().map(|formula| page.formula(formula)).collect::<Vec<_>>().join("\n");
    if !args.all && !found.sure {
        text.push_str(&page.perhaps(&others.take(SHORT_LIST).collect::<Vec<_>>()));
    }
    if args.notes {
        text.push_str(&page.noted(noted));
    }
    // The page is made of the pack, whose characters are known, of our own colours, and of what was cleaned of the notes
    output::write(text.as_bytes())
}

fn list(context: &Context, args: &FormulaArgs) -> Result<Ending> {
    let all: Vec<&Formula> = formula::all().iter().collect();
    if args.json {
        return output::json(&records(&all));
    }
    output::text(&texts::formula_list(context.lang, &all))
}

fn page(context: &Context, args: &FormulaArgs) -> Page {
    let (width, is_ascii) = (width(args), is_ascii(context, args));
    Page { lang: context.lang, width, is_ascii, colors: context.color(), image: image::asked(context, args) }
}

/// Puts LaTeX on the clipboard with the sequence that terminals understand, also through ssh.
fn copy(context: &Context, tex: &str, name: &str) -> Result<Ending> {
    if !stdout().is_terminal() {
        bail!("{}", texts::COPY_NEEDS_TERMINAL.of(context.lang));
    }
    tui::copy(tex).context("could not write to the terminal")?;
    eprintln!("{}", safe::clean(&texts::copied(context.lang, name)));
    Ok(Ending::Fine)
}

fn width(args: &FormulaArgs) -> usize {
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0).min(120));
    args.width.map(usize::from).or_else(terminal).unwrap_or(WIDTH)
}

/// Whether the locale knows no more than ASCII: `LANG=C`.
fn is_ascii(context: &Context, args: &FormulaArgs) -> bool {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(std::env::var_os).find(|value| !value.is_empty());
    let is_plain = locale.is_some_and(|locale| locale == "C" || locale == "POSIX");
    args.ascii || (is_plain && context.lang == crate::locale::Lang::En)
}

fn records(formulas: &[&Formula]) -> Vec<Value> {
    formulas.iter().map(|formula| record(formula)).collect()
}

fn record(formula: &Formula) -> Value {
    let both = |text: formula::Bilingual| json!({ "zh": text.zh, "en": text.en });
    let symbols: Vec<Value> = formula
        .symbols
        .iter()
        .map(|symbol| json!({ "symbol": symbol.tex, "shape": symbol.shape, "meaning": both(symbol.meaning) }))
        .collect();
    json!({
        "id": formula.id,
        "topic": formula.topic.id,
        "name": both(formula.name),
        "aliases": formula.aliases,
        "tex": formula.tex,
        "plain": formula.plain,
        "symbols": symbols,
        "insight": both(formula.insight),
        "trap": formula.trap.map(both),
        "source": formula.source.line(),
        "checked": !formula.source.checked.is_empty(),
        "related": formula.related,
        "bench": formula.bench,
        "example": formula.example.map(both),
    })
}

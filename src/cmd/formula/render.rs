//! `wengu formula --render`: sets LaTeX from the argument, or from each line of standard input.

use super::image::{self, Protocol};
use super::{Context, Ending, output, width};
use crate::cli::FormulaArgs;
use crate::domain::safe;
use crate::locale::{Lang, phrases};
use crate::typeset::{Form, Set, set};
use anyhow::{Context as _, Result};
use serde_json::json;
use std::io::{BufRead, stdin};

pub(super) fn run(context: &Context, tex: &str, args: &FormulaArgs) -> Result<Ending> {
    let protocol = if args.json || args.line || args.ascii { None } else { image::asked(context, args) };
    if tex != "-" {
        return one(context.lang, tex, args, 0, protocol);
    }
    let mut ending = Ending::Fine;
    for (number, line) in (1..).zip(stdin().lock().split(b'\n')) {
        let line = line.context("could not read standard input")?;
        let line = String::from_utf8_lossy(&line);
        if one(context.lang, line.trim_end_matches('\r'), args, number, protocol)? == Ending::Wrong {
            ending = Ending::Wrong;
        }
    }
    Ok(ending)
}

/// Sets one formula; `number` is its line, 0 for the argument.
fn one(lang: Lang, tex: &str, args: &FormulaArgs, number: usize, protocol: Option<Protocol>) -> Result<Ending> {
    if let Some(picture) = protocol.and_then(|protocol| image::picture(tex, protocol, width(args))) {
        return output::write((picture + "\n").as_bytes());
    }
    let form = match (args.line, args.ascii) {
        (true, _) => Form::Line,
        (_, true) => Form::Ascii,
        _ => Form::Display,
    };
    // A program that reads JSON lays out for itself, so that only a width it asked for counts
    let width = if args.json || form == Form::Line { args.width.map(usize::from) } else { Some(width(args)) };
    let set = set(tex, form, width);
    if args.json {
        return output::json(&record(tex, &set));
    }
    let mut text = set.rows.join("\n") + "\n";
    if number > 0 && form != Form::Line {
        text.push('\n');
    }
    output::text(&text)?;
    for diagnostic in &set.diagnostics {
        let place =
            if number > 0 { format!("{number}:{}", diagnostic.at + 1) } else { format!("{}", diagnostic.at + 1) };
        eprintln!("wengu: {place}: {}", safe::clean(&phrases::said(&diagnostic.message, lang)));
    }
    Ok(if set.diagnostics.is_empty() { Ending::Fine } else { Ending::Wrong })
}

fn record(tex: &str, set: &Set) -> serde_json::Value {
    let diagnostics: Vec<_> =
        set.diagnostics.iter().map(|found| json!({ "message": found.message, "at": found.at })).collect();
    json!({
        "tex": tex,
        "rows": set.rows,
        "width": set.width,
        "height": set.height,
        "baseline": set.baseline,
        "diagnostics": diagnostics,
    })
}

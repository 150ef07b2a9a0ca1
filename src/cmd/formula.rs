//! `wengu formula`: looks a formula up in the pack. Opens no database.

use super::{Context, Ending, output};
use crate::cli::FormulaArgs;
use crate::formula::{self, Formula};
use crate::locale::shell as texts;
use anyhow::Result;
use serde_json::{Value, json};

/// How many names are offered for one that is not known.
const NEAREST: usize = 3;
/// How many formulas a query may mean before the rest is left out.
const SHORT_LIST: usize = 8;

pub(super) fn run(context: &Context, args: &FormulaArgs) -> Result<Ending> {
    if args.list || args.query.is_empty() {
        let all: Vec<&Formula> = formula::all().iter().collect();
        return if args.json {
            output::json(&records(&all))
        } else {
            output::text(&texts::formula_list(context.lang, &all))
        };
    }
    let query = args.query.join(" ");
    let found = formula::find(&query);
    let Some(best) = found.best else {
        let names: Vec<&Formula> = formula::nearest(&query, NEAREST);
        eprintln!("wengu: {}", crate::domain::safe::clean(&texts::no_formula(context.lang, &query, &names)));
        return Ok(Ending::Wrong);
    };
    let others = found.others.iter().copied();
    let chosen: Vec<&Formula> =
        if args.all { std::iter::once(best).chain(others.clone()).collect() } else { vec![best] };
    if args.json {
        return if args.all { output::json(&records(&chosen)) } else { output::json(&record(best)) };
    }
    if args.tex || args.plain {
        let line = |formula: &&Formula| if args.tex { formula.tex } else { formula.plain };
        return output::text(&(chosen.iter().map(line).collect::<Vec<_>>().join("\n") + "\n"));
    }
    let mut text = chosen.iter().map(|formula| texts::formula(context.lang, formula)).collect::<Vec<_>>().join("\n");
    if !args.all && !found.sure {
        text.push_str(&texts::perhaps(context.lang, &others.take(SHORT_LIST).collect::<Vec<_>>()));
    }
    output::text(&text)
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

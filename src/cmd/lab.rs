//! `wengu lab`: the calculators from the shell.

mod print;

use super::{Context, Ending, output};
use crate::cli::BenchArgs;
use crate::domain::safe;
use crate::lab::LabError;
use crate::lab::bench::{Bench, Case, Inputs};
use crate::locale::{lab as texts, scene};
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use std::io::{IsTerminal, Read};

/// No input is read beyond this.
const LONGEST_INPUT: u64 = 16 << 20;

/// The benches with their calculations and scenes.
pub(super) fn list(context: &Context) -> Result<Ending> {
    output::text(&print::list(context.lang))
}

pub(super) fn run(context: &Context, args: &BenchArgs) -> Result<Ending> {
    let (inputs, case) = inputs(args)?;
    let inputs = inputs.of(case);
    if let Some(problem) = inputs.problem() {
        let unknown = safe::clean(&problem.unknown.join(", ")).into_owned();
        eprintln!("wengu: {}", texts::left_out(context.lang, &unknown, case.name, &problem.known.join(", ")));
    }
    let outcome = case.compute(&inputs).map_err(|error| advice(args, error))?;
    if args.json {
        output::json(&outcome.to_json())
    } else {
        output::text(&print::outcome(context.lang, case, &outcome))
    }
}

/// A missing input is easier to mend when one knows how to give it.
fn advice(args: &BenchArgs, error: LabError) -> anyhow::Error {
    let is_missing = matches!(error, LabError::Missing { .. });
    let error = anyhow::Error::from(error);
    if is_missing {
        error.context(format!("`wengu lab {} --help` names the inputs; --seed makes toy numbers", args.bench))
    } else {
        error
    }
}

/// What is given by a scene, on standard input and by flags, the later over the earlier; and which calculation is meant.
fn inputs(args: &BenchArgs) -> Result<(Inputs, &'static Case)> {
    let bench = args.bench;
    let (mut inputs, named) = start(args)?;
    for (name, text) in &args.fields {
        inputs.set(name, typed(text));
    }
    let case = match (&args.case, named) {
        (Some(name), _) => Some(exact(bench, name)?),
        (None, Some(name)) => bench.case(&name).or_else(|| nearest(bench, &name)),
        (None, None) => None,
    };
    match case.or_else(|| bench.case_for(&inputs)) {
        Some(case) => Ok((inputs, case)),
        None => bail!("the bench {bench} has no calculation"),
    }
}

fn start(args: &BenchArgs) -> Result<(Inputs, Option<String>)> {
    if let Some(name) = &args.scene {
        let known = || scene::of(args.bench).map(|scene| scene.id).collect::<Vec<_>>().join(", ");
        let found = scene::of(args.bench).find(|scene| scene.id == *name);
        let scene = found.with_context(|| format!("no scene `{name}` of {}; there are {}", args.bench, known()))?;
        let (mut inputs, _) = Inputs::from_json(scene.set)?;
        inputs.reseed(Some(args.seed.unwrap_or(scene.seed)));
        return Ok((inputs, Some(scene.case.to_owned())));
    }
    let has_table = args.fields.iter().any(|(_, text)| text.trim_start().starts_with('['));
    let mut stdin = std::io::stdin().lock();
    if args.seed.is_none() && !has_table && !stdin.is_terminal() {
        let mut text = String::new();
        let length = stdin.by_ref().take(LONGEST_INPUT + 1).read_to_string(&mut text);
        let length = length.context("could not read standard input as UTF-8")? as u64;
        ensure!(
            length <= LONGEST_INPUT,
            "standard input holds more than {} MiB: give smaller inputs",
            LONGEST_INPUT >> 20
        );
        if !text.trim().is_empty() {
            return Ok(Inputs::from_json(&text)?);
        }
    }
    Ok((Inputs::toy(args.seed.unwrap_or(1)), None))
}

/// A flag's text as JSON where it is some, else as the word that it is.
fn typed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

fn exact(bench: Bench, name: &str) -> Result<&'static Case> {
    let names = || bench.cases().map(|case| case.name).collect::<Vec<_>>().join(", ");
    bench.case(name).with_context(|| format!("no calculation `{name}` on the bench {bench}; there are {}", names()))
}

/// The calculation whose name is the longest part of `name`.
fn nearest(bench: Bench, name: &str) -> Option<&'static Case> {
    bench.cases().filter(|case| name.contains(case.name)).max_by_key(|case| case.name.len())
}

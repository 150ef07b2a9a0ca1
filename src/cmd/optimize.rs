//! `wengu optimize` and `wengu simulate`: FSRS fitted to one's own log, and what another retention would cost.

use super::{Context, Ending, output};
use crate::cli::{OptimizeArgs, SimulateArgs};
use crate::locale::stats as texts;
use anyhow::Result;

pub(super) fn run(context: &Context, args: &OptimizeArgs) -> Result<Ending> {
    let outcome = context.library()?.optimize(args.dry_run)?;
    if args.json {
        return output::json(&outcome);
    }
    output::text(&texts::optimization(context.lang, &outcome, args.dry_run))
}

pub(super) fn simulate(context: &Context, args: &SimulateArgs) -> Result<Ending> {
    let scenarios = context.library()?.simulate(args.days.into(), context.now())?;
    if args.json {
        return output::json(&scenarios);
    }
    output::text(&texts::scenarios(context.lang, &scenarios, args.days))
}

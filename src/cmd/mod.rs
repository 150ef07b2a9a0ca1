//! The commands, a file for each: read the arguments, call the library, print.

mod cards;
mod config;
mod context;
mod due;
mod exchange;
mod exercise;
mod formula;
mod lab;
mod notes;
mod optimize;
mod output;
mod review;
mod safety;
mod search;
mod stats;
mod streak;
mod tui;

use crate::cli::{self, Cli, Command, Lookup};
use crate::domain::safe;
use crate::locale::phrases;
use context::Context;

/// How a command ended, when it could be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All is well: exit code 0.
    Fine,
    /// It finished, but something was wrong: nothing matched, a file could not be read. Exit code 1.
    Wrong,
}

/// Runs what the command line asks for.
///
/// # Errors
/// If it could not be carried out, why, in the user's language and safe to show: exit code 2.
pub fn run(cli: Cli) -> Result<Ending, String> {
    let complaint = |error: &anyhow::Error, lang| safe::clean(&phrases::of_error(error.as_ref(), lang)).into_owned();
    let lang = Context::spoken(&cli.global, None);
    let context = Context::new(cli.global).map_err(|error| complaint(&error, lang))?;
    carry_out(&context, cli.command).map_err(|error| complaint(&error, context.lang))
}

fn carry_out(context: &Context, command: Option<Command>) -> anyhow::Result<Ending> {
    match command {
        None => tui::run(context, &crate::cli::TuiArgs::default()),
        Some(Command::Tui(args)) => tui::run(context, &args),
        Some(Command::Notes(command)) => notes::run(context, command),
        Some(Command::Review(args)) => review::run(context, &args),
        Some(Command::Due(args)) => due::run(context, &args),
        Some(Command::Cards(command)) => cards::run(context, command),
        Some(Command::Streak(args)) => streak::run(context, &args),
        Some(Command::Stats(args)) => stats::run(context, &args),
        Some(Command::Simulate(args)) => optimize::simulate(context, &args),
        Some(Command::Optimize(args)) => optimize::run(context, &args),
        Some(Command::Export(command)) => exchange::export(context, command),
        Some(Command::Import(command)) => exchange::import(context, command),
        Some(Command::Search(args)) => search::run(context, &args),
        Some(Command::Lookup(Lookup::Formula(args))) => formula::run(context, &args),
        Some(Command::Lab(args)) => match args.bench {
            Some(bench) if !args.list => lab::run(context, &bench),
            _ => lab::list(context),
        },
        Some(Command::Backup { file }) => safety::backup(context, file.as_deref()),
        Some(Command::Restore { file }) => safety::restore(context, &file),
        Some(Command::Doctor { rebuild }) => safety::doctor(context, rebuild),
        Some(Command::Config(command)) => config::run(context, &command),
        Some(Command::Attention(args)) => lab::run(context, &args.0),
        Some(Command::Completions { shell }) => output::write(&cli::completions(shell, context.lang)),
        Some(Command::Man) => output::write(&cli::manual(context.lang)?),
    }
}

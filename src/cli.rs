//! The command line: types only. What the commands do stands in `cmd`, a file for each.

mod lab;
mod lang;
mod lookup;
mod notes;
mod review;
mod scripts;

pub use lab::{AttentionArgs, BenchArgs};
pub use lookup::{FormulaArgs, ImageChoice, Lookup, arguments};
pub use notes::{ImportArgs, NotesCommand};
pub use review::{
    CardsCommand, ExportArgs, ExportCommand, ImportCommand, OptimizeArgs, ReviewArgs, SimulateArgs, StatsArgs,
    StreakArgs,
};
pub use scripts::{completions, manual};

use crate::locale::Lang;
use chrono::{DateTime, FixedOffset};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// 温故而知新 — by going over the old, learn the new.
///
/// Daily study notes become concepts, formulas and cards, and the cards become knowledge that stays.
#[derive(Debug, Parser)]
#[command(name = "wengu", version, after_help = EXAMPLES, infer_subcommands = false)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  wengu                         open the day: what is due, the streak, the notes
  wengu notes import ~/notes    take a folder of Markdown notes in
  wengu review --deck 归一化    review one deck
  wengu formula 注意力          set a formula, with its symbols and its trap
  wengu streak --short          one line for a prompt or a status bar
  echo '{\"q\":[[1,0]],\"k\":[[1,0],[0,1]],\"v\":[[1],[2]]}' | wengu attention --json";

/// What help calls the flags of [`Global`].
const EVERYWHERE: &str = "Everywhere";

/// Flags that every command understands.
#[derive(Debug, Args)]
pub struct Global {
    /// The library's file
    #[arg(long, global = true, help_heading = EVERYWHERE, env = "WENGU_DB", value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// The language of the tool
    #[arg(long, global = true, help_heading = EVERYWHERE, env = "WENGU_LANG", value_enum, default_value_t = LangChoice::Auto, hide_env = true)]
    pub lang: LangChoice,
    /// When to use colour
    #[arg(long, global = true, help_heading = EVERYWHERE, value_enum, default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// The settings file
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The clock stands at this moment (for tests and demonstrations)
    #[arg(long, global = true, help_heading = EVERYWHERE, env = "WENGU_NOW", value_name = "RFC3339", hide_env = true, value_parser = moment)]
    pub now: Option<DateTime<FixedOffset>>,
    /// Where everything that wengu writes is kept
    #[arg(long = "data-dir", global = true, help_heading = EVERYWHERE, env = "WENGU_DATA_DIR", value_name = "FOLDER", hide = true)]
    pub data_dir: Option<PathBuf>,
    /// Say less
    #[arg(short, long, global = true, help_heading = EVERYWHERE)]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true, help_heading = EVERYWHERE)]
    pub verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangChoice {
    Zh,
    En,
    Auto,
}

impl LangChoice {
    /// The language that was asked for; none for `auto`.
    pub const fn chosen(self) -> Option<Lang> {
        match self {
            Self::Zh => Some(Lang::Zh),
            Self::En => Some(Lang::En),
            Self::Auto => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open the screens
    Tui(TuiArgs),
    /// Take notes in, list and show them
    #[command(subcommand)]
    Notes(NotesCommand),
    /// Review what is due
    Review(ReviewArgs),
    /// What waits
    Due(JsonArgs),
    /// The cards
    #[command(subcommand)]
    Cards(CardsCommand),
    /// The study streak, like a site's uptime
    #[command(alias = "uptime")]
    Streak(StreakArgs),
    /// Reviews, retention, what comes: what the log tells
    Stats(StatsArgs),
    /// What another desired retention would cost in minutes a day
    Simulate(SimulateArgs),
    /// Fit the FSRS parameters to your own reviews
    Optimize(OptimizeArgs),
    /// Cards with their histories, for Anki and other programs
    #[command(subcommand)]
    Export(ExportCommand),
    /// Cards with their histories, from elsewhere
    #[command(subcommand)]
    Import(ImportCommand),
    /// Search concepts, sections, formulas and cards, in Chinese, English or pinyin
    Search(SearchArgs),
    #[command(flatten)]
    Lookup(Lookup),
    /// The calculators
    Lab(LabArgs),
    /// The attention calculator: `wengu lab attention`
    Attention(AttentionArgs),
    /// Copy the whole library to a file
    Backup {
        /// Else one in the folder `backups` beside the library
        file: Option<PathBuf>,
    },
    /// Put a copy in the library's place; the present one is copied first
    Restore { file: PathBuf },
    /// Look the library over
    Doctor {
        /// Make what is remembered of each card anew from the review log
        #[arg(long)]
        rebuild: bool,
    },
    /// The settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Completions for a shell
    Completions { shell: clap_complete::Shell },
    /// The manual page
    Man,
}

#[derive(Debug, Default, Args)]
pub struct TuiArgs {
    /// The screen to open at
    #[arg(value_enum)]
    pub screen: Option<ScreenChoice>,
    /// Do not put the sample notes into a library without notes
    #[arg(long)]
    pub empty: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScreenChoice {
    Dashboard,
    Stats,
    Review,
    Search,
    Notes,
    Formulas,
    Lab,
}

#[derive(Debug, Args)]
pub struct JsonArgs {
    /// One JSON document instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Where the settings and the library are
    Path,
    /// What the settings come to
    Show,
    /// Write a settings file to begin with
    Init,
}

#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Words, "phrases", -words, tag:, deck:, date:2025-10.., kind:, is:due, is:leech
    #[arg(required = true)]
    pub query: Vec<String>,
    /// No more hits than this
    #[arg(long, default_value_t = 20)]
    pub limit: usize,
    /// Only hits of this kind
    #[arg(long, value_enum)]
    pub kind: Option<KindChoice>,
    /// One JSON document instead of text
    #[arg(long)]
    pub json: bool,
    /// Open the best hit in $EDITOR at its line
    #[arg(long, conflicts_with = "json")]
    pub open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindChoice {
    Concept,
    Section,
    Formula,
    Card,
}

#[derive(Debug, Args)]
pub struct LabArgs {
    #[command(subcommand)]
    pub bench: Option<BenchArgs>,
    /// Name the benches, their calculations and their scenes
    #[arg(long)]
    pub list: bool,
}

/// The arguments with the unwanted words of a search (`-mask`) made words: they are no flags, and no flag is lost by it.
fn plain_words(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut searches = false;
    let unwanted = |argument: &str| {
        let word = argument.strip_prefix('-').filter(|word| !word.starts_with('-'))?;
        let is_flags = word.chars().all(|letter| matches!(letter, 'q' | 'v' | 'h' | 'V'));
        (!is_flags).then(|| OsString::from(format!("－{word}")))
    };
    let word = |argument: OsString| {
        let found = argument.to_str().filter(|_| searches).and_then(unwanted);
        searches |= argument == "search";
        found.unwrap_or(argument)
    };
    given.map(word).collect()
}

fn moment(text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text).map_err(|error| format!("{error}; give it as 2026-11-24T20:00:00+08:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_help_says_is_said_in_chinese_too() {
        let mut command = <Cli as clap::CommandFactory>::command();
        command.build();
        let missing = lang::unworded(&command);
        assert!(missing.is_empty(), "assets/phrases.txt lacks:\n{}", missing.join("\n"));
    }

    #[test]
    fn an_unwanted_word_is_no_flag_and_a_flag_is_no_word() {
        for (given, expected) in [
            ("wengu search 注意力 -多头 --limit 3", "wengu search 注意力 －多头 --limit 3"),
            ("wengu -q search -layer -q", "wengu -q search －layer -q"),
            ("wengu search -- -x", "wengu search -- －x"),
            ("wengu review -x", "wengu review -x"),
        ] {
            let arguments = plain_words(given.split(' ').map(OsString::from));
            assert_eq!(arguments.join(&OsString::from(" ")), OsString::from(expected));
        }
    }
}

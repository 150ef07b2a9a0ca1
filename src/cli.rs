//! The command line: types only. What the commands do stands in `cmd`, a file for each.

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
  wengu review --deck 归一化    review one deck
  wengu formula 注意力          set a formula, with its symbols and its trap
  wengu streak --short          one line for a prompt or a status bar
  echo '{\"q\":[[1,0]],\"k\":[[1,0],[0,1]],\"v\":[[1],[2]]}' | wengu attention --json";

/// Flags that every command understands.
#[derive(Debug, Args)]
pub struct Global {
    /// The library's file
    #[arg(long, global = true, env = "WENGU_DB", value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// The language of the tool
    #[arg(long, global = true, env = "WENGU_LANG", value_enum, default_value_t = LangChoice::Auto, hide_env = true)]
    pub lang: LangChoice,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// The settings file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The clock stands at this moment (for tests and demonstrations)
    #[arg(long, global = true, env = "WENGU_NOW", value_name = "RFC3339", hide_env = true, value_parser = moment)]
    pub now: Option<DateTime<FixedOffset>>,
    /// Where everything that wengu writes is kept
    #[arg(long = "data-dir", global = true, env = "WENGU_DATA_DIR", value_name = "FOLDER", hide = true)]
    pub data_dir: Option<PathBuf>,
    /// Say less
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
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
    /// Search concepts, sections, formulas and cards, in Chinese, English or pinyin
    Search(SearchArgs),
    /// Look a formula up
    #[command(alias = "f")]
    Formula(FormulaArgs),
    /// The calculators
    Lab(LabArgs),
    /// The attention calculator: `wengu lab attention`
    Attention(AttentionArgs),
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScreenChoice {
    Dashboard,
    Review,
    Search,
    Notes,
    Formulas,
    Lab,
}

#[derive(Debug, Args)]
pub struct ReviewArgs {
    /// This deck and all below it
    #[arg(long)]
    pub deck: Option<String>,
    /// Stop after so many answers
    #[arg(long)]
    pub limit: Option<u32>,
    /// This card alone, due or not
    #[arg(long, value_name = "ID")]
    pub card: Option<i64>,
    /// Line by line on standard input and output, for screen readers and scripts
    #[arg(long)]
    pub plain: bool,
}

#[derive(Debug, Args)]
pub struct JsonArgs {
    /// One JSON document instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum CardsCommand {
    /// List cards
    List {
        #[arg(long)]
        deck: Option<String>,
        /// Cards of this note
        #[arg(long, value_name = "PATH")]
        note: Option<String>,
        /// new, learning, review, relearning, suspended or retired
        #[arg(long)]
        state: Option<String>,
        /// basic, cloze, definition, formula or list
        #[arg(long)]
        kind: Option<String>,
        /// One JSON document instead of text
        #[arg(long)]
        json: bool,
    },
    /// Show a card
    Show { id: i64 },
    /// Set cards aside
    Suspend { ids: Vec<i64> },
    /// Bring cards back
    Resume { ids: Vec<i64> },
}

#[derive(Debug, Args)]
pub struct StreakArgs {
    /// One short line, fit for a prompt
    #[arg(long, conflicts_with = "json")]
    pub short: bool,
    /// One JSON document instead of text
    #[arg(long)]
    pub json: bool,
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
#[allow(clippy::struct_excessive_bools)] // flags of a command line are just that
pub struct FormulaArgs {
    /// A name, an id, an abbreviation, in Chinese or English
    pub query: Vec<String>,
    /// The LaTeX alone
    #[arg(long, conflicts_with_all = ["plain", "json"])]
    pub tex: bool,
    /// One line of plain characters
    #[arg(long, conflicts_with = "json")]
    pub plain: bool,
    /// One JSON document instead of text
    #[arg(long)]
    pub json: bool,
    /// Every formula of the pack
    #[arg(long, conflicts_with = "query")]
    pub list: bool,
    /// All that match, not only the best
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub struct LabArgs {
    #[command(subcommand)]
    pub bench: Option<Bench>,
    /// Name the benches
    #[arg(long)]
    pub list: bool,
}

#[derive(Debug, Subcommand)]
pub enum Bench {
    /// softmax(QKᵀ/√D)·V, stage by stage
    Attention(AttentionArgs),
}

/// The input is JSON on standard input: {"q":[[…]],"k":[[…]],"v":[[…]], …}. Flags go over what it says. Without input, toy
/// matrices made from `--seed`.
#[derive(Debug, Args)]
pub struct AttentionArgs {
    /// none, causal, sliding:W, lambda:S+W, chunk:C, dilated:W+STEP, prefix:P, pcw:WINDOWS+SIZE, topk:K+W
    #[arg(long)]
    pub mask: Option<String>,
    /// none, sinusoidal, rope, rope-half, alibi
    #[arg(long)]
    pub position: Option<String>,
    /// What scores are multiplied with instead of 1/√D
    #[arg(long, allow_negative_numbers = true)]
    pub scale: Option<f64>,
    #[arg(long)]
    pub temperature: Option<f64>,
    #[arg(long)]
    pub heads: Option<usize>,
    #[arg(long)]
    pub kv_heads: Option<usize>,
    /// Toy matrices from this seed instead of standard input
    #[arg(long)]
    pub seed: Option<u64>,
    /// One JSON document instead of text
    #[arg(long)]
    pub json: bool,
}

/// The arguments with the unwanted words of a search (`-mask`) made words: they are no flags, and no flag is lost by it.
pub fn arguments(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
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

/// The completion script of a shell.
pub fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    use clap::CommandFactory;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "wengu", &mut script);
    script
}

/// The manual page, in roff.
///
/// # Errors
/// If it cannot be rendered.
pub fn manual() -> std::io::Result<Vec<u8>> {
    use clap::CommandFactory;
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unwanted_word_is_no_flag_and_a_flag_is_no_word() {
        for (given, expected) in [
            ("wengu search 注意力 -多头 --limit 3", "wengu search 注意力 －多头 --limit 3"),
            ("wengu -q search -layer -q", "wengu -q search －layer -q"),
            ("wengu search -- -x", "wengu search -- －x"),
            ("wengu review -x", "wengu review -x"),
        ] {
            let arguments = arguments(given.split(' ').map(OsString::from));
            assert_eq!(arguments.join(&OsString::from(" ")), OsString::from(expected));
        }
    }
}

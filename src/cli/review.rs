//! The review, its cards, its figures, and their way out and in.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // flags of a command line are just that
pub struct ReviewArgs {
    /// This deck and all below it
    #[arg(long)]
    pub deck: Option<String>,
    /// Stop after so many answers
    #[arg(long)]
    pub limit: Option<u32>,
    /// This card alone, due or not
    #[arg(long, value_name = "ID", conflicts_with_all = ["cram", "ahead", "forgotten"])]
    pub card: Option<i64>,
    /// All cards of the deck or search, due or not; the schedule stays as it is
    #[arg(long, conflicts_with_all = ["ahead", "forgotten"])]
    pub cram: bool,
    /// What falls due within so many days; the schedule stays as it is
    #[arg(long, value_name = "DAYS", conflicts_with = "forgotten")]
    pub ahead: Option<u32>,
    /// What was forgotten today; the schedule stays as it is
    #[arg(long)]
    pub forgotten: bool,
    /// In a custom study, only cards that hold these words
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,
    /// In a custom study, store the answers and move the cards
    #[arg(long)]
    pub count: bool,
    /// Line by line on standard input and output, for screen readers and scripts
    #[arg(long)]
    pub plain: bool,
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
    Show {
        id: i64,
        /// One JSON document instead of text
        #[arg(long)]
        json: bool,
    },
    /// Set cards aside
    Suspend { ids: Vec<i64> },
    /// Bring cards back
    Resume { ids: Vec<i64> },
    /// Let cards begin anew; their past stays in the log
    Reset { ids: Vec<i64> },
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
pub struct StatsArgs {
    /// One JSON document instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// How many days to look ahead
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub days: u16,
    /// One JSON document instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct OptimizeArgs {
    /// Tell what would happen, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// One JSON document instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// A package (.apkg) that Anki imports with schedule and history
    Anki(ExportArgs),
    /// A table for spreadsheets
    Csv(ExportArgs),
    /// Everything, for programs
    Json(ExportArgs),
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// `-` for standard output
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// This deck and all below it
    #[arg(long)]
    pub deck: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// A package of Anki: .apkg or .colpkg, old or new
    Anki {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// One JSON document instead of text
        #[arg(long)]
        json: bool,
    },
    /// What a repeater database (cards.db) remembers, for cards with the same text
    Repeater {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// One JSON document instead of text
        #[arg(long)]
        json: bool,
    },
    /// The reviews in a hashcards database, for cards with the same text
    Hashcards {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// One JSON document instead of text
        #[arg(long)]
        json: bool,
    },
}

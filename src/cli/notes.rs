//! `wengu notes`.

use super::JsonArgs;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum NotesCommand {
    /// Take notes in: files, folders, or - for standard input
    Import(ImportArgs),
    /// List the notes
    List(JsonArgs),
    /// Show a note (by path, title or day) or a concept
    Show {
        #[arg(required = true, value_name = "NOTE|CONCEPT")]
        name: Vec<String>,
        /// One JSON document instead of text
        #[arg(long)]
        json: bool,
    },
    /// Read notes without taking them in, and say what is dubious in them
    Check {
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// One JSON document instead of text
        #[arg(long)]
        json: bool,
    },
    /// Take notes out of play; their cards rest, and no history is lost
    Remove {
        /// Paths, titles or days
        #[arg(required_unless_present = "samples", value_name = "NOTE")]
        names: Vec<String>,
        /// The sample notes
        #[arg(long)]
        samples: bool,
    },
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The name of a note that comes by standard input; else one that its content gives
    #[arg(long)]
    pub name: Option<String>,
    /// Stay, and take in what is saved, until ended with Ctrl-C
    #[arg(long, conflicts_with = "dry_run")]
    pub watch: bool,
    /// Tell what would happen, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// One JSON document instead of text
    #[arg(long)]
    pub json: bool,
}

//! Parses, runs, prints, exits.

use clap::Parser;
use std::process::ExitCode;
use wengu::cli::Cli;
use wengu::cmd::{self, Ending};

fn main() -> ExitCode {
    match cmd::run(Cli::parse()) {
        Ok(Ending::Fine) => ExitCode::SUCCESS,
        Ok(Ending::Wrong) => ExitCode::from(1),
        Err(error) => {
            eprintln!("wengu: {}", wengu::domain::safe::clean(&format!("{error:#}")));
            ExitCode::from(2)
        }
    }
}

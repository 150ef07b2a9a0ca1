//! Parses, runs, prints, exits.

use clap::Parser;
use std::process::ExitCode;
use wengu::cli::{self, Cli};
use wengu::cmd::{self, Ending};

fn main() -> ExitCode {
    match cmd::run(Cli::parse_from(cli::arguments(std::env::args_os()))) {
        Ok(Ending::Fine) => ExitCode::SUCCESS,
        Ok(Ending::Wrong) => ExitCode::from(1),
        Err(error) => {
            eprintln!("wengu: {}", wengu::domain::safe::clean(&format!("{error:#}")));
            ExitCode::from(2)
        }
    }
}

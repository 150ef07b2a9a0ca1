//! Parses, runs, prints, exits.

use std::process::ExitCode;
use wengu::cli;
use wengu::cmd::{self, Ending};

fn main() -> ExitCode {
    match cmd::run(cli::arguments()) {
        Ok(Ending::Fine) => ExitCode::SUCCESS,
        Ok(Ending::Wrong) => ExitCode::from(1),
        Err(complaint) => {
            eprintln!("wengu: {complaint}");
            ExitCode::from(2)
        }
    }
}

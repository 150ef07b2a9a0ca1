//! `wengu stats`: what the log tells of one's memory.

use super::{Context, Ending, output};
use crate::cli::StatsArgs;
use crate::domain::{HardCard, Outlook, Statistics};
use crate::locale::stats as texts;
use anyhow::Result;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Document {
    #[serde(flatten)]
    statistics: Statistics,
    outlook: Outlook,
    leeches: Vec<HardCard>,
}

pub(super) fn run(context: &Context, args: &StatsArgs) -> Result<Ending> {
    let library = context.library()?;
    let now = context.now();
    let (statistics, outlook, leeches) = (library.statistics(now)?, library.outlook(now)?, library.leeches()?);
    if args.json {
        return output::json(&Document { statistics, outlook, leeches });
    }
    output::text(&texts::statistics(context.lang, &statistics, &outlook))
}

//! `wengu streak`: how steadily one studies, as the uptime of a site.

use super::{Context, Ending, output};
use crate::cli::StreakArgs;
use crate::locale::shell as texts;
use anyhow::Result;

pub(super) fn run(context: &Context, args: &StreakArgs) -> Result<Ending> {
    let streak = context.library()?.streak(context.now())?;
    if args.json {
        return output::json(&streak);
    }
    output::text(&if args.short {
        texts::streak_short(context.lang, &streak)
    } else {
        texts::streak(context.lang, &streak)
    })
}

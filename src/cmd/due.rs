//! `wengu due`: what waits.

use super::{Context, Ending, output};
use crate::cli::JsonArgs;
use crate::locale::shell as texts;
use anyhow::Result;

pub(super) fn run(context: &Context, args: &JsonArgs) -> Result<Ending> {
    let due = context.library()?.due(None, context.now())?;
    if args.json {
        return output::json(&due);
    }
    output::text(&texts::due(context.lang, &due))
}

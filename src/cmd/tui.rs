//! `wengu` and `wengu tui`: opens the screens.

use super::{Context, Ending};
use crate::cli::{ScreenChoice, TuiArgs};
use crate::domain::ReviewScope;
use crate::tui::{self, App, Tab, Theme};
use anyhow::{Result, ensure};
use std::io::IsTerminal;

pub(super) fn run(context: &Context, args: &TuiArgs) -> Result<Ending> {
    let tab = match args.screen {
        None | Some(ScreenChoice::Dashboard) => Tab::Today,
        Some(ScreenChoice::Review) => Tab::Review,
        Some(ScreenChoice::Search) => Tab::Search,
        Some(ScreenChoice::Notes) => Tab::Notes,
        Some(ScreenChoice::Formulas) => Tab::Formulas,
        Some(ScreenChoice::Lab) => Tab::Lab,
    };
    open(context, tab, ReviewScope::default(), !args.empty)
}

/// Opens the screens at `tab`, with the review limited to `scope`. A library without notes is given the sample notes if
/// `samples` says so.
pub(super) fn open(context: &Context, tab: Tab, scope: ReviewScope, samples: bool) -> Result<Ending> {
    ensure!(
        std::io::stdin().is_terminal() && std::io::stdout().is_terminal(),
        "the screens need a terminal; from a script, `wengu due --json` and `wengu review --plain` do without one"
    );
    let mut library = context.library()?;
    if samples {
        library.offer_samples(context.now())?;
    }
    let theme = Theme::from_environment(|name| std::env::var(name).ok());
    let clock = context.clock;
    let (mut app, mut effects) = App::start(context.lang, theme, Tab::Today, clock.now());
    app.set_scope(scope);
    effects.extend(app.go(tab));
    tui::run(app, effects, || clock.now(), |effect| tui::perform(effect, &mut library, clock.now()))?;
    Ok(Ending::Fine)
}

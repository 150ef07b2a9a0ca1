//! `wengu` and `wengu tui`: opens the screens.

use super::{Context, Ending};
use crate::cli::{ScreenChoice, TuiArgs};
use crate::clock::Clock;
use crate::config::Background;
use crate::domain::ReviewScope;
use crate::library::Library;
use crate::tui::action::Action;
use crate::tui::{self, App, Tab, Theme, Tone, Worker};
use anyhow::{Result, ensure};
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};

pub(super) fn run(context: &Context, args: &TuiArgs) -> Result<Ending> {
    let tab = match args.screen {
        None | Some(ScreenChoice::Dashboard | ScreenChoice::Stats) => Tab::Today,
        Some(ScreenChoice::Review) => Tab::Review,
        Some(ScreenChoice::Search) => Tab::Search,
        Some(ScreenChoice::Notes) => Tab::Notes,
        Some(ScreenChoice::Formulas) => Tab::Formulas,
        Some(ScreenChoice::Lab) => Tab::Lab,
    };
    let first = if args.screen == Some(ScreenChoice::Stats) { Action::Stats } else { Action::Go(tab) };
    open(context, first, ReviewScope::default(), !args.empty)
}

/// Opens the screens with `first` done, with the review limited to `scope`. A library without notes is given the sample notes if
/// `samples` says so.
pub(super) fn open(context: &Context, first: Action, scope: ReviewScope, samples: bool) -> Result<Ending> {
    ensure!(
        std::io::stdin().is_terminal() && std::io::stdout().is_terminal(),
        "the screens need a terminal; from a script, `wengu due --json` and `wengu review --plain` do without one"
    );
    let mut library = context.library()?;
    if samples {
        library.offer_samples(context.now())?;
    }
    let chosen = context.background().map(|background| match background {
        Background::Dark => Tone::Dark,
        Background::Light => Tone::Light,
    });
    let theme = Theme::from_environment(chosen, |name| std::env::var(name).ok(), tui::background);
    let clock = context.clock;
    let (mut app, mut effects) = App::start(context.lang, theme, Tab::Today, clock.now());
    app.set_scope(scope);
    app.review.types_first = library.settings().typed_answers;
    effects.extend(app.update(first));
    let worker = worker(context.library()?, clock);
    tui::run(app, effects, || clock.now(), &worker, |effect| tui::perform(effect, &mut library, clock.now()))?;
    Ok(Ending::Fine)
}

/// Searches in a library of its own, and brings the search index up to date while no one searches.
fn worker(library: Library, clock: Clock) -> Worker {
    let library = Arc::new(Mutex::new(library));
    let indexed = Arc::clone(&library);
    let perform = move |effect| {
        let mut library = library.lock().unwrap_or_else(PoisonError::into_inner);
        tui::perform(effect, &mut library, clock.now())
    };
    // A step that fails is tried again when the thread rests next
    let rest = move || {
        let library = indexed.lock().unwrap_or_else(PoisonError::into_inner);
        library.search_rebuild_step().unwrap_or(false)
    };
    Worker::start(perform, rest)
}

//! The screens on demonstration data, without a library behind them: `cargo run --example demo [en] [empty] [broken]`.
#![allow(clippy::unwrap_used)]

#[path = "../tests/screens/demo.rs"]
mod demo;
use wengu::{
    locale::Lang,
    tui::{App, Tab, Theme, run},
};
fn main() {
    let mut world = demo::World::default();
    let args: Vec<String> = std::env::args().collect();
    let lang = if args.iter().any(|a| a == "en") { Lang::En } else { Lang::Zh };
    if args.iter().any(|a| a == "empty") {
        world.is_empty = true;
    }
    if args.iter().any(|a| a == "broken") {
        world.is_broken = true;
    }
    let theme = Theme::from_environment(|n| std::env::var(n).ok());
    let (app, effects) = App::start(lang, theme, Tab::Today, demo::now());
    run(app, effects, demo::now, |effect| world.perform(effect)).unwrap();
}

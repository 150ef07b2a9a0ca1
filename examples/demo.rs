#[path = "../tests/screens/demo.rs"]
mod demo;
use crossterm::event::{Event, KeyEventKind, poll, read};
use std::time::Duration;
use wengu::{locale::Lang, tui::{App, Tab, Theme, draw, effect::Msg, keymap}};
fn main() {
    let mut world = demo::World::default();
    let args: Vec<String> = std::env::args().collect();
    let lang = if args.iter().any(|a| a == "en") { Lang::En } else { Lang::Zh };
    if args.iter().any(|a| a == "empty") { world.is_empty = true; }
    if args.iter().any(|a| a == "broken") { world.is_broken = true; }
    let theme = Theme::from_environment(|n| std::env::var(n).ok());
    let (mut app, mut effects) = App::start(lang, theme, Tab::Today, demo::now());
    let mut terminal = ratatui::init();
    let size = terminal.size().unwrap();
    app.receive(Msg::Resized { width: size.width, height: size.height });
    while !app.quit {
        while let Some(e) = effects.pop() { if let Some(m) = world.perform(e) { effects.extend(app.receive(m)); } }
        terminal.draw(|f| draw(&app, f)).unwrap();
        if poll(Duration::from_millis(250)).unwrap() {
            match read().unwrap() {
                Event::Key(k) if k.kind != KeyEventKind::Release => if let Some(n) = keymap::name(k) { effects = app.press(&n, demo::now()); },
                Event::Resize(width, height) => { app.receive(Msg::Resized { width, height }); }
                _ => {}
            }
        }
    }
    ratatui::restore();
}

//! The loop that joins the pure interface to a terminal, a clock and a performer of wishes.

use super::effect::{Effect, Msg};
use super::terminal::Screen;
use super::{App, draw, keymap};
use anyhow::Context;
use chrono::{DateTime, FixedOffset};
use crossterm::event::{self, Event, KeyEvent, KeyEventKind};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Longest wait for a key: after it the clock and the signals are looked at.
const PATIENCE: Duration = Duration::from_millis(200);
/// How many keys that wait in line are taken before the screen is drawn again.
const BURST: usize = 256;

/// Runs the interface until the user leaves or the system asks it to end. `perform` fulfils an effect and tells what came of it.
pub fn run(
    mut app: App,
    effects: Vec<Effect>,
    now: impl Fn() -> DateTime<FixedOffset>,
    mut perform: impl FnMut(Effect) -> Option<Msg>,
) -> anyhow::Result<()> {
    let ended = signals().context("could not listen to signals")?;
    let mut screen = Screen::open().context("could not take over the terminal")?;
    let (width, height) = screen.size().context("could not ask for the size of the terminal")?;
    app.receive(Msg::Resized { width, height });
    settle(&mut app, &mut screen, effects, &mut perform)?;
    let mut changed = true;
    while !app.quit && !ended.load(Ordering::Relaxed) {
        let step = step(&mut app, &mut screen, changed, &now, &mut perform);
        match step {
            Ok(next) => changed = next,
            // A terminal that has gone away fails before the signal that says so is seen
            Err(_) if ended.load(Ordering::Relaxed) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// One turn: draw if need be, wait, and take what comes. Tells whether anything changed.
fn step(
    app: &mut App,
    screen: &mut Screen,
    changed: bool,
    now: impl Fn() -> DateTime<FixedOffset>,
    mut perform: impl FnMut(Effect) -> Option<Msg>,
) -> anyhow::Result<bool> {
    if changed {
        screen.draw(|frame| draw(app, frame)).context("could not draw")?;
    }
    let to_next_second = u64::from(1000 - now().timestamp_subsec_millis().min(999));
    let mut wait = PATIENCE.min(Duration::from_millis(to_next_second));
    let mut next = false;
    for _ in 0..BURST {
        if app.quit || !event::poll(wait).context("could not wait for a key")? {
            break;
        }
        wait = Duration::ZERO;
        next = true;
        let effects = take(app, event::read().context("could not read a key")?, now());
        settle(app, screen, effects, &mut perform)?;
    }
    let moment = now();
    if moment.timestamp() != app.now.timestamp() {
        let effects = app.receive(Msg::Tick(moment));
        settle(app, screen, effects, &mut perform)?;
        next = true;
    }
    Ok(next)
}

fn take(app: &mut App, event: Event, now: DateTime<FixedOffset>) -> Vec<Effect> {
    match event {
        Event::Key(KeyEvent { kind: KeyEventKind::Release, .. }) => Vec::new(),
        Event::Key(key) => keymap::name(key).map(|name| app.press(&name, now)).unwrap_or_default(),
        Event::Paste(text) => app.paste(&text, now),
        Event::Resize(width, height) => app.receive(Msg::Resized { width, height }),
        _ => Vec::new(),
    }
}

/// Fulfils wishes until none is left.
fn settle(
    app: &mut App,
    screen: &mut Screen,
    effects: Vec<Effect>,
    mut perform: impl FnMut(Effect) -> Option<Msg>,
) -> io::Result<()> {
    let mut waiting = VecDeque::from(effects);
    while let Some(effect) = waiting.pop_front() {
        match effect {
            Effect::Redraw => screen.clear()?,
            Effect::Sleep => screen.sleep()?,
            Effect::EditCard { ref path, line, .. } => {
                screen.lend(|| edit(path, line))?;
                if let Some(msg) = perform(effect) {
                    waiting.extend(app.receive(msg));
                }
            }
            other => {
                if let Some(msg) = perform(other) {
                    waiting.extend(app.receive(msg));
                }
            }
        }
    }
    Ok(())
}

/// Runs the user's editor on a line of a file. An editor that is not there, or that fails, changes nothing.
fn edit(path: &str, line: u32) {
    let editor =
        ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let editor = editor.unwrap_or_else(|| "vi".to_owned());
    let mut words = editor.split_whitespace();
    let Some(program) = words.next() else { return };
    let mut command = std::process::Command::new(program);
    command.args(words);
    // These know `+LINE`; of others it cannot be told what they would make of it
    let name = std::path::Path::new(program).file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    if ["vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "ne", "joe", "mg"].contains(&name) {
        command.arg(format!("+{line}"));
    }
    let _ = command.arg(path).status();
}

/// A flag that the system's wish to end us raises.
#[cfg(unix)]
fn signals() -> io::Result<Arc<AtomicBool>> {
    use signal_hook::consts::{SIGHUP, SIGTERM};
    let ended = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&ended))?;
    }
    Ok(ended)
}

#[cfg(not(unix))]
fn signals() -> io::Result<Arc<AtomicBool>> {
    Ok(Arc::new(AtomicBool::new(false)))
}

//! The loop that joins the pure interface to a terminal, a clock and a performer of wishes.

use super::effect::{Effect, Msg};
use super::measure;
use super::terminal::{self, Screen};
use super::{App, draw, keymap};
use anyhow::Context;
use chrono::{DateTime, FixedOffset};
use crossterm::event::{self, Event, KeyEvent, KeyEventKind};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// Longest wait for a key: after it the clock and the signals are looked at.
const PATIENCE: Duration = Duration::from_millis(200);
/// So long the interface has to end by itself when the system wants it to.
const GRACE: Duration = Duration::from_secs(1);
/// How many keys that wait in line are taken before the screen is drawn again.
const BURST: usize = 256;

/// The terminal, and the news that workers bring.
struct Outside {
    screen: Screen,
    /// What a worker writes to.
    desk: Sender<Msg>,
    news: Receiver<Msg>,
}

/// Runs the interface until the user leaves or the system asks it to end. `perform` fulfils an effect and tells what came of it.
pub fn run(
    mut app: App,
    effects: Vec<Effect>,
    now: impl Fn() -> DateTime<FixedOffset>,
    mut perform: impl FnMut(Effect) -> Option<Msg>,
) -> anyhow::Result<()> {
    let ended = signals().context("could not listen to signals")?;
    let (desk, news) = mpsc::channel();
    let mut outside = Outside { screen: Screen::open().context("could not take over the terminal")?, desk, news };
    let (width, height) = outside.screen.size().context("could not ask for the size of the terminal")?;
    app.receive(Msg::Resized { width, height });
    settle(&mut app, &mut outside, effects, &mut perform)?;
    let mut changed = true;
    while !app.quit && !ended.load(Ordering::Relaxed) {
        let step = step(&mut app, &mut outside, changed, &now, &mut perform);
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
    outside: &mut Outside,
    changed: bool,
    now: impl Fn() -> DateTime<FixedOffset>,
    mut perform: impl FnMut(Effect) -> Option<Msg>,
) -> anyhow::Result<bool> {
    if changed {
        outside.screen.draw(|frame| draw(app, frame)).context("could not draw")?;
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
        settle(app, outside, effects, &mut perform)?;
    }
    while let Ok(msg) = outside.news.try_recv() {
        let effects = app.receive(msg);
        settle(app, outside, effects, &mut perform)?;
        next = true;
    }
    let moment = now();
    if moment.timestamp() != app.now.timestamp() {
        let effects = app.receive(Msg::Tick(moment));
        settle(app, outside, effects, &mut perform)?;
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
    outside: &mut Outside,
    effects: Vec<Effect>,
    mut perform: impl FnMut(Effect) -> Option<Msg>,
) -> io::Result<()> {
    let mut waiting = VecDeque::from(effects);
    while let Some(effect) = waiting.pop_front() {
        match effect {
            Effect::Redraw => outside.screen.clear()?,
            Effect::Sleep => outside.screen.sleep()?,
            Effect::Copy(text) => Screen::copy(&text)?,
            Effect::MeasureKernels => {
                let desk = outside.desk.clone();
                // Nobody listens any more when the interface has ended
                std::thread::spawn(move || drop(desk.send(Msg::Measured(measure::kernels()))));
            }
            Effect::EditCard { ref path, line, .. } => {
                outside.screen.lend(|| edit(path, line))?;
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
///
/// Where the terminal is gone, the reader of keys never comes back to see it: it reads the end of the input over and over. So
/// the process is ended after a moment's grace; every answer was stored when it was given.
#[cfg(unix)]
fn signals() -> io::Result<Arc<AtomicBool>> {
    use signal_hook::consts::{SIGHUP, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP])?;
    let ended = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&ended);
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            flag.store(true, Ordering::Relaxed);
            thread::sleep(GRACE);
            terminal::give_back();
            std::process::exit(128 + signal);
        }
    });
    Ok(ended)
}

#[cfg(not(unix))]
fn signals() -> io::Result<Arc<AtomicBool>> {
    Ok(Arc::new(AtomicBool::new(false)))
}

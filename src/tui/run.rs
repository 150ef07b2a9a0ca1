//! The loop that joins the pure interface to a terminal, a clock and a performer of wishes.

use super::action::Pointer;
use super::effect::{Effect, Msg};
use super::measure;
use super::terminal::{self, Screen};
use super::{App, Worker, draw, keymap};
use anyhow::Context;
use chrono::{DateTime, FixedOffset};
use crossterm::event::{self, Event, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// Longest wait for a key: after it the clock and the signals are looked at.
const PATIENCE: Duration = Duration::from_millis(200);
/// The same while news from the worker may come: a sixtieth of a second is halved, so that none is shown late.
const EAGER: Duration = Duration::from_millis(8);
/// After so many eager turns without news, patience returns.
const EAGER_TURNS: u32 = 250;
/// So long the interface has to end by itself when the system wants it to.
const GRACE: Duration = Duration::from_secs(1);
/// How many keys that wait in line are taken before the screen is drawn again.
const BURST: usize = 256;

/// What fulfils wishes: at once, or on a thread of its own.
struct Outside<'a, P> {
    perform: P,
    worker: &'a Worker,
    /// What a thread that measures writes to.
    desk: Sender<Msg>,
    news: Receiver<Msg>,
    /// Eager turns that are left.
    eager: u32,
}

/// Runs the interface until the user leaves or the system asks it to end. `perform` fulfils an effect and tells what came of it;
/// slow ones go to `worker`, and nothing here waits for it.
pub fn run(
    mut app: App,
    effects: Vec<Effect>,
    now: impl Fn() -> DateTime<FixedOffset>,
    worker: &Worker,
    perform: impl FnMut(Effect) -> Option<Msg>,
) -> anyhow::Result<()> {
    let (desk, news) = mpsc::channel();
    let mut outside = Outside { perform, worker, desk, news, eager: 0 };
    let ended = signals().context("could not listen to signals")?;
    let mut screen = Screen::open().context("could not take over the terminal")?;
    let (width, height) = screen.size().context("could not ask for the size of the terminal")?;
    app.receive(Msg::Resized { width, height });
    settle(&mut app, &mut screen, effects, &mut outside)?;
    let mut changed = true;
    while !app.quit && !ended.load(Ordering::Relaxed) {
        let step = step(&mut app, &mut screen, changed, &now, &mut outside);
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
    outside: &mut Outside<'_, impl FnMut(Effect) -> Option<Msg>>,
) -> anyhow::Result<bool> {
    if changed {
        screen.draw(|frame| draw(app, frame)).context("could not draw")?;
    }
    let to_next_second = u64::from(1000 - now().timestamp_subsec_millis().min(999));
    let patience = if outside.eager > 0 { EAGER } else { PATIENCE };
    outside.eager = outside.eager.saturating_sub(1);
    let mut wait = patience.min(Duration::from_millis(to_next_second));
    let mut next = false;
    for _ in 0..BURST {
        if app.quit || !event::poll(wait).context("could not wait for a key")? {
            break;
        }
        wait = Duration::ZERO;
        next = true;
        let effects = take(app, event::read().context("could not read a key")?, now());
        settle(app, screen, effects, outside)?;
    }
    let news: Vec<Msg> = outside.worker.news().chain(outside.news.try_iter()).collect();
    for msg in news {
        let effects = app.receive(msg);
        settle(app, screen, effects, outside)?;
        next = true;
    }
    let moment = now();
    if moment.timestamp() != app.now.timestamp() {
        let effects = app.receive(Msg::Tick(moment));
        settle(app, screen, effects, outside)?;
        next = true;
    }
    Ok(next)
}

fn take(app: &mut App, event: Event, now: DateTime<FixedOffset>) -> Vec<Effect> {
    match event {
        Event::Key(KeyEvent { kind: KeyEventKind::Release, .. }) => Vec::new(),
        Event::Key(key) => keymap::name(key).map(|name| app.press(&name, now)).unwrap_or_default(),
        Event::Paste(text) => app.paste(&text, now),
        Event::Mouse(mouse) => pointer(mouse).map(|pointer| app.point(pointer, now)).unwrap_or_default(),
        Event::Resize(width, height) => app.receive(Msg::Resized { width, height }),
        _ => Vec::new(),
    }
}

/// What a mouse says that means something here.
const fn pointer(mouse: MouseEvent) -> Option<Pointer> {
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Pointer::Click { x: mouse.column, y: mouse.row }),
        MouseEventKind::ScrollDown => Some(Pointer::Down),
        MouseEventKind::ScrollUp => Some(Pointer::Up),
        _ => None,
    }
}

/// Fulfils wishes until none is left, but for those that the worker has taken.
fn settle(
    app: &mut App,
    screen: &mut Screen,
    effects: Vec<Effect>,
    outside: &mut Outside<'_, impl FnMut(Effect) -> Option<Msg>>,
) -> io::Result<()> {
    let mut waiting = VecDeque::from(effects);
    while let Some(effect) = waiting.pop_front() {
        match effect {
            Effect::Redraw => screen.clear()?,
            Effect::Sleep => screen.sleep()?,
            Effect::Copy(text) => terminal::copy(&text)?,
            Effect::MeasureKernels => {
                let desk = outside.desk.clone();
                // Nobody listens any more when the interface has ended
                thread::spawn(move || drop(desk.send(Msg::Measured(measure::kernels()))));
                outside.eager = EAGER_TURNS;
            }
            Effect::EditCard { ref path, line, .. } => {
                let edited = screen.edit(path, line)?;
                waiting.extend(match edited {
                    Ok(()) => (outside.perform)(effect).map(|msg| app.receive(msg)).unwrap_or_default(),
                    Err(error) => app.receive(Msg::Failed { effect, reason: error.to_string() }),
                });
            }
            Effect::Edit { ref path, line } => {
                if let Err(error) = screen.edit(path, line)? {
                    waiting.extend(app.receive(Msg::Failed { effect, reason: error.to_string() }));
                }
            }
            slow if slow.is_slow() => {
                if slow.is_awaited() {
                    outside.eager = EAGER_TURNS;
                }
                outside.worker.ask(slow);
            }
            other => {
                if let Some(msg) = (outside.perform)(other) {
                    waiting.extend(app.receive(msg));
                }
            }
        }
    }
    Ok(())
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

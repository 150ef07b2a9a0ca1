//! The binary in a real pseudo-terminal: keys go in, and what its user would see is read off the screen.

use crate::sandbox::Sandbox;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// So long a machine may be busy before a screen that does not come counts as missing.
const PATIENCE: Duration = Duration::from_mins(1);
const ROWS: u16 = 24;
const COLUMNS: u16 = 80;

/// A terminal with the binary in it.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    input: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    reader: JoinHandle<()>,
    closing: Arc<AtomicBool>,
    /// How the terminal was set before the program touched it.
    before: String,
}

impl Terminal {
    /// Opens a terminal and starts `wengu ARGS…` in it.
    pub fn open(sandbox: &Sandbox, args: &[&str]) -> Self {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_wengu"));
        command.args(args);
        command.env_clear();
        for (name, value) in sandbox.environment() {
            command.env(name, value);
        }
        command.cwd(sandbox.path(""));
        let before = settings(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let size = |cells| NonZeroU16::new(cells).unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(size(ROWS), size(COLUMNS), 0)));
        let mut output = pair.master.try_clone_reader().unwrap();
        let shown = Arc::clone(&screen);
        let closing = Arc::new(AtomicBool::new(false));
        let is_closing = Arc::clone(&closing);
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = output.read(&mut bytes) {
                shown.lock().unwrap().process(&bytes[..length]);
                if is_closing.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        let input = pair.master.take_writer().unwrap();
        Self { child, master: pair.master, input, screen, reader, closing, before }
    }

    pub fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Types keys as a keyboard would send them.
    pub fn keys(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Waits until the screen is as wanted.
    pub fn until(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let text = self.text();
            if wanted(&text) {
                return text;
            }
            assert!(Instant::now() < end, "no {what} on the screen:\n{text}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn until_shows(&self, words: &str) -> String {
        self.until(words, |text| text.contains(words))
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// The window is closed: the terminal is gone.
    pub fn close(self) -> Box<dyn Child + Send + Sync> {
        self.closing.store(true, Ordering::Relaxed);
        // The reader holds the terminal open; the clock on the screen wakes it within a second
        self.reader.join().unwrap();
        self.child
    }

    /// Waits for the program's end and gives its exit code.
    pub fn ended(&mut self) -> u32 {
        end_of(&mut *self.child)
    }

    /// After the program has ended: the terminal is as it was.
    pub fn assert_restored(&self) {
        let end = Instant::now() + PATIENCE;
        while self.screen.lock().unwrap().screen().alternate_screen() && Instant::now() < end {
            thread::sleep(Duration::from_millis(5));
        }
        let parser = self.screen.lock().unwrap();
        let screen = parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen was not left");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste is still on");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "the mouse is still caught");
        assert_eq!(settings(&*self.master), self.before, "the terminal is set otherwise than before");
    }
}

/// Waits for a program's end and gives its exit code.
pub fn end_of(child: &mut dyn Child) -> u32 {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.exit_code();
        }
        assert!(Instant::now() < end, "it does not end");
        thread::sleep(Duration::from_millis(5));
    }
}

/// How a terminal treats what is typed: echo, lines, signals.
fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

//! The terminal taken over, and given back whatever happens.

use super::Tone;
use crate::domain::editor;
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Frame;
use ratatui::backend::CrosstermBackend;
use std::io::{self, Stdout, stdout};
use std::path::Path;
use std::process::Command;
use std::sync::Once;
use std::time::Duration;
use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

/// A terminal that has not told its background by then is not asked further: over a slow line the screens come first.
const PATIENCE: Duration = Duration::from_millis(300);

/// Whether the terminal says that its background is light. Keys that are typed meanwhile may be lost, so this is for the start only.
pub fn background() -> Option<Tone> {
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    let mode = theme_mode(options).ok()?;
    Some(if mode == ThemeMode::Light { Tone::Light } else { Tone::Dark })
}

/// The terminal while it is ours; dropping it gives it back.
#[derive(Debug)]
pub struct Screen {
    inner: ratatui::Terminal<CrosstermBackend<Stdout>>,
}

impl Screen {
    /// Takes the terminal over. A panic from here on restores it before it speaks.
    pub fn open() -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                before(panic);
            }));
        });
        take_over().inspect_err(|_| give_back())?;
        let inner = ratatui::Terminal::new(CrosstermBackend::new(stdout())).inspect_err(|_| give_back())?;
        Ok(Self { inner })
    }

    /// Width and height in cells.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.inner.size().map(|size| (size.width, size.height))
    }

    /// Draws in one go: a terminal that knows synchronized updates never shows half a picture.
    pub fn draw(&mut self, picture: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        execute!(stdout(), BeginSynchronizedUpdate)?;
        self.inner.draw(picture)?;
        execute!(stdout(), EndSynchronizedUpdate)
    }

    /// Forgets what is on the screen, so that the next draw paints every cell.
    pub fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    /// Opens the learner's editor at a line, and takes the terminal over again when it has ended. The inner error is the editor's.
    pub fn edit(&mut self, path: &str, line: u32) -> io::Result<io::Result<()>> {
        // A sample note, or one that came through standard input
        if !Path::new(path).exists() {
            return Ok(Err(io::Error::other(format!("there is no file {path}"))));
        }
        let named = editor::from_environment(|name| std::env::var(name).ok());
        let command = editor::at_line(&named, path, line);
        give_back();
        let ended = Command::new(&command.program).args(&command.arguments).status();
        take_over()?;
        self.clear()?;
        Ok(ended.map(|_| ()).map_err(|error| io::Error::other(format!("{}: {error}", command.program))))
    }

    /// Gives the terminal back, stops the process as the shell's job control expects, and takes the terminal over again when it is
    /// continued.
    #[cfg(unix)]
    pub fn sleep(&mut self) -> io::Result<()> {
        give_back();
        signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
        take_over()?;
        self.clear()
    }

    #[cfg(not(unix))]
    pub fn sleep(&mut self) -> io::Result<()> {
        self.clear()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Hands a text to the terminal for its clipboard (OSC 52); a terminal that does not know it ignores it.
///
/// # Errors
/// If nothing can be written to the terminal.
pub fn copy(text: &str) -> io::Result<()> {
    execute!(stdout(), CopyToClipboard::to_clipboard_from(text))
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, EnableMouseCapture, cursor::Hide)
}

/// Undoes [`take_over`]. Errors are of no use here: the terminal may be gone, and there is no one left to tell.
pub(super) fn give_back() {
    let _ = execute!(
        stdout(),
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

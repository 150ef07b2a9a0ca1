//! The terminal taken over, and given back whatever happens.

use crate::domain::editor;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Frame;
use ratatui::backend::CrosstermBackend;
use std::io::{self, Stdout, Write, stdout};
use std::process::Command;
use std::sync::Once;

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
        let named = editor::from_environment(|name| std::env::var(name).ok());
        let command = editor::at_line(&named, path, line);
        give_back();
        let ended = Command::new(&command.program).args(&command.arguments).status();
        take_over()?;
        self.clear()?;
        Ok(ended.map(|_| ()).map_err(|error| io::Error::other(format!("{}: {error}", command.program))))
    }

    /// Asks the terminal to put a text on the clipboard (OSC 52), which works over a remote shell too.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let out = self.inner.backend_mut();
        write!(out, "\x1b]52;c;{}\x07", base64(text.as_bytes()))?;
        out.flush()
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

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, EnableMouseCapture, cursor::Hide)
}

/// Undoes [`take_over`]. Errors are of no use here: the terminal may be gone, and there is no one left to tell.
fn give_back() {
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

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let of = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let bits = of(0) << 16 | of(1) << 8 | of(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_become_letters() {
        for (bytes, expected) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("注", "5rOo")] {
            assert_eq!(super::base64(bytes.as_bytes()), expected);
        }
    }
}

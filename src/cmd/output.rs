//! Printing. A reader that has gone away is no error, and nothing from a note commands the terminal.

use super::Ending;
use crate::domain::safe;
use anyhow::{Context, Result};
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write};

/// Prints text for people: cleaned of what a terminal would obey.
pub(super) fn text(text: &str) -> Result<Ending> {
    write(safe::clean_lines(text).as_bytes())
}

/// Text for standard error: cleaned as for standard output.
pub(super) fn safe(text: &str) -> std::borrow::Cow<'_, str> {
    safe::clean_lines(text)
}

/// Prints one JSON document.
pub(super) fn json(value: &impl Serialize) -> Result<Ending> {
    let document = serde_json::to_string(value).context("could not write the outcome as JSON")?;
    write(escaped(document).as_bytes())?;
    write(b"\n")
}

/// JSON may hold control characters from DEL on as they are, and some terminals obey them.
fn escaped(document: String) -> String {
    let is_raw = |c: char| ('\u{7f}'..='\u{9f}').contains(&c);
    if !document.contains(is_raw) {
        return document;
    }
    let mut text = String::with_capacity(document.len() + 64);
    for character in document.chars() {
        if is_raw(character) {
            let _ = write!(text, "\\u{:04x}", u32::from(character));
        } else {
            text.push(character);
        }
    }
    text
}

/// Writes bytes to standard output.
pub(super) fn write(bytes: &[u8]) -> Result<Ending> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("could not write to standard output"),
        _ => Ok(Ending::Fine),
    }
}

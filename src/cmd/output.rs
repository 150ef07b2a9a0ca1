//! Printing. A reader that has gone away is no error, and nothing from a note commands the terminal.

use super::Ending;
use crate::domain::safe;
use anyhow::{Context, Result};
use serde::Serialize;
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
    let mut document = serde_json::to_vec(value).context("could not write the outcome as JSON")?;
    document.push(b'\n');
    write(&document)
}

/// Writes bytes to standard output.
pub(super) fn write(bytes: &[u8]) -> Result<Ending> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("could not write to standard output"),
        _ => Ok(Ending::Fine),
    }
}

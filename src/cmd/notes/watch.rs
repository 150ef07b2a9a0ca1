//! `wengu notes import --watch`: a note that is saved is in the library a moment later.

use anyhow::{Context, Result};
use notify::{EventKind, RecursiveMode, Watcher, recommended_watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Editors save in several steps; a pause this long ends them.
const QUIET: Duration = Duration::from_millis(150);
/// A folder that is never quiet is looked at all the same.
const LONGEST: Duration = Duration::from_millis(600);

/// Calls `changed` at once and whenever something at `paths` was changed, until it fails or the process is ended.
pub(super) fn watch(paths: &[PathBuf], mut changed: impl FnMut() -> Result<()>) -> Result<()> {
    let (sender, events) = channel();
    let mut watcher = recommended_watcher(move |event: notify::Result<notify::Event>| {
        let is_reading = event.as_ref().is_ok_and(|event| matches!(event.kind, EventKind::Access(_)));
        if !is_reading {
            // A receiver that is gone means that the program ends
            let _ = sender.send(());
        }
    })
    .context("could not ask the system to watch files")?;
    for path in paths {
        let (path, mode) = watched(path);
        watcher.watch(path, mode).with_context(|| format!("could not watch {}", path.display()))?;
    }
    changed()?;
    while events.recv().is_ok() {
        let first = Instant::now();
        while first.elapsed() < LONGEST {
            match events.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
        changed()?;
    }
    Ok(())
}

/// Editors put a new file in the place of the old one, which only its folder sees.
fn watched(path: &Path) -> (&Path, RecursiveMode) {
    if path.is_dir() {
        return (path, RecursiveMode::Recursive);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    (folder, RecursiveMode::NonRecursive)
}

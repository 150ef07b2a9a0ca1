//! `wengu backup`, `restore` and `doctor`: nothing that was learned is lost.

use super::{Context, Ending, output};
use crate::locale::shell as texts;
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn backup(context: &Context, path: Option<&Path>) -> Result<Ending> {
    let path = match path {
        Some(path) => path.to_owned(),
        None => default_copy(context, "")?,
    };
    ensure!(!path.exists(), "{} is there already; name another file", path.display());
    context.library()?.back_up(&path)?;
    output::text(&texts::backed_up(context.lang, &path.display().to_string()))
}

pub(super) fn restore(context: &Context, path: &Path) -> Result<Ending> {
    let mut library = context.library()?;
    let before = default_copy(context, "-before-restore")?;
    library.back_up(&before)?;
    library.restore(path)?;
    output::text(&texts::restored(context.lang, &path.display().to_string(), &before.display().to_string()))
}

pub(super) fn doctor(context: &Context, rebuild: bool) -> Result<Ending> {
    let mut library = context.library()?;
    let mended = if rebuild { Some(library.rebuild()?) } else { None };
    let health = library.health()?;
    output::text(&texts::health(context.lang, &health.faults, health.drifted, mended))?;
    Ok(if health.faults.is_empty() && health.drifted == 0 { Ending::Fine } else { Ending::Wrong })
}

/// A name for a copy of this moment, in the folder `backups` beside the library.
fn default_copy(context: &Context, mark: &str) -> Result<PathBuf> {
    let library = context.library_path()?;
    let folder = library.with_file_name("backups");
    fs::create_dir_all(&folder)
        .with_context(|| format!("could not make the folder {}; name a file instead", folder.display()))?;
    let moment = context.now().format("%Y-%m-%d-%H%M%S");
    let numbered = |number: u32| match number {
        0 => folder.join(format!("wengu-{moment}{mark}.db")),
        number => folder.join(format!("wengu-{moment}{mark}-{number}.db")),
    };
    (0..1_000)
        .map(numbered)
        .find(|path| !path.exists())
        .with_context(|| format!("{} holds too many copies of this second; name a file instead", folder.display()))
}

//! What every command needs to know: the language, the time, and where the library is. Read once; the library opens on demand.

use crate::cli::{ColorChoice, Global};
use crate::clock::{self, Clock};
use crate::config::{File, Places};
use crate::library::Library;
use crate::locale::Lang;
use anyhow::{Context as _, Result};
use chrono::{DateTime, FixedOffset};
use std::io::IsTerminal;
use std::path::PathBuf;

#[derive(Debug)]
pub(super) struct Context {
    pub(super) lang: Lang,
    pub(super) clock: Clock,
    settings: File,
    color: ColorChoice,
    library: Option<PathBuf>,
    data_dir: Option<PathBuf>,
}

impl Context {
    pub(super) fn new(global: Global) -> Result<Self> {
        let settings = match (&global.config, Places::find(global.data_dir.clone())) {
            (Some(path), _) => File::read(path, true)?,
            (None, Ok(places)) => File::read(&places.settings, false)?,
            // Without a home there are no settings; whoever needs the library is told
            (None, Err(_)) => File::default(),
        };
        let environment = ["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).ok());
        let lang = global.lang.chosen().or(settings.lang);
        let lang = lang.unwrap_or_else(|| Lang::from_environment(environment.iter().map(Option::as_deref)));
        let clock = global.now.map_or_else(Clock::running, Clock::stopped_at);
        Ok(Self { lang, clock, settings, color: global.color, library: global.db, data_dir: global.data_dir })
    }

    pub(super) fn now(&self) -> DateTime<FixedOffset> {
        self.clock.now()
    }

    /// Whether standard output takes colour.
    pub(super) fn color(&self) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let is_unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                std::io::stdout().is_terminal() && !is_unwanted
            }
        }
    }

    /// Opens the library, and makes its folder if need be.
    pub(super) fn library(&self) -> Result<Library> {
        let path = match &self.library {
            Some(path) => path.clone(),
            None => Places::find(self.data_dir.clone())?.library,
        };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).with_context(|| {
                format!("could not make the folder {}; name another library with --db", folder.display())
            })?;
        }
        Ok(Library::open(&path, self.settings.library_settings(self.lang)?, clock::entropy)?)
    }
}

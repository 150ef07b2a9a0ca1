//! What every command needs to know: the language, the time, and where the library is. Read once; the library opens on demand.

use crate::cli::{ColorChoice, Global};
use crate::clock::{self, Clock};
use crate::config::{Background, File, Places};
use crate::library::{self, Library};
use crate::locale::Lang;
use anyhow::{Context as _, Result};
use chrono::{DateTime, FixedOffset};
use std::io::IsTerminal;
use std::path::PathBuf;

#[derive(Debug)]
pub(super) struct Context {
    pub(super) lang: Lang,
    pub(super) clock: Clock,
    /// Whether to say less.
    pub(super) quiet: bool,
    /// Whether to say more.
    pub(super) verbose: bool,
    color: ColorChoice,
    settings: File,
    library: Option<PathBuf>,
    config: Option<PathBuf>,
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
        let lang = Self::spoken(&global, settings.lang);
        let clock = global.now.map_or_else(Clock::running, Clock::stopped_at);
        Ok(Self {
            lang,
            clock,
            quiet: global.quiet,
            verbose: global.verbose,
            color: global.color,
            settings,
            library: global.db,
            config: global.config,
            data_dir: global.data_dir,
        })
    }

    /// The language: as the flag says, else the settings, else the environment.
    pub(super) fn spoken(global: &Global, set: Option<Lang>) -> Lang {
        let environment = ["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).ok());
        let chosen = global.lang.chosen().or(set);
        chosen.unwrap_or_else(|| Lang::from_environment(environment.iter().map(Option::as_deref)))
    }

    pub(super) fn now(&self) -> DateTime<FixedOffset> {
        self.clock.now()
    }

    /// Where the pictures lie that came with cards from elsewhere: beside the library.
    pub(super) fn media_folder(&self) -> Result<PathBuf> {
        Ok(self.library_path()?.parent().unwrap_or_else(|| std::path::Path::new("")).join("media"))
    }

    /// Where the library is, or will be.
    pub(super) fn library_path(&self) -> Result<PathBuf> {
        match &self.library {
            Some(path) => Ok(path.clone()),
            None => Ok(Places::find(self.data_dir.clone())?.library),
        }
    }

    /// Where the settings are, or would be.
    pub(super) fn settings_path(&self) -> Result<PathBuf> {
        match &self.config {
            Some(path) => Ok(path.clone()),
            None => Ok(Places::find(self.data_dir.clone())?.settings),
        }
    }

    /// Whether standard output takes colour: as the flag says, else on a terminal that nobody and nothing forbids it.
    pub(super) fn color(&self) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let is_unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                std::io::stdout().is_terminal() && !is_unwanted && !is_dumb
            }
        }
    }

    /// The background of the terminal, where the settings tell.
    pub(super) const fn background(&self) -> Option<Background> {
        self.settings.background
    }

    /// Whether formulas are pictures unless a flag says otherwise.
    pub(super) fn images(&self) -> bool {
        self.settings.images.unwrap_or(false)
    }

    /// Opens the library, and makes its folder if need be.
    pub(super) fn library(&self) -> Result<Library> {
        let path = self.library_path()?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).with_context(|| {
                format!("could not make the folder {}; name another library with --db", folder.display())
            })?;
        }
        Ok(Library::open(&path, self.library_settings()?, clock::entropy)?)
    }

    pub(super) fn library_settings(&self) -> Result<library::Settings> {
        self.settings.library_settings(self.lang)
    }
}

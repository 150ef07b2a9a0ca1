//! The verbs of the tool: import, search, ask, answer, undo. Each is one transaction, and each takes the moment as an argument.

mod browse;
mod error;
mod formulas;
mod import;
mod notes;
mod review;
mod safety;
mod starter;

pub use error::LibraryError;
pub use import::{Manner, Progress};
pub use notes::SampleNote;
pub use safety::Health;

use crate::locale::Lang;
use crate::scheduler::{self, Scheduler};
use crate::storage::Storage;
use std::path::Path;
use uuid::Uuid;

type Result<T, E = LibraryError> = std::result::Result<T, E>;

/// What the library needs to know of its owner.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The language of the starter cards and of the questions made from notes.
    pub lang: Lang,
    pub scheduler: scheduler::Settings,
    /// How many cards may be met for the first time in one study day.
    pub new_per_day: u32,
    /// Whether the starter decks are part of the library.
    pub starter_decks: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { lang: Lang::default(), scheduler: scheduler::Settings::default(), new_per_day: 20, starter_decks: true }
    }
}

/// Ten random bytes, from which the ids of reviews are made.
pub type Entropy = fn() -> [u8; 10];

/// An open library.
#[derive(Debug)]
pub struct Library {
    storage: Storage,
    scheduler: Scheduler,
    settings: Settings,
    entropy: Entropy,
    /// Reviews of this session that can still be undone, the latest last.
    answered: Vec<Uuid>,
}

impl Library {
    /// Opens the library at `path`, which is made if need be, and brings its starter decks up to date.
    ///
    /// # Errors
    /// If the database cannot be opened or the settings are not usable.
    pub fn open(path: &Path, settings: Settings, entropy: Entropy) -> Result<Self> {
        Self::on(Storage::open(path)?, settings, entropy)
    }

    /// A library that is gone when it is dropped.
    ///
    /// # Errors
    /// If the settings are not usable.
    pub fn in_memory(settings: Settings, entropy: Entropy) -> Result<Self> {
        Self::on(Storage::in_memory()?, settings, entropy)
    }

    fn on(storage: Storage, settings: Settings, entropy: Entropy) -> Result<Self> {
        let scheduler = Scheduler::new(settings.scheduler.clone())?;
        let library = Self { storage, scheduler, settings, entropy, answered: Vec::new() };
        library.sync_starter_decks()?;
        Ok(library)
    }

    pub const fn settings(&self) -> &Settings {
        &self.settings
    }
}

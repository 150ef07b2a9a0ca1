//! The verbs of the tool: import, search, ask, answer, undo. Each is one transaction, and each takes the moment as an argument.

mod browse;
mod error;
mod exchange;
mod formulas;
mod import;
pub mod index;
mod notes;
mod pick;
mod practice;
mod preview;
mod queue;
mod review;
mod safety;
mod search;
mod starter;
mod stats;

pub use error::LibraryError;
pub use exchange::{CardRecord, ReviewRecord};
pub use import::{Manner, Progress, content_mark};
pub use notes::SampleNote;
pub use safety::Health;
pub use starter::bench_of;

use crate::locale::Lang;
use crate::scheduler::{self, Scheduler, queue::Rules};
use crate::search::Lexicon;
use crate::storage::Storage;
use practice::Practice;
use queue::Queues;
use review::Deed;
use std::cell::{Cell, RefCell};
use std::path::Path;
use std::sync::Arc;

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
    /// Limits, order and what holds for single decks.
    pub queue: Rules,
    /// Whether the screens ask for a typed answer before they show theirs.
    pub typed_answers: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            scheduler: scheduler::Settings::default(),
            new_per_day: 20,
            starter_decks: true,
            queue: Rules::default(),
            typed_answers: false,
        }
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
    /// Deeds of this session that can still be undone, the latest last.
    deeds: Vec<Deed>,
    /// The queues of the day, by deck.
    queues: RefCell<Queues>,
    /// The custom study that goes on.
    practice: RefCell<Option<Practice>>,
    /// The Latin words of the notes, with the state of the index that they were read from.
    lexicon: RefCell<Option<(String, Arc<Lexicon>)>>,
    /// The state of the database when another connection last changed it.
    seen: Cell<Option<i64>>,
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
        let scheduler = Scheduler::new(scheduler_settings(&storage, &settings)?)?;
        let library = Self {
            storage,
            scheduler,
            settings,
            entropy,
            deeds: Vec::new(),
            queues: RefCell::default(),
            practice: RefCell::default(),
            lexicon: RefCell::default(),
            seen: Cell::default(),
        };
        library.sync_starter_decks()?;
        index::settle(&library)?;
        Ok(library)
    }

    /// Whether somebody else has written to the library since this was last asked.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn changed_elsewhere(&self) -> Result<bool> {
        let (_, now) = self.storage.queue_stamp()?;
        Ok(self.seen.replace(Some(now)).is_some_and(|seen| seen != now))
    }

    pub const fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// Under this key the library keeps the parameters that were fitted to its own log.
pub(super) const PARAMETERS: &str = "fsrs-parameters";

/// The settings, with the parameters that were fitted to this library unless the settings name their own.
fn scheduler_settings(storage: &Storage, settings: &Settings) -> Result<scheduler::Settings> {
    let mut scheduler = settings.scheduler.clone();
    if scheduler.parameters.is_empty()
        && let Some(stored) = storage.meta_get(PARAMETERS)?
    {
        scheduler.parameters = serde_json::from_str(&stored)
            .map_err(|_| crate::storage::StorageError::Strange(format!("the FSRS parameters `{stored}`")))?;
    }
    Ok(scheduler)
}

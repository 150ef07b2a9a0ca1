//! What a verb of the library can answer instead of its outcome.

use crate::domain::CardId;
use crate::exchange::anki::PackageError;
use crate::scheduler::{SchedulerError, optimize::OptimizeError};
use crate::storage::StorageError;

/// Why a verb could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Scheduler(#[from] SchedulerError),
    #[error(transparent)]
    Optimize(#[from] OptimizeError),
    #[error("the package could not be taken: {0}")]
    Package(#[from] PackageError),
    #[error("the database could not be taken: {0}")]
    Foreign(#[from] crate::storage::AnkiFileError),
    #[error("there is no card {}; `wengu cards list` names them all", .0.0)]
    NoSuchCard(CardId),
    #[error("there is no flag {0}; flags are 1 to 7, and 0 takes one away")]
    NoSuchFlag(u8),
    #[error("the answer cannot be taken back: the card was reviewed again since, perhaps in another window")]
    ReviewedSince,
}

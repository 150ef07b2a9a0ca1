//! What can go wrong with the database, in the user's words.

use std::path::PathBuf;

/// Why the library could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("could not open the library {}: {reason}; name another with --db, or bring this one back with `wengu restore`", path.display())]
    Open { path: PathBuf, reason: rusqlite::Error },
    #[error("the library was written by a newer wengu (format {found}, this one knows {supported}); update wengu")]
    TooNew { found: usize, supported: usize },
    #[error("the library holds something that this version does not understand: {0}")]
    Strange(String),
    #[error("the library could not be read or written: {0}")]
    Sql(#[from] rusqlite::Error),
}

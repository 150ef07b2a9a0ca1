//! Anki packages: `.apkg` and `.colpkg`, the old form and the present one. Written is the old form, which every Anki imports.
//!
//! Two note types of our own carry, beside what Anki shows, the card's source in a field of its own, so that a card that comes back
//! unchanged is the very card that left.

mod html;
mod import;
mod models;
mod package;
mod proto;
mod template;
mod write;

pub use import::{Incoming, IncomingCard, IncomingReview, State, read};
pub use package::{Package, PackageError, is_file_name};
pub use write::{Outgoing, OutgoingCard, OutgoingReview, Pictures, write};

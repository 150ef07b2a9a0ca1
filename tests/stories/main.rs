//! Stories of the real binary, in a home of its own: what a learner does at the shell and in a real pseudo-terminal, and what the
//! library holds afterwards.

#![allow(clippy::unwrap_used, clippy::panic)]

mod imports;
#[cfg(unix)]
mod keys;
mod notes;
mod sandbox;
mod search;
mod shell;
#[cfg(unix)]
mod terminal;

//! **wengu** (温故): daily study notes become concepts, formulas and cards, and the cards become knowledge that stays.
//!
//! # The map
//!
//! Two data paths run through the crate. *From a note to a card*: [`ingest`] reads Markdown into plain [`domain`] values,
//! [`library`] stores them through [`storage`] in one transaction. *From a key press to a stored review*: [`tui`] turns keys into
//! actions and actions into effects, [`library`] asks [`scheduler`] for the outcome and appends it to the review log.
//!
//! Pure, and knowing nothing of files, clocks or terminals: [`domain`], [`scheduler`], [`search`], [`formula`], [`typeset`],
//! [`lab`] and all of [`ingest`] but its `walk`.
//!
//! At the rim: [`storage`] (rusqlite), [`tui`] (ratatui, crossterm), [`cli`] and [`cmd`] (the shell), [`config`], [`clock`].
//! Who may import whom is kept by `tests/architecture.rs`.

pub mod domain;
pub mod formula;
pub mod ingest;
pub mod lab;
pub mod starter;
pub mod typeset;

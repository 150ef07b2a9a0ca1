//! From the text of a note to domain values: pure, and total over any text.
//!
//! [`lexer`] finds what must be left alone. What remains is read line by line: which lines are headings is judged by their
//! company, a style's level is learned from the note, and what stands under each heading is restored as its author meant it.
//! Terms are found before the marks that part them from what they are, and by the `sentences` that define; `term` tells names.
//! [`cards`] reads and makes cards, [`identity`] knows them again after an edit. [`walk`] alone touches files, and [`decode`] makes
//! text of their bytes.

mod attributes;
mod bare;
mod body;
mod caption;
pub mod cards;
mod catalogue;
mod concepts;
mod counted;
mod dates;
pub mod decode;
mod definitions;
mod diagnose;
mod explanation;
mod extent;
mod figures;
pub mod identity;
mod judge;
pub mod lexer;
mod lines;
mod listing;
mod matter;
mod mentions;
mod norm;
mod numbering;
mod ornament;
mod outline;
mod parse;
mod places;
mod plain;
mod questions;
mod remark;
mod sections;
mod sentences;
mod separators;
mod sequence;
mod tables;
mod term;
mod thin;
mod title;
mod tree;
pub mod walk;
mod words;

pub use norm::norm;
pub use parse::{Context, parse};

/// Which reader this is. Where it reads a note otherwise than before, the number goes up, and every note is read again.
pub const EDITION: &str = "13";

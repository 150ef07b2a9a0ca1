//! Search: what a text is found by, and how well it answers what was typed. Pure; the library asks the index and reads the texts.
//!
//! [`Folded`] is a text as it is compared, [`tokens`] what it is indexed by, [`Query`] what was typed, [`Plan`] what the index is
//! asked, [`Needle`] how well a name or a text answers, [`snippet`] and [`marks`] what is shown of it.
//!
//! A contiguous match always ranks above a scattered one: fuzzy matching comes last, because in Chinese it prefers scattered
//! hits at the start of a name to a whole word in its middle.

mod folded;
pub mod fuzzy;
mod lexicon;
mod marks;
mod misheard;
mod name;
mod near;
mod pinyin;
mod plan;
mod query;
mod symbols;
mod synonyms;
pub mod tokens;

pub use folded::Folded;
pub use lexicon::Lexicon;
pub use marks::{marks, snippet, spans};
pub use misheard::Misheard;
pub use name::{Fit, Name, Needle, Rank};
pub use near::{ALIKE, Spelling};
pub use plan::{Breadth, Plan, corrected};
pub use query::{Query, Term};

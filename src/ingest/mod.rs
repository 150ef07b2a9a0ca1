//! From the text of a note to domain values: pure, and total over any text.

pub mod cards;
pub mod identity;
pub mod lexer;

//! The static tables that the build script makes from `assets/formulas`, and nothing else.

use super::{Bilingual, Check, Claim, Formula, Source, Symbol, Topic};

/// A name by which a formula is found, folded when the tool was built.
#[derive(Debug)]
pub(super) struct Key {
    /// Words with one space between them.
    pub(super) folded: &'static str,
    /// The same without spaces.
    pub(super) squeezed: &'static str,
}

/// How a Chinese name is typed in Latin letters.
#[derive(Debug)]
pub(super) struct Sound {
    /// Every syllable, without tones and spaces; ü is v.
    pub(super) full: &'static str,
    /// Their first letters.
    pub(super) initials: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/formulas.rs"));

//! The texts that a user sees, in Chinese and in English. The language is chosen once, at start, and handed down.
//!
//! A text without a gap is a [`Text`] constant; a text with gaps is a function of [`Lang`] and its values, so that each
//! language can order its words as it likes.

pub mod bench;
pub mod cards;
pub mod charts;
pub mod exchange;
pub mod exercise;
pub mod lab;
mod lang;
pub mod notes;
pub mod phrases;
pub mod review;
pub mod scene;
pub mod shell;
pub mod stats;
pub mod tui;

pub use lang::Lang;

/// One text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    pub zh: &'static str,
    pub en: &'static str,
}

impl Text {
    pub const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh, en }
    }

    /// The text in `lang`.
    pub const fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

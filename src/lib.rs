//! **wengu** (温故): daily study notes become concepts, formulas and cards, and the cards become knowledge that stays.
//!
//! [`domain`] holds the plain values, [`locale`] the texts in both languages. Both are pure: time and chance come in as arguments.
//! [`tui`] is the face: key press to action, action to effect; drawing changes nothing.

pub mod domain;
pub mod locale;
pub mod tui;

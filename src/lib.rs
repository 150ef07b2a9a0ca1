//! **wengu** (温故): daily study notes become concepts, formulas and cards, and the cards become knowledge that stays.
//!
//! [`domain`] holds the plain values, [`locale`] the texts in both languages. Both are pure: time and chance come in as arguments.
//! [`formula`] is the formula pack and its lookup, [`starter`] the cards that a new library begins with: static tables, made at
//! build time from `assets/`, so that nothing is parsed at run time.
//! [`typeset`] lays LaTeX out in the cells of a terminal.
//! [`lab`] holds the calculators, ndarray and nothing of ours; [`exercise`] asks for what they compute, with new numbers each time.
//! [`tui`] is the face: key press to action, action to effect; drawing changes nothing.

pub mod cli;
pub mod clock;
pub mod cmd;
pub mod config;
pub mod domain;
pub mod exchange;
pub mod exercise;
pub mod formula;
pub mod ingest;
pub mod lab;
pub mod library;
pub mod locale;
pub mod scheduler;
pub mod search;
pub mod starter;
pub mod storage;
pub mod tui;
pub mod typeset;

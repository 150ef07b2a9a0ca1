//! Ways in and out: Anki packages, tables for other programs, and the schedules that other tools kept.

pub mod anki;
pub mod elsewhere;
pub mod table;

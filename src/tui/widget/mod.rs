//! The parts that screens are made of.

pub mod chart;
pub mod field;
pub mod heat;
pub mod list;
pub mod markdown;
pub mod mascot;
pub mod math;
pub mod numerals;
pub mod row;
pub mod text;
pub mod uptime;
pub mod wrap;

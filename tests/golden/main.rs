//! The calculators against reference values that were computed another way (NumPy in 64-bit floats, checked against PyTorch).
//!
//! Each file under `tests/fixtures/golden` is one topic. A test reads its topic, computes every case and compares each expected
//! value at the file's own tolerance; a case or value left out fails the test.

#![allow(clippy::unwrap_used, clippy::panic)]

mod attention;
mod claims;
mod layers;
mod models;
mod random;
mod reader;
mod shell;

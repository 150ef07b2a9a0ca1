//! The scenes: settings of a bench that show one thing in two minutes, with three lines that say what to look at.
//!
//! Each was chosen for a claim that study notes make; a test computes the numbers that the lines name.

mod attention;
mod layers;
mod models;
mod position;

use super::Text;
use crate::lab::bench::Bench;

/// One scene.
#[derive(Debug)]
pub struct Scene {
    pub id: &'static str,
    pub bench: Bench,
    /// Which of the bench's calculations.
    pub case: &'static str,
    /// Of the toy numbers.
    pub seed: u64,
    /// The fields that differ from their defaults, as JSON.
    pub set: &'static str,
    /// What B has instead, when A and B are compared.
    pub against: &'static str,
    /// The output to look at.
    pub stage: &'static str,
    pub title: Text,
    pub lines: [Text; 3],
}

/// The scenes of a bench, in the order in which they are best seen.
pub fn of(bench: Bench) -> impl Iterator<Item = &'static Scene> {
    all().filter(move |scene| scene.bench == bench)
}

/// The scene of this name.
pub fn find(id: &str) -> Option<&'static Scene> {
    all().find(|scene| scene.id == id)
}

/// Every scene.
pub fn all() -> impl Iterator<Item = &'static Scene> {
    [attention::SCENES, position::SCENES, layers::SCENES, models::SCENES].into_iter().flatten()
}

//! What the review log tells about one's memory.

use super::{CardId, StudyDay};
use serde::Serialize;

/// How many of the reviews succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Retention {
    pub reviews: u32,
    pub recalled: u32,
    /// Recalled by reviews; none without reviews.
    pub share: Option<f64>,
    /// What FSRS had expected: the mean retrievability at these reviews.
    pub expected: Option<f64>,
}

/// The same after intervals of `from_days` to below `to_days`; none for no end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct IntervalRetention {
    pub from_days: u32,
    pub to_days: Option<u32>,
    #[serde(flatten)]
    pub retention: Retention,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeckRetention {
    pub deck: String,
    /// What the settings ask for.
    pub desired: f64,
    #[serde(flatten)]
    pub retention: Retention,
    pub cards: u32,
}

/// A day's reviews, past or coming.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DayLoad {
    pub date: StudyDay,
    pub reviews: u32,
}

/// A card that gives trouble, with the place where it could be rewritten.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HardCard {
    pub id: CardId,
    pub deck: String,
    pub question: String,
    pub difficulty: f32,
    pub lapses: u32,
    pub is_leech: bool,
    pub note: Option<String>,
    pub line: Option<u32>,
}

/// Cards whose stability lies in `from_days` to below `to_days`; none for no end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StabilityBand {
    pub from_days: u32,
    pub to_days: Option<u32>,
    pub cards: u32,
}

/// Cards by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct StateCounts {
    pub new: u32,
    pub learning: u32,
    pub review: u32,
    pub relearning: u32,
    pub suspended: u32,
}

/// Everything that `wengu stats` shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistics {
    pub reviews: u32,
    pub minutes: f64,
    /// Study days that hold a review.
    pub days: u32,
    /// Per day studied.
    pub reviews_per_day: f64,
    pub minutes_per_day: f64,
    /// Again, hard, good, easy.
    pub grades: [u32; 4],
    pub desired_retention: f64,
    /// Of cards past the learning steps, at their first review of a day.
    pub retention: Retention,
    pub retention_30d: Retention,
    pub retention_by_interval: Vec<IntervalRetention>,
    pub retention_by_deck: Vec<DeckRetention>,
    /// Reviews that fall due today and on each of the next days.
    pub forecast: Vec<DayLoad>,
    /// The last year of study days, oldest first, those without reviews included.
    pub heat: Vec<super::DayTotal>,
    /// Hardest first.
    pub hardest: Vec<HardCard>,
    pub stability: Vec<StabilityBand>,
    pub cards: StateCounts,
    /// Cards that would be recalled if all were asked now.
    pub known_now: f64,
}

/// How well parameters predict reviews: the less the better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fit {
    pub log_loss: f64,
    /// Between predicted and true recall, in bins of like reviews.
    pub rmse: f64,
}

/// What fitting the parameters came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Optimization {
    pub reviews: u32,
    /// Reviews that were fitted, and later ones that were held back to test the fit.
    pub fitted: u32,
    pub tested: u32,
    pub before: Fit,
    pub after: Fit,
    /// Whether the new parameters predict better than those in use.
    pub is_better: bool,
    /// Whether they are in use now.
    pub is_kept: bool,
    pub parameters: Vec<f32>,
}

/// What one desired retention would cost and bring, as the simulator tells it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Scenario {
    pub desired_retention: f32,
    pub minutes_per_day: f64,
    pub reviews_per_day: f64,
    /// Cards that would be recalled at the end.
    pub known: f64,
    /// Whether it is the one in use.
    pub is_current: bool,
}

/// From how many lapses on a card is a leech: it costs more than it gives, and had better be rewritten.
pub const LEECH_LAPSES: u32 = 8;

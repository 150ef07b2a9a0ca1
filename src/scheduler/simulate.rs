//! What another desired retention would cost in minutes a day and bring in cards that are known.

use super::SchedulerError;
use crate::domain::{Grade, Phase, Scenario};
use fsrs::{Card, RevlogEntry, RevlogReviewKind, SimulatorConfig, extract_simulator_config, simulate};
use std::sync::Arc;

/// The desired retentions that are tried, apart from the one in use.
const TRIED: [f32; 7] = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97];
/// With fewer reviews the times and grades of people in general are taken.
const FEWEST_REVIEWS: usize = 400;
const SEED: u64 = 42;

/// A card that was met already.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    pub stability: f32,
    pub difficulty: f32,
    pub days_since_review: u32,
    /// Days from today; negative when overdue.
    pub due_in: i32,
    pub lapses: u32,
}

/// A review that was made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Past {
    /// In ms since 1970.
    pub at: i64,
    pub card: i64,
    pub grade: Grade,
    pub took_ms: u32,
    /// Before it.
    pub phase: Phase,
}

impl From<&Past> for RevlogEntry {
    fn from(past: &Past) -> Self {
        Self {
            id: past.at,
            cid: past.card,
            button_chosen: past.grade as u8,
            taken_millis: past.took_ms,
            review_kind: match past.phase {
                Phase::New | Phase::Learning { .. } => RevlogReviewKind::Learning,
                Phase::Review => RevlogReviewKind::Review,
                Phase::Relearning { .. } => RevlogReviewKind::Relearning,
            },
            ..Self::default()
        }
    }
}

/// What the simulation begins with.
#[derive(Debug, Clone, Default)]
pub struct Start {
    pub known: Vec<Known>,
    /// Cards that were never met.
    pub new_cards: usize,
    pub new_per_day: usize,
    pub reviews_per_day: Option<usize>,
    pub maximum_interval_days: u32,
    pub parameters: Vec<f32>,
    pub current: f32,
    /// The log, from which times and grades are taken.
    pub log: Vec<Past>,
    /// How many days to look ahead.
    pub days: usize,
}

/// Each of the desired retentions over the days to come, from low to high.
///
/// # Errors
/// If FSRS cannot simulate with these parameters.
pub fn scenarios(start: &Start) -> Result<Vec<Scenario>, SchedulerError> {
    let deck_size = start.known.len() + start.new_cards;
    if deck_size == 0 || start.days == 0 {
        return Ok(Vec::new());
    }
    let config = SimulatorConfig {
        deck_size,
        learn_span: start.days,
        // A day has no limit here: the question is what it would take
        max_cost_perday: 86_400.0,
        max_ivl: start.maximum_interval_days as f32,
        learn_limit: start.new_per_day,
        review_limit: start.reviews_per_day.unwrap_or(usize::MAX),
        ..habits(&start.log)
    };
    let parameters =
        if start.parameters.is_empty() { fsrs::DEFAULT_PARAMETERS.to_vec() } else { start.parameters.clone() };
    let shared = Arc::new(parameters.clone());
    let mut tried: Vec<f32> = TRIED.to_vec();
    if !tried.iter().any(|retention| (retention - start.current).abs() < 1e-4) {
        tried.push(start.current);
        tried.sort_by(f32::total_cmp);
    }
    tried
        .into_iter()
        .map(|retention| {
            let cards = start.known.iter().zip(1..).map(|(known, id)| card(known, id, retention, &shared)).collect();
            let result =
                simulate(&config, &parameters, retention, Some(SEED), Some(cards)).map_err(SchedulerError::Fit)?;
            let days = start.days as f64;
            Ok(Scenario {
                desired_retention: retention,
                minutes_per_day: result.cost_per_day.iter().map(|&seconds| f64::from(seconds)).sum::<f64>()
                    / 60.0
                    / days,
                reviews_per_day: result.review_cnt_per_day.iter().sum::<usize>() as f64 / days,
                known: result.memorized_cnt_per_day.last().map_or(0.0, |&known| f64::from(known)),
                is_current: (retention - start.current).abs() < 1e-4,
            })
        })
        .collect()
}

fn habits(log: &[Past]) -> SimulatorConfig {
    if log.len() < FEWEST_REVIEWS {
        return SimulatorConfig::default();
    }
    extract_simulator_config(log.iter().map(RevlogEntry::from).collect(), 0, true)
}

fn card(known: &Known, id: i64, desired_retention: f32, parameters: &Arc<Vec<f32>>) -> Card {
    let last_date = -(known.days_since_review as f32);
    let due = known.due_in as f32;
    Card {
        id,
        difficulty: known.difficulty,
        stability: known.stability,
        last_date,
        due,
        interval: due - last_date,
        lapses: known.lapses,
        desired_retention,
        parameters: Arc::clone(parameters),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_retention_costs_more_and_brings_more() {
        let known = Known { stability: 20.0, difficulty: 5.0, days_since_review: 10, due_in: 8, lapses: 0 };
        let start = Start {
            known: vec![known; 100],
            new_cards: 200,
            new_per_day: 10,
            maximum_interval_days: 36_500,
            current: 0.88,
            days: 120,
            ..Start::default()
        };
        let scenarios = scenarios(&start).unwrap();
        assert_eq!(scenarios.len(), TRIED.len() + 1);
        assert_eq!(scenarios.iter().filter(|scenario| scenario.is_current).count(), 1);
        let at = |retention: f32| {
            *scenarios.iter().find(|scenario| (scenario.desired_retention - retention).abs() < 1e-3).unwrap()
        };
        assert!(at(0.95).minutes_per_day > at(0.85).minutes_per_day);
        assert!(at(0.95).known > at(0.7).known);
        assert_eq!(super::scenarios(&Start::default()).unwrap(), []);
    }
}

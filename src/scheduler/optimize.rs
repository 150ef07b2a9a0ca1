//! Fitting the parameters to one's own log, and telling honestly whether that predicts better.

use super::SchedulerError;
use crate::domain::{Fit, Grade, Optimization};
use fsrs::{ComputeParametersInput, FSRS, FSRSItem, FSRSReview, compute_parameters};

/// With fewer reviews a fit is chance.
pub const FEWEST_REVIEWS: usize = 400;
/// Of the reviews in the order of time, the last one in so many is held back to test the fit.
const HELD_BACK: usize = 5;
/// A test on fewer says nothing.
const FEWEST_TESTS: usize = 50;

/// The grades of one card since it was new, each with the study days since the one before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    pub card: i64,
    /// When each was given, in ms: tells early reviews from late ones.
    pub at: Vec<i64>,
    pub grades: Vec<(u32, Grade)>,
}

/// Why nothing was fitted.
#[derive(Debug, thiserror::Error)]
pub enum OptimizeError {
    #[error("there are {found} reviews, and a fit needs {needed}; go on reviewing, the defaults fit most people well")]
    TooFew { found: usize, needed: usize },
    #[error(transparent)]
    Scheduler(#[from] SchedulerError),
}

struct Example {
    at: i64,
    card: i64,
    item: FSRSItem,
}

/// Fits parameters to all but the latest reviews, tests them and `current` on those, and if they predict better, fits anew to all.
/// `progress` is called with the share that is done, and may end it by returning false.
///
/// # Errors
/// If there are too few reviews, or FSRS cannot fit them.
pub fn optimize(
    histories: &[History],
    current: &[f32],
    relearning_steps: usize,
) -> Result<Optimization, OptimizeError> {
    let reviews: usize = histories.iter().map(|history| history.grades.len()).sum();
    let mut examples = examples(histories);
    examples.sort_by_key(|example| example.at);
    let tested = examples.len() / HELD_BACK;
    if reviews < FEWEST_REVIEWS || tested < FEWEST_TESTS {
        return Err(OptimizeError::TooFew { found: reviews, needed: FEWEST_REVIEWS });
    }
    let (early, late) = examples.split_at(examples.len() - tested);
    let candidate = fit(early, relearning_steps)?;
    let (before, after) = (measure(current, late)?, measure(&candidate, late)?);
    let is_better = after.log_loss < before.log_loss;
    let parameters = if is_better { fit(&examples, relearning_steps)? } else { candidate };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Optimization {
        reviews: count(reviews),
        fitted: count(examples.len() - tested),
        tested: count(tested),
        before,
        after,
        is_better,
        is_kept: false,
        parameters,
    })
}

/// One example for each review after at least a day, with all that came before it.
fn examples(histories: &[History]) -> Vec<Example> {
    let mut examples = Vec::new();
    for history in histories {
        let reviews: Vec<FSRSReview> = history
            .grades
            .iter()
            .enumerate()
            .map(|(at, &(days, grade))| FSRSReview { rating: grade as u32, delta_t: if at == 0 { 0 } else { days } })
            .collect();
        for (index, review) in reviews.iter().enumerate().skip(1).filter(|(_, review)| review.delta_t > 0) {
            debug_assert!((1..=4).contains(&review.rating));
            examples.push(Example {
                at: history.at[index],
                card: history.card,
                item: FSRSItem { reviews: reviews[..=index].to_vec() },
            });
        }
    }
    examples
}

fn fit(examples: &[Example], relearning_steps: usize) -> Result<Vec<f32>, SchedulerError> {
    compute_parameters(ComputeParametersInput {
        train_set: examples.iter().map(|example| example.item.clone()).collect(),
        card_ids: Some(examples.iter().map(|example| example.card).collect()),
        num_relearning_steps: Some(relearning_steps),
        ..ComputeParametersInput::default()
    })
    .map_err(SchedulerError::Fit)
}

fn measure(parameters: &[f32], examples: &[Example]) -> Result<Fit, SchedulerError> {
    let fsrs = FSRS::new(parameters).map_err(SchedulerError::Parameters)?;
    let items = examples.iter().map(|example| example.item.clone()).collect();
    let evaluation = fsrs.evaluate(items, |_| true).map_err(SchedulerError::Fit)?;
    Ok(Fit { log_loss: f64::from(evaluation.log_loss), rmse: f64::from(evaluation.rmse_bins) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::mix;

    /// The log of a learner whose memory is FSRS with these parameters.
    fn learner(parameters: &[f32], cards: i64) -> Vec<History> {
        let fsrs = FSRS::new(parameters).unwrap();
        let decay = parameters.get(20).copied().unwrap_or(fsrs::FSRS6_DEFAULT_DECAY);
        let mut chance = 1_u64;
        let mut unit = || {
            chance += 1;
            (mix(chance) >> 40) as f32 / (1_u64 << 24) as f32
        };
        (0..cards)
            .map(|card| {
                let mut history = History { card, ..History::default() };
                let mut state = None;
                let mut day = card / 4;
                for turn in 0..8 {
                    let gap = if turn == 0 { 0 } else { [1_u32, 3, 7, 15, 30, 60, 120][turn - 1] };
                    day += i64::from(gap);
                    let recalled =
                        state.is_none_or(|state| unit() < fsrs::current_retrievability(state, gap as f32, decay));
                    let grade = if recalled { Grade::Good } else { Grade::Again };
                    let next = fsrs.next_states(state, 0.9, gap).unwrap();
                    state = Some(if recalled { next.good.memory } else { next.again.memory });
                    history.at.push(day * 86_400_000);
                    history.grades.push((gap, grade));
                }
                history
            })
            .collect()
    }

    #[test]
    fn a_log_that_the_defaults_do_not_fit_gets_better_parameters() {
        let mut forgetful = fsrs::DEFAULT_PARAMETERS.to_vec();
        forgetful[2] = 0.6;
        forgetful[8] = 0.9;
        let outcome = optimize(&learner(&forgetful, 120), &[], 1).unwrap();
        assert_eq!((outcome.reviews, outcome.parameters.len()), (960, 21));
        assert_eq!(outcome.fitted + outcome.tested, 840);
        assert!(outcome.is_better && outcome.after.log_loss < outcome.before.log_loss, "{outcome:?}");
        // What is good already stays: the same log against the parameters that made it
        let again = optimize(&learner(&forgetful, 120), &forgetful, 1).unwrap();
        assert!(again.before.log_loss < outcome.before.log_loss);
    }

    #[test]
    fn few_reviews_are_not_fitted() {
        let error = optimize(&learner(&[], 20), &[], 1).unwrap_err();
        assert!(error.to_string().contains("160 reviews"), "{error}");
    }

    #[test]
    fn only_reviews_after_a_day_are_examples_and_each_knows_its_past() {
        let history = History {
            card: 1,
            at: vec![0, 1, 2, 3],
            grades: vec![(9, Grade::Good), (0, Grade::Good), (3, Grade::Again), (0, Grade::Good)],
        };
        let examples = examples(&[history]);
        assert_eq!(examples.len(), 1);
        let item: Vec<_> = examples[0].item.reviews.iter().map(|review| (review.rating, review.delta_t)).collect();
        assert_eq!((examples[0].at, item), (2, vec![(3, 0), (3, 0), (1, 3)]));
    }
}

//! The steps of minutes that a card takes before it leaves for days, which FSRS leaves out.

use crate::domain::{Grade, Phase};
use chrono::Duration;

/// The phase that a grade leads to, and the wait in it; no wait means the interval that FSRS asks for.
pub(super) fn phase_after(
    phase: Phase,
    grade: Grade,
    learning: &[Duration],
    relearning: &[Duration],
) -> (Phase, Option<Duration>) {
    match phase {
        Phase::New => after(learning, 0, grade, |step| Phase::Learning { step }),
        Phase::Learning { step } => after(learning, step, grade, |step| Phase::Learning { step }),
        Phase::Relearning { step } => after(relearning, step, grade, |step| Phase::Relearning { step }),
        Phase::Review => match (grade, relearning.first()) {
            (Grade::Again, Some(&wait)) => (Phase::Relearning { step: 0 }, Some(wait)),
            _ => (Phase::Review, None),
        },
    }
}

/// The rule of steps, as Anki and py-fsrs have it: again starts over, hard repeats the step (the first one takes the mean of the
/// first two, or half as long again if it is alone), good goes on, easy leaves at once.
fn after(steps: &[Duration], step: u8, grade: Grade, phase: impl Fn(u8) -> Phase) -> (Phase, Option<Duration>) {
    let at = usize::from(step);
    let Some(&first) = steps.first() else { return (Phase::Review, None) };
    // A card from a time when there were more steps has them behind it
    if at >= steps.len() && grade != Grade::Again {
        return (Phase::Review, None);
    }
    match grade {
        Grade::Again => (phase(0), Some(first)),
        Grade::Hard => {
            let wait = match (at, steps.get(1)) {
                (0, None) => first * 3 / 2,
                (0, Some(&second)) => (first + second) / 2,
                _ => steps[at],
            };
            (phase(step), Some(wait))
        }
        Grade::Good => match (steps.get(at + 1), step.checked_add(1)) {
            (Some(&wait), Some(next)) => (phase(next), Some(wait)),
            _ => (Phase::Review, None),
        },
        Grade::Easy => (Phase::Review, None),
    }
}

//! Xiao (鸮), the owl that keeps the learner company. It blinks, and it feels with the state of the cards.

use crate::locale::tui::Mood;

/// Seconds between two blinks.
const BLINK_EVERY: i64 = 5;

/// The lines of the owl at a moment, given in seconds.
pub fn lines(mood: Mood, second: i64) -> Vec<&'static str> {
    let frames = match mood {
        Mood::Waiting => include_str!("../../../assets/mascot/waiting.txt"),
        Mood::Content => include_str!("../../../assets/mascot/content.txt"),
        Mood::Worried => include_str!("../../../assets/mascot/worried.txt"),
        Mood::Greeting => include_str!("../../../assets/mascot/greeting.txt"),
    };
    let frame = usize::from(second.rem_euclid(BLINK_EVERY) == BLINK_EVERY - 1);
    frames.split("\n\n").nth(frame).unwrap_or_default().lines().collect()
}

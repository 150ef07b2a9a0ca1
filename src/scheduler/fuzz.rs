//! Chance in intervals, so that cards that were learnt together do not come back together for ever. The generator is seeded by card
//! and review, so that an answer that was taken back and given anew comes to the same day.

use std::ops::RangeInclusive;

/// Shorter intervals are left alone, in days.
const SHORTEST: f64 = 2.5;
/// From where to where, in days, an interval gives which share of itself to chance.
const BANDS: [(f64, f64, f64); 3] = [(2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, f64::INFINITY, 0.05)];

/// The seed of a card's next review.
pub fn seed(card_key: &str, reps: u32) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(card_key.as_bytes()).update(&reps.to_le_bytes());
    let mut seed = [0; 8];
    seed.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(seed)
}

/// A number in 0..1 from a seed.
pub(super) fn unit(seed: u64) -> f64 {
    let mixed = super::mix(seed);
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

/// The days among which chance may choose, none of them below `least` or above `most`.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to u32 before
pub(super) fn window(days: f64, least: u32, most: u32) -> RangeInclusive<u32> {
    let least = least.min(most);
    let bounded = |days: f64| (days.round().clamp(0.0, f64::from(u32::MAX)) as u32).clamp(least, most);
    if days < SHORTEST {
        return bounded(days)..=bounded(days);
    }
    let reach: f64 = BANDS.iter().map(|(from, to, share)| share * (days.min(*to) - from).max(0.0)).sum();
    let reach = reach + 1.0;
    bounded((days - reach).max(2.0))..=bounded(days + reach)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_grows_with_the_interval_and_keeps_its_bounds() {
        for (days, least, most, expected) in [
            // Too short for chance
            (1.0, 1, 36_500, 1..=1),
            (2.4, 1, 36_500, 2..=2),
            // 1 + 0.15·0.5, 1 + 0.15·4.5, 1 + 0.15·4.5 + 0.1·13, … as py-fsrs and Anki have it
            (3.0, 1, 36_500, 2..=4),
            (7.0, 1, 36_500, 5..=9),
            (20.0, 1, 36_500, 17..=23),
            (100.0, 1, 36_500, 93..=107),
            // A better grade waits longer than the one before it
            (20.0, 22, 36_500, 22..=23),
            (20.0, 30, 36_500, 30..=30),
            // The maximum holds
            (100.0, 1, 100, 93..=100),
            (100.0, 1, 50, 50..=50),
            (100.0, 80, 50, 50..=50),
        ] {
            assert_eq!(window(days, least, most), expected, "{days} days, {least} to {most}");
        }
    }

    #[test]
    fn chance_hangs_on_card_and_review_alone() {
        assert_eq!(seed("a", 3), seed("a", 3));
        assert_ne!(seed("a", 3), seed("a", 4));
        assert_ne!(seed("a", 3), seed("b", 3));
        let mean: f64 = (0..1000).map(|reps| unit(seed("a", reps))).sum::<f64>() / 1000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
    }
}

//! Load balancing: of the days that chance may choose, those with little to do are more likely.

use std::ops::RangeInclusive;

/// Beyond this many days the load is not known well enough to steer by.
pub(super) const HORIZON: u32 = 90;
/// How strongly a full day repels: a day with twice the cards is this power of two less likely.
const REPULSION: i32 = 2;

/// The day of `window` that `chance` (0..1) points at, when `loads` holds what falls due on each of its days.
pub(super) fn pick(window: &RangeInclusive<u32>, loads: &[u32], chance: f64) -> u32 {
    let weight = |at: usize| 1.0 / f64::from(loads.get(at).copied().unwrap_or(0).saturating_add(1)).powi(REPULSION);
    let days = usize::try_from(window.end() - window.start()).unwrap_or(usize::MAX).saturating_add(1);
    let total: f64 = (0..days).map(weight).sum();
    let mut left = chance * total;
    for (at, day) in window.clone().enumerate() {
        left -= weight(at);
        if left < 0.0 {
            return day;
        }
    }
    *window.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_load_every_day_is_alike() {
        for (chance, day) in [(0.0, 17), (0.13, 17), (0.15, 18), (0.5, 20), (0.999_999, 23)] {
            assert_eq!(pick(&(17..=23), &[], chance), day, "{chance}");
        }
        assert_eq!(pick(&(5..=5), &[9], 0.7), 5);
    }

    #[test]
    fn full_days_are_spared() {
        // Three days, the middle one full: of a thousand cards hardly one goes there
        let loads = [0, 40, 0];
        let hits = (0..1000).filter(|at| pick(&(9..=11), &loads, f64::from(*at) / 1000.0) == 10).count();
        assert!(hits <= 1, "{hits}");
    }
}

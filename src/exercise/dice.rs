//! Chance that can be repeated: the same seed draws the same numbers, so that undo shows the very question again.

/// `SplitMix64`
#[derive(Debug, Clone, Copy)]
pub struct Dice(u64);

/// The seed of a card's next asking: its key and how often it was graded.
pub fn seed(key: &str, reps: u32) -> u64 {
    let hash = key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    Dice(hash ^ u64::from(reps)).next()
}

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    pub fn whole(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high.max(low) - low).saturating_add(1)
    }

    /// A whole number as a size.
    pub fn size(&mut self, low: usize, high: usize) -> usize {
        usize::try_from(self.whole(low as u64, high as u64)).unwrap_or(low)
    }

    /// One of some; the first of none would be a bug, so there must be one.
    pub fn one_of<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        const { assert!(N > 0) };
        choices[self.size(0, N - 1)]
    }

    /// `low + n·step` up to `high`; rounded so that it reads as it was meant.
    pub fn stepped(&mut self, low: f64, high: f64, step: f64) -> f64 {
        let count = ((high - low) / step + 1e-9).floor().clamp(0.0, 1e6);
        round(low + step * self.whole(0, whole(count)) as f64)
    }

    /// A number of tenths from `low` to `high`.
    pub fn tenths(&mut self, low: f64, high: f64) -> f64 {
        self.stepped(low, high, 0.1)
    }

    /// Different tenths from `low` to `high`, so that no two are alike.
    pub fn distinct<const N: usize>(&mut self, low: f64, high: f64) -> [f64; N] {
        let mut drawn = [0.0; N];
        for place in 0..N {
            drawn[place] = (0..64)
                .map(|_| self.tenths(low, high))
                .find(|value| drawn[..place].iter().all(|other| (other - value).abs() > 0.05))
                .unwrap_or(low + place as f64 / 10.0);
        }
        drawn
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
const fn whole(count: f64) -> u64 {
    count as u64
}

/// To nine decimals, without minus zero: 0.1·3 is written 0.3.
pub fn round(value: f64) -> f64 {
    if value.abs() > 1e6 { value } else { (value * 1e9).round() / 1e9 + 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_asked_again_draws_other_numbers_and_undo_the_same() {
        assert_eq!(seed("starter:a", 3), seed("starter:a", 3));
        assert_ne!(seed("starter:a", 3), seed("starter:a", 4));
        assert_ne!(seed("starter:a", 3), seed("starter:b", 3));
    }

    #[test]
    fn what_is_drawn_stays_within_its_bounds_and_reaches_them() {
        let mut dice = Dice::new(7);
        let drawn: Vec<f64> = (0..400).map(|_| dice.tenths(-0.3, 0.3)).collect();
        for value in [-0.3, -0.1, 0.0, 0.2, 0.3] {
            assert!(drawn.iter().any(|one| (one - value).abs() < 1e-12), "{value}");
        }
        assert!(drawn.iter().all(|value| (-0.3..=0.3).contains(value) && format!("{value}").len() <= 4));
        assert!((0..100).map(|_| dice.whole(2, 4)).all(|value| (2..=4).contains(&value)));
        assert_eq!(dice.whole(5, 1), 5);
    }
}

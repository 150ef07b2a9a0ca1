//! Toy inputs: vectors that can be typed by hand, the same for the same seed. They come from no trained model.

/// A linear congruential generator (Knuth's MMIX constants): the same values everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lcg(u64);

impl Lcg {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next value from `low` to `high`, rounded to two decimals.
    pub fn next_value(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let unit = (self.0 >> 33) as f64 / f64::from(1_u32 << 31);
        ((low + (high - low) * unit) * 100.0).round() / 100.0 + 0.0
    }

    /// `rows` of `columns` values from −1.5 to 1.5.
    pub fn rows(&mut self, rows: usize, columns: usize) -> Vec<Vec<f64>> {
        (0..rows).map(|_| (0..columns).map(|_| self.next_value(-1.5, 1.5)).collect()).collect()
    }
}

/// A vector for each token, made from its letters alone (FNV-1a as the seed): equal tokens have equal vectors, and similar words
/// are no nearer than others. Toy vectors, not a trained model.
pub fn hash_embedding(tokens: &[&str], columns: usize) -> Vec<Vec<f64>> {
    let seed = |token: &str| {
        token
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    };
    tokens.iter().flat_map(|token| Lcg::new(seed(token)).rows(1, columns)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_two_decimal_values() {
        let rows = Lcg::new(1).rows(4, 4);
        assert_eq!(rows, Lcg::new(1).rows(4, 4));
        assert_ne!(rows, Lcg::new(2).rows(4, 4));
        for value in rows.concat() {
            assert!((-1.5..=1.5).contains(&value) && format!("{value}").trim_start_matches('-').len() <= 4, "{value}");
        }
    }

    #[test]
    fn equal_tokens_have_equal_vectors() {
        let vectors = hash_embedding(&["猫", "cat", "猫", ""], 3);
        assert_eq!(vectors.len(), 4);
        assert_eq!(vectors[0], vectors[2]);
        assert_ne!(vectors[0], vectors[1]);
    }
}

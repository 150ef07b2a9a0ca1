//! How much two names are alike in their letters, for when a search finds nothing and the nearest names are offered.

use super::folded::Folded;

/// Less alike than this, in percent, two names only share letters by chance.
pub const ALIKE: usize = 30;

/// A name made ready to be compared: its characters, and its pairs of neighbours, in order.
#[derive(Debug, Clone)]
pub struct Spelling(Vec<(char, char)>);

impl Spelling {
    pub fn new(folded: &Folded) -> Self {
        // What stands before the first character: to begin alike counts
        let mut before = ' ';
        let mut parts: Vec<(char, char)> = Vec::new();
        for character in folded.text().chars() {
            parts.push((before, character));
            // Characters of a language that is written without spaces say something alone
            if !character.is_ascii() {
                parts.push((character, ' '));
            }
            before = character;
        }
        parts.sort_unstable();
        Self(parts)
    }

    /// How much of both is in the other, in percent.
    pub fn likeness(&self, other: &Self) -> usize {
        let (mut own, mut others) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut shared = 0_usize;
        while let (Some(one), Some(two)) = (own.peek(), others.peek()) {
            match one.cmp(two) {
                std::cmp::Ordering::Less => own.next(),
                std::cmp::Ordering::Greater => others.next(),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    own.next();
                    others.next()
                }
            };
        }
        (200 * shared).checked_div(self.0.len() + other.0.len()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_one_that_is_spelled_alike() {
        let likeness =
            |one: &str, other: &str| Spelling::new(&Folded::new(one)).likeness(&Spelling::new(&Folded::new(other)));
        for (typed, near, far) in [
            ("mombo", "Mamba", "RetNet"),
            ("layrenormm", "LayerNorm", "attention"),
            ("注易丽", "注意力", "归一化"),
            ("归并化", "归一化", "离散化"),
        ] {
            assert!(likeness(typed, near) >= ALIKE, "{typed} {near}: {}", likeness(typed, near));
            assert!(likeness(typed, near) > likeness(typed, far), "{typed}");
        }
        assert!(likeness("xqzvkj", "attention") < ALIKE);
        assert_eq!((likeness("", ""), likeness("moe", "MoE")), (0, 100));
    }
}

//! The Latin words that the notes hold, kept in memory: what a beginning or a middle may be part of, and what a slip of the finger
//! was meant to be.

use super::synonyms;
use std::cmp::Reverse;

/// Below this length a word has too many neighbours for a slip to be told.
const SHORTEST: usize = 4;
/// From this length on, two slips are forgiven.
const LONG: usize = 8;
/// A word is taken for no more others than this.
const CORRECTIONS: usize = 3;

/// Words with the number of texts that hold them.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    words: Vec<(String, u32)>,
    /// The words of the field, which may be in no note yet.
    known: Vec<&'static str>,
}

impl Lexicon {
    pub fn new(mut words: Vec<(String, u32)>) -> Self {
        words.sort();
        let mut known: Vec<&'static str> = synonyms::words().collect();
        known.sort_unstable();
        known.dedup();
        Self { words, known }
    }

    /// The words that begin so, the most frequent first, no more than `most`.
    pub(super) fn beginning(&self, begun: &str, most: usize) -> Vec<&str> {
        let from = self.words.partition_point(|(word, _)| word.as_str() < begun);
        let found = self.words[from..].iter().take_while(|(word, _)| word.starts_with(begun));
        Self::most_frequent(found.collect(), most)
    }

    /// The words that hold `part` anywhere, the most frequent first, no more than `most`.
    pub(super) fn containing(&self, part: &str, most: usize) -> Vec<&str> {
        let found = self.words.iter().filter(|(word, _)| word.contains(part));
        Self::most_frequent(found.collect(), most)
    }

    fn most_frequent(mut found: Vec<&(String, u32)>, most: usize) -> Vec<&str> {
        if found.len() > most {
            found.sort_by_key(|(_, texts)| Reverse(*texts));
            found.truncate(most);
        }
        found.into_iter().map(|(word, _)| word.as_str()).collect()
    }

    /// Whether a note holds this very word.
    pub(super) fn holds(&self, word: &str) -> bool {
        self.words.binary_search_by(|(known, _)| known.as_str().cmp(word)).is_ok()
    }

    /// The words that `typed` may have been meant to be: the fewest slips first, then the most frequent.
    pub(super) fn corrections(&self, typed: &str) -> Vec<&str> {
        let written: Vec<char> = typed.chars().collect();
        if written.len() < SHORTEST || !written.iter().all(char::is_ascii_lowercase) {
            return Vec::new();
        }
        let allowed = if written.len() < LONG { 1 } else { 2 };
        let own = self.words.iter().map(|(word, texts)| (word.as_str(), *texts));
        let known = self.known.iter().map(|word| (*word, 0));
        let mut near: Vec<(usize, Reverse<u32>, &str)> = own
            .chain(known)
            .filter(|(word, _)| *word != typed && word.len() >= SHORTEST)
            .filter_map(|(word, texts)| Some((slips(&written, word, allowed)?, Reverse(texts), word)))
            .collect();
        near.sort_unstable();
        near.dedup_by_key(|(.., word)| *word);
        near.truncate(CORRECTIONS);
        near.into_iter().map(|(.., word)| word).collect()
    }
}

/// The slips that part `written` from `meant`, if they are no more than `allowed`: a letter too many, too few or another, or two
/// neighbours swapped; no letter slips twice.
pub(super) fn slips(written: &[char], meant: &str, allowed: usize) -> Option<usize> {
    if !meant.is_ascii() || meant.len().abs_diff(written.len()) > allowed {
        return None;
    }
    let meant = meant.as_bytes();
    let same = |i: usize, j: usize| written[i] == char::from(meant[j]);
    let mut before: Vec<usize> = vec![usize::MAX; meant.len() + 1];
    let mut above: Vec<usize> = (0..=meant.len()).collect();
    for i in 0..written.len() {
        let mut row = vec![i + 1];
        for j in 0..meant.len() {
            let mut least = (above[j] + usize::from(!same(i, j))).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && same(i, j - 1) && same(i - 1, j) {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        if row.iter().min().is_none_or(|least| *least > allowed) {
            return None;
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().filter(|slips| *slips <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(words: &[&str]) -> Lexicon {
        Lexicon::new(words.iter().zip(1..).map(|(word, texts)| ((*word).to_owned(), texts)).collect())
    }

    #[test]
    fn a_slip_is_recognised() {
        let lexicon = lexicon(&["attention", "softmax", "transformer", "normalization", "rope", "layernorm", "nope"]);
        for (typed, meant) in [
            ("attnetion", Some("attention")),
            ("sofmax", Some("softmax")),
            ("transfomer", Some("transformer")),
            ("normalisation", Some("normalization")),
            ("atention", Some("attention")),
            ("roep", Some("rope")),
            ("layrnorm", Some("layernorm")),
            // In no note, but in the field
            ("quantizaton", Some("quantization")),
            // Too short to tell, too far off
            ("moa", None),
            ("hyperbole", None),
        ] {
            assert_eq!(lexicon.corrections(typed).first().copied(), meant, "{typed}");
        }
    }

    #[test]
    fn beginnings_and_middles_give_the_frequent_words_first() {
        let lexicon = lexicon(&["layer", "layernorm", "norm", "prenorm"]);
        assert_eq!(lexicon.beginning("layer", 9), ["layer", "layernorm"]);
        assert_eq!(lexicon.containing("norm", 1), ["prenorm"]);
        assert!(lexicon.holds("norm") && !lexicon.holds("nor"));
    }
}

//! Looking a formula up by whatever one remembers of its name: an id, a Chinese or English name, an abbreviation, the
//! beginning of a word, words in any order, a word with a slip of the finger.

use super::fold::{fold, squeeze};
use super::pack::{KEYS, Key};
use super::{Formula, all};
use unicode_normalization::UnicodeNormalization;

/// No name is longer; what stands behind that is not looked at, so that a pasted page costs no more than a word.
const LONGEST_QUERY: usize = 96;

/// What a query found, best first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub best: Option<&'static Formula>,
    /// Whether `best` stands out: the query is one of its names, or no other formula fits nearly as well.
    pub sure: bool,
    pub others: Vec<&'static Formula>,
}

/// How well a name fits; earlier is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    /// The name begins with the query.
    Prefix,
    /// Each word of the query begins a word of the formula's names.
    Words,
    /// The name contains the query.
    Substring,
    /// The query contains the name: `rope 公式`.
    Inside,
    Typo,
}

impl Fit {
    /// Whether the query is, or begins, what it found; of several such formulas any may be the one that is meant.
    fn is_close(self) -> bool {
        self <= Self::Words
    }
}

/// Orders the formulas that fit: the fit, then how much of the name is left over, then the order of the pack.
type Rank = (Fit, usize, usize);

/// The formulas that fit `query`, best first. The same query finds the same formulas in the same order, always.
///
/// Slips are forgiven only when nothing fits without them.
pub fn find(query: &str) -> Found {
    let Some(query) = Query::new(query) else { return Found::default() };
    let mut ranked = rank(|keys| query.fit(keys));
    if ranked.is_empty() {
        ranked = rank(|keys| query.fit_with_slips(keys));
    }
    let sure = match ranked.as_slice() {
        [] => false,
        [((fit, ..), _)] => *fit != Fit::Typo,
        [((first, ..), _), ((second, ..), _), ..] => *first == Fit::Exact || (first.is_close() && !second.is_close()),
    };
    let mut formulas = ranked.into_iter().map(|(_, formula)| formula);
    Found { best: formulas.next(), sure, others: formulas.collect() }
}

/// The `count` formulas whose names resemble `query` most, for a query that finds nothing.
pub fn nearest(query: &str, count: usize) -> Vec<&'static Formula> {
    let Some(query) = Query::new(query) else { return Vec::new() };
    let written: Vec<char> = query.squeezed.chars().collect();
    let mut ranked = rank(|keys| keys.iter().map(|key| (Fit::Typo, unlikeness(&written, key.squeezed))).min());
    ranked.truncate(count);
    ranked.into_iter().map(|(_, formula)| formula).collect()
}

fn rank(fit: impl Fn(&[Key]) -> Option<(Fit, usize)>) -> Vec<(Rank, &'static Formula)> {
    let mut ranked: Vec<(Rank, &'static Formula)> = all()
        .iter()
        .zip(KEYS)
        .enumerate()
        .filter_map(|(order, (formula, keys))| fit(keys).map(|(fit, rest)| ((fit, rest, order), formula)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked
}

struct Query {
    words: Vec<String>,
    squeezed: String,
}

impl Query {
    /// `None` if nothing is left to look for.
    fn new(text: &str) -> Option<Self> {
        let folded = fold(text.chars().take(LONGEST_QUERY).nfkc().take(LONGEST_QUERY));
        let words: Vec<String> = folded.split(' ').map(str::to_owned).collect();
        (!folded.is_empty()).then(|| Self { words, squeezed: squeeze(&folded) })
    }

    /// The best fit of one formula's names, with what it leaves over.
    fn fit(&self, keys: &[Key]) -> Option<(Fit, usize)> {
        let by_key = keys.iter().filter_map(|key| self.fit_key(key)).min();
        let by_words = self.fit_words(keys).map(|rest| (Fit::Words, rest));
        by_key.into_iter().chain(by_words).min()
    }

    fn fit_key(&self, key: &Key) -> Option<(Fit, usize)> {
        let (query, name) = (self.squeezed.as_str(), key.squeezed);
        let rest = name.len().abs_diff(query.len());
        if query == name {
            return Some((Fit::Exact, 0));
        }
        if name.starts_with(query) {
            return Some((Fit::Prefix, rest));
        }
        let telling = query.chars().nth(1).is_some();
        if telling && name.contains(query) {
            return Some((Fit::Substring, rest));
        }
        self.names(key).then_some((Fit::Inside, rest))
    }

    /// Whether the query names `key` among other words. A Latin name counts as whole words only (`rope` is not in
    /// `europe`), and names of one or two bytes say too little.
    fn names(&self, key: &Key) -> bool {
        if key.folded.len() < 3 {
            return false;
        }
        if key.folded.is_ascii() {
            let mut name = key.folded.split(' ');
            return name.all(|word| self.words.iter().any(|written| written == word));
        }
        self.squeezed.contains(key.squeezed)
    }

    /// What is left over of the names' words if each word of the query begins one of them.
    fn fit_words(&self, keys: &[Key]) -> Option<usize> {
        let rests = self.words.iter().map(|word| {
            let begun = keys.iter().flat_map(|key| key.folded.split(' ')).filter(|name| begins(name, word));
            begun.map(|name| name.len().abs_diff(word.len())).min()
        });
        rests.sum()
    }

    /// The least number of slips that make the query one of the names, or its words words of the names.
    fn fit_with_slips(&self, keys: &[Key]) -> Option<(Fit, usize)> {
        let whole = keys.iter().filter_map(|key| slips(&self.squeezed, key.squeezed)).min();
        let words = self.words.iter().map(|word| {
            let names = keys.iter().flat_map(|key| key.folded.split(' '));
            names.filter_map(|name| if begins(name, word) { Some(0) } else { slips(word, name) }).min()
        });
        whole.into_iter().chain(words.sum::<Option<usize>>()).min().map(|slips| (Fit::Typo, slips))
    }
}

/// Whether `word` begins `name`; anywhere in it counts too where words are not spaced, as in Chinese.
fn begins(name: &str, word: &str) -> bool {
    name.starts_with(word) || (!word.is_ascii() && name.contains(word))
}

/// The slips between two words, if they are few for the word's length: none below 4 characters, 1 below 8, else 2.
fn slips(written: &str, meant: &str) -> Option<usize> {
    let written: Vec<char> = written.chars().collect();
    let allowed = match written.len() {
        ..4 => return None,
        4..8 => 1,
        _ => 2,
    };
    let meant: Vec<char> = meant.chars().collect();
    if meant.len().abs_diff(written.len()) > allowed {
        return None;
    }
    Some(distance(&written, &meant)).filter(|slips| *slips <= allowed)
}

/// Slips per thousand characters of the longer word.
fn unlikeness(written: &[char], name: &str) -> usize {
    let name: Vec<char> = name.chars().collect();
    distance(written, &name) * 1000 / written.len().max(name.len()).max(1)
}

/// Damerau-Levenshtein distance in its restricted form (optimal string alignment): insertions, deletions,
/// substitutions and swaps of neighbours, no part edited twice.
fn distance(written: &[char], meant: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=meant.len()).collect();
    for (i, &x) in written.iter().enumerate() {
        let mut row = Vec::with_capacity(meant.len() + 1);
        row.push(i + 1);
        for (j, &y) in meant.iter().enumerate() {
            let mut least = (above[j] + usize::from(x != y)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == meant[j - 1] && written[i - 1] == y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[meant.len()]
}

#[cfg(test)]
mod tests;

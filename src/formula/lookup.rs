//! Looking a formula up by whatever one remembers of it: an id, a Chinese or English name, an abbreviation, pinyin, the
//! beginning of a word, words in any order, a symbol, a part of its LaTeX, a word of what is said about it, a word with a
//! slip of the finger.

mod part;
mod slip;

use super::fold::{fold, squeeze};
use super::pack::{KEYS, Key, SOUNDS, Sound};
use super::{Formula, all};
pub(super) use part::{is_tex, source};
use pinyin::ToPinyin;
use slip::{slips, unlikeness};
use unicode_normalization::UnicodeNormalization;

/// No name is longer; what stands behind that is not looked at, so that a pasted page costs no more than a word.
const LONGEST_QUERY: usize = 96;

/// What a query found, best first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub best: Option<&'static Formula>,
    /// Whether `best` stands out: the query is one of its names, or no other formula fits nearly as well.
    pub sure: bool,
    /// Whether `best` only may be meant: the query says more than its name, or fits by what is said about it or by a slip.
    pub is_guess: bool,
    pub others: Vec<&'static Formula>,
}

/// How well a name fits; earlier is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    /// The query is a Chinese name in pinyin.
    Sound,
    /// The name begins with the query.
    Prefix,
    /// Each word of the query begins a word of the formula's names.
    Words,
    /// The query is one of the symbols of the formula.
    Symbol,
    /// The name contains the query.
    Substring,
    /// The query contains the name: `rope 公式`.
    Inside,
    /// The query is the initials of a Chinese name, or begins one in pinyin.
    Initials,
    /// The formula contains the query.
    Content,
    /// What is said about the formula contains it.
    Said,
    Typo,
}

impl Fit {
    /// Whether it says that the query may have been about something else.
    const fn is_guess(self) -> bool {
        matches!(self, Self::Inside | Self::Said | Self::Typo)
    }

    /// Whether the query is, or begins, what it found; of several such formulas any may be the one that is meant.
    fn is_close(self) -> bool {
        self <= Self::Symbol
    }
}

/// Orders the formulas that fit: the fit, then how much of the name is left over, then the order of the pack.
type Rank = (Fit, usize, usize);

/// The formula that `query` names, if it is a name in full: what most queries are, and the quickest to answer.
pub fn named(query: &str) -> Option<&'static Formula> {
    let query = Query::new(query)?;
    let is_named = |keys: &&[Key]| keys.iter().any(|key| key.squeezed == query.squeezed);
    all().get(KEYS.iter().position(is_named)?)
}

/// The formulas that fit `query`, best first. The same query finds the same formulas in the same order, always.
///
/// What is LaTeX is looked for in the formulas, unless it happens to be a name. Explanations are searched only when no name
/// and no formula fits, and slips are forgiven only when nothing fits without them.
pub fn find(query: &str) -> Found {
    let written = query;
    let Some(query) = Query::new(query) else { return Found::of(part::ranked(written)) };
    let mut ranked = rank(|at| query.fit(at));
    let is_name = ranked.first().is_some_and(|((fit, ..), _)| *fit <= Fit::Sound);
    if !is_name && part::is_tex(written) {
        let parts = part::ranked(written);
        if !parts.is_empty() {
            return Found::of(parts);
        }
    }
    if ranked.first().is_none_or(|((fit, ..), _)| fit.is_guess()) {
        let alike = rank(|at| query.fit_by_sound(SOUNDS.get(at)?));
        ranked = if alike.is_empty() { ranked } else { alike };
    }
    if ranked.is_empty() {
        ranked = rank(|at| query.fit_what_is_said(at));
    }
    if ranked.is_empty() {
        ranked = rank(|at| query.fit_with_slips(KEYS.get(at)?));
    }
    Found::of(ranked)
}

impl Found {
    fn of(ranked: Vec<(Rank, &'static Formula)>) -> Self {
        let sure = match ranked.as_slice() {
            [] => false,
            [((fit, ..), _)] => *fit < Fit::Said,
            [((first, ..), _), ((second, ..), _), ..] => {
                *first == Fit::Exact
                    || (*first == Fit::Sound && *second != Fit::Sound)
                    || (first.is_close() && !second.is_close())
            }
        };
        let is_guess = ranked.first().is_some_and(|((fit, ..), _)| fit.is_guess());
        let mut formulas = ranked.into_iter().map(|(_, formula)| formula);
        Self { best: formulas.next(), sure, is_guess, others: formulas.collect() }
    }
}

/// The `count` formulas whose names resemble `query` most, for a query that finds nothing.
pub fn nearest(query: &str, count: usize) -> Vec<&'static Formula> {
    if part::is_tex(query) {
        return part::nearest(query, count);
    }
    let Some(query) = Query::new(query) else { return Vec::new() };
    let written: Vec<char> = query.squeezed.chars().collect();
    let mut ranked = rank(|at| {
        let keys = KEYS.get(at)?.iter();
        keys.map(|key| (Fit::Typo, unlikeness(&written, key.squeezed))).min()
    });
    ranked.truncate(count);
    ranked.into_iter().map(|(_, formula)| formula).collect()
}

/// Chinese of two characters or more in pinyin; none if one of them has no reading.
fn sound(text: &str) -> Option<String> {
    if text.is_ascii() || text.chars().nth(1).is_none() {
        return None;
    }
    let sounds = text.chars().map(|character| match character.to_pinyin() {
        Some(pinyin) => Some(pinyin.plain().replace('ü', "v")),
        None => character.is_ascii_alphanumeric().then(|| character.to_string()),
    });
    sounds.collect()
}

/// The formulas that fit, by their place in the pack.
fn rank(fit: impl Fn(usize) -> Option<(Fit, usize)>) -> Vec<(Rank, &'static Formula)> {
    let mut ranked: Vec<(Rank, &'static Formula)> = all()
        .iter()
        .enumerate()
        .filter_map(|(order, formula)| fit(order).map(|(fit, rest)| ((fit, rest, order), formula)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked
}

struct Query {
    words: Vec<String>,
    squeezed: String,
    /// In pinyin, if it is Chinese.
    sound: Option<String>,
}

impl Query {
    /// `None` if nothing is left to look for.
    fn new(text: &str) -> Option<Self> {
        let folded = fold(text.chars().take(LONGEST_QUERY).nfkc().take(LONGEST_QUERY));
        let words: Vec<String> = folded.split(' ').map(str::to_owned).collect();
        let squeezed = squeeze(&folded);
        (!folded.is_empty()).then(|| Self { words, sound: sound(&squeezed), squeezed })
    }

    /// The best fit of the formula at `at`, with what it leaves over.
    fn fit(&self, at: usize) -> Option<(Fit, usize)> {
        let (keys, sounds) = (*KEYS.get(at)?, *SOUNDS.get(at)?);
        let by_key = keys.iter().filter_map(|key| self.fit_key(key)).min();
        let by_words = self.fit_words(keys).map(|rest| (Fit::Words, rest));
        let by_name = by_key.into_iter().chain(by_words).min();
        by_name.or_else(|| self.fit_sounds(sounds)).or_else(|| self.fit_content(all().get(at)?))
    }

    /// Pinyin in full, the beginning of it, or its initials. Fewer than three letters say too little.
    fn fit_sounds(&self, sounds: &[Sound]) -> Option<(Fit, usize)> {
        let query = self.squeezed.as_str();
        if query.len() < 3 || !query.is_ascii() {
            return None;
        }
        let fits = sounds.iter().filter_map(|sound| {
            let rest = sound.full.len().abs_diff(query.len());
            if sound.full == query {
                return Some((Fit::Sound, 0));
            }
            (sound.initials == query || sound.full.starts_with(query)).then_some((Fit::Initials, rest))
        });
        fits.min()
    }

    /// Another Chinese name of the same sound: whoever types one in pinyin may pick the wrong characters.
    fn fit_by_sound(&self, sounds: &[Sound]) -> Option<(Fit, usize)> {
        let sound = self.sound.as_deref()?;
        sounds.iter().any(|name| name.full == sound).then_some((Fit::Typo, 0))
    }

    /// A word that stands in the formula itself.
    fn fit_content(&self, formula: &Formula) -> Option<(Fit, usize)> {
        let is_word = self.squeezed.len() > 2 && self.words.len() == 1;
        let has = |text: &str| contains_folded(text, &self.squeezed);
        (is_word && (has(formula.plain) || has(formula.tex))).then_some((Fit::Content, formula.tex.len()))
    }

    /// Words that stand in what is said about the formula.
    fn fit_what_is_said(&self, at: usize) -> Option<(Fit, usize)> {
        let formula = all().get(at)?;
        let texts = [Some(formula.insight), formula.trap, formula.example].into_iter().flatten();
        let said: Vec<&str> = texts.flat_map(|text| [text.zh, text.en]).collect();
        let has = |word: &String| word.chars().count() > 1 && said.iter().any(|text| contains_folded(text, word));
        self.words.iter().all(has).then_some((Fit::Said, 0))
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
    /// `europe`), and names of one character, or of two bytes, say too little.
    fn names(&self, key: &Key) -> bool {
        if key.folded.len() < 3 {
            return false;
        }
        if key.folded.is_ascii() {
            let mut name = key.folded.split(' ');
            return name.all(|word| self.words.iter().any(|written| written == word));
        }
        key.squeezed.chars().nth(1).is_some() && self.squeezed.contains(key.squeezed)
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

/// Whether `text` contains the lower-case `word`, whatever the case of its ASCII letters.
fn contains_folded(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.windows(word.len().max(1)).any(|window| window.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests;

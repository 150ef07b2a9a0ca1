//! The loosest match, for what nothing else finds: scattered letters, and questions of which a name answers a part.

use super::folded::{Class, Folded};
use super::marks;
use super::name::{Fit, Name, Needle, Rank};
use super::query::Query;
use super::tokens;
use crate::domain::Why;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// At most so many names are matched loosely; it is the slowest way and the least sure.
pub const CANDIDATES: usize = 2_000;
/// A name must answer at least this share of the question, in percent.
const SHARE: usize = 30;
/// And a text this much.
const TEXT_SHARE: usize = 60;
/// What a Latin word weighs against a pair of Chinese characters.
const WORD: usize = 2;
/// Characters that serve grammar and name nothing.
const FUNCTION: &str = "的了是在和与或吗呢么什怎样如何为哪能可会让把被就都也还要之";
/// And so do these pairs.
const ASKING: &[&str] = &["一个", "多少", "哪些", "几个", "一下"];
/// Letters in the right order come after any part of a question.
const LETTERS: u8 = 101;

/// Matches names loosely.
pub struct Fuzzy {
    matcher: SkimMatcherV2,
    pattern: String,
    /// The parts of the question, Latin words and pairs of Chinese characters, and what they weigh.
    parts: Vec<(String, usize)>,
    /// Whether more was asked than one part.
    is_question: bool,
}

impl std::fmt::Debug for Fuzzy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Fuzzy").field("pattern", &self.pattern).finish_non_exhaustive()
    }
}

impl Fuzzy {
    pub fn new(query: &Query, needle: &Needle) -> Self {
        let mut parts = Vec::new();
        for (run, _) in query.runs() {
            match run.class {
                Class::Han => {
                    let telling = tokens::pairs(run.text)
                        .filter(|pair| !pair.contains(|c| FUNCTION.contains(c)) && !ASKING.contains(pair));
                    parts.extend(telling.map(|pair| (pair.to_owned(), 1)));
                }
                Class::Latin | Class::Symbol => parts.push((run.text.to_owned(), WORD)),
            }
        }
        let asked: usize = parts.iter().map(|(part, _)| part.len()).sum();
        let is_question = parts.len() > 1 || asked < needle.text().len();
        let matcher = SkimMatcherV2::default().ignore_case();
        Self { matcher, pattern: needle.text().to_owned(), parts, is_question }
    }

    /// How well a name answers loosely: by the parts of the question that it holds, or else by letters in the right order.
    pub fn fit(&self, name: &Name) -> Option<Fit> {
        self.by_parts(name).or_else(|| self.by_letters(name))
    }

    /// How well a text answers by the parts of the question that it holds: how much is missing, in percent.
    pub fn fit_text(&self, text: &Folded) -> Option<u8> {
        self.share(text)
            .filter(|_| self.is_question)
            .filter(|(share, _)| *share >= TEXT_SHARE)
            .map(|(share, _)| left(share))
    }

    fn by_parts(&self, name: &Name) -> Option<Fit> {
        let (share, ranges) = self.share(&name.folded)?;
        (share >= SHARE && self.is_question).then(|| found(name, (left(share), 0), ranges))
    }

    /// How much of the question a text holds, in percent, and where.
    fn share(&self, text: &Folded) -> Option<(usize, Vec<(usize, usize)>)> {
        let whole: usize = self.parts.iter().map(|(_, weight)| weight).sum();
        let held = self.parts.iter().filter_map(|(part, weight)| Some((text.find(part).next()?, *weight)));
        let places: Vec<_> = held.collect();
        let held: usize = places.iter().map(|(_, weight)| weight).sum();
        let ranges = places.into_iter().map(|(place, _)| (place.from, place.to)).collect();
        (held * 100).checked_div(whole).map(|share| (share, ranges))
    }

    fn by_letters(&self, name: &Name) -> Option<Fit> {
        let folded = &name.folded;
        let (score, at) = self.matcher.fuzzy_indices(folded.text(), &self.pattern)?;
        // Letters strewn over a long name are a coincidence
        let spread = at.last()?.saturating_sub(*at.first()?) + 1;
        if spread > 4 * at.len() {
            return None;
        }
        let ranges = at.iter().map(|&index| folded.original_of_letter(index)).collect();
        let left = u16::try_from(i64::from(u16::MAX).saturating_sub(score)).unwrap_or_default();
        Some(found(name, (LETTERS, left), ranges))
    }
}

/// What is missing of the whole, in percent.
fn left(share: usize) -> u8 {
    u8::try_from(100 - share.min(100)).unwrap_or_default()
}

fn found(name: &Name, (step, before): (u8, u16), ranges: Vec<(usize, usize)>) -> Fit {
    let length = u16::try_from(name.folded.len()).unwrap_or(u16::MAX);
    let rank = Rank { tier: Why::Fuzzy as u8, is_other: false, step, before, length };
    Fit { why: Why::Fuzzy, rank, ranges: marks::around_formulas(&name.text, ranges) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(query: &str, name: &str) -> Option<String> {
        let query = Query::parse(query);
        let fit = Fuzzy::new(&query, &Needle::new(&query)).fit(&Name::new(name))?;
        Some(fit.ranges.iter().filter_map(|&(from, to)| name.get(from..to)).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn letters_in_order_and_parts_of_a_question_match() {
        for (query, name, expected) in [
            ("lnm", "LayerNorm", Some("L|N|m")),
            ("GQA和MQA的区别", "MQA 与 GQA", Some("MQA|GQA")),
            ("层的归一化", "层归一化", Some("归一化")),
            ("用GQA后", "MQA 与 GQA", Some("GQA")),
            ("xyz", "LayerNorm", None),
        ] {
            assert_eq!(fitted(query, name).as_deref(), expected, "{query}");
        }
    }
}

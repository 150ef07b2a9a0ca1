//! What a query wants of formulas that stand in notes, which nobody has named, described or folded beforehand.

use super::fold::{fold, squeeze};
use super::lookup::{is_tex, source};
use crate::typeset::meaning;
use unicode_normalization::UnicodeNormalization;

/// Letters of a plain word below which it would be a part of almost every formula.
const TELLING: usize = 3;

/// How well a formula of a note fits; earlier is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// It belongs to what the query names.
    Named,
    /// It is the query.
    Same,
    /// The query is a part of it.
    Part,
    /// The name of what it belongs to contains the query.
    Within,
}

/// A query made ready, once for all formulas that it is held against.
#[derive(Debug, Clone)]
pub struct Wanted {
    name: String,
    tokens: Vec<String>,
}

impl Wanted {
    pub fn new(query: &str) -> Self {
        let source = source(query);
        let tokens = meaning(&source);
        let letters = tokens.iter().filter(|token| token.contains(char::is_alphanumeric)).count();
        let is_telling = letters > 0 && (is_tex(query) || letters >= TELLING || !query.is_ascii());
        let tokens = if is_telling { tokens.into_iter().map(str::to_owned).collect() } else { Vec::new() };
        Self { name: name(query), tokens }
    }

    /// How well the formula `tex`, which belongs to the term or heading `owner`, fits.
    pub fn fit(&self, tex: &str, owner: Option<&str>) -> Option<Likeness> {
        let owner = owner.map(name).unwrap_or_default();
        if !self.name.is_empty() && owner == self.name {
            return Some(Likeness::Named);
        }
        if let Some(likeness) = self.fit_tex(tex) {
            return Some(likeness);
        }
        let is_within = self.name.chars().nth(1).is_some() && owner.contains(&self.name);
        is_within.then_some(Likeness::Within)
    }

    fn fit_tex(&self, tex: &str) -> Option<Likeness> {
        let wanted = self.tokens.as_slice();
        if wanted.is_empty() {
            return None;
        }
        let tokens = meaning(tex);
        if tokens == wanted {
            return Some(Likeness::Same);
        }
        tokens.windows(wanted.len()).any(|window| window == wanted).then_some(Likeness::Part)
    }
}

/// What a formula says, spelled in one way: equal for two spellings of one formula.
pub fn sense(tex: &str) -> String {
    meaning(tex).join(" ")
}

/// A name folded for comparing, without its blanks.
fn name(text: &str) -> String {
    squeeze(&fold(text.nfkc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_of_notes_are_found_by_name_by_sight_and_by_part() {
        use Likeness::{Named, Part, Same, Within};
        for (query, tex, owner, likeness) in [
            // Whatever the spacing and the braces
            ("\\sqrt{d_k}", r"\frac{QK^T}{\sqrt{d_{k}}}", None, Some(Part)),
            ("d_k", r"\sqrt { d_ k }", None, Some(Part)),
            ("σ²", r"\sigma^2+\epsilon", None, Some(Part)),
            ("a^2+b^2", "a^{2} + b^{2}", None, Some(Same)),
            ("softmax", r"\mathrm{softmax}(x)", None, Some(Part)),
            // By what it belongs to
            ("层归一化", "x", Some("层归一化"), Some(Named)),
            ("layer norm", "x", Some("Layer-Norm"), Some(Named)),
            ("归一化", "x", Some("层归一化（LayerNorm）"), Some(Within)),
            // One letter is in every formula
            ("x", "x+y", None, None),
            ("d_k", "d_v", Some("key"), None),
            ("", "x", Some("name"), None),
        ] {
            assert_eq!(Wanted::new(query).fit(tex, owner), likeness, "{query} in {tex}");
        }
    }
}

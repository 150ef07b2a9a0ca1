//! How well a name answers a query, and where in it: the tiers of the ranking.

use super::folded::{Class, Folded, Place, Run};
use super::marks;
use super::pinyin::{Sound, Typed, sounds};
use super::query::Query;
use super::{symbols, synonyms};
use crate::domain::Why;
use std::sync::OnceLock;

/// A name made ready to be looked at.
#[derive(Debug, Clone)]
pub struct Name {
    pub text: String,
    pub(super) folded: Folded,
    sounds: OnceLock<Vec<Sound>>,
}

impl Name {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), folded: Folded::new(text), sounds: OnceLock::new() }
    }

    pub(super) fn sounds(&self) -> &[Sound] {
        self.sounds.get_or_init(|| sounds(&self.folded))
    }
}

/// What is looked for in names, made ready once for all of them.
#[derive(Debug, Clone)]
pub struct Needle {
    /// All that was typed but the filters.
    whole: Folded,
    terms: Vec<Part>,
    /// Other names for the whole.
    pub(super) forms: Vec<Folded>,
    pub(super) typed: Option<Typed>,
}

/// A part of the query that a name must hold.
#[derive(Debug, Clone)]
struct Part {
    text: String,
    is_phrase: bool,
    /// Other names for it.
    forms: Vec<&'static Folded>,
}

/// How well a name answers: the smaller, the better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    pub why: Why,
    /// The order of the tiers, and finer steps in a tier.
    pub rank: Rank,
    /// Bytes of the name that matched.
    pub ranges: Vec<(usize, usize)>,
}

/// The order of fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Rank {
    /// The tier, and within it what was typed before what means the same.
    pub tier: u8,
    pub is_other: bool,
    /// Whole words before parts of words before words apart.
    pub step: u8,
    /// Characters before the match.
    pub before: u16,
    /// Characters of the name.
    pub length: u16,
}

fn small(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

impl Needle {
    pub fn new(query: &Query) -> Self {
        let all: Vec<&str> = query.terms.iter().map(|term| term.text.as_str()).collect();
        let whole = Folded::new(&all.join(" "));
        let forms = if query.has_phrase() { Vec::new() } else { forms(&whole) };
        let typed = if query.has_phrase() { None } else { Typed::new(&whole) };
        let phrases = query.terms.iter().filter(|term| term.is_phrase);
        let phrase = |text: &str| Part { text: text.to_owned(), is_phrase: true, forms: Vec::new() };
        let mut terms: Vec<Part> = phrases.map(|term| phrase(term.folded.text())).collect();
        terms.extend(query.runs().filter(|(_, is_phrase)| !is_phrase).map(|(run, _)| Part::new(run)));
        Self { whole, terms, forms, typed }
    }

    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// The folded whole of what was typed.
    pub fn text(&self) -> &str {
        self.whole.text()
    }

    /// All that was typed but the filters.
    pub const fn whole(&self) -> &Folded {
        &self.whole
    }

    /// How well a name answers. `within` is the reason of a name that only holds what was typed.
    pub fn fit(&self, name: &Name, within: Why) -> Option<Fit> {
        self.fit_words(name, within).or_else(|| {
            let fit = self.by_sound(name)?;
            Some(Fit { ranges: marks::around_formulas(&name.text, fit.ranges), ..fit })
        })
    }

    /// The same by its words alone, not by its sound.
    pub fn fit_words(&self, name: &Name, within: Why) -> Option<Fit> {
        let folded = &name.folded;
        let fit = self
            .contiguous(folded, within)
            .into_iter()
            .chain(self.by_other_names(folded, within))
            .chain(self.in_parts(folded, within))
            .min_by_key(|fit| fit.rank);
        fit.map(|fit| Fit { ranges: marks::around_formulas(&name.text, fit.ranges), ..fit })
    }

    /// What the fit of one of a thing's other names is worth. Nothing is marked: what is shown is the first name.
    pub fn of_alias(fit: &Fit, within: Why) -> Fit {
        let (why, rank) = (fit.why, fit.rank);
        let synonym = Why::Synonym as u8;
        let (why, rank) = match why {
            Why::Exact => (Why::Synonym, Rank { tier: synonym, step: 0, ..rank }),
            Why::Prefix => (Why::Synonym, Rank { tier: synonym, is_other: true, step: 5 + rank.step, ..rank }),
            _ if why == within => (Why::Synonym, Rank { is_other: true, ..rank }),
            _ => (why, Rank { is_other: true, ..rank }),
        };
        Fit { why, rank, ranges: Vec::new() }
    }

    /// Whether every part of the query stands in a text, and how: words side by side before words apart, early before late.
    pub fn fit_text(&self, text: &Folded) -> Option<(u8, u16)> {
        if !self.terms.iter().any(|part| part.is_phrase)
            && let Some(place) = best_place(text, self.whole.text(), false)
        {
            return Some((u8::from(!place.is_whole), small(place.before)));
        }
        let places: Option<Vec<Place>> =
            self.terms.iter().map(|part| best_place(text, &part.text, part.is_phrase)).collect();
        let first = places?.iter().map(|place| place.before).min()?;
        Some((2, small(first)))
    }

    /// The same when words may be replaced by words that mean the same.
    pub fn fit_text_by_other_names(&self, text: &Folded) -> Option<(u8, u16)> {
        let whole =
            self.forms.iter().filter_map(|form| best_place(text, form.text(), false)).min_by_key(|place| place.before);
        if let Some(place) = whole {
            return Some((3, small(place.before)));
        }
        let places: Option<Vec<Place>> =
            self.terms.iter().map(|part| part.place(text).map(|(place, _)| place)).collect();
        let first = places?.iter().map(|place| place.before).min()?;
        Some((4, small(first)))
    }

    /// The texts that a snippet shows and marks, the surest first.
    pub fn shown(&self) -> impl Iterator<Item = &str> {
        let whole = std::iter::once(self.whole.text());
        let parts = self.terms.iter().map(|part| part.text.as_str());
        let forms = self.forms.iter().map(Folded::text);
        let others = self.terms.iter().flat_map(|part| part.forms.iter().map(|form| form.text()));
        whole.chain(parts).chain(forms).chain(others)
    }

    fn contiguous(&self, name: &Folded, within: Why) -> Option<Fit> {
        if self.terms.len() != 1 && self.terms.iter().any(|part| part.is_phrase) {
            return None;
        }
        let place = best_place(name, self.whole.text(), self.terms.first()?.is_phrase)?;
        let why = match place.before {
            0 if self.whole.text().len() == name.text().len() => Why::Exact,
            0 => Why::Prefix,
            _ => within,
        };
        Some(fit(why, name, place, u8::from(!place.is_whole)))
    }

    fn by_other_names(&self, name: &Folded, within: Why) -> Option<Fit> {
        let places = self.forms.iter().filter_map(|form| {
            let place = best_place(name, form.text(), false)?;
            let is_same = form.text().len() == name.text().len();
            // What is only a part of what was typed says less than that
            if !is_same && self.whole.text().contains(form.text()) {
                return None;
            }
            let (tier, step) = match place.before {
                0 if is_same => (Why::Synonym, 1),
                _ => (within, u8::from(!place.is_whole)),
            };
            let found = fit(Why::Synonym, name, place, step);
            Some(Fit { rank: Rank { tier: tier as u8, is_other: true, ..found.rank }, ..found })
        });
        places.min_by_key(|fit| fit.rank)
    }

    /// All words of the query, in any order and at any distance.
    fn in_parts(&self, name: &Folded, within: Why) -> Option<Fit> {
        if self.terms.len() < 2 && self.terms.first()?.text == self.whole.text() {
            return None;
        }
        let is_telling = |part: &Part, place: &Place| place.is_whole || part.text.len() > 2;
        let places: Vec<(Place, bool)> = self
            .terms
            .iter()
            .map(|part| part.place(name).filter(|(place, _)| is_telling(part, place)))
            .collect::<Option<_>>()?;
        let is_other = places.iter().any(|(_, is_other)| *is_other);
        let mut ranges: Vec<(usize, usize)> = places.iter().map(|(place, _)| (place.from, place.to)).collect();
        ranges.sort_unstable();
        let before = places.iter().map(|(place, _)| place.before).sum();
        let why = if is_other { Why::Synonym } else { within };
        let rank = Rank { tier: within as u8, is_other, step: 2, before: small(before), length: small(name.len()) };
        Some(Fit { why, rank, ranges: marks::joined(ranges) })
    }

    fn by_sound(&self, name: &Name) -> Option<Fit> {
        let typed = self.typed.as_ref()?;
        let heard = typed.find(&name.folded, name.sounds())?;
        let name = &name.folded;
        let why = if heard.short == 0 { Why::Pinyin } else { Why::Initials };
        let covers = heard.before == 0 && name.original(0, name.len()).1 == heard.to;
        let step = if covers { 0 } else { 1 + u8::from(heard.before > 0) };
        let rank = Rank {
            tier: why as u8,
            is_other: heard.odd > 0,
            step,
            before: small(heard.before),
            length: small(name.len()),
        };
        Some(Fit { why, rank, ranges: vec![(heard.from, heard.to)] })
    }
}

impl Part {
    fn new(run: Run<'_>) -> Self {
        let mut forms = synonyms::of(run.text);
        if run.class == Class::Symbol {
            forms.extend(symbols::forms(run.text));
        }
        Self { text: run.text.to_owned(), is_phrase: false, forms }
    }

    /// Where it stands in a text, and whether only by another name.
    fn place(&self, text: &Folded) -> Option<(Place, bool)> {
        let own = best_place(text, &self.text, self.is_phrase).map(|place| (place, false));
        own.or_else(|| {
            let others = self.forms.iter().filter_map(|form| best_place(text, form.text(), false));
            others.min_by_key(|place| place.before).map(|place| (place, true))
        })
    }
}

/// Other names for the whole of what was typed: those of the field, and a plural's singular.
fn forms(whole: &Folded) -> Vec<Folded> {
    let known = |name: &str| synonyms::of(name).into_iter().cloned();
    let mut forms: Vec<Folded> = known(whole.text()).collect();
    if let Some(single) = single(whole.text()) {
        forms.push(Folded::new(single));
        forms.extend(known(single));
    }
    if forms.is_empty() {
        forms.extend(synonyms::of_beginning(whole.text()).into_iter().cloned());
    }
    forms
}

/// `tokens` without its s.
pub(super) fn single(word: &str) -> Option<&str> {
    let single = word.strip_suffix('s')?;
    (single.len() > 2 && single.is_ascii() && !single.ends_with('s')).then_some(single)
}

fn fit(why: Why, name: &Folded, place: Place, step: u8) -> Fit {
    let rank = Rank { tier: why as u8, is_other: false, step, before: small(place.before), length: small(name.len()) };
    Fit { why, rank, ranges: vec![(place.from, place.to)] }
}

/// The first place of `wanted`, and before it the first that is a whole word.
fn best_place(text: &Folded, wanted: &str, only_whole: bool) -> Option<Place> {
    if only_whole {
        return text.find(wanted).find(|place| place.is_whole);
    }
    let mut first = None;
    for place in text.find(wanted).take(64) {
        if place.is_whole {
            return Some(place);
        }
        first = first.or(Some(place));
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fitted(query: &str, name: &str) -> Option<Fit> {
        Needle::new(&Query::parse(query)).fit(&Name::new(name), Why::Substring)
    }

    /// The names that answer, best first; `a=b` is a name with an alias.
    fn ranked<'a>(query: &str, names: &[&'a str]) -> Vec<(&'a str, Why)> {
        let needle = Needle::new(&Query::parse(query));
        let mut found: Vec<(Fit, &str)> = names
            .iter()
            .filter_map(|entry| {
                let (name, alias) = entry.split_once('=').unwrap_or((entry, ""));
                let fits = needle.fit(&Name::new(name), Why::Substring).into_iter().chain(
                    needle.fit(&Name::new(alias), Why::Substring).map(|fit| Needle::of_alias(&fit, Why::Substring)),
                );
                fits.min_by_key(|fit| fit.rank).map(|fit| (fit, name))
            })
            .collect();
        found.sort_by_key(|(fit, _)| fit.rank);
        found.into_iter().map(|(fit, name)| (name, fit.why)).collect()
    }

    #[test]
    fn the_surest_reason_comes_first() {
        for (query, names, expected) in [
            (
                "mla",
                &["FlashMLA", "MLA cache", "MLA"][..],
                &[("MLA", Why::Exact), ("MLA cache", Why::Prefix), ("FlashMLA", Why::Substring)][..],
            ),
            // Two characters in mid-word; a scattered pair is no match at all
            ("归一", &["归并与一致性", "层归一化 LayerNorm"], &[("层归一化 LayerNorm", Why::Substring)]),
            ("ＭｏＥ", &["moe"], &[("moe", Why::Exact)]),
            (
                "layer norm",
                &["RMSNorm", "Layer-Norm", "LayerNorm 的位置"],
                &[("Layer-Norm", Why::Exact), ("LayerNorm 的位置", Why::Prefix)],
            ),
            // A whole word before a part of one
            ("norm", &["LayerNorm", "QK norm"], &[("QK norm", Why::Substring), ("LayerNorm", Why::Substring)]),
            // By another name: the note's own, then the field's
            ("attention", &["门控", "注意力", "多头=attention"], &[("多头", Why::Synonym), ("注意力", Why::Synonym)]),
            (
                "混合专家",
                &["MoE 的负载", "MoE", "稀疏混合专家"],
                &[("MoE", Why::Synonym), ("稀疏混合专家", Why::Substring), ("MoE 的负载", Why::Synonym)],
            ),
            // What was typed, in the middle, before what means the same, in the middle
            ("cache", &["解码的缓存", "KV cache"], &[("KV cache", Why::Substring), ("解码的缓存", Why::Synonym)]),
            // All words, in any order
            ("缓存 GQA", &["GQA 与 KV 缓存", "GQA"], &[("GQA 与 KV 缓存", Why::Substring)]),
            ("注意力 mask", &["因果掩码与注意力"], &[("因果掩码与注意力", Why::Synonym)]),
            // By sound
            ("zyl", &["注意力", "多头注意力"], &[("注意力", Why::Initials), ("多头注意力", Why::Initials)]),
            ("zhuyili", &["注意力"], &[("注意力", Why::Pinyin)]),
            ("√d", &["为什么除以 $\\sqrt{D}$", "d"], &[("为什么除以 $\\sqrt{D}$", Why::Substring)]),
            // Quoted: to the letter
            ("\"norm\"", &["LayerNorm", "the norm"], &[("the norm", Why::Substring)]),
        ] {
            assert_eq!(ranked(query, names), expected, "{query}");
        }
    }

    #[test]
    fn a_mark_takes_a_formula_whole() {
        for (query, name, expected) in [
            ("归一", "层归一化", "归一"),
            ("sqrt", "除以 $\\sqrt{D}$ 的原因", "$\\sqrt{D}$"),
            ("除以√", "除以 $\\sqrt{D}$ 的原因", "除以 $\\sqrt{D}$"),
        ] {
            let (from, to) = fitted(query, name).unwrap().ranges[0];
            assert_eq!(&name[from..to], expected, "{query}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn marks_lie_on_characters(query in "\\PC{0,6}|[a-z]{1,5}", name in "(\\PC|[归一化注意力$]){0,20}") {
            if let Some(fit) = fitted(&query, &name) {
                let mut last = 0;
                for (from, to) in fit.ranges {
                    prop_assert!(from >= last && name.get(from..to).is_some_and(|text| !text.is_empty()));
                    last = to;
                }
            }
        }
    }
}

//! Search: which names match what was typed, in which order, and why. Pure; the candidates come from the library.
//!
//! A contiguous match always ranks above a scattered one: fuzzy matching comes last, because in Chinese it prefers scattered
//! hits at the start of a name to a whole word in its middle.

mod folded;

use crate::domain::{Hit, HitKind, Why};
use folded::Folded;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use std::cmp::Reverse;

/// At most so many candidates are matched loosely; it is the slowest way and the least sure.
const FUZZY_CANDIDATES: usize = 2_000;

/// Something that may be found by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub kind: HitKind,
    pub id: i64,
    pub name: String,
    pub aliases: Vec<String>,
    pub note: Option<String>,
    pub line: Option<u32>,
}

/// A candidate that matched.
struct Match {
    why: Why,
    /// Where in the name, in bytes; empty when an alias matched.
    ranges: Vec<(usize, usize)>,
    /// Among matches of one reason: early ones first, then short names.
    place: usize,
    length: usize,
}

/// The best `limit` candidates for `query`, best first. Nothing matches an empty query.
pub fn rank(query: &str, candidates: Vec<Candidate>, limit: usize) -> Vec<Hit> {
    let query = Folded::new(query.trim());
    if query.text().is_empty() {
        return Vec::new();
    }
    let matcher = SkimMatcherV2::default().ignore_case();
    let mut fuzzy_left = FUZZY_CANDIDATES;
    let mut found: Vec<(Match, Candidate)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let name = Folded::new(&candidate.name);
            let exact = contiguous(&query, &name, &candidate);
            let found = exact.or_else(|| {
                fuzzy_left = fuzzy_left.checked_sub(1)?;
                fuzzy(&matcher, &query, &name)
            })?;
            Some((found, candidate))
        })
        .collect();
    found.sort_by_cached_key(|(found, candidate)| {
        let is_section = candidate.kind != HitKind::Concept;
        (found.why, is_section, found.place, found.length, candidate.name.clone(), Reverse(candidate.id))
    });
    found.truncate(limit);
    let total = found.len();
    found.into_iter().enumerate().map(|(place, (found, candidate))| hit(found, candidate, total - place)).collect()
}

fn contiguous(query: &Folded, name: &Folded, candidate: &Candidate) -> Option<Match> {
    let length = name.text().len();
    if let Some(at) = name.text().find(query.text()) {
        let end = at + query.text().len();
        let why = match (at, end == length, candidate.kind) {
            (0, true, _) => Why::Exact,
            (0, false, _) => Why::Prefix,
            (_, _, HitKind::Section) => Why::Heading,
            _ => Why::Substring,
        };
        return Some(Match { why, ranges: vec![name.original(at, end)], place: at, length });
    }
    let aliases = candidate.aliases.iter().map(|alias| Folded::new(alias));
    let place = aliases.filter_map(|alias| alias.text().find(query.text())).min()?;
    Some(Match { why: Why::Synonym, ranges: Vec::new(), place, length })
}

fn fuzzy(matcher: &SkimMatcherV2, query: &Folded, name: &Folded) -> Option<Match> {
    let (score, characters) = matcher.fuzzy_indices(name.text(), query.text())?;
    let ranges = name.original_characters(&characters);
    let place = usize::try_from(i64::MAX - score).unwrap_or(usize::MAX);
    Some(Match { why: Why::Fuzzy, ranges, place, length: name.text().len() })
}

fn hit(found: Match, candidate: Candidate, score: usize) -> Hit {
    Hit {
        kind: candidate.kind,
        id: candidate.id,
        title: candidate.name,
        snippet: String::new(),
        why: found.why,
        highlights: found.ranges,
        note: candidate.note,
        line: candidate.line,
        score: score as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn concepts(names: &[&str]) -> Vec<Candidate> {
        names
            .iter()
            .zip(1..)
            .map(|(name, id)| {
                let (name, aliases) = name.split_once('=').unwrap_or((name, ""));
                let aliases = aliases.split(',').filter(|alias| !alias.is_empty()).map(str::to_owned).collect();
                Candidate { kind: HitKind::Concept, id, name: name.to_owned(), aliases, note: None, line: None }
            })
            .collect()
    }

    fn found(query: &str, names: &[&str]) -> Vec<(String, Why)> {
        rank(query, concepts(names), 10).into_iter().map(|hit| (hit.title, hit.why)).collect()
    }

    #[test]
    fn the_surest_reason_comes_first() {
        for (query, names, expected) in [
            // Exact, then prefix, then in the middle
            ("mla", &["FlashMLA", "MLA cache", "MLA"][..], &["MLA", "MLA cache", "FlashMLA"][..]),
            // Two characters in mid-word, above a scattered pair
            ("归一", &["归并与一致性", "层归一化 LayerNorm"], &["层归一化 LayerNorm", "归并与一致性"]),
            // Case and width
            ("ＭｏＥ", &["moe"], &["moe"]),
            // By another name
            ("attention", &["注意力=attention", "门控"], &["注意力"]),
            // Scattered letters at the end
            ("lnm", &["LayerNorm"], &["LayerNorm"]),
            ("xyz", &["LayerNorm"], &[]),
            ("", &["LayerNorm"], &[]),
        ] {
            let titles: Vec<_> = found(query, names).into_iter().map(|(title, _)| title).collect();
            assert_eq!(titles, expected, "{query}");
        }
    }

    #[test]
    fn a_hit_marks_what_matched() {
        let hits = rank("归一", concepts(&["层归一化"]), 5);
        let (from, to) = hits[0].highlights[0];
        assert_eq!(&hits[0].title[from..to], "归一");
        assert_eq!(hits[0].why, Why::Substring);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn marks_lie_on_characters(query in "\\PC{0,6}", name in "\\PC{0,20}") {
            for hit in rank(&query, concepts(&[&name.replace('=', " ")]), 5) {
                for (from, to) in hit.highlights {
                    prop_assert!(hit.title.get(from..to).is_some_and(|text| !text.is_empty()));
                }
            }
        }
    }
}

//! Showing: the place and a piece of the text of each hit, for as many as are wanted.

use super::super::{Library, Result};
use super::Found;
use crate::domain::{CardId, ConceptId, Hit, HitKind, SectionId};
use crate::formula;
use crate::search::{Folded, Needle, Query, snippet};

/// What a hit shows beside its title, and the text in which unwanted words are looked for.
#[derive(Default)]
struct Shown {
    snippet: String,
    note: Option<String>,
    line: Option<u32>,
    text: String,
}

impl Library {
    /// The first `limit` of what was found, less what holds unwanted words or is no longer there.
    pub(super) fn show(&self, query: &Query, needle: &Needle, found: Vec<Found>, limit: usize) -> Result<Vec<Hit>> {
        let mut hits = Vec::new();
        for found in found {
            if hits.len() == limit {
                break;
            }
            let Some(shown) = self.shown(&found, needle)? else { continue };
            if !query.without.is_empty() && holds_unwanted(query, &found.title, &shown.text) {
                continue;
            }
            hits.push(Hit {
                kind: found.kind,
                id: found.id,
                title: found.title,
                snippet: shown.snippet,
                why: found.fit.why,
                highlights: found.fit.ranges,
                note: shown.note,
                line: shown.line,
                score: 0.0,
            });
        }
        let total = hits.len();
        for (place, hit) in hits.iter_mut().enumerate() {
            hit.score = (total - place) as f64;
        }
        Ok(hits)
    }

    fn shown(&self, found: &Found, needle: &Needle) -> Result<Option<Shown>> {
        Ok(match found.kind {
            HitKind::Section => self.storage.search_section(SectionId(found.id))?.map(|section| Shown {
                snippet: snippet(needle, &section.body),
                note: Some(section.path),
                line: Some(section.line),
                text: section.body,
            }),
            HitKind::Concept => self.storage.search_telling_mention(ConceptId(found.id))?.map(|mention| Shown {
                snippet: snippet(needle, &mention.text),
                note: Some(mention.path),
                line: Some(mention.line),
                text: mention.text,
            }),
            HitKind::Card => self.storage.search_card(CardId(found.id))?.map(|card| Shown {
                snippet: snippet(needle, &card.answer),
                line: card.path.is_some().then_some(card.line),
                note: card.path,
                text: format!("{}\n{}", card.answer, card.extra),
            }),
            HitKind::Formula if found.id < 0 => Some(pack(found.id)),
            HitKind::Formula => self.storage.search_formula(found.id)?.map(|formula| Shown {
                snippet: formula.section.clone(),
                note: Some(formula.path),
                line: Some(formula.line),
                text: formula.section,
            }),
        })
    }
}

/// A formula of the pack: its heart in plain characters.
fn pack(id: i64) -> Shown {
    let index = usize::try_from(-id - 1).ok();
    let formula = index.and_then(|index| formula::all().get(index));
    let snippet = formula.map(|formula| formula.plain.to_owned()).unwrap_or_default();
    Shown { snippet, ..Shown::default() }
}

fn holds_unwanted(query: &Query, title: &str, text: &str) -> bool {
    let folded = Folded::new(&format!("{title}\n{text}"));
    query.without.iter().any(|term| {
        let mut places = folded.find(term.folded.text());
        places.any(|place| place.is_whole || !term.is_phrase)
    })
}

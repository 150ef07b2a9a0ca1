//! What is not looked for by words: all that passes a filter, and marks as they stand.

use super::find::{Finder, asked, in_text, one_line, recency};
use super::{Found, Result};
use crate::domain::{CardId, ConceptId, HitKind, SectionId, Why};

/// Marks without words are looked for in so many sections, the newest ones, unless all hits are wanted.
const MARKED: usize = 20_000;

impl Finder<'_> {
    /// All that passes the filter, kind by turns, the newest first.
    pub(super) fn by_filter(&self) -> Result<Vec<Found>> {
        let mut lists = Vec::new();
        for kind in [HitKind::Section, HitKind::Concept, HitKind::Card, HitKind::Formula] {
            if self.admits(kind) {
                let ids = self.storage.search_in(kind, &self.query.filter, (self.until, self.limit))?;
                lists.push(ids.into_iter().map(move |id| (kind, id)));
            }
        }
        let mut all = Vec::new();
        while !lists.is_empty() {
            lists.retain_mut(|list| list.next().map(|next| all.push(next)).is_some());
        }
        all.into_iter().filter_map(|(kind, id)| self.as_it_stands(kind, id).transpose()).collect()
    }

    pub(super) fn by_marks(&self, marks: &str) -> Result<Vec<Found>> {
        let newest = if self.limit > MARKED { usize::MAX } else { MARKED };
        let ids = self.storage.search_marks(marks, newest, self.limit)?;
        let found = ids.into_iter().filter_map(|id| self.as_it_stands(HitKind::Section, id).transpose());
        let body = |found: Found| Found { fit: in_text(Why::Body, (0, 0), 0), ..found };
        found.map(|found| found.map(body)).collect()
    }

    /// A thing that was not looked for by its words.
    fn as_it_stands(&self, kind: HitKind, id: i64) -> Result<Option<Found>> {
        let named = match kind {
            HitKind::Section => {
                self.storage.search_section_name(SectionId(id))?.map(|(title, date)| (title, recency(date)))
            }
            HitKind::Concept => self
                .storage
                .search_concept(ConceptId(id))?
                .and_then(|names| names.into_iter().next())
                .map(|name| (name, id)),
            HitKind::Card => {
                let card = self.storage.search_card(CardId(id))?;
                card.map(|card| (asked(card.kind, &card.question, self.lang), id))
            }
            HitKind::Formula => {
                self.storage.search_formula(id)?.map(|formula| (one_line(&formula.tex), recency(formula.date)))
            }
        };
        let fit = in_text(Why::Exact, (0, 0), 0);
        Ok(named.map(|(title, recency)| Found { kind, id, title, fit, recency }))
    }
}

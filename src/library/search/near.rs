//! The nearest names, for when nothing was found.

use super::pack;
use crate::domain::{ConceptId, Filter, HitKind};
use crate::library::{Library, Result};
use crate::search::{ALIKE, Folded, Query, Spelling};
use chrono::{DateTime, FixedOffset};

/// So many names are offered.
const OFFERED: usize = 3;
/// So many concepts are compared, the newest ones.
const COMPARED: usize = 1_000;

impl Library {
    /// The names nearest to a query that found nothing, the nearest first: what it finds without its quotes and filters, or else
    /// what is spelled alike. None if nothing is near.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn search_near(&self, query: &Query, now: DateTime<FixedOffset>) -> Result<Vec<String>> {
        let mut names: Vec<String> = Vec::new();
        let mut offer = |name: String| {
            if names.len() < OFFERED && !names.contains(&name) {
                names.push(name);
            }
        };
        if let Some(widened) = query.widened() {
            let hits = self.search_query(&widened, 4 * OFFERED, now)?;
            let (cards, others): (Vec<_>, Vec<_>) = hits.into_iter().partition(|hit| hit.kind == HitKind::Card);
            others.into_iter().chain(cards).for_each(|hit| offer(hit.title));
        }
        if names.is_empty() {
            return self.storage.read(|| self.spelled_alike(query, now));
        }
        Ok(names)
    }

    fn spelled_alike(&self, query: &Query, now: DateTime<FixedOffset>) -> Result<Vec<String>> {
        let typed: Vec<&str> = query.terms.iter().map(|term| term.text.as_str()).collect();
        let typed = Spelling::new(&Folded::new(&typed.join(" ")));
        let mut names: Vec<String> = pack::titles(self.settings.lang).map(str::to_owned).collect();
        let newest = (self.day_end(now).to_utc(), COMPARED);
        for id in self.storage.search_in(HitKind::Concept, &Filter::default(), newest)? {
            names.extend(self.storage.search_concept(ConceptId(id))?.unwrap_or_default());
        }
        let likeness = |name: &String| typed.likeness(&Spelling::new(&Folded::new(name)));
        let mut near: Vec<(usize, String)> =
            names.into_iter().map(|name| (likeness(&name), name)).filter(|(alike, _)| *alike >= ALIKE).collect();
        near.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        near.dedup();
        Ok(near.into_iter().take(OFFERED).map(|(_, name)| name).collect())
    }
}

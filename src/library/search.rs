//! Search over all that the library holds: concepts, sections, formulas and cards, best first, each with its reason.
//!
//! The index gives candidates that surely hold every answer; names are looked at first, then whole texts, and only if little was
//! found, slips of the finger and loose matches.

mod find;
mod listed;
mod loose;
mod near;
mod pack;
mod show;

use super::{Library, Result, starter};
use crate::domain::{Hit, HitKind};
use crate::search::{Fit, Lexicon, Needle, Query};
use chrono::{DateTime, FixedOffset};
use find::Finder;
pub(super) use find::asked;
use loose::LOOSE;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

/// How many queries are remembered.
const REMEMBERED: usize = 50;

/// Something that answers the query, before its text is read.
#[derive(Debug, Clone)]
struct Found {
    kind: HitKind,
    id: i64,
    title: String,
    fit: Fit,
    /// Higher is later.
    recency: i64,
}

/// The order of the hits: the surest reason first, and among equals what is opened often, concepts before sections, what begins
/// early, short names, recent ones.
type Order = (u8, bool, u8, Reverse<u32>, HitKind, u16, u16, Reverse<i64>, i64);

impl Found {
    fn order(&self, opened: &HashMap<String, u32>) -> Order {
        let rank = self.fit.rank;
        let times = if opened.is_empty() { None } else { opened.get(&thing(self.kind, &self.title)) };
        let often = times.map_or(0, |times| (times + 1).ilog2());
        let (before, length) = (rank.before, rank.length);
        (rank.tier, rank.is_other, rank.step, Reverse(often), self.kind, before, length, Reverse(self.recency), self.id)
    }
}

/// Under this name it is remembered how often a thing was opened; it outlives a new import.
fn thing(kind: HitKind, title: &str) -> String {
    let kind = match kind {
        HitKind::Concept => "concept",
        HitKind::Section => "section",
        HitKind::Formula => "formula",
        HitKind::Card => "card",
    };
    format!("{kind}:{title}")
}

impl Library {
    /// What answers `text`, best first, no more than `limit`.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn search(&self, text: &str, limit: usize, now: DateTime<FixedOffset>) -> Result<Vec<Hit>> {
        self.search_query(&Query::parse(text), limit, now)
    }

    /// The same for a query that was taken apart.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn search_query(&self, query: &Query, limit: usize, now: DateTime<FixedOffset>) -> Result<Vec<Hit>> {
        if query.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        if query.filter.decks.is_empty() {
            return self.storage.read(|| self.found(query, limit, now));
        }
        let mut query = query.clone();
        let others: Vec<String> = query.filter.decks.iter().flat_map(|deck| starter::other_names(deck)).collect();
        query.filter.decks.extend(others);
        self.storage.read(|| self.found(&query, limit, now))
    }

    fn found(&self, query: &Query, limit: usize, now: DateTime<FixedOffset>) -> Result<Vec<Hit>> {
        let lexicon = self.lexicon()?;
        let needle = Needle::new(query);
        let until = self.day_end(now).to_utc();
        let finder = Finder {
            storage: &self.storage,
            query,
            needle: &needle,
            lexicon: &lexicon,
            limit,
            until,
            lang: self.settings.lang,
        };
        let mut found = finder.find()?;
        if !query.terms.is_empty() {
            let opened: HashMap<String, u32> = self.storage.opened_recent()?.into_iter().collect();
            found.sort_by_cached_key(|found| found.order(&opened));
        }
        self.show(query, &needle, found, limit)
    }

    /// Remembers that a hit was opened, so that it comes a little earlier next time.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn search_opened(&self, kind: HitKind, title: &str, query: &str, now: DateTime<FixedOffset>) -> Result<()> {
        self.storage.transact(|storage| {
            storage.opened_add(&thing(kind, title), now.to_utc())?;
            if !query.trim().is_empty() {
                storage.asked_add(query.trim(), now.to_utc(), REMEMBERED)?;
            }
            Ok(())
        })
    }

    /// The latest queries that led somewhere, the last first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn search_recent(&self, limit: usize) -> Result<Vec<String>> {
        Ok(self.storage.asked_recent(limit)?)
    }

    /// The Latin words of the notes, read again when the index has changed.
    fn lexicon(&self) -> Result<Arc<Lexicon>> {
        let generation = self.storage.meta_get("search-generation")?.unwrap_or_default();
        let mut known = self.lexicon.borrow_mut();
        match &*known {
            Some((read, lexicon)) if *read == generation => Ok(Arc::clone(lexicon)),
            _ => {
                let lexicon = Arc::new(Lexicon::new(self.storage.search_words()?));
                *known = Some((generation, Arc::clone(&lexicon)));
                Ok(lexicon)
            }
        }
    }
}

//! The looser ways, for when little was found: slips of the finger, and guesses.

use super::find::{CARDS, Finder, Finds, SOUNDS, TEXTS, asked, in_text};
use super::{Found, Result};
use crate::domain::{CardId, HitKind, SectionId, Wanted, Why};
use crate::search::fuzzy::{self, Fuzzy};
use crate::search::{Folded, Misheard, Needle, Query, Rank, corrected};
use crate::storage::SearchTable;

/// No more loose matches than this are shown: they are guesses.
pub(super) const LOOSE: usize = 10;

impl Finder<'_> {
    /// What the query was meant to be, when its words are in no text.
    pub(super) fn with_slips(&self, finds: &mut Finds) -> Result<()> {
        for query in corrected(self.query, self.lexicon) {
            self.as_if(&query, Why::Typo, finds)?;
            if !finds.found.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// What another query finds, all in one tier.
    fn as_if(&self, query: &Query, why: Why, finds: &mut Finds) -> Result<()> {
        let query = Query { filter: self.query.filter.clone(), ..query.clone() };
        let needle = Needle::new(&query);
        let right = Finder { query: &query, needle: &needle, ..*self };
        let mut others = Finds::default();
        right.names(&mut others)?;
        right.pack(&mut others);
        right.texts(&mut others)?;
        right.cards(&mut others)?;
        for mut found in others.found.into_values() {
            // What was a tier before is now a step
            let rank = found.fit.rank;
            let step = rank.tier * 16 + u8::from(rank.is_other) * 8 + rank.step.min(7);
            found.fit.rank = Rank { tier: Why::Typo as u8, is_other: false, step, ..rank };
            found.fit.why = why;
            finds.offer(found);
        }
        Ok(())
    }

    /// Names that sound nearly like what was typed, and texts that hold a name of the field that does.
    pub(super) fn by_likely_sound(&self, finds: &mut Finds) -> Result<()> {
        let Some(misheard) = Misheard::new(self.needle.whole()) else { return Ok(()) };
        let keys = misheard.keys();
        for (table, kind) in [(SearchTable::Concept, HitKind::Concept), (SearchTable::Heading, HitKind::Section)] {
            if !self.admits(kind) {
                continue;
            }
            for id in self.ask(table, &keys, SOUNDS)? {
                if !finds.has(kind, id) {
                    self.name(kind, id, finds, |name, _| misheard.fit(name))?;
                }
            }
        }
        self.pack_by(finds, |name| misheard.fit(name));
        if finds.found.is_empty() {
            for known in misheard.known() {
                self.as_if(&Query::parse(known), Why::Pinyin, finds)?;
            }
        }
        Ok(())
    }

    pub(super) fn loosely(&self, finds: &mut Finds) -> Result<()> {
        let fuzzy = Fuzzy::new(self.query, self.needle);
        let parts = self.plan().anything();
        for (table, kind) in [(SearchTable::Concept, HitKind::Concept), (SearchTable::Heading, HitKind::Section)] {
            if !self.admits(kind) {
                continue;
            }
            let mut ids = self.ask(table, &parts, fuzzy::CANDIDATES / 2)?;
            if kind == HitKind::Concept {
                let newest = (self.until, fuzzy::CANDIDATES / 4);
                ids.extend(self.storage.search_in(kind, &self.query.filter, newest)?);
            }
            ids.truncate(fuzzy::CANDIDATES);
            for id in ids {
                if !finds.has(kind, id) {
                    self.name(kind, id, finds, |name, _| fuzzy.fit(name))?;
                }
            }
        }
        self.pack_by(finds, |name| fuzzy.fit(name));
        self.loosely_in_texts(&fuzzy, &parts, finds)
    }

    /// Cards and sections that hold most of what was asked.
    fn loosely_in_texts(&self, fuzzy: &Fuzzy, parts: &Wanted, finds: &mut Finds) -> Result<()> {
        let mut offer = |kind, id, title: String, text: &Folded| {
            if let Some(left) = fuzzy.fit_text(text)
                && !finds.has(kind, id)
            {
                finds.offer(Found { kind, id, title, fit: in_text(Why::Fuzzy, (left, 0), text.len()), recency: id });
            }
        };
        if self.admits(HitKind::Card) {
            for id in self.ask(SearchTable::Card, parts, CARDS)? {
                if let Some(card) = self.storage.search_card(CardId(id))? {
                    let title = asked(card.kind, &card.question, self.lang);
                    let text = Folded::new(&format!("{title}\n{}", card.answer));
                    offer(HitKind::Card, id, title, &text);
                }
            }
        }
        if self.admits(HitKind::Section) {
            for id in self.ask(SearchTable::Section, parts, TEXTS)? {
                if let Some(section) = self.storage.search_section(SectionId(id))? {
                    let text = Folded::new(&format!("{}\n{}", section.title, section.body));
                    offer(HitKind::Section, id, section.title, &text);
                }
            }
        }
        Ok(())
    }
}

//! Finding: asks the index for candidates and looks at each, from the surest way to the loosest.

use super::{Found, Result};
use crate::domain::{CardId, CardKind, ConceptId, HitKind, SectionId, Wanted, Why};
use crate::exercise;
use crate::locale::Lang;
use crate::search::{Breadth, Fit, Folded, Lexicon, Name, Needle, Plan, Query, Rank};
use crate::storage::{SearchTable, Storage};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::collections::{HashMap, HashSet};

/// So many names that hold the words are looked at, the newest ones.
const NAMES: usize = 160;
/// So many names that sound alike are looked at.
pub(super) const SOUNDS: usize = 160;
/// So many texts are read at least, to find the best among them.
pub(super) const TEXTS: usize = 80;
/// So many sections are searched for definitions and formulas.
const DETAILS: usize = 32;
/// So many cards are looked at.
pub(super) const CARDS: usize = 60;
/// With fewer hits than this, slips of the finger and loose matches are looked for.
pub(super) const FEW: usize = 5;
/// One search.
pub(super) struct Finder<'a> {
    pub storage: &'a Storage,
    pub query: &'a Query,
    pub needle: &'a Needle,
    pub lexicon: &'a Lexicon,
    pub limit: usize,
    /// Before this moment a card that is due waits.
    pub until: DateTime<Utc>,
    pub lang: Lang,
}

/// What was found so far, each thing once with its best fit.
#[derive(Default)]
pub(super) struct Finds {
    pub(super) found: HashMap<(HitKind, i64), Found>,
}

impl Finds {
    pub(super) fn offer(&mut self, found: Found) {
        match self.found.get_mut(&(found.kind, found.id)) {
            Some(known) if known.fit.rank <= found.fit.rank => {}
            Some(known) => *known = found,
            None => {
                self.found.insert((found.kind, found.id), found);
            }
        }
    }

    fn count(&self, kind: HitKind) -> usize {
        self.found.keys().filter(|(known, _)| *known == kind).count()
    }

    pub(super) fn has(&self, kind: HitKind, id: i64) -> bool {
        self.found.contains_key(&(kind, id))
    }
}

/// A date as a number that grows with it.
pub(super) fn recency(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

/// A match in the text, not in the name.
pub(super) fn in_text(why: Why, (step, before): (u8, u16), length: usize) -> Fit {
    let length = u16::try_from(length).unwrap_or(u16::MAX);
    let is_other = why == Why::Body && step > 2;
    Fit { why, rank: Rank { tier: why as u8, is_other, step, before, length }, ranges: Vec::new() }
}

impl Finder<'_> {
    pub(super) fn find(&self) -> Result<Vec<Found>> {
        if let Some(marks) = &self.query.marks {
            return self.by_marks(marks);
        }
        if self.query.terms.is_empty() {
            return self.by_filter();
        }
        let mut finds = Finds::default();
        self.names(&mut finds)?;
        self.pack(&mut finds);
        self.texts(&mut finds)?;
        self.cards(&mut finds)?;
        if finds.found.len() < FEW && !self.query.has_phrase() {
            self.with_slips(&mut finds)?;
        }
        if finds.found.len() < FEW && !self.query.has_phrase() {
            self.by_likely_sound(&mut finds)?;
        }
        let mut found: Vec<Found> = finds.found.values().cloned().collect();
        if found.len() < FEW && !self.query.has_phrase() {
            self.loosely(&mut finds)?;
            let mut loose: Vec<Found> = finds.found.into_values().filter(|found| found.fit.why == Why::Fuzzy).collect();
            loose.sort_by_key(|found| (found.fit.rank, found.id));
            loose.truncate(super::LOOSE);
            found.extend(loose);
        }
        Ok(found)
    }

    pub(super) fn plan(&self) -> Plan<'_> {
        Plan::new(self.query, self.needle, self.lexicon, self.limit)
    }

    pub(super) fn admits(&self, kind: HitKind) -> bool {
        self.query.filter.admits(kind)
    }

    /// Candidates, the newest first.
    pub(super) fn ask(&self, table: SearchTable, wanted: &Wanted, most: usize) -> Result<Vec<i64>> {
        let filter = &self.query.filter;
        let narrows = match table {
            SearchTable::Card => filter.narrows_notes() || filter.is_of_cards(),
            _ => filter.narrows_notes(),
        };
        Ok(if narrows {
            self.storage.search_match_in(table, wanted, filter, (self.until, most))?
        } else {
            self.storage.search_match(table, wanted, most)?
        })
    }

    /// Concepts and headings.
    pub(super) fn names(&self, finds: &mut Finds) -> Result<()> {
        let plan = self.plan();
        let wishes = [
            (plan.exact(), self.most(NAMES)),
            (plan.beginning(), self.most(NAMES)),
            (plan.words(Breadth::Middles), self.most(NAMES)),
            (plan.other_names(), self.most(NAMES)),
        ];
        let sounds = plan.sounds().map(|wanted| (wanted, self.most(SOUNDS)));
        for (table, kind) in [(SearchTable::Concept, HitKind::Concept), (SearchTable::Heading, HitKind::Section)] {
            if !self.admits(kind) {
                continue;
            }
            let mut seen = HashSet::new();
            for (wanted, most) in &wishes {
                // The wishes go from the surest on: with enough found, the further ones could add nothing
                if finds.count(kind) >= self.limit {
                    break;
                }
                for id in self.ask(table, wanted, *most)? {
                    if seen.insert(id) {
                        self.name(kind, id, finds, |name, within| self.needle.fit_words(name, within))?;
                    }
                }
            }
            if let (Some((wanted, most)), true) = (&sounds, finds.count(kind) < self.limit) {
                for id in self.ask(table, wanted, *most)? {
                    self.name(kind, id, finds, |name, within| self.needle.fit(name, within))?;
                }
            }
        }
        Ok(())
    }

    /// Looks at one concept or heading.
    pub(super) fn name(
        &self,
        kind: HitKind,
        id: i64,
        finds: &mut Finds,
        fit: impl Fn(&Name, Why) -> Option<Fit>,
    ) -> Result<()> {
        if kind == HitKind::Section {
            if let Some(title) = self.storage.search_heading(SectionId(id))?
                && let Some(fit) = fit(&Name::new(&title), Why::Heading)
            {
                finds.offer(Found { kind, id, title, fit, recency: id });
            }
            return Ok(());
        }
        let Some(names) = self.storage.search_concept(ConceptId(id))? else { return Ok(()) };
        let Some(title) = names.first() else { return Ok(()) };
        let own = fit(&Name::new(title), Why::Substring);
        let aliases = names.iter().skip(1).filter_map(|alias| {
            let fit = fit(&Name::new(alias), Why::Substring)?;
            Some(Needle::of_alias(&fit, Why::Substring))
        });
        if let Some(fit) = own.into_iter().chain(aliases).min_by_key(|fit| fit.rank) {
            finds.offer(Found { kind, id, title: title.clone(), fit, recency: id });
        }
        Ok(())
    }

    /// Whole sections, the definitions and formulas in them.
    pub(super) fn texts(&self, finds: &mut Finds) -> Result<()> {
        let plan = self.plan();
        let most = self.limit.max(2 * TEXTS);
        let mut ids = self.ask(SearchTable::Section, &plan.words(Breadth::Beginnings), most)?;
        if ids.len() < self.limit.max(FEW) {
            let mut seen: HashSet<i64> = ids.iter().copied().collect();
            let wider = self.ask(SearchTable::Section, &plan.words(Breadth::Middles), most)?;
            ids.extend(wider.into_iter().filter(|id| seen.insert(*id)));
        }
        if self.admits(HitKind::Section) {
            self.bodies(&ids, finds)?;
        }
        self.definitions(&ids, finds)?;
        self.formulas(&ids, finds)?;
        if ids.len() < FEW && self.admits(HitKind::Section) {
            let others = self.ask(SearchTable::Section, &plan.other_names(), most)?;
            self.bodies(&others, finds)?;
        }
        Ok(())
    }

    fn bodies(&self, ids: &[i64], finds: &mut Finds) -> Result<()> {
        let mut read = 0;
        for &id in ids {
            if finds.has(HitKind::Section, id) {
                continue;
            }
            let Some(section) = self.storage.search_section(SectionId(id))? else { continue };
            let text = Folded::new(&format!("{}\n{}", section.title, section.body));
            let fit = self.needle.fit_text(&text).or_else(|| self.needle.fit_text_by_other_names(&text));
            let Some(place) = fit else { continue };
            let fit = in_text(Why::Body, place, text.len());
            finds.offer(Found { kind: HitKind::Section, id, title: section.title, fit, recency: id });
            read += 1;
            if read >= self.limit.max(TEXTS) {
                break;
            }
        }
        Ok(())
    }

    fn definitions(&self, ids: &[i64], finds: &mut Finds) -> Result<()> {
        if !self.admits(HitKind::Concept) {
            return Ok(());
        }
        for &id in ids.iter().take(self.most(DETAILS)) {
            for (concept, definition) in self.storage.search_definitions_of_section(SectionId(id))? {
                if finds.has(HitKind::Concept, concept.0) {
                    continue;
                }
                let text = Folded::new(&definition);
                let Some(place) = self.needle.fit_text(&text) else { continue };
                let name = self.storage.search_concept(concept)?.and_then(|names| names.into_iter().next());
                let Some(title) = name else { continue };
                let fit = in_text(Why::Definition, place, text.len());
                finds.offer(Found { kind: HitKind::Concept, id: concept.0, title, fit, recency: concept.0 });
            }
        }
        Ok(())
    }

    fn formulas(&self, sections: &[i64], finds: &mut Finds) -> Result<()> {
        if !self.admits(HitKind::Formula) {
            return Ok(());
        }
        let most = if self.query.filter.kind.is_some() { self.most(NAMES) } else { self.most(DETAILS) };
        for &section in sections.iter().take(most) {
            for id in self.storage.search_formulas_of_section(SectionId(section))? {
                let Some(formula) = self.storage.search_formula(id)? else { continue };
                let title = one_line(&formula.tex);
                let text = Folded::new(&title);
                let Some(place) = self.needle.fit_text(&text) else { continue };
                let mut fit = in_text(Why::Body, place, text.len());
                fit.ranges = vec![(0, title.len())];
                finds.offer(Found { kind: HitKind::Formula, id, title, fit, recency: recency(formula.date) });
            }
        }
        Ok(())
    }

    pub(super) fn cards(&self, finds: &mut Finds) -> Result<()> {
        if !self.admits(HitKind::Card) {
            return Ok(());
        }
        let plan = self.plan();
        let mut ids = self.ask(SearchTable::Card, &plan.words(Breadth::Middles), self.most(CARDS))?;
        if ids.len() < FEW {
            ids.extend(self.ask(SearchTable::Card, &plan.other_names(), self.most(CARDS))?);
        }
        for id in ids {
            let Some(card) = self.storage.search_card(CardId(id))? else { continue };
            let title = asked(card.kind, &card.question, self.lang);
            let text = Folded::new(&format!("{title}\n{}\n{}", card.answer, card.extra));
            let by_question = self.needle.fit(&Name::new(&title), Why::Body).filter(|fit| is_by_words(fit.why));
            // A question names nothing, however it begins
            let by_question = by_question.map(|fit| {
                let highest = if fit.why == Why::Exact { Why::Exact } else { Why::Heading };
                Fit { rank: Rank { tier: fit.rank.tier.max(highest as u8), ..fit.rank }, ..fit }
            });
            let fit = by_question.or_else(|| {
                let place = self.needle.fit_text(&text).or_else(|| self.needle.fit_text_by_other_names(&text))?;
                Some(in_text(Why::Body, place, text.len()))
            });
            if let Some(fit) = fit {
                finds.offer(Found { kind: HitKind::Card, id, title, fit, recency: id });
            }
        }
        Ok(())
    }

    pub(super) fn most(&self, usual: usize) -> usize {
        self.limit.max(usual)
    }
}

/// What a card asks, in one line: what is stored of an exercise is no question, so its numbers are drawn.
pub(in crate::library) fn asked(kind: CardKind, stored: &str, lang: Lang) -> String {
    let drawn = if kind == CardKind::Exercise { exercise::draw(stored, 0) } else { None };
    match (drawn, lang) {
        (None, _) => one_line(stored),
        (Some(drawn), Lang::Zh) => one_line(&drawn.question.zh),
        (Some(drawn), Lang::En) => one_line(&drawn.question.en),
    }
}

/// A text of several lines in one.
pub(in crate::library) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a name was found by its words, and not by its sound.
const fn is_by_words(why: Why) -> bool {
    !matches!(why, Why::Pinyin | Why::Initials)
}

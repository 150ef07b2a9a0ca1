//! Finding: asks the index for candidates and looks at each, from the surest way to the loosest.

use super::{Found, Result};
use crate::domain::{CardId, ConceptId, HitKind, SectionId, Wanted, Why};
use crate::formula;
use crate::locale::Lang;
use crate::search::fuzzy::{self, Fuzzy};
use crate::search::{Breadth, Fit, Folded, Lexicon, Name, Needle, Plan, Query, Rank, corrected};
use crate::storage::{SearchTable, Storage};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// So many names that hold the words are looked at, the newest ones.
const NAMES: usize = 800;
/// So many names that sound alike are looked at.
const SOUNDS: usize = 500;
/// So many texts are read at least, to find the best among them.
const TEXTS: usize = 150;
/// So many sections are searched for definitions and formulas.
const DETAILS: usize = 100;
/// So many cards are looked at.
const CARDS: usize = 200;
/// With fewer hits than this, slips of the finger and loose matches are looked for.
const FEW: usize = 5;
/// No more loose matches than this are shown: they are guesses.
const LOOSE: usize = 10;
/// Marks without words are looked for in so many sections, the newest ones, unless all hits are wanted.
const MARKED: usize = 20_000;

/// A formula of the pack comes after all in the notes that answers as well.
const PACK_STEP: u8 = 9;
/// The names of the pack's formulas, made ready once.
static PACK: LazyLock<Vec<PackNames>> = LazyLock::new(|| {
    let names = formula::all().iter().map(|formula| PackNames {
        zh: Name::new(formula.name.zh),
        en: Name::new(formula.name.en),
        aliases: formula.aliases.iter().copied().chain([formula.id]).map(Name::new).collect(),
    });
    names.collect()
});

struct PackNames {
    zh: Name,
    en: Name,
    aliases: Vec<Name>,
}

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
struct Finds {
    found: HashMap<(HitKind, i64), Found>,
}

impl Finds {
    fn offer(&mut self, found: Found) {
        match self.found.get_mut(&(found.kind, found.id)) {
            Some(known) if known.fit.rank <= found.fit.rank => {}
            Some(known) => *known = found,
            None => {
                self.found.insert((found.kind, found.id), found);
            }
        }
    }

    fn has(&self, kind: HitKind, id: i64) -> bool {
        self.found.contains_key(&(kind, id))
    }
}

/// A date as a number that grows with it.
fn recency(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

/// A match in the text, not in the name.
fn in_text(why: Why, (step, before): (u8, u16), length: usize) -> Fit {
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
        let mut found: Vec<Found> = finds.found.values().cloned().collect();
        if found.len() < FEW && !self.query.has_phrase() {
            self.loosely(&mut finds)?;
            let mut loose: Vec<Found> = finds.found.into_values().filter(|found| found.fit.why == Why::Fuzzy).collect();
            loose.sort_by_key(|found| (found.fit.rank, found.id));
            loose.truncate(LOOSE);
            found.extend(loose);
        }
        Ok(found)
    }

    fn plan(&self) -> Plan<'_> {
        Plan::new(self.query, self.needle, self.lexicon, self.limit)
    }

    fn admits(&self, kind: HitKind) -> bool {
        self.query.filter.admits(kind)
    }

    /// Candidates, the newest first.
    fn ask(&self, table: SearchTable, wanted: &Wanted, most: usize) -> Result<Vec<i64>> {
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
    fn names(&self, finds: &mut Finds) -> Result<()> {
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
            for (wanted, most) in wishes.iter().chain(&sounds) {
                for id in self.ask(table, wanted, *most)? {
                    if seen.insert(id) {
                        self.name(kind, id, finds, |name, within| self.needle.fit(name, within))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Looks at one concept or heading.
    fn name(&self, kind: HitKind, id: i64, finds: &mut Finds, fit: impl Fn(&Name, Why) -> Option<Fit>) -> Result<()> {
        if kind == HitKind::Section {
            if let Some((title, date)) = self.storage.search_section_name(SectionId(id))?
                && let Some(fit) = fit(&Name::new(&title), Why::Heading)
            {
                finds.offer(Found { kind, id, title, fit, recency: recency(date) });
            }
            return Ok(());
        }
        let Some(names) = self.storage.search_concept(ConceptId(id))? else { return Ok(()) };
        let Some(title) = names.first() else { return Ok(()) };
        let own = fit(&Name::new(title), Why::Substring);
        let aliases = names.iter().skip(1).filter_map(|alias| {
            let fit = fit(&Name::new(alias), Why::Substring)?;
            Some(Needle::of_alias(fit, Why::Substring))
        });
        if let Some(fit) = own.into_iter().chain(aliases).min_by_key(|fit| fit.rank) {
            finds.offer(Found { kind, id, title: title.clone(), fit, recency: id });
        }
        Ok(())
    }

    /// The formulas of the pack, which are few. What the notes say comes before what the pack says.
    fn pack(&self, finds: &mut Finds) {
        if !self.admits(HitKind::Formula) || self.query.filter.narrows_notes() {
            return;
        }
        for (id, names) in (1..).zip(PACK.iter()) {
            let (title, other) = match self.lang {
                Lang::Zh => (&names.zh, &names.en),
                Lang::En => (&names.en, &names.zh),
            };
            let own = self.needle.fit(title, Why::Substring);
            let aliases = names.aliases.iter().chain([other]);
            let aliases = aliases.filter_map(|alias| self.needle.fit_alias(alias, Why::Definition));
            if let Some(mut fit) = own.into_iter().chain(aliases).min_by_key(|fit| fit.rank) {
                let is_exact = fit.why == Why::Exact || (fit.why == Why::Synonym && fit.rank.step == 0);
                let tier = if is_exact { Why::Substring } else { Why::Definition } as u8;
                if self.query.filter.kind.is_none() {
                    fit.rank = Rank { tier: tier.max(fit.rank.tier), is_other: true, step: PACK_STEP, ..fit.rank };
                }
                finds.offer(Found { kind: HitKind::Formula, id: -id, title: title.text.clone(), fit, recency: 0 });
            }
        }
    }

    /// Whole sections, the definitions and formulas in them.
    fn texts(&self, finds: &mut Finds) -> Result<()> {
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
            finds.offer(Found {
                kind: HitKind::Section,
                id,
                title: section.title,
                fit,
                recency: recency(section.date),
            });
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

    fn cards(&self, finds: &mut Finds) -> Result<()> {
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
            let title = one_line(&card.question);
            let text = Folded::new(&format!("{title}\n{}\n{}", card.answer, card.extra));
            let by_question = self.needle.fit(&Name::new(&title), Why::Body).filter(|fit| is_by_words(fit.why));
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

    /// What the query was meant to be, when its words are in no text.
    fn with_slips(&self, finds: &mut Finds) -> Result<()> {
        for query in corrected(self.query, self.lexicon) {
            let needle = Needle::new(&query);
            let right = Finder { query: &query, needle: &needle, ..*self };
            let mut others = Finds::default();
            right.names(&mut others)?;
            right.pack(&mut others);
            right.texts(&mut others)?;
            right.cards(&mut others)?;
            for mut found in others.found.into_values() {
                // One tier: what was a tier before is now a step
                let rank = found.fit.rank;
                let step = rank.tier * 16 + u8::from(rank.is_other) * 8 + rank.step.min(7);
                found.fit.rank = Rank { tier: Why::Typo as u8, is_other: false, step, ..rank };
                found.fit.why = Why::Typo;
                finds.offer(found);
            }
            if !finds.found.is_empty() {
                break;
            }
        }
        Ok(())
    }

    fn loosely(&self, finds: &mut Finds) -> Result<()> {
        let fuzzy = Fuzzy::new(self.query, self.needle);
        let parts = self.plan().anything();
        for (table, kind) in [(SearchTable::Concept, HitKind::Concept), (SearchTable::Heading, HitKind::Section)] {
            if !self.admits(kind) {
                continue;
            }
            let mut ids = self.ask(table, &parts, fuzzy::CANDIDATES / 2)?;
            if kind == HitKind::Concept {
                let newest = (self.until, fuzzy::CANDIDATES);
                ids.extend(self.storage.search_in(kind, &self.query.filter, newest)?);
            }
            ids.truncate(fuzzy::CANDIDATES);
            for id in ids {
                if !finds.has(kind, id) {
                    self.name(kind, id, finds, |name, _| fuzzy.fit(name))?;
                }
            }
        }
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
                    let text = Folded::new(&format!("{}\n{}", card.question, card.answer));
                    offer(HitKind::Card, id, one_line(&card.question), &text);
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

    fn most(&self, usual: usize) -> usize {
        self.limit.max(usual)
    }

    /// All that passes the filter, kind by turns, the newest first.
    fn by_filter(&self) -> Result<Vec<Found>> {
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

    fn by_marks(&self, marks: &str) -> Result<Vec<Found>> {
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
            HitKind::Card => self.storage.search_card(CardId(id))?.map(|card| (one_line(&card.question), id)),
            HitKind::Formula => {
                self.storage.search_formula(id)?.map(|formula| (one_line(&formula.tex), recency(formula.date)))
            }
        };
        let fit = in_text(Why::Exact, (0, 0), 0);
        Ok(named.map(|(title, recency)| Found { kind, id, title, fit, recency }))
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

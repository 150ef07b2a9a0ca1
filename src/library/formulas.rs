//! Formulas of one's own notes, and where the notes speak of a formula of the pack.

use super::{Library, Result};
use crate::domain::{NoteFormula, Noted};
use crate::formula::{Formula, Likeness, Wanted};
use crate::ingest;
use std::collections::BTreeSet;

impl Library {
    /// Formulas of the notes in play that `query` names, is, or is a part of: the best first, the newest first among equals. One
    /// that was written several times comes once, from its latest day.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn find_formulas(&self, query: &str) -> Result<Vec<NoteFormula>> {
        let wanted = Wanted::new(query);
        let fits = self.storage.formula_in_play()?.into_iter().filter_map(|formula| {
            let likeness = wanted.fit(&formula.tex, formula.owner.as_deref())?;
            Some((likeness, formula))
        });
        let mut found: Vec<(Likeness, NoteFormula)> = fits.collect();
        found.sort_by_key(|(likeness, _)| *likeness);
        let mut seen = BTreeSet::new();
        let formulas = found.into_iter().map(|(_, formula)| formula);
        Ok(formulas.filter(|formula| seen.insert(formula.tex.split_whitespace().collect::<String>())).collect())
    }

    /// Where the notes speak of a formula of the pack, the latest first: where they write it or one that belongs to its name, and
    /// where they mention what it is called.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn formula_noted(&self, formula: &Formula) -> Result<Vec<Noted>> {
        let names = [formula.name.zh, formula.name.en, formula.id].into_iter().chain(formula.aliases.iter().copied());
        let names: BTreeSet<String> = names.map(ingest::norm).filter(|name| name.chars().nth(1).is_some()).collect();
        let same = Wanted::new(formula.tex);
        let mut noted = Vec::new();
        for found in self.storage.formula_in_play()? {
            let is_named = found.owner.as_deref().is_some_and(|owner| names.contains(&ingest::norm(owner)));
            if is_named || same.fit(&found.tex, None) == Some(Likeness::Same) {
                let NoteFormula { owner, note, path, date, line, .. } = found;
                noted.push(Noted { note, path, date, line, words: owner.unwrap_or_default() });
            }
        }
        for name in &names {
            let Some(id) = self.storage.concept_find(name)? else { continue };
            for mention in self.storage.mention_of_concept(id)? {
                let words = mention.definition.or(mention.section).unwrap_or_else(|| name.clone());
                let (note, path, date, line) = (mention.note, mention.path, mention.date, mention.line);
                noted.push(Noted { note, path, date, line, words });
            }
        }
        // What is said beside a formula tells more than the name that it belongs to
        noted.sort_by(|one, other| {
            let place = |noted: &Noted| (std::cmp::Reverse(noted.date), noted.path.clone(), noted.line);
            place(one).cmp(&place(other)).then_with(|| other.words.len().cmp(&one.words.len()))
        });
        noted.dedup_by(|later, first| later.note == first.note && later.line == first.line);
        Ok(noted)
    }
}

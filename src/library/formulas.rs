//! Formulas of one's own notes, and where the notes speak of a formula of the pack.

use super::{Library, Result, index};
use crate::domain::{CardDraft, CardKind, CardOrigin, NoteFormula, Noted};
use crate::formula::{self, Bilingual, Formula, Likeness, Wanted};
use crate::ingest;
use crate::locale::{Text, bench};
use crate::storage::StoredText;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where cards go that are made of formulas of the pack.
const DECK: Text = Text::new("公式", "Formulas");

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

    /// Where the notes speak of the formulas of the pack, by their ids, the latest first: where they write one, or one that belongs
    /// to its name, and where they mention what it is called.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn formulas_noted(&self) -> Result<BTreeMap<&'static str, Vec<Noted>>> {
        let known = Known::of_pack();
        let mut noted: BTreeMap<&'static str, Vec<Noted>> = BTreeMap::new();
        for NoteFormula { tex, owner, note, path, date, line } in self.storage.formula_in_play()? {
            let named = owner.as_deref().and_then(|owner| known.by_name.get(&ingest::norm(owner)));
            if let Some(id) = named.copied().or_else(|| known.written(&tex)) {
                let words = owner.unwrap_or_default();
                noted.entry(id).or_default().push(Noted { note, path, date, line, words });
            }
        }
        for (name, id) in &known.by_name {
            let Some((concept, _)) = self.storage.concept_find(name)? else { continue };
            for mention in self.storage.mention_of_concept(concept)? {
                let words = mention.definition.or(mention.section).unwrap_or_default();
                let (note, path, date, line) = (mention.note, mention.path, mention.date, mention.line);
                noted.entry(id).or_default().push(Noted { note, path, date, line, words });
            }
        }
        noted.values_mut().for_each(put_in_order);
        Ok(noted)
    }

    /// A card that asks for a formula of the pack, made by hand. Tells whether it is new: a formula has one.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn add_formula_card(&self, formula: &Formula) -> Result<bool> {
        let key = format!("formula:{}", formula.id);
        let say = |text: Bilingual| Text::new(text.zh, text.en).of(self.settings.lang).to_owned();
        let draft = CardDraft {
            kind: CardKind::Formula,
            origin: CardOrigin::Hand,
            question: say(formula.name),
            answer: format!("$${}$$", formula.tex),
            extra: formula.trap.map(say).unwrap_or_default(),
            ..CardDraft::default()
        };
        self.insert_card(&key, draft, DECK)
    }

    /// A card that was made in the lab. Tells whether it is new: a question is asked by one card.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn add_card(&self, draft: &CardDraft) -> Result<bool> {
        let key = format!("lab:{}", ingest::identity::fingerprint(draft.kind, &draft.question, ""));
        self.insert_card(&key, draft.clone(), bench::DECK)
    }

    fn insert_card(&self, key: &str, draft: CardDraft, deck: Text) -> Result<bool> {
        let fingerprint = ingest::identity::fingerprint(draft.kind, &draft.question, &draft.answer);
        let text = StoredText::new(draft, deck.of(self.settings.lang).to_owned(), fingerprint, None);
        self.storage.transact(|storage| {
            if storage.card_id_by_key(key)?.is_some() {
                return Ok(false);
            }
            index::add_card(storage, storage.card_insert(key, &text)?)?;
            Ok(true)
        })
    }
}

/// The formulas of the pack by what a note may show of them.
struct Known {
    by_name: HashMap<String, &'static str>,
    by_sense: HashMap<String, &'static str>,
    /// Bytes of the longest source; what is longer is none of them.
    longest: usize,
}

impl Known {
    fn of_pack() -> Self {
        let mut known = Self { by_name: HashMap::new(), by_sense: HashMap::new(), longest: 0 };
        for formula in formula::all() {
            let names =
                [formula.name.zh, formula.name.en, formula.id].into_iter().chain(formula.aliases.iter().copied());
            let names = names.map(ingest::norm).filter(|name| name.chars().nth(1).is_some());
            known.by_name.extend(names.map(|name| (name, formula.id)));
            known.by_sense.insert(formula::sense(formula.tex), formula.id);
            known.longest = known.longest.max(formula.tex.len());
        }
        known
    }

    fn written(&self, tex: &str) -> Option<&'static str> {
        // Spacing and braces make a source longer, but not by much
        (tex.len() <= 2 * self.longest).then(|| self.by_sense.get(&formula::sense(tex)).copied())?
    }
}

/// The latest first, and one of those that stand in one line: what is said in words tells more than a name.
fn put_in_order(noted: &mut Vec<Noted>) {
    let place = |noted: &Noted| (Reverse(noted.date), noted.path.clone(), noted.line, Reverse(noted.words.len()));
    noted.sort_by_cached_key(place);
    noted.dedup_by(|later, first| later.note == first.note && later.line == first.line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Origin;
    use crate::library::{Manner, Settings};
    use chrono::{DateTime, FixedOffset};

    fn now() -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-11-24T10:00:00+08:00").unwrap()
    }

    fn library(notes: &[(&str, &str)]) -> Library {
        let settings = Settings { starter_decks: false, ..Settings::default() };
        let mut library = Library::in_memory(settings, || [7; 10]).unwrap();
        for (name, text) in notes {
            let manner = Manner { dry_run: false, now: now() };
            library.import_text(name, text.as_bytes(), Origin::Stdin, manner).unwrap();
        }
        library
    }

    #[test]
    fn a_formula_of_the_pack_is_found_in_the_notes_by_name_and_by_sight() {
        let sdpa = formula::by_id("sdpa").unwrap();
        let library = library(&[
            ("2025-10-16.md", "# 甲\n\n## 缩放点积注意力\n\n$$x+y$$\n"),
            ("2025-10-18.md", &format!("# 乙\n\n## 别的\n\n$$ {} $$\n\n$$u+v$$\n", sdpa.tex.replace('=', " = "))),
        ]);
        let noted = library.formulas_noted().unwrap();
        let places: Vec<(&str, u32)> = noted["sdpa"].iter().map(|noted| (noted.path.as_str(), noted.line)).collect();
        assert_eq!(places, [("2025-10-18.md", 5), ("2025-10-16.md", 3), ("2025-10-16.md", 5)]);
    }

    #[test]
    fn one_formula_is_one_entry_however_often_it_is_written() {
        let library =
            library(&[("2025-10-16.md", "# 甲\n\n$$\\zeta_i+1$$\n"), ("2025-10-18.md", "# 乙\n\n$$\\zeta_i + 1$$\n")]);
        let found = library.find_formulas(r"\zeta_{i}").unwrap();
        assert_eq!(found.iter().map(|found| found.path.as_str()).collect::<Vec<_>>(), ["2025-10-18.md"]);
    }

    #[test]
    fn a_formula_becomes_one_card_that_waits_for_review() {
        let library = library(&[]);
        let softmax = formula::by_id("softmax").unwrap();
        assert!(library.add_formula_card(softmax).unwrap());
        assert!(!library.add_formula_card(softmax).unwrap());
        let cards = library.cards(&crate::domain::CardFilter::default()).unwrap();
        let [card] = cards.as_slice() else { panic!("{cards:?}") };
        assert_eq!((card.deck.as_str(), card.question.as_str(), &card.note), ("公式", softmax.name.zh, &None));
        assert_eq!(card.answer, format!("$${}$$", softmax.tex));
        assert_eq!(library.due(None, now()).unwrap().new, 1);
    }
}

//! What the index is asked for a query: candidates that surely hold every answer, which are then looked at one by one.

use super::folded::{Class, Folded};
use super::lexicon::Lexicon;
use super::name::{self, Needle};
use super::query::Query;
use super::{symbols, synonyms, tokens};
use crate::domain::Wanted;

/// A Latin beginning stands for no more words than this, the most frequent ones, unless every hit is wanted.
const WORDS: usize = 48;

/// How widely a word is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breadth {
    /// Latin words and their beginnings.
    Beginnings,
    /// Latin words that hold what was typed anywhere.
    Middles,
}

/// Who wants so many hits wants every one.
const EVERY: usize = 2_000;

/// Makes wishes of a query.
#[derive(Debug)]
pub struct Plan<'a> {
    query: &'a Query,
    needle: &'a Needle,
    lexicon: &'a Lexicon,
    most: usize,
}

impl<'a> Plan<'a> {
    /// `limit` is how many hits are wanted: all of them need all the words.
    pub fn new(query: &'a Query, needle: &'a Needle, lexicon: &'a Lexicon, limit: usize) -> Self {
        Self { query, needle, lexicon, most: limit.max(WORDS) }
    }

    /// Names that are what was typed, or another name for it.
    pub fn exact(&self) -> Wanted {
        Wanted::Any(self.heads().map(Wanted::Word).collect())
    }

    /// Names that begin so.
    pub fn beginning(&self) -> Wanted {
        Wanted::Any(self.heads().map(Wanted::Prefix).collect())
    }

    fn heads(&self) -> impl Iterator<Item = String> {
        std::iter::once(self.needle.whole()).chain(&self.needle.forms).filter_map(tokens::head)
    }

    /// Texts that hold every word of the query.
    pub fn words(&self, breadth: Breadth) -> Wanted {
        let runs = self.query.runs();
        Wanted::All(runs.map(|(run, is_phrase)| self.run(run.class, run.text, (breadth, is_phrase))).collect())
    }

    /// Texts that hold another name of the whole, or other names of the words.
    pub fn other_names(&self) -> Wanted {
        let forms: Vec<Wanted> = self.needle.forms.iter().map(|form| self.name(form)).collect();
        let mut any = forms;
        if self.query.terms.len() > 1 || self.query.terms.iter().any(|term| term.folded.runs().nth(1).is_some()) {
            let parts = self.query.runs().map(|(run, is_phrase)| {
                let own = self.run(run.class, run.text, (Breadth::Beginnings, is_phrase));
                let others = synonyms::of(run.text).into_iter().filter(|_| !is_phrase).map(|form| self.name(form));
                Wanted::Any(std::iter::once(own).chain(others).collect())
            });
            any.push(Wanted::All(parts.collect()));
        }
        Wanted::Any(any)
    }

    /// Names that sound so; none if it cannot be pinyin.
    pub fn sounds(&self) -> Option<Wanted> {
        self.needle.typed.as_ref().map(super::pinyin::Typed::keys)
    }

    /// Texts that hold any part of what was typed, down to pairs of characters.
    pub fn anything(&self) -> Wanted {
        let parts = self.query.runs().flat_map(|(run, _)| match run.class {
            Class::Han if run.text.chars().nth(1).is_some() => {
                tokens::pairs(run.text).map(|pair| Wanted::Word(pair.to_owned())).collect()
            }
            Class::Han => Vec::new(),
            Class::Latin | Class::Symbol => vec![self.run(run.class, run.text, (Breadth::Beginnings, false))],
        });
        Wanted::Any(parts.collect())
    }

    fn name(&self, name: &Folded) -> Wanted {
        Wanted::All(name.runs().map(|run| self.run(run.class, run.text, (Breadth::Beginnings, true))).collect())
    }

    fn run(&self, class: Class, text: &str, (breadth, to_the_letter): (Breadth, bool)) -> Wanted {
        match class {
            Class::Han if text.chars().nth(1).is_none() => Wanted::Word(text.to_owned()),
            Class::Han => Wanted::All(tokens::pairs(text).map(|pair| Wanted::Word(pair.to_owned())).collect()),
            Class::Symbol => {
                let others = symbols::other_names(text).iter().map(|other| Wanted::Word((*other).to_owned()));
                Wanted::Any(std::iter::once(Wanted::Word(text.to_owned())).chain(others).collect())
            }
            Class::Latin => {
                let chunks = tokens::chunks(text).map(|word| self.latin(word, breadth, to_the_letter));
                Wanted::All(chunks.collect())
            }
        }
    }

    fn latin(&self, word: &str, breadth: Breadth, to_the_letter: bool) -> Wanted {
        let mut any = vec![Wanted::Word(word.to_owned())];
        if to_the_letter {
            return Wanted::Any(any);
        }
        let mut found = match breadth {
            // One letter begins too much to say anything
            _ if word.len() < 2 && self.most < EVERY => Vec::new(),
            Breadth::Beginnings => self.lexicon.beginning(word, self.most),
            Breadth::Middles => self.lexicon.containing(word, self.most),
        };
        found.retain(|other| *other != word);
        any.extend(found.into_iter().map(|other| Wanted::Word(other.to_owned())));
        if let Some(single) = name::single(word).filter(|single| self.lexicon.holds(single)) {
            any.push(Wanted::Word(single.to_owned()));
        }
        if let Some(parts) = self.parts(word) {
            any.push(parts);
        }
        Wanted::Any(any)
    }

    /// `layernorm` as `layer` and `norm`, when the notes hold those and not the whole.
    fn parts(&self, word: &str) -> Option<Wanted> {
        if word.len() < 6 || !word.is_ascii() || self.lexicon.holds(word) {
            return None;
        }
        let holds = |at: &usize| self.lexicon.holds(&word[..*at]) && self.lexicon.holds(&word[*at..]);
        let at = (3..=word.len() - 3).find(holds)?;
        Some(Wanted::All(vec![Wanted::Word(word[..at].to_owned()), Wanted::Word(word[at..].to_owned())]))
    }
}

/// The query with each Latin word that no note holds replaced by one that it was meant to be; the surest replacements first.
pub fn corrected(query: &Query, lexicon: &Lexicon) -> Vec<Query> {
    let mut queries: Vec<(Query, bool)> = vec![(query.clone(), false)];
    for (index, term) in query.terms.iter().enumerate().filter(|(_, term)| !term.is_phrase) {
        let fixes: Vec<String> = fixes(&term.folded, lexicon);
        if fixes.is_empty() {
            continue;
        }
        queries = queries
            .iter()
            .flat_map(|(begun, _)| fixes.iter().map(move |fix| (begun, fix)))
            .map(|(begun, fix)| {
                let mut right = begun.clone();
                right.terms[index].folded = Folded::new(fix);
                right.terms[index].text.clone_from(fix);
                (right, true)
            })
            .take(4)
            .collect();
    }
    queries.into_iter().filter(|(_, is_fixed)| *is_fixed).map(|(query, _)| query).collect()
}

/// The term with one of its Latin words set right.
fn fixes(term: &Folded, lexicon: &Lexicon) -> Vec<String> {
    let runs: Vec<_> = term.runs().collect();
    for (at, run) in runs.iter().enumerate().filter(|(_, run)| run.class == Class::Latin) {
        if lexicon.holds(run.text) {
            continue;
        }
        let with = |fix: &str| {
            let texts = runs.iter().enumerate().map(|(index, run)| if index == at { fix } else { run.text });
            texts.collect::<Vec<_>>().join(" ")
        };
        let fixes: Vec<String> = lexicon.corrections(run.text).into_iter().map(with).collect();
        if !fixes.is_empty() {
            return fixes;
        }
    }
    Vec::new()
}

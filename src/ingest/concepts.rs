//! Concepts, each once however it is named.

use super::norm::{norm, push_lower};
use super::term::Term;
use crate::domain::{Mention, ParsedConcept, Stance};
use hashbrown::{HashMap, HashSet};

/// Gathers the concepts of a note as they are met.
#[derive(Debug, Default)]
pub(super) struct Concepts {
    all: Vec<ParsedConcept>,
    /// Folded names and aliases.
    by_norm: HashMap<String, usize>,
    /// Where a concept went that turned out to be another.
    joined: HashMap<usize, usize>,
}

impl Concepts {
    /// Adds a mention of `term`.
    pub fn add(&mut self, term: &Term, mention: Mention) {
        if let Some(concept) = self.concept(term) {
            self.all[concept].mentions.push(mention);
        }
    }

    /// Another name for `term`, which must have been met.
    pub fn alias(&mut self, term: &Term) {
        if self.by_norm.contains_key(&norm(&term.name)) {
            self.concept(term);
        }
    }

    pub fn knows(&self, name: &str) -> bool {
        self.by_norm.contains_key(&norm(name))
    }

    fn concept(&mut self, term: &Term) -> Option<usize> {
        let own = norm(&term.name);
        // One Latin letter names too much; a Greek one that is explained is a symbol
        if own.chars().count() < 2 && own.is_ascii() {
            return None;
        }
        let at = if let Some(&at) = self.by_norm.get(&own) {
            self.home(at)
        } else if let Some(at) = term.aliases.iter().find_map(|alias| self.by_norm.get(&norm(alias)).copied()) {
            let at = self.home(at);
            self.call(at, &term.name, own);
            at
        } else {
            self.found(&term.name, own)
        };
        for alias in &term.aliases {
            let folded = norm(alias);
            match self.by_norm.get(&folded).map(|&other| self.home(other)) {
                Some(other) if other == at => {}
                Some(other) => self.join(at, other),
                None => self.call(at, alias, folded),
            }
        }
        Some(self.home(at))
    }

    fn home(&self, mut at: usize) -> usize {
        while let Some(&next) = self.joined.get(&at) {
            at = next;
        }
        at
    }

    fn found(&mut self, name: &str, norm: String) -> usize {
        let at = self.all.len();
        self.all.push(ParsedConcept {
            name: name.to_owned(),
            norm: norm.clone(),
            aliases: Vec::new(),
            mentions: Vec::new(),
        });
        self.by_norm.insert(norm, at);
        at
    }

    fn call(&mut self, at: usize, alias: &str, folded: String) {
        if folded.chars().count() < 2 {
            return;
        }
        self.all[at].aliases.push(alias.to_owned());
        self.by_norm.insert(folded, at);
    }

    /// Two concepts are one: the earlier takes what the later has.
    fn join(&mut self, one: usize, other: usize) {
        let (into, from) = (one.min(other), one.max(other));
        let name = std::mem::take(&mut self.all[from].name);
        let aliases = std::mem::take(&mut self.all[from].aliases);
        let mentions = std::mem::take(&mut self.all[from].mentions);
        self.joined.insert(from, into);
        let concept = &mut self.all[into];
        concept.aliases.push(name);
        concept.aliases.extend(aliases);
        concept.mentions.extend(mentions);
    }

    /// The concepts in the order of the text, each mention once.
    pub fn finish(mut self) -> Vec<ParsedConcept> {
        for concept in self.all.iter_mut().filter(|concept| concept.mentions.len() > 1) {
            concept.mentions.sort_by_key(|mention| mention.at);
            let mut seen = HashSet::new();
            concept.mentions.retain(|mention| {
                let place = mention.definition.is_none().then_some(mention.section);
                seen.insert((mention.stance, place, mention.definition.as_deref().map(folded)))
            });
            let is_known = concept.mentions.iter().any(|mention| mention.stance != Stance::Reference);
            concept
                .mentions
                .retain(|mention| !is_known || mention.stance != Stance::Reference || mention.section.is_some());
        }
        self.all.retain(|concept| !concept.name.is_empty() && !concept.mentions.is_empty());
        self.all.sort_by_key(|concept| concept.mentions.first().map(|mention| mention.at));
        self.all
    }
}

fn folded(definition: &str) -> String {
    let mut folded = String::with_capacity(definition.len());
    definition.chars().filter(|c| c.is_alphanumeric()).for_each(|c| push_lower(&mut folded, c));
    folded
}

//! What is X, and of what is this said?

use super::{Maker, Sketch, words};
use crate::domain::{CardKind, Mention, ParsedConcept};
use crate::locale::cards as texts;
use std::collections::HashMap;

/// An explanation that says less is no answer.
const LEAST: f64 = 3.0;
/// One that says less fits too many terms to be asked backwards.
const LEAST_TELLING: f64 = 8.0;
/// What can be read at a glance, for a question. Bytes.
const GLANCE: usize = 600;

pub(super) fn make(maker: &mut Maker<'_>) {
    let note = maker.note;
    let mut uses: HashMap<&str, u32> = HashMap::new();
    for definition in note.concepts.iter().filter_map(best).filter_map(|mention| mention.definition.as_deref()) {
        *uses.entry(definition).or_default() += 1;
    }
    for concept in &note.concepts {
        let Some((mention, definition)) = best(concept).and_then(|best| Some((best, best.definition.as_deref()?)))
        else {
            continue;
        };
        let is_unique = uses.get(definition) == Some(&1);
        cards(maker, concept, mention, definition, is_unique);
    }
}

/// The mention that explains most.
fn best(concept: &ParsedConcept) -> Option<&Mention> {
    // Of two that say as much the first counts
    concept.mentions.iter().filter(|mention| mention.definition.is_some()).rev().max_by_key(|mention| length(mention))
}

fn length(mention: &Mention) -> usize {
    mention.definition.as_ref().map_or(0, String::len)
}

fn cards(maker: &mut Maker<'_>, concept: &ParsedConcept, mention: &Mention, definition: &str, is_unique: bool) {
    let term = concept.name.trim();
    let definition = definition.trim();
    // What a list or a table says is asked by cards of their own
    if words::weight(definition) < LEAST || definition.starts_with("- ") {
        return;
    }
    let sketch = Sketch {
        kind: CardKind::Definition,
        question: String::new(),
        answer: definition.to_owned(),
        section: mention.section,
        line: mention.at.line,
        siblings: None,
    };
    if term.ends_with(['?', '？']) {
        maker.sketches.push(Sketch { question: term.to_owned(), ..sketch });
        return;
    }
    if !words::is_term(term) {
        return;
    }
    let is_generic = words::is_generic(term);
    let topic = maker.topic(mention.section).filter(|topic| words::folded(topic) != words::folded(term));
    if is_generic && topic.is_none() {
        return;
    }
    let question = texts::ask_definition(maker.lang, term, topic.filter(|_| is_generic));
    if !maker.which.reverse || is_generic || !is_unique || !is_telling(concept, definition) {
        maker.sketches.push(Sketch { question, ..sketch });
        return;
    }
    let siblings = Some(maker.new_group());
    let names_it = |topic: &&str| !is_named(concept, topic);
    let backwards = texts::ask_term(maker.lang, definition, topic.filter(names_it));
    maker.sketches.push(Sketch { question, siblings, ..sketch.clone() });
    maker.sketches.push(Sketch { question: backwards, answer: term.to_owned(), siblings, ..sketch });
}

/// Whether an explanation leads to its term without naming it.
fn is_telling(concept: &ParsedConcept, definition: &str) -> bool {
    definition.len() <= GLANCE
        && !definition.contains('\n')
        && words::weight(definition) >= LEAST_TELLING
        && !is_named(concept, definition)
}

fn is_named(concept: &ParsedConcept, text: &str) -> bool {
    let text = words::folded(text);
    std::iter::once(&concept.name)
        .chain(&concept.aliases)
        .map(|name| words::folded(name))
        .any(|name| !name.is_empty() && text.contains(&name))
}

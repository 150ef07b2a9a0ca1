//! What is X, and of what is this said?

use super::{Maker, Sketch, words};
use crate::domain::{CardKind, Mention, ParsedConcept};
use crate::locale::{Lang, cards as texts};
use hashbrown::HashMap;

/// An explanation that says less is no answer.
const LEAST: f64 = 3.0;
/// One that says less fits too many terms to be asked backwards.
const LEAST_TELLING: f64 = 8.0;
/// What can be read at a glance, for a question. Bytes.
const GLANCE: usize = 600;
/// More terms of one explanation are a list.
const TOGETHER: usize = 4;

pub(super) fn make(maker: &mut Maker<'_>) {
    let note = maker.note;
    let mut uses: HashMap<&str, Vec<&ParsedConcept>> = HashMap::new();
    for concept in &note.concepts {
        if let Some(definition) = best(concept).and_then(|best| best.definition.as_deref()) {
            uses.entry(definition).or_default().push(concept);
        }
    }
    for concept in &note.concepts {
        let Some((mention, definition)) = best(concept).and_then(|best| Some((best, best.definition.as_deref()?)))
        else {
            continue;
        };
        match uses.get(definition).map(Vec::as_slice) {
            Some([first, _, ..]) if first.norm != concept.norm => {}
            Some(several @ [_, _, ..]) => together(maker, several, mention, definition),
            _ => cards(maker, concept, mention, definition),
        }
    }
}

/// Terms of one and the same explanation are asked together: apart their answers could not be told from one another.
fn together(maker: &mut Maker<'_>, concepts: &[&ParsedConcept], mention: &Mention, definition: &str) {
    let names: Vec<&str> = concepts.iter().map(|concept| concept.name.trim()).collect();
    let definition = definition.trim();
    if !is_answer(definition) || names.len() > TOGETHER || !names.iter().all(|name| words::is_term(name)) {
        return;
    }
    let joined = names.join(if maker.lang == Lang::Zh { "、" } else { ", " });
    let topic = maker.topic(mention.section).filter(|_| names.iter().any(|name| words::is_generic(name)));
    maker.sketches.push(Sketch {
        kind: CardKind::Definition,
        question: texts::ask_definition(maker.lang, &joined, topic),
        answer: definition.to_owned(),
        section: mention.section,
        line: mention.at.line,
        siblings: None,
    });
}

/// Whether an explanation says enough, and is no list, which is asked by cards of its own, and no mere example.
fn is_answer(definition: &str) -> bool {
    words::weight(definition) >= LEAST && !definition.starts_with("- ") && !is_example(definition)
}

/// `如原始 Transformer 的正弦编码`: it names one of them, and no further clause says what they are.
fn is_example(definition: &str) -> bool {
    const MARKS: [&str; 10] =
        ["如", "例如", "比如", "譬如", "诸如", "像", "e.g. ", "For example", "for example", "such as "];
    let is_condition = definition.starts_with("如果") || definition.starts_with("如何");
    let goes_on = definition.split_once(['，', ',']).is_some_and(|(_, rest)| words::weight(rest) >= LEAST);
    !is_condition && !goes_on && MARKS.iter().any(|mark| definition.starts_with(mark))
}

/// The mention that explains most.
fn best(concept: &ParsedConcept) -> Option<&Mention> {
    // Of two that say as much the first counts
    concept.mentions.iter().filter(|mention| mention.definition.is_some()).rev().max_by_key(|mention| length(mention))
}

fn length(mention: &Mention) -> usize {
    mention.definition.as_ref().map_or(0, String::len)
}

fn cards(maker: &mut Maker<'_>, concept: &ParsedConcept, mention: &Mention, definition: &str) {
    let term = concept.name.trim();
    let definition = definition.trim();
    if !is_answer(definition) {
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
    // A symbol means what its section says
    let is_generic = words::is_generic(term) || is_symbol(term);
    let topic = maker.topic(mention.section).filter(|topic| words::folded(topic) != words::folded(term));
    if is_generic && topic.is_none() {
        return;
    }
    let question = texts::ask_definition(maker.lang, term, topic.filter(|_| is_generic));
    if !maker.which.reverse || is_generic || !is_telling(concept, definition) {
        maker.sketches.push(Sketch { question, ..sketch });
        return;
    }
    let siblings = Some(maker.new_group());
    let names_it = |topic: &&str| !is_named(concept, topic);
    let backwards = texts::ask_term(maker.lang, definition, topic.filter(names_it));
    maker.sketches.push(Sketch { question, siblings, ..sketch.clone() });
    maker.sketches.push(Sketch { question: backwards, answer: term.to_owned(), siblings, ..sketch });
}

fn is_symbol(term: &str) -> bool {
    term.starts_with('$') || (!term.is_ascii() && term.chars().count() <= 2 && !term.contains(words::is_cjk))
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

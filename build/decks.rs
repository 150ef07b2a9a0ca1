//! `assets/decks/*.toml` -> the static table of `src/starter.rs`. The fields mean what they mean there.

use super::emit::{Bilingual, bilingual, option, quoted, slice};
use super::formulas::{BENCHES, Formula};
use super::read_all;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    deck: Deck,
    /// What the lab opens with, by formula, for cards that name nothing themselves.
    #[serde(default)]
    bench: BTreeMap<String, Bench>,
    card: Vec<Card>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deck {
    order: u32,
    id: String,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Card {
    id: String,
    kind: Kind,
    zh: Text,
    en: Text,
    source: Option<String>,
    formula: Option<String>,
    bench: Option<Bench>,
    /// Outputs of the bench, and how the card writes them.
    #[serde(default)]
    gives: BTreeMap<String, String>,
    /// Of an exercise: which one.
    exercise: Option<String>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct Bench {
    name: String,
    case: String,
    #[serde(default = "no_inputs")]
    set: String,
}

fn no_inputs() -> String {
    "{}".to_owned()
}

#[derive(Deserialize, Debug, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Basic,
    Cloze,
    Formula,
    Exercise,
}

/// One language of a card. A cloze card's answer is its hole, a formula card's answer the formula: neither is written. Nor is the
/// question of an exercise, which draws it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    question: Option<String>,
    answer: Option<String>,
    #[serde(default)]
    extra: String,
}

pub fn generate(formulas: &[Formula]) -> Result<String, String> {
    let mut files: Vec<File> = read_all("assets/decks")?;
    files.sort_by_key(|file| file.deck.order);
    let mut ids = BTreeSet::new();
    let mut decks = String::new();
    for File { deck, bench, card: cards } in &files {
        let mut literals = Vec::new();
        for card in cards {
            if !ids.insert(card.id.as_str()) {
                return Err(format!("two cards are called {}", card.id));
            }
            let own = card.bench.as_ref().or_else(|| bench.get(card.formula.as_deref()?));
            literals.push(literal(card, formulas, own).map_err(|error| format!("card {}: {error}", card.id))?);
        }
        let Deck { id, zh, en, .. } = deck;
        let cards = slice(&literals, String::clone);
        let _ = writeln!(decks, "Deck {{ id: {id:?}, name: Bilingual {{ zh: {zh:?}, en: {en:?} }}, cards: {cards} }},");
    }
    Ok(format!("static DECKS: &[Deck] = &[\n{decks}];\n"))
}

fn literal(card: &Card, formulas: &[Formula], bench: Option<&Bench>) -> Result<String, String> {
    let formula = match &card.formula {
        Some(id) => {
            Some(formulas.iter().find(|formula| formula.id == *id).ok_or_else(|| format!("no formula `{id}`"))?)
        }
        None => None,
    };
    let question = Bilingual { zh: question(card, &card.zh)?, en: question(card, &card.en)? };
    let answer = Bilingual { zh: answer(card.kind, &card.zh, formula)?, en: answer(card.kind, &card.en, formula)? };
    let extra = Bilingual { zh: card.zh.extra.clone(), en: card.en.extra.clone() };
    Ok(format!(
        "StarterCard {{ id: {:?}, kind: CardKind::{:?}, question: {}, answer: {}, extra: {}, source: {}, \
         formula: {}, bench: {}, gives: {} }}",
        card.id,
        card.kind,
        bilingual(&question),
        bilingual(&answer),
        bilingual(&extra),
        quoted(card.source.as_ref()),
        quoted(card.formula.as_ref()),
        option(link(card, formula, bench)?),
        slice(&card.gives.iter().collect::<Vec<_>>(), |(name, number)| format!("({name:?}, {number:?})")),
    ))
}

/// The bench as a literal. A formula that has one has it on its cards, too.
fn link(card: &Card, formula: Option<&Formula>, bench: Option<&Bench>) -> Result<Option<String>, String> {
    let Some(Bench { name, case, set }) = bench else {
        let is_shown = formula.is_some_and(|formula| formula.bench.is_some()) && card.kind != Kind::Exercise;
        return if is_shown || !card.gives.is_empty() { Err("it needs a bench".into()) } else { Ok(None) };
    };
    if !BENCHES.contains(&name.as_str()) {
        return Err(format!("the lab has no bench `{name}`, only {BENCHES:?}"));
    }
    if !(set.starts_with('{') && set.ends_with('}')) {
        return Err(format!("`{set}` is no JSON object"));
    }
    Ok(Some(format!("Bench {{ name: {name:?}, case: {case:?}, set: {set:?} }}")))
}

fn question(card: &Card, text: &Text) -> Result<String, String> {
    match (card.kind, &text.question, &card.exercise) {
        (Kind::Exercise, None, Some(exercise)) => Ok(exercise.clone()),
        (Kind::Exercise, ..) => Err("an exercise names itself and draws its question".into()),
        (_, Some(question), None) => Ok(question.clone()),
        _ => Err("a card needs a question".into()),
    }
}

fn answer(kind: Kind, text: &Text, formula: Option<&Formula>) -> Result<String, String> {
    match (kind, &text.answer) {
        (Kind::Basic | Kind::Exercise, Some(answer)) => Ok(answer.clone()),
        (Kind::Basic | Kind::Exercise, None) => Err("the card needs an answer; an exercise, its rule".into()),
        (Kind::Cloze | Kind::Formula, Some(_)) => Err("the answer of a cloze or formula card is not written".into()),
        (Kind::Cloze, None) => hole(text.question.as_deref().unwrap_or_default()),
        (Kind::Formula, None) => formula
            .map(|formula| format!("$${}$$", formula.tex))
            .ok_or_else(|| "a formula card needs a formula id".into()),
    }
}

/// What stands in the one hole of a cloze text.
fn hole(text: &str) -> Result<String, String> {
    let wrong = || format!("a cloze text needs one hole `{{{{c1::…}}}}`: {text}");
    let (_, rest) = text.split_once("{{c1::").ok_or_else(wrong)?;
    let (inside, after) = rest.split_once("}}").ok_or_else(wrong)?;
    let whole = !inside.is_empty() && !inside.contains("{{") && !after.contains("{{c");
    whole.then(|| inside.to_owned()).ok_or_else(wrong)
}

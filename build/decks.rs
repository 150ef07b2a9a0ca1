//! `assets/decks/*.toml` -> the static table of `src/starter.rs`. The fields mean what they mean there.

use super::emit::{Bilingual, bilingual, quoted, slice};
use super::formulas::Formula;
use super::read_all;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    deck: Deck,
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
    check: Option<String>,
}

#[derive(Deserialize, Debug, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Basic,
    Cloze,
    Formula,
}

/// One language of a card. A cloze card's answer is its hole, a formula card's answer the formula: neither is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    question: String,
    answer: Option<String>,
    #[serde(default)]
    extra: String,
}

pub fn generate(formulas: &[Formula]) -> Result<String, String> {
    let mut files: Vec<File> = read_all("assets/decks")?;
    files.sort_by_key(|file| file.deck.order);
    let mut ids = BTreeSet::new();
    let mut decks = String::new();
    for File { deck, card: cards } in &files {
        let mut literals = Vec::new();
        for card in cards {
            if !ids.insert(card.id.as_str()) {
                return Err(format!("two cards are called {}", card.id));
            }
            literals.push(literal(card, formulas).map_err(|error| format!("card {}: {error}", card.id))?);
        }
        let Deck { id, zh, en, .. } = deck;
        let cards = slice(&literals, String::clone);
        let _ = writeln!(decks, "Deck {{ id: {id:?}, name: Bilingual {{ zh: {zh:?}, en: {en:?} }}, cards: {cards} }},");
    }
    Ok(format!("static DECKS: &[Deck] = &[\n{decks}];\n"))
}

fn literal(card: &Card, formulas: &[Formula]) -> Result<String, String> {
    let formula = match &card.formula {
        Some(id) => {
            Some(formulas.iter().find(|formula| formula.id == *id).ok_or_else(|| format!("no formula `{id}`"))?)
        }
        None => None,
    };
    let question = Bilingual { zh: card.zh.question.clone(), en: card.en.question.clone() };
    let answer = Bilingual { zh: answer(card.kind, &card.zh, formula)?, en: answer(card.kind, &card.en, formula)? };
    let extra = Bilingual { zh: card.zh.extra.clone(), en: card.en.extra.clone() };
    Ok(format!(
        "StarterCard {{ id: {:?}, kind: CardKind::{:?}, question: {}, answer: {}, extra: {}, source: {}, \
         formula: {}, check: {} }}",
        card.id,
        card.kind,
        bilingual(&question),
        bilingual(&answer),
        bilingual(&extra),
        quoted(card.source.as_ref()),
        quoted(card.formula.as_ref()),
        quoted(card.check.as_ref()),
    ))
}

fn answer(kind: Kind, text: &Text, formula: Option<&Formula>) -> Result<String, String> {
    match (kind, &text.answer) {
        (Kind::Basic, Some(answer)) => Ok(answer.clone()),
        (Kind::Basic, None) => Err("a basic card needs an answer".into()),
        (Kind::Cloze | Kind::Formula, Some(_)) => Err("the answer of a cloze or formula card is not written".into()),
        (Kind::Cloze, None) => hole(&text.question),
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

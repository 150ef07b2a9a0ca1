//! The numbers on the starter cards: the lab computes them anew, or their arithmetic is done again, or it is said why neither can be.

#![allow(clippy::unwrap_used, clippy::panic)]

mod claims;
mod lab;
mod sums;
mod told;

use serde_json::Value;
use std::collections::BTreeSet;
use wengu::domain::CardKind;
use wengu::exercise::evaluate;
use wengu::starter::{StarterCard, decks};

fn cards() -> impl Iterator<Item = &'static StarterCard> {
    decks().iter().flat_map(|deck| deck.cards)
}

fn card(id: &str) -> &'static StarterCard {
    cards().find(|card| card.id == id).unwrap_or_else(|| panic!("no card {id}"))
}

/// Everything that a card says, in each language.
fn texts(card: &StarterCard) -> [String; 2] {
    [[card.question.zh, card.answer.zh, card.extra.zh], [card.question.en, card.answer.en, card.extra.en]]
        .map(|parts| parts.join("\n"))
}

/// A number as a card writes it, and by how much rounding may have moved it. `~` says that a whole number was rounded.
fn read(written: &str) -> (f64, f64) {
    const SUFFIXES: [(&str, f64); 4] = [("GiB", 1_073_741_824.0), ("KiB", 1024.0), ("B", 1e9), ("%", 1.0)];
    let (written, is_rounded) = written.strip_prefix('~').map_or((written, false), |written| (written, true));
    let plain = written.replace("{,}", "").replace(',', "").replace(r"\times10^", "e").replace(['{', '}'], "");
    let (number, worth) = SUFFIXES
        .iter()
        .find_map(|(suffix, worth)| Some((plain.strip_suffix(suffix)?.trim(), *worth)))
        .unwrap_or((&plain, 1.0));
    let value = evaluate(number, &|_| None).unwrap_or_else(|error| panic!("{written}: {error}"))[0];
    let (mantissa, exponent) = number.split_once('e').unwrap_or((number, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let last = 10_f64.powi(exponent.parse::<i32>().unwrap() - i32::try_from(decimals).unwrap());
    // A whole number is exact unless it stands for a large unit
    let room = if !is_rounded && decimals == 0 && worth < 2.0 && exponent == "0" {
        1e-6 * value.abs().max(1.0)
    } else {
        0.5 * last * worth
    };
    (value * worth, room * (1.0 + 1e-9))
}

/// `slopes[7]`, `N_alpha_beta[0][1]`
fn at<'v>(outputs: &'v Value, path: &str) -> &'v Value {
    let mut parts = path.split(['[', ']']).filter(|part| !part.is_empty());
    let start = &outputs[parts.next().unwrap()];
    parts.fold(start, |value, index| &value[index.parse::<usize>().unwrap()])
}

/// Several numbers stand in a row from the place that is named.
fn row<'v>(outputs: &'v Value, path: &str, count: usize) -> Vec<&'v Value> {
    let (list, from) = path.strip_suffix(']').and_then(|path| path.rsplit_once('[')).unwrap();
    let from: usize = from.parse().unwrap();
    (from..from + count).map(|index| &at(outputs, list)[index]).collect()
}

#[test]
fn the_lab_computes_what_the_cards_say() {
    let mut checked = 0;
    for card in cards().filter(|card| !card.gives.is_empty()) {
        let bench = card.bench.unwrap();
        let outputs = lab::outputs(bench.name, bench.case, bench.set);
        for (path, written) in card.gives {
            for text in texts(card) {
                let shown = written.trim_start_matches('~');
                assert!(text.contains(shown), "{}: `{shown}` is not on the card: {text}", card.id);
            }
            let numbers: Vec<&str> = written.split(' ').filter(|part| !part.ends_with("iB")).collect();
            let computed =
                if numbers.len() > 1 { row(&outputs, path, numbers.len()) } else { vec![at(&outputs, path)] };
            let told = if numbers.len() > 1 { numbers } else { vec![*written] };
            for (written, computed) in told.iter().zip(computed) {
                let (told, room) = read(written);
                let computed = computed.as_f64().unwrap_or_else(|| panic!("{}: no output {path}", card.id));
                // A formula for a number that is about this much: it is rounded to what is written, or it is it
                assert!((told - computed).abs() <= room, "{}: {path} is {computed}, not {written}", card.id);
                checked += 1;
            }
        }
        assert!(card.check().is_some_and(|check| check.contains("| wengu lab ")), "{}", card.id);
    }
    assert!(checked >= 50, "{checked}");
}

#[test]
fn the_arithmetic_on_the_cards_is_right() {
    for (id, written, sum) in sums::SUMS {
        for text in texts(card(id)) {
            assert!(text.contains(written), "{id}: `{written}` is not on the card: {text}");
        }
        let (told, room) = read(written);
        let value = evaluate(sum, &|_| None).unwrap_or_else(|error| panic!("{id}: {sum}: {error}"))[0];
        assert!((told - value).abs() <= room, "{id}: {sum} = {value}, not {written}");
    }
}

#[test]
fn what_the_cards_claim_holds_for_numbers() {
    for (id, holds) in claims::CLAIMS {
        card(id);
        holds();
    }
}

/// Whether a text holds a number of its own: a digit that is no part of a name (`fp16`, `Llama-2`), an index or an exponent.
fn has_number(text: &str) -> bool {
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let is_start = character.is_ascii_digit() && !(before.is_ascii_alphanumeric() || "-_^{.,".contains(before));
        let after = text[at..].trim_start_matches(|c: char| c.is_ascii_digit());
        let is_name = after.starts_with(|c: char| c.is_ascii_alphabetic() && c != 'B');
        if is_start && !is_name {
            return true;
        }
        before = character;
    }
    false
}

#[test]
fn each_number_is_checked_or_it_is_said_why_not() {
    let sums = sums::SUMS.iter().map(|(id, ..)| *id);
    let summed: BTreeSet<&str> = sums.chain(claims::CLAIMS.iter().map(|(id, _)| *id)).collect();
    let mut told = BTreeSet::new();
    for (reason, ids) in told::UNCHECKED {
        for id in *ids {
            assert!(told.insert(*id), "{id} is listed twice");
            let card = card(id);
            assert!(card.gives.is_empty() && !summed.contains(id), "{id} is checked, yet listed as {reason}");
            assert!(has_number(card.answer.en) || has_number(card.extra.en), "{id} holds no number, yet is listed");
        }
    }
    let missing: Vec<&str> = cards()
        .filter(|card| !matches!(card.kind, CardKind::Exercise | CardKind::Formula))
        .filter(|card| has_number(card.answer.en) || has_number(card.extra.en))
        .filter(|card| card.gives.is_empty() && !summed.contains(card.id) && !told.contains(card.id))
        .map(|card| card.id)
        .collect();
    assert!(missing.is_empty(), "cards with numbers that nothing checks: {missing:?}");
}

/// A formula card's numbers are those of the pack, which tests of its own check.
#[test]
fn cards_on_formulas_open_the_lab() {
    for card in cards() {
        let formula = card.formula.and_then(wengu::formula::by_id);
        let is_shown = formula.is_some_and(|formula| formula.bench.is_some());
        assert!(card.bench.is_some() || !is_shown || card.kind == CardKind::Exercise, "{}", card.id);
        let Some(bench) = card.bench else { continue };
        let set: Value = serde_json::from_str(bench.set).unwrap_or_else(|error| panic!("{}: {error}", card.id));
        assert!(set.is_object(), "{}", card.id);
    }
}

//! The starter decks: cards that a new library opens with, so that there is something to review before the first note.
//!
//! They are written by hand in `assets/decks/*.toml`, one file a deck; the build script checks them and turns them into
//! a static table. A card's id never changes: it is what the review log refers to.

use crate::domain::CardKind;
use crate::formula::Bilingual;

/// A deck of starter cards on one field.
#[derive(Debug, PartialEq, Eq)]
pub struct Deck {
    pub id: &'static str,
    pub name: Bilingual,
    pub cards: &'static [StarterCard],
}

/// One fact, in both languages. All texts are Markdown with TeX.
#[derive(Debug, PartialEq, Eq)]
pub struct StarterCard {
    pub id: &'static str,
    /// Basic, cloze, formula or exercise.
    pub kind: CardKind,
    /// Of a cloze card: the text with one hole, written `{{c1::answer}}`. Of an exercise: its id.
    pub question: Bilingual,
    /// Of a cloze card: what stands in the hole. Of an exercise: its rule.
    pub answer: Bilingual,
    /// The trap or the thought behind it; empty if the answer says all.
    pub extra: Bilingual,
    /// The code or text that it was checked against, where that is worth naming.
    pub source: Option<&'static str>,
    /// The formula of the pack that it is about.
    pub formula: Option<&'static str>,
    /// What the lab opens with.
    pub bench: Option<Bench>,
    /// Outputs of the bench by name, each with the number as the card writes it.
    pub gives: &'static [(&'static str, &'static str)],
}

/// A calculation of the lab with its inputs as JSON; those that are left out are toy numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bench {
    pub name: &'static str,
    pub case: &'static str,
    pub set: &'static str,
}

impl StarterCard {
    /// A shell command whose output shows the card's numbers; none where the lab computes none of them.
    pub fn check(&self) -> Option<String> {
        let Bench { name, case, set } = self.bench.filter(|_| !self.gives.is_empty())?;
        Some(format!("echo '{set}' | wengu lab {name} {case} --json"))
    }
}

include!(concat!(env!("OUT_DIR"), "/decks.rs"));

/// The decks in the order in which one would learn them.
pub fn decks() -> &'static [Deck] {
    DECKS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula;
    use std::collections::BTreeSet;

    fn cards() -> impl Iterator<Item = &'static StarterCard> {
        decks().iter().flat_map(|deck| deck.cards)
    }

    #[test]
    fn there_is_enough_to_begin_with() {
        for (id, least) in [
            ("normalization", 40),
            ("attention", 50),
            ("new-architectures", 50),
            ("positions", 40),
            ("long-context", 20),
            ("ffn", 25),
            ("moe", 25),
            ("costs", 30),
        ] {
            let size = decks().iter().find(|deck| deck.id == id).map_or(0, |deck| deck.cards.len());
            assert!(size >= least, "{id}: {size}");
        }
        assert!(cards().count() >= 320);
    }

    #[test]
    fn ids_are_unique_and_plain() {
        let mut seen = BTreeSet::new();
        for id in decks().iter().map(|deck| deck.id).chain(cards().map(|card| card.id)) {
            assert!(seen.insert(id), "{id} twice");
            assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{id}");
        }
    }

    #[test]
    fn both_languages_say_something_of_their_own() {
        for card in cards().filter(|card| card.kind != CardKind::Exercise) {
            for text in [card.question, card.answer] {
                assert!(!text.zh.trim().is_empty() && !text.en.trim().is_empty(), "{}", card.id);
                assert!(!text.en.chars().any(is_han), "{}: Chinese in `{}`", card.id, text.en);
            }
            assert!(card.question.zh.chars().any(is_han), "{}: `{}`", card.id, card.question.zh);
            assert_eq!(card.extra.zh.is_empty(), card.extra.en.is_empty(), "{}: extra in one language only", card.id);
            assert!(!card.extra.en.chars().any(is_han), "{}: Chinese in `{}`", card.id, card.extra.en);
        }
    }

    #[test]
    fn no_question_is_asked_twice() {
        let mut seen = BTreeSet::new();
        for card in cards().filter(|card| card.kind != CardKind::Exercise) {
            assert!(seen.insert(card.question.zh), "{}: {}", card.id, card.question.zh);
            assert!(seen.insert(card.question.en), "{}: {}", card.id, card.question.en);
        }
    }

    #[test]
    fn tex_is_closed() {
        for card in cards() {
            for text in [card.question, card.answer, card.extra].iter().flat_map(|text| [text.zh, text.en]) {
                assert_eq!(text.matches('$').count() % 2, 0, "{}: {text}", card.id);
                let odd = text.split('$').skip(1).step_by(2);
                for tex in odd {
                    assert_eq!(tex.matches('{').count(), tex.matches('}').count(), "{}: {tex}", card.id);
                    assert!(!tex.chars().any(is_han), "{}: prose inside TeX `{tex}`", card.id);
                }
            }
        }
    }

    #[test]
    fn a_cloze_has_one_hole_and_its_answer_fills_it() {
        for card in cards() {
            for (text, answer) in [(card.question.zh, card.answer.zh), (card.question.en, card.answer.en)] {
                let holes = usize::from(card.kind == CardKind::Cloze);
                assert_eq!(text.matches("{{c1::").count(), holes, "{}: {text}", card.id);
                if holes == 1 {
                    assert!(text.contains(&format!("{{{{c1::{answer}}}}}")), "{}: {text}", card.id);
                    assert_eq!(answer.matches('$').count() % 2, 0, "{}: a hole cuts through TeX", card.id);
                }
            }
        }
    }

    #[test]
    fn every_exercise_in_stock_is_a_card_and_every_such_card_is_one() {
        let asked: BTreeSet<&str> =
            cards().filter(|card| card.kind == CardKind::Exercise).map(|card| card.question.en).collect();
        let stock: BTreeSet<&str> = crate::exercise::stock().iter().map(|stock| stock.id).collect();
        assert_eq!(asked, stock);
    }

    #[test]
    fn named_formulas_are_in_the_pack() {
        for card in cards() {
            if let Some(id) = card.formula {
                assert!(formula::by_id(id).is_some(), "{}: {id}", card.id);
            }
            assert_eq!(card.kind == CardKind::Formula, card.answer.en.starts_with("$$"), "{}", card.id);
        }
    }

    #[test]
    fn facts_fit_on_a_card() {
        for card in cards() {
            assert!(card.question.zh.chars().count() <= 120 && card.question.en.chars().count() <= 220, "{}", card.id);
            if card.kind != CardKind::Formula {
                assert!(card.answer.zh.chars().count() <= 140 && card.answer.en.chars().count() <= 260, "{}", card.id);
            }
        }
    }

    fn is_han(character: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&character)
    }
}

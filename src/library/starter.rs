//! The starter decks in the library: put in when it is new, brought up to date when the program or its language changes.

use super::{Library, Result};
use crate::domain::{Card, CardDraft, CardKind, CardOrigin};
use crate::locale::Lang;
use crate::starter::{self, Bench, Deck, StarterCard};
use crate::storage::StoredText;

/// Under this key the library remembers which edition of the decks it holds.
const EDITION: &str = "starter-edition";
/// What the keys of starter cards begin with.
const KEY: &str = "starter:";

impl Library {
    /// Puts in what is missing and rewrites what changed; the histories stay. Costs one look when nothing did.
    pub(super) fn sync_starter_decks(&self) -> Result<()> {
        if !self.settings.starter_decks {
            return Ok(());
        }
        let lang = self.settings.lang;
        let edition = edition(lang);
        if self.storage.meta_get(EDITION)?.as_deref() == Some(&edition) {
            return Ok(());
        }
        self.storage.transact(|storage| {
            for deck in starter::decks() {
                for card in deck.cards {
                    let key = format!("{KEY}{}", card.id);
                    let text = text(deck, card, lang);
                    match storage.card_id_by_key(&key)? {
                        Some(id) => storage.card_update(id, &text)?,
                        None => {
                            storage.card_insert(&key, &text)?;
                        }
                    }
                }
            }
            super::index::add_cards_without_note(storage)?;
            Ok(storage.meta_put(EDITION, &edition)?)
        })
    }
}

/// What the lab opens with for a card of the starter decks, if it names anything.
pub fn bench_of(card: &Card) -> Option<Bench> {
    let id = card.key.strip_prefix(KEY)?;
    starter::decks().iter().flat_map(|deck| deck.cards).find(|card| card.id == id)?.bench
}

/// The names of a starter deck in both languages, for its id or one of them.
pub(super) fn other_names(name: &str) -> Vec<String> {
    let is_it =
        |deck: &&Deck| [deck.id, deck.name.zh, deck.name.en].iter().any(|known| known.eq_ignore_ascii_case(name));
    let deck = starter::decks().iter().find(is_it);
    deck.map(|deck| vec![deck.name.zh.to_owned(), deck.name.en.to_owned()]).unwrap_or_default()
}

/// Names the decks' content in a language.
fn edition(lang: Lang) -> String {
    let mut hasher = blake3::Hasher::new();
    for deck in starter::decks() {
        hasher.update(in_lang(deck.name, lang).as_bytes());
        for card in deck.cards {
            for text in [card.id, in_lang(card.question, lang), in_lang(card.answer, lang), in_lang(card.extra, lang)] {
                hasher.update(text.as_bytes()).update(&[0]);
            }
        }
    }
    hasher.finalize().to_hex().to_string()
}

fn text(deck: &Deck, card: &StarterCard, lang: Lang) -> StoredText {
    let question = in_lang(card.question, lang);
    let question = if card.kind == CardKind::Cloze { with_hole(question) } else { question.to_owned() };
    let draft = CardDraft {
        kind: card.kind,
        origin: CardOrigin::Starter,
        question,
        answer: in_lang(card.answer, lang).to_owned(),
        extra: in_lang(card.extra, lang).to_owned(),
        anchor: Some(card.id.to_owned()),
        ..CardDraft::default()
    };
    StoredText::new(draft, in_lang(deck.name, lang).to_owned(), String::new(), None)
}

/// The text of a cloze card as it is asked: `{{c1::answer}}` becomes `[...]`.
fn with_hole(text: &str) -> String {
    let Some((before, rest)) = text.split_once("{{c1::") else { return text.to_owned() };
    // A hole in a formula may end in braces of its own: the last pair closes it
    let Some(end) = hole_end(rest) else { return text.to_owned() };
    format!("{before}[...]{}", &rest[end + 2..])
}

/// Where the `}}` that closes a hole begins: the first pair outside of braces opened within.
fn hole_end(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' if characters.peek().is_some_and(|&(_, next)| next == '}') => return Some(at),
            _ => {}
        }
    }
    None
}

const fn in_lang(text: crate::formula::Bilingual, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => text.zh,
        Lang::En => text.en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_starter_card_opens_its_bench() {
        let library = Library::in_memory(crate::library::Settings::default(), || [0; 10]).unwrap();
        let cards = library.cards(&crate::domain::CardFilter::default()).unwrap();
        let of = |id: &str| cards.iter().find(|card| card.key == format!("{KEY}{id}")).and_then(bench_of);
        assert_eq!(of("cost-kv-llama2-70b").map(|bench| (bench.name, bench.case)), Some(("kv-cache", "model")));
        assert_eq!(of("pos-learned-limit"), None);
        assert!(cards.iter().any(|card| card.kind == CardKind::Exercise && card.question == "kv-bytes-token"));
    }

    #[test]
    fn a_hole_hides_its_answer_even_among_braces() {
        for (text, asked) in [
            ("除以 {{c1::√D}}。", "除以 [...]。"),
            (r"$\sqrt{ {{c1::d_{k}}} }$", r"$\sqrt{ [...] }$"),
            (r"{{c1::\frac{1}{2}}}", "[...]"),
            ("no hole", "no hole"),
            ("{{c1::open", "{{c1::open"),
        ] {
            assert_eq!(with_hole(text), asked);
        }
    }
}

//! An Anki package as cards with their histories.

use super::html;
use super::models::{self, Model, SOURCE_FIELD};
use super::package::{Package, PackageError};
use super::template::{HOLE, holes, render};
use super::write::{Source, check_of};
use crate::domain::{CardKind, Grade};
use crate::storage::{AnkiCard, AnkiCollection, AnkiFile, AnkiNote};
use chrono::{DateTime, Duration, FixedOffset, NaiveDate, Utc};
use serde::Deserialize;
use std::collections::HashMap;
use std::io::{Read, Seek};

/// All texts together are no longer than this, in bytes.
const MOST_TEXT: usize = 256 << 20;

/// Where a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    New,
    /// So many steps are left.
    Learning {
        left: u32,
        due: DateTime<Utc>,
    },
    Review {
        due: NaiveDate,
        interval_days: u32,
    },
    Relearning {
        left: u32,
        due: DateTime<Utc>,
    },
}

/// A review that was made in Anki; without a grade, the card was made new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IncomingReview {
    pub at: DateTime<Utc>,
    pub grade: Option<Grade>,
    pub took_ms: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct IncomingCard {
    /// The key that it had here if it came from here, else one made of the note's.
    pub key: String,
    /// Cards of one note; none for a note with one card.
    pub family: Option<String>,
    pub deck: String,
    pub kind: CardKind,
    /// Markdown with TeX.
    pub question: String,
    pub answer: String,
    pub extra: String,
    pub tags: Vec<String>,
    pub state: State,
    pub is_suspended: bool,
    pub flag: u8,
    /// Stability and difficulty, if it was scheduled by FSRS.
    pub memory: Option<(f32, f32)>,
    /// The ease, 1.3 and up, if it was scheduled by SM-2.
    pub ease: Option<f32>,
    pub last_review: Option<DateTime<Utc>>,
    pub reps: u32,
    pub lapses: u32,
    /// Oldest first.
    pub reviews: Vec<IncomingReview>,
}

/// What a package holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Incoming {
    pub cards: Vec<IncomingCard>,
    /// Cards that ask nothing, or whose note or note type is not there.
    pub left_out: u32,
}

/// The FSRS memory in a card's `data`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Data {
    s: Option<f32>,
    d: Option<f32>,
    lrt: Option<i64>,
}

/// Reads the collection of a package. Where it was made in a zone that it does not tell, `zone` is taken.
///
/// # Errors
/// If the package is damaged, too large, or no collection.
pub fn read<R: Read + Seek>(package: &mut Package<R>, zone: FixedOffset) -> Result<Incoming, PackageError> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("collection");
    package.unpack_collection(&mut std::fs::File::create(&path)?)?;
    let (file, collection) = AnkiFile::open(&path)?;
    let (models, decks) = if collection.is_old {
        models::from_old(&collection.models, &collection.decks)
    } else {
        models::from_present(&file.tables()?)
    };
    let notes: HashMap<i64, AnkiNote> = file.notes()?.into_iter().map(|note| (note.id, note)).collect();
    let mut reviews: HashMap<i64, Vec<IncomingReview>> = HashMap::new();
    for review in file.reviews()? {
        let Some(at) = DateTime::from_timestamp_millis(review.id) else { continue };
        let grade = Grade::from_number(review.ease);
        // Made new by hand; other work by hand leaves the history alone
        if grade.is_none() && !(review.ease == 0 && review.factor == 0) {
            continue;
        }
        // A filtered deck that did not count
        if review.kind == 3 && review.factor == 0 {
            continue;
        }
        let took_ms = u64::try_from(review.took_ms).unwrap_or_default();
        reviews.entry(review.card).or_default().push(IncomingReview { at, grade, took_ms });
    }
    let mut reader = Reader { models, decks, notes, reviews, first: first_day(&collection, zone), text: 0 };
    let mut incoming = Incoming::default();
    for card in file.cards()? {
        match reader.card(&card)? {
            Some(card) => incoming.cards.push(card),
            None => incoming.left_out += 1,
        }
    }
    name_families(&mut incoming.cards);
    Ok(incoming)
}

/// The calendar day of day 0.
fn first_day(collection: &AnkiCollection, zone: FixedOffset) -> NaiveDate {
    let told = collection.creation_offset.or_else(|| {
        let conf: serde_json::Value = serde_json::from_str(&collection.conf).ok()?;
        conf.get("creationOffset")?.as_i64()
    });
    let zone = told
        .and_then(|minutes_west| i32::try_from(minutes_west.checked_mul(-60)?).ok())
        .and_then(FixedOffset::east_opt)
        .unwrap_or(zone);
    let start = DateTime::from_timestamp(collection.crt, 0).unwrap_or_default().with_timezone(&zone);
    start.date_naive()
}

struct Reader {
    models: HashMap<i64, Model>,
    decks: HashMap<i64, String>,
    notes: HashMap<i64, AnkiNote>,
    reviews: HashMap<i64, Vec<IncomingReview>>,
    first: NaiveDate,
    text: usize,
}

/// What a card asks and answers.
struct Sides {
    key: String,
    kind: CardKind,
    question: String,
    answer: String,
    extra: String,
}

impl Reader {
    fn card(&mut self, card: &AnkiCard) -> Result<Option<IncomingCard>, PackageError> {
        let Some(note) = self.notes.get(&card.note) else { return Ok(None) };
        let Some(model) = self.models.get(&note.model) else { return Ok(None) };
        let Some(sides) = sides(card, note, model) else { return Ok(None) };
        if sides.question.trim().is_empty() {
            return Ok(None);
        }
        self.text += sides.question.len() + sides.answer.len() + sides.extra.len();
        if self.text > MOST_TEXT {
            return Err(PackageError::TooLarge {
                name: "collection".to_owned(),
                claimed: self.text as u64,
                most: MOST_TEXT as u64,
            });
        }
        let data: Data = serde_json::from_str(&card.data).unwrap_or_default();
        let memory = data.s.zip(data.d).filter(|&(s, d)| s > 0.0 && s.is_finite() && (1.0..=10.0).contains(&d));
        let (home, due) = if card.home_deck == 0 { (card.deck, card.due) } else { (card.home_deck, card.home_due) };
        let reviews = self.reviews.remove(&card.id).unwrap_or_default();
        let last = reviews.iter().rev().find(|review| review.grade.is_some()).map(|review| review.at);
        let deck = self.decks.get(&home).filter(|name| !name.is_empty()).cloned();
        let count = |number: i64| u32::try_from(number).unwrap_or_default();
        Ok(Some(IncomingCard {
            key: sides.key,
            family: None,
            deck: deck.unwrap_or_else(|| "Default".to_owned()),
            kind: sides.kind,
            question: sides.question,
            answer: sides.answer,
            extra: sides.extra,
            tags: note.tags.split_whitespace().map(str::to_owned).collect(),
            state: self.state(card, due),
            is_suspended: card.queue == -1,
            flag: u8::try_from(card.flags & 7).unwrap_or_default(),
            memory,
            #[allow(clippy::cast_possible_truncation)] // in 1.3 to 100
            ease: (card.factor >= 1300).then(|| (card.factor.min(100_000) as f64 / 1000.0) as f32),
            last_review: last.or_else(|| DateTime::from_timestamp(data.lrt?, 0)),
            reps: count(card.reps),
            lapses: count(card.lapses),
            reviews,
        }))
    }

    fn state(&self, card: &AnkiCard, due: i64) -> State {
        let left = u32::try_from(card.left.rem_euclid(1000)).unwrap_or_default();
        let day = |due: i64| self.first.checked_add_signed(Duration::try_days(due)?);
        // Steps of a day and more are kept by the day
        let moment = |due: i64| {
            if due > 1_000_000_000 {
                return DateTime::from_timestamp(due, 0);
            }
            Some(day(due)?.and_hms_opt(12, 0, 0)?.and_utc())
        };
        let interval_days = u32::try_from(card.interval).unwrap_or_default();
        match (card.kind, moment(due), day(due)) {
            (1, Some(due), _) => State::Learning { left, due },
            (3, Some(due), _) => State::Relearning { left, due },
            (2, _, Some(due)) => State::Review { due, interval_days },
            _ => State::New,
        }
    }
}

/// Cards of a note that has several are siblings.
fn name_families(cards: &mut [IncomingCard]) {
    let stem = |key: &str| key.rsplit_once(':').filter(|_| key.starts_with("anki:")).map(|(stem, _)| stem.to_owned());
    let mut counts: HashMap<String, u32> = HashMap::new();
    for card in cards.iter() {
        if let Some(stem) = stem(&card.key) {
            *counts.entry(stem).or_default() += 1;
        }
    }
    for card in cards {
        card.family = stem(&card.key).filter(|stem| counts.get(stem).is_some_and(|&count| count > 1));
    }
}

fn sides(card: &AnkiCard, note: &AnkiNote, model: &Model) -> Option<Sides> {
    if let Some(sides) = own_source(note, model) {
        return Some(sides);
    }
    let fields: HashMap<&str, &str> =
        model.fields.iter().map(String::as_str).zip(note.fields.iter().map(String::as_str)).collect();
    let key = format!("anki:{}:{}", note.guid, card.ord);
    let number = u32::try_from(card.ord).ok()?;
    if model.is_cloze {
        return cloze(key, number + 1, model, note, &fields);
    }
    let (front, back) = model.templates.get(usize::try_from(card.ord).ok()?)?;
    let front = render(front, &fields, None, None);
    // What the front says need not be said again
    let back = render(back, &fields, Some(""), None);
    let question = html::to_markdown(&front);
    let answer = html::to_markdown(&back);
    Some(Sides { key, kind: CardKind::Basic, question, answer: answer.trim_start().to_owned(), extra: String::new() })
}

fn cloze(key: String, number: u32, model: &Model, note: &AnkiNote, fields: &HashMap<&str, &str>) -> Option<Sides> {
    let text = note.fields.iter().find(|field| field.contains("{{c"))?;
    let (asked, answers) = holes(text, number, true);
    if answers.is_empty() {
        return None;
    }
    let extras = model.fields.iter().filter_map(|name| fields.get(name.as_str()));
    let extra: Vec<String> = extras
        .filter(|field| *field != text)
        .map(|field| html::to_markdown(field))
        .filter(|text| !text.is_empty())
        .collect();
    let answers: Vec<String> = answers.iter().map(|answer| html::to_markdown(answer)).collect();
    let question = html::to_markdown(&asked);
    debug_assert!(question.contains(HOLE) || answers.is_empty());
    Some(Sides { key, kind: CardKind::Cloze, question, answer: answers.join("\n"), extra: extra.join("\n\n") })
}

/// The source that went along with a card of ours, if what Anki shows is still what was made of it.
fn own_source(note: &AnkiNote, model: &Model) -> Option<Sides> {
    let at = model.fields.iter().position(|name| name == SOURCE_FIELD)?;
    let source: Source = serde_json::from_str(&html::entities(note.fields.get(at)?)).ok()?;
    let Source { key, kind, question, answer, extra, check } = source;
    let shown = note.fields.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, field)| field.as_str());
    if check_of(shown.clone()) == check {
        return Some(Sides { key, kind, question, answer, extra });
    }
    // Edited in Anki: the key is still that of the card
    let fields: Vec<String> = shown.map(html::to_markdown).collect();
    match (kind, fields.as_slice()) {
        (CardKind::Cloze, [_, extra]) => {
            let (asked, answers) = holes(note.fields.first()?, 1, true);
            let answers: Vec<String> = answers.iter().map(|answer| html::to_markdown(answer)).collect();
            let (question, answer) = (html::to_markdown(&asked), answers.join("\n"));
            Some(Sides { key, kind, question, answer, extra: extra.clone() })
        }
        (kind, [question, answer, extra]) => {
            Some(Sides { key, kind, question: question.clone(), answer: answer.clone(), extra: extra.clone() })
        }
        _ => None,
    }
}

//! Cards with their histories as an Anki package.

use super::package::{PackageError, pack};
use super::template::HOLE;
use super::{html, models};
use crate::domain::{Card, CardKind, CardState, Grade, Memory, Phase, Rollover, StudyDay};
use crate::storage::{AnkiCard, AnkiCollection, AnkiFile, AnkiNote, AnkiReview};
use chrono::{DateTime, Duration, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Seek, Write};

/// A review to go along; without a grade, the card began anew.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutgoingReview {
    pub at: DateTime<Utc>,
    pub grade: Option<Grade>,
    pub took_ms: u64,
    pub before: Memory,
    pub after: Memory,
}

#[derive(Debug, Clone, PartialEq)]
pub struct OutgoingCard {
    pub card: Card,
    pub tags: Vec<String>,
    pub flag: u8,
    /// Of its deck.
    pub desired_retention: f32,
    pub reviews: Vec<OutgoingReview>,
}

/// All that goes out.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub cards: Vec<OutgoingCard>,
    pub now: DateTime<FixedOffset>,
    pub rollover: Rollover,
    /// The last FSRS parameter.
    pub decay: f32,
    pub learning_steps: usize,
    pub relearning_steps: usize,
}

/// A card's source, kept in a field of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Source {
    pub key: String,
    pub kind: CardKind,
    pub question: String,
    pub answer: String,
    pub extra: String,
    /// Of the fields that Anki shows: if they were edited there, the source is out of date.
    pub check: String,
}

/// Tells whether the fields that Anki shows are still as they were written.
pub(super) fn check_of<'a>(fields: impl Iterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for field in fields {
        hasher.update(field.as_bytes()).update(&[0x1f]);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Where the pictures of a card are: given its note and the name in the text, the bytes.
pub type Pictures<'a> = dyn FnMut(&Card, &str) -> Option<Vec<u8>> + 'a;

/// Writes a package to `out`.
///
/// # Errors
/// If a file could not be written.
pub fn write<W: Write + Seek>(outgoing: &Outgoing, pictures: &mut Pictures<'_>, out: W) -> Result<(), PackageError> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("collection.anki2");
    let first = first_day(outgoing);
    let decks = deck_ids(outgoing);
    let file = AnkiFile::create(&path, &collection(outgoing, first, &decks))?;
    let mut media = Media::default();
    let now_ms = outgoing.now.timestamp_millis();
    let mut review_ids = HashSet::new();
    for (at, outgoing_card) in outgoing.cards.iter().enumerate() {
        let id = now_ms - i64::try_from(outgoing.cards.len() - at).unwrap_or_default();
        file.add_note(&note(id, outgoing_card, outgoing.now, &mut media, pictures))?;
        let deck = decks.get(&outgoing_card.card.deck).copied().unwrap_or(1);
        file.add_card(&card(id, deck, at, outgoing_card, outgoing, first))?;
        for review in &outgoing_card.reviews {
            let review = self::review(id, review);
            // Ids are moments, and no two rows may share one
            let mut unique = review.id;
            while !review_ids.insert(unique) {
                unique += 1;
            }
            file.add_review(&AnkiReview { id: unique, ..review })?;
        }
    }
    file.finish()?;
    pack(&mut std::fs::File::open(&path)?, &media.files, out)
}

#[derive(Debug, Default)]
struct Media {
    files: Vec<(String, Vec<u8>)>,
    names: HashSet<String>,
}

impl Media {
    /// Takes a picture along under a name of its own: two notes may have different ones of the same name.
    fn add(&mut self, target: &str, bytes: Vec<u8>) -> String {
        let name = target.rsplit(['/', '\\']).next().unwrap_or(target);
        let stem: String =
            name.chars().map(|c| if c.is_control() || ":*?\"<>|%#".contains(c) { '-' } else { c }).collect();
        let hash = blake3::hash(&bytes).to_hex();
        let name = format!("wengu-{}-{stem}", &hash[..8]);
        if self.names.insert(name.clone()) {
            self.files.push((name.clone(), bytes));
        }
        name
    }
}

/// Day 0: the day of the first review, so that no due day is negative.
fn first_day(outgoing: &Outgoing) -> StudyDay {
    let today = StudyDay::of(outgoing.now, outgoing.rollover);
    let day = |moment: DateTime<Utc>| StudyDay::of(moment.with_timezone(outgoing.now.offset()), outgoing.rollover);
    let dues = outgoing.cards.iter().filter_map(|card| card.card.memory.due.map(day));
    let reviews = outgoing.cards.iter().flat_map(|card| &card.reviews).map(|review| day(review.at));
    dues.chain(reviews).min().unwrap_or(today).min(today)
}

fn deck_ids(outgoing: &Outgoing) -> BTreeMap<String, i64> {
    let mut taken = HashSet::new();
    let mut ids = BTreeMap::new();
    for card in &outgoing.cards {
        if ids.contains_key(&card.card.deck) {
            continue;
        }
        let hash = blake3::hash(card.card.deck.as_bytes());
        let mut id = 1_700_000_000_000 + i64::from(u32::from_le_bytes([0, 1, 2, 3].map(|at| hash.as_bytes()[at])));
        while !taken.insert(id) {
            id += 1;
        }
        ids.insert(card.card.deck.clone(), id);
    }
    ids
}

fn collection(outgoing: &Outgoing, first: StudyDay, decks: &BTreeMap<String, i64>) -> AnkiCollection {
    let now = outgoing.now;
    let seconds = now.timestamp();
    let deck = |id: i64, name: &str| {
        serde_json::json!({
            "id": id, "name": name, "mod": seconds, "usn": -1, "lrnToday": [0, 0], "revToday": [0, 0], "newToday": [0, 0],
            "timeToday": [0, 0], "collapsed": false, "browserCollapsed": false, "desc": "", "dyn": 0, "conf": 1,
            "extendNew": 0, "extendRev": 0,
        })
    };
    let mut all = serde_json::Map::from_iter([("1".to_owned(), deck(1, "Default"))]);
    all.extend(decks.iter().map(|(name, &id)| (id.to_string(), deck(id, name))));
    let dconf = serde_json::json!({"1": {
        "id": 1, "mod": 0, "name": "Default", "usn": 0, "maxTaken": 60, "autoplay": true, "timer": 0, "replayq": true,
        "new": {"bury": true, "delays": [1.0, 10.0], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1, "perDay": 20},
        "rev": {"bury": true, "ease4": 1.3, "ivlFct": 1.0, "maxIvl": 36500, "perDay": 200, "hardFactor": 1.2},
        "lapse": {"delays": [10.0], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0}, "dyn": false,
    }});
    let conf = serde_json::json!({
        // Without the version Anki takes the log for that of its first scheduler and shifts the grades of learning cards
        "schedVer": 2, "sched2021": true, "creationOffset": -now.offset().local_minus_utc() / 60,
        "rollover": outgoing.rollover.hour(), "nextPos": outgoing.cards.len() + 1, "curDeck": 1, "activeDecks": [1],
        "newSpread": 0, "collapseTime": 1200, "timeLim": 0, "estTimes": true, "dueCounts": true, "curModel": models::BASIC,
        "sortType": "noteFld", "sortBackwards": false, "addToCur": true, "dayLearnFirst": false,
    });
    AnkiCollection {
        crt: first.end(*now.offset(), outgoing.rollover).timestamp() - 86_400,
        modified: now.timestamp_millis(),
        conf: conf.to_string(),
        models: models::ours(seconds),
        decks: serde_json::Value::Object(all).to_string(),
        dconf: dconf.to_string(),
        creation_offset: None,
        is_old: true,
    }
}

fn note(
    id: i64,
    outgoing: &OutgoingCard,
    now: DateTime<FixedOffset>,
    media: &mut Media,
    pictures: &mut Pictures<'_>,
) -> AnkiNote {
    let card = &outgoing.card;
    let mut names: HashMap<String, Option<String>> = HashMap::new();
    let mut picture = |target: &str| {
        let found = names.entry(target.to_owned()).or_insert_with(|| Some(media.add(target, pictures(card, target)?)));
        found.clone()
    };
    let is_cloze = card.kind == CardKind::Cloze && card.question.matches(HOLE).count() == 1;
    let mut html = |text: &str| html::from_markdown(text, &mut picture);
    let mut fields = if is_cloze {
        let (before, behind) = card.question.split_once(HOLE).unwrap_or((&card.question, ""));
        // Braces that meet would close the hole, and colons would begin a hint
        let answer = card.answer.replace("}}", "} }").replace("::", ": :");
        vec![html(&format!("{before}{{{{c1::{answer}}}}}{behind}")), html(&card.extra)]
    } else {
        vec![html(&card.question), html(&card.answer), html(&card.extra)]
    };
    let source = Source {
        key: card.key.clone(),
        kind: card.kind,
        question: card.question.clone(),
        answer: card.answer.clone(),
        extra: card.extra.clone(),
        check: check_of(fields.iter().map(String::as_str)),
    };
    fields.push(html::escaped(&serde_json::to_string(&source).unwrap_or_default()));
    let tags: Vec<String> =
        outgoing.tags.iter().map(|tag| tag.split_whitespace().collect::<Vec<_>>().join("_")).collect();
    AnkiNote {
        id,
        guid: guid(&card.key),
        model: if is_cloze { models::CLOZE } else { models::BASIC },
        modified: now.timestamp(),
        tags: if tags.is_empty() { String::new() } else { format!(" {} ", tags.join(" ")) },
        sort_field: html::to_markdown(&fields[0]),
        // Anki reckons it when it takes the note in
        checksum: 0,
        fields,
    }
}

/// A note's name in all collections: that of the note that a card came from, else made of the card's key.
fn guid(key: &str) -> String {
    match key.strip_prefix("anki:").and_then(|rest| rest.strip_suffix(":0")) {
        Some(guid) => guid.to_owned(),
        None => blake3::hash(key.as_bytes()).to_hex()[..16].to_owned(),
    }
}

fn card(id: i64, deck: i64, at: usize, outgoing_card: &OutgoingCard, outgoing: &Outgoing, first: StudyDay) -> AnkiCard {
    let (card, memory) = (&outgoing_card.card, &outgoing_card.card.memory);
    let due_secs = memory.due.map_or(0, |due| due.timestamp());
    let due_day = memory
        .due
        .map_or(0, |due| StudyDay::of(due.with_timezone(outgoing.now.offset()), outgoing.rollover).days_since(first));
    let left = |steps: usize, step: u8| i64::try_from(steps.saturating_sub(step.into()).max(1)).unwrap_or(1);
    let (kind, due, left) = match memory.phase {
        Phase::New => (0, i64::try_from(at + 1).unwrap_or(i64::MAX), 0),
        Phase::Learning { step } => (1, due_secs, left(outgoing.learning_steps, step)),
        Phase::Review => (2, due_day, 0),
        Phase::Relearning { step } => (3, due_secs, left(outgoing.relearning_steps, step)),
    };
    let interval = match memory.phase {
        Phase::Review => interval_of(memory).max(1),
        Phase::Relearning { .. } => 1,
        Phase::New | Phase::Learning { .. } => 0,
    };
    let queue = match (card.state, kind) {
        (CardState::Suspended, _) => -1,
        (_, 3) => 1,
        (_, kind) => kind,
    };
    AnkiCard {
        id,
        note: id,
        deck,
        ord: 0,
        modified: outgoing.now.timestamp(),
        kind,
        queue,
        due,
        interval,
        factor: if kind >= 2 { 2500 } else { 0 },
        reps: memory.reps.into(),
        lapses: memory.lapses.into(),
        left,
        flags: outgoing_card.flag.into(),
        data: data(memory, outgoing_card.desired_retention, outgoing.decay),
        ..AnkiCard::default()
    }
}

fn data(memory: &Memory, desired_retention: f32, decay: f32) -> String {
    let (Some(stability), Some(difficulty), Some(last)) = (memory.stability, memory.difficulty, memory.last_review)
    else {
        return String::new();
    };
    // As a reader of JSON would write them: the shortest that gives the same number back
    format!(
        "{{\"s\":{stability},\"d\":{difficulty},\"dr\":{desired_retention},\"decay\":{decay},\"lrt\":{}}}",
        last.timestamp()
    )
}

/// Whole days from the last review to the due day.
fn interval_of(memory: &Memory) -> i64 {
    memory.due.zip(memory.last_review).map_or(0, |(due, last)| (due - last).num_days())
}

fn review(card: i64, review: &OutgoingReview) -> AnkiReview {
    let wait = |memory: &Memory| match memory.due.zip(memory.last_review) {
        Some((due, last)) if due - last >= Duration::days(1) => (due - last).num_days(),
        Some((due, last)) => -(due - last).num_seconds(),
        None => 0,
    };
    #[allow(clippy::cast_possible_truncation)] // 100 to 1100
    let factor = review.after.difficulty.map_or(0, |d| (100.0 + 1000.0 * (f64::from(d) - 1.0) / 9.0).round() as i64);
    let kind = match (review.grade, review.before.phase) {
        (None, _) => 4,
        (_, Phase::New | Phase::Learning { .. }) => 0,
        (_, Phase::Review) => 1,
        (_, Phase::Relearning { .. }) => 2,
    };
    AnkiReview {
        id: review.at.timestamp_millis(),
        card,
        ease: review.grade.map_or(0, Grade::number),
        interval: wait(&review.after),
        last_interval: wait(&review.before),
        factor: if review.grade.is_some() { factor } else { 0 },
        took_ms: i64::try_from(review.took_ms).unwrap_or(i64::MAX),
        kind,
    }
}

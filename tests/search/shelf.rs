//! A library made from a text that the tests keep, and one made by a rule, as large as one likes.
//!
//! The lines of `shelf.txt`: `@ date title #tag` begins a note, `## title` a section, `= name | alias :: definition` a concept,
//! `$ tex` a formula, `? question :: answer` a card; all else is text.

use std::path::Path;
use wengu::domain::{
    CardDraft, CardKind, CardPlace, DateSource, Mention, NoteId, ParsedFormula, ParsedSection, Provenance, SectionId,
    Stance,
};
use wengu::library::{Library, Settings, index};
use wengu::storage::{NoteText, Storage, StoredText};

const SHELF: &str = include_str!("shelf.txt");

pub fn settings() -> Settings {
    Settings { starter_decks: false, ..Settings::default() }
}

pub fn open(path: &Path) -> Library {
    let library = Library::open(path, settings(), || [7; 10]).unwrap();
    library.search_rebuild().unwrap();
    library
}

/// The shelf of the tests in a fresh file.
pub fn stock(path: &Path) -> Library {
    let storage = Storage::open(path).unwrap();
    storage
        .transact::<_, wengu::storage::StorageError>(|storage| {
            for (at, note) in SHELF.split("\n@ ").map(|note| note.trim_start_matches("@ ")).enumerate() {
                put_note(storage, at, note);
            }
            Ok(())
        })
        .unwrap();
    drop(storage);
    open(path)
}

pub fn insert_note(storage: &Storage, path: &str, title: &str, date: &str) -> NoteId {
    let note = NoteText {
        path,
        title,
        date: date.parse().unwrap(),
        date_source: DateSource::FileName,
        origin: "file",
        size: 1,
        mtime_ns: 1,
        hash: [0; 32],
        reader: "1",
        holding: wengu::storage::NoteHolding::default(),
    };
    storage.note_upsert(&note).unwrap()
}

pub fn insert_section(storage: &Storage, note: NoteId, ordinal: usize, title: &str, body: &str) -> SectionId {
    let line = u32::try_from(ordinal * 10 + 1).unwrap();
    let section = ParsedSection {
        depth: 1,
        number: String::new(),
        title: title.to_owned(),
        parent: None,
        line,
        end_line: line + 9,
        body: body.to_owned(),
    };
    storage.section_insert(note, ordinal + 1, None, &section).unwrap()
}

/// A concept by its names, one for the whole library.
pub fn insert_mention(
    storage: &Storage,
    names: &[&str],
    stance: Stance,
    definition: Option<&str>,
    at: (NoteId, SectionId, u32),
) {
    let norm = |name: &str| name.to_lowercase().replace([' ', '-'], "");
    let (note, section, line) = at;
    let known = storage.concept_find(&norm(names[0])).unwrap().map(|(id, _)| id);
    let id = known.unwrap_or_else(|| storage.concept_insert(&norm(names[0]), names[0]).unwrap());
    for alias in &names[1..] {
        storage.concept_add_alias(id, note, &norm(alias), alias).unwrap();
    }
    let mention = Mention {
        stance,
        definition: definition.map(str::to_owned),
        section: None,
        at: Provenance { line, column: 1 },
    };
    storage.mention_insert(id, note, Some(section), &mention).unwrap();
}

pub fn insert_card(storage: &Storage, note: NoteId, deck: &str, question: &str, answer: &str, line: u32) {
    let draft = CardDraft {
        kind: CardKind::Basic,
        question: question.to_owned(),
        answer: answer.to_owned(),
        place: CardPlace { line, ..CardPlace::default() },
        ..CardDraft::default()
    };
    storage
        .card_insert(&format!("card-{question}"), &StoredText::new(draft, deck.to_owned(), String::new(), Some(note)))
        .unwrap();
}

fn put_note(storage: &Storage, at: usize, text: &str) {
    let (head, rest) = text.split_once('\n').unwrap();
    let (date, title) = head.split_once(' ').unwrap();
    let (title, tags) = title.split_once(" #").unwrap_or((title, ""));
    let note = insert_note(storage, &format!("{date} {title}.md"), title, date);
    for tag in tags.split(" #").filter(|tag| !tag.is_empty()) {
        storage.note_add_tag(note, tag).unwrap();
    }
    for (ordinal, section) in rest.split("## ").skip(1).enumerate() {
        put_section(storage, (note, ordinal), &format!("笔记::{title}"), section);
    }
    index::add_note(storage, note).unwrap();
    assert!(at < 1000);
}

fn put_section(storage: &Storage, (note, ordinal): (NoteId, usize), deck: &str, text: &str) {
    let (title, lines) = text.split_once('\n').unwrap_or((text, ""));
    let body: Vec<String> = lines.lines().filter(|line| !line.starts_with("? ")).map(shown).collect();
    let id = insert_section(storage, note, ordinal, title, body.join("\n").trim());
    let mut line = u32::try_from(ordinal * 10 + 1).unwrap();
    insert_mention(storage, &[title], Stance::Heading, None, (note, id, line));
    for text in lines.lines() {
        line += 1;
        if let Some(concept) = text.strip_prefix("= ") {
            let (names, definition) = concept.split_once(" :: ").unwrap();
            let names: Vec<&str> = names.split(" | ").collect();
            insert_mention(storage, &names, Stance::Definition, Some(definition), (note, id, line));
        } else if let Some(tex) = text.strip_prefix("$ ") {
            let formula = ParsedFormula {
                tex: tex.to_owned(),
                display: true,
                section: None,
                owner: None,
                at: Provenance { line, column: 1 },
            };
            storage.formula_insert(note, Some(id), &formula).unwrap();
        } else if let Some((question, answer)) = text.strip_prefix("? ").and_then(|card| card.split_once(" :: ")) {
            insert_card(storage, note, deck, question, answer, line);
        }
    }
}

/// A line of the shelf as the note has it.
fn shown(line: &str) -> String {
    if let Some(concept) = line.strip_prefix("= ") {
        let (names, definition) = concept.split_once(" :: ").unwrap();
        let (name, aliases) = names.split_once(" | ").unwrap_or((names, ""));
        let aliases =
            if aliases.is_empty() { String::new() } else { format!("（{}）", aliases.replace(" | ", "，")) };
        return format!("- {name}{aliases}：{definition}");
    }
    line.strip_prefix("$ ").map_or_else(|| line.to_owned(), |tex| format!("$${tex}$$"))
}

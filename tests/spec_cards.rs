//! Runs the card cases of `tests/spec/cards-*.md`: prose in which a `note` block is followed by a `cards` block.
//!
//! A card is a line `first-last kind~siblings: question → answer {fields}`, a finding `! line code`, and `nothing` says that there is
//! neither. `⏎` stands for a line break. Settings stand behind `note`: `asked` (cards are asked for everywhere), `headings`
//! (Flashcard Markdown), `end=…`, `single=…`, `reversed=…`, `multi=…`, `multi-reversed=…`, `clozes=…` (patterns divided by `,`;
//! `none` for none), `tags` and `deck` (show these fields), `lost=…` (an image that is not there).

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;
use wengu::domain::{CardDraft, StoredSchedule};
use wengu::ingest::cards::{self, Osr, Settings, Source};
use wengu::ingest::lexer::Lexed;

struct Case {
    name: String,
    options: String,
    note: String,
    expected: String,
}

#[test]
fn cards_are_read_as_the_specification_says() {
    let mut failures = String::new();
    let mut count = 0;
    let mut files: Vec<_> = std::fs::read_dir("tests/spec").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        if !file.starts_with("cards-") {
            continue;
        }
        for case in cases(&std::fs::read_to_string(&path).unwrap()) {
            count += 1;
            let seen = run(&case);
            if seen.trim() != case.expected.trim() {
                writeln!(failures, "{file}: {}\n--- expected\n{}\n--- seen\n{seen}\n", case.name, case.expected.trim())
                    .unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(count >= 150, "only {count} cases");
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut name = String::new();
    let mut note: Option<(String, String)> = None;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            title.clone_into(&mut name);
        } else if let Some(info) = line.strip_prefix("````note") {
            note = Some((info.trim().to_owned(), block(&mut lines, "````")));
        } else if line == "```cards" {
            let (options, note) = note.take().unwrap_or_else(|| panic!("{name}: cards without a note"));
            cases.push(Case { name: name.clone(), options, note, expected: block(&mut lines, "```") });
        }
    }
    cases
}

fn block<'t>(lines: &mut impl Iterator<Item = &'t str>, fence: &str) -> String {
    let lines: Vec<&str> = lines.take_while(|line| *line != fence).collect();
    lines.join("\n")
}

fn settings(options: &str) -> Settings {
    let mut osr = Osr::default();
    let mut settings = Settings::default();
    for option in options.split_whitespace() {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let value = value.to_owned();
        match name {
            "asked" => settings.everywhere = true,
            "headings" => settings.heading_cards = true,
            "end" => osr.end = value,
            "single" => osr.single = value,
            "reversed" => osr.single_reversed = value,
            "multi" => osr.multi = value,
            "multi-reversed" => osr.multi_reversed = value,
            "clozes" if value == "none" => osr.clozes.clear(),
            "clozes" => osr.clozes = value.split(',').map(str::to_owned).collect(),
            "tags" | "deck" | "lost" => {}
            other => panic!("no option is called {other}"),
        }
    }
    settings.obsidian = Some(osr);
    settings
}

fn run(case: &Case) -> String {
    let lexed = Lexed::new(&case.note);
    let settings = settings(&case.options);
    let has_image = |name: &str| !name.contains("lost");
    let source =
        Source { text: &case.note, lexed: &lexed, sections: &[], tags: &[], deck: &[], has_image, settings: &settings };
    let read = cards::read(&source);
    let shows = |field: &str| case.options.split_whitespace().any(|option| option == field);
    let mut seen: Vec<String> = read.drafts.iter().map(|card| shown(card, shows("tags"), shows("deck"))).collect();
    seen.extend(read.diagnostics.iter().map(|finding| format!("! {} {}", finding.line, finding.code)));
    if seen.is_empty() { "nothing".to_owned() } else { seen.join("\n") }
}

fn shown(card: &CardDraft, with_tags: bool, with_deck: bool) -> String {
    let flat = |text: &str| text.replace('\n', "⏎");
    let mut line = card.place.line.to_string();
    if card.end_line != card.place.line {
        write!(line, "-{}", card.end_line).unwrap();
    }
    write!(line, " {}", card.kind.name()).unwrap();
    if let Some(group) = card.siblings {
        write!(line, "~{group}").unwrap();
    }
    write!(line, ": {} → {}", flat(&card.question), flat(&card.answer)).unwrap();
    line.truncate(line.trim_end().len());
    let mut fields = Vec::new();
    if !card.hint.is_empty() {
        fields.push(format!("hint: {}", flat(&card.hint)));
    }
    if let Some(anchor) = &card.anchor {
        fields.push(format!("id: {anchor}"));
    }
    if with_deck {
        fields.push(format!("deck: {}", card.deck.join("::")));
    }
    if with_tags {
        fields.push(format!("tags: {}", card.tags.join(" ")));
    }
    match card.schedule {
        Some(StoredSchedule::Sm2 { due, interval_days, ease_percent }) => {
            fields.push(format!("due: {due}, {interval_days} d, {ease_percent} %"));
        }
        Some(StoredSchedule::Fsrs { due, stability, difficulty, .. }) => {
            fields.push(format!("due: {due}, S {stability}, D {difficulty}"));
        }
        None => {}
    }
    if !fields.is_empty() {
        write!(line, " {{{}}}", fields.join("; ")).unwrap();
    }
    line.trim_end().to_owned()
}

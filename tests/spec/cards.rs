//! A note's cards, as text that can be compared and read.
//!
//! A card is a line `first-last kind~siblings: question → answer {fields}`, a finding `! line code`, and `nothing` says that there is
//! neither. `⏎` stands for a line break. Options stand behind the aspect: `asked` (cards are asked for everywhere), `headings`
//! (Flashcard Markdown), `end=…`, `single=…`, `reversed=…`, `multi=…`, `multi-reversed=…`, `clozes=…` (patterns divided by `,`;
//! `none` for none), `tags` and `deck` (show these fields).

#![allow(clippy::unwrap_used, clippy::panic)]

use super::case::Case;
use std::fmt::Write as _;
use wengu::domain::{CardDraft, StoredSchedule};
use wengu::ingest::cards::{self, Derived, Made, Osr, Settings, Source, language};
use wengu::ingest::lexer::Lexed;
use wengu::ingest::{Context, parse};

/// The cards that were written by hand into the case's note. An image is there unless it is called lost.
pub fn written(case: &Case, options: &str) -> String {
    let lexed = Lexed::new(&case.note);
    let settings = settings(options);
    let has_image = |name: &str| !name.contains("lost");
    let source =
        Source { text: &case.note, lexed: &lexed, sections: &[], tags: &[], deck: &[], has_image, settings: &settings };
    let read = cards::read(&source);
    let shows = |field: &str| options.split_whitespace().any(|option| option == field);
    let mut seen: Vec<String> = read.drafts.iter().map(|card| shown(card, shows("tags"), shows("deck"))).collect();
    seen.extend(read.diagnostics.iter().map(|finding| format!("! {} {}", finding.line, finding.code)));
    listed(&seen)
}

/// The cards that the case's note makes, and the days by which it comes back.
pub fn made(case: &Case) -> String {
    let lexed = Lexed::new(&case.note);
    let note = parse(&case.note, &Context { file_name: case.file.as_deref(), ..Context::default() });
    let settings = Settings::default();
    let source = Source {
        text: &case.note,
        lexed: &lexed,
        sections: &note.sections,
        tags: &note.tags,
        deck: &[],
        has_image: |_| true,
        settings: &settings,
    };
    let hand = cards::read(&source).drafts;
    let made = Made {
        note: &note,
        text: &case.note,
        lexed: &lexed,
        deck: &[],
        hand: &hand,
        which: Derived::default(),
        lang: language(&case.note, &lexed),
    };
    let mut cards = cards::reread(&made, note.title.as_deref().unwrap_or("?"));
    cards.extend(made.cards());
    listed(&cards.iter().map(|card| shown(card, false, false)).collect::<Vec<_>>())
}

fn listed(lines: &[String]) -> String {
    if lines.is_empty() { "nothing\n".to_owned() } else { lines.join("\n") + "\n" }
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
            "tags" | "deck" => {}
            other => panic!("no option is called {other}"),
        }
    }
    settings.obsidian = Some(osr);
    settings
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

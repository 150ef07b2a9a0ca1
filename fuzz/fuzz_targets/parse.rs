//! Any bytes as a note, with cards: `cargo +nightly fuzz run parse`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wengu::domain::{ParsedNote, Provenance};
use wengu::ingest::lexer::lex;
use wengu::ingest::{Context, cards, decode, norm, parse};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = decode::decode(bytes) else { return };
    let mut before = 0;
    for span in lex(&text) {
        assert!(before <= span.range.start && span.range.start < span.range.end, "{span:?}");
        assert!(span.range.start <= span.inner.start && span.inner.end <= span.range.end, "{span:?}");
        assert!(text.get(span.range.clone()).is_some() && text.get(span.inner.clone()).is_some(), "{span:?}");
        before = span.range.end;
    }
    let settings = cards::Settings::default();
    let everywhere = cards::Settings { everywhere: true, heading_cards: bytes.len() % 2 == 1, ..settings.clone() };
    for settings in [&settings, &everywhere] {
        let note = parse(&text, &Context { file_name: Some("2025-11-03.md"), deck: &[], cards: Some(settings) });
        every_place_lies_in(&text, &note);
        for concept in &note.concepts {
            assert_eq!(norm(&concept.name), concept.norm);
        }
        for formula in &note.formulas {
            // The marks of a quotation before its lines are no part of it
            let is_to_the_letter = formula.tex.lines().all(|line| text.contains(line));
            assert!(is_to_the_letter, "a formula that is not to the letter: {:?}", formula.tex);
        }
    }
});

fn every_place_lies_in(text: &str, note: &ParsedNote) {
    let lines: Vec<u32> = text.split('\n').map(|line| u32::try_from(line.chars().count()).unwrap_or(u32::MAX)).collect();
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let is_line = |line: u32| (1..=count).contains(&line);
    let is_place = |at: &Provenance| is_line(at.line) && at.column >= 1 && at.column <= lines[at.line as usize - 1] + 1;
    for (nth, section) in note.sections.iter().enumerate() {
        assert!(is_line(section.line) && is_line(section.end_line) && section.line <= section.end_line, "{section:?}");
        assert!(section.depth >= 1 && section.parent.is_none_or(|parent| parent < nth), "{section:?}");
    }
    let is_section = |section: Option<usize>| section.is_none_or(|nth| nth < note.sections.len());
    for mention in note.concepts.iter().flat_map(|concept| &concept.mentions) {
        assert!(is_place(&mention.at) && is_section(mention.section), "{mention:?}");
    }
    for formula in &note.formulas {
        assert!(is_place(&formula.at) && is_section(formula.section), "{formula:?}");
    }
    for image in &note.images {
        assert!(is_place(&image.at) && is_section(image.section), "{image:?}");
    }
    for card in &note.cards {
        assert!(is_line(card.place.line) && is_line(card.end_line) && card.place.line <= card.end_line, "{card:?}");
    }
    for diagnostic in &note.diagnostics {
        assert!(is_line(diagnostic.line), "{diagnostic:?}");
    }
}

//! Flashcard Markdown 1.1: a deck is a file whose `##` headings are the questions and what stands under each the answer.
//!
//! A line of exactly `***` at the top level moves what stands above it to the question. A card ends at the next heading of
//! depth 1 or 2. No file is refused; what cannot be kept is reported under the code that the specification gives it.

use super::finding::Code;
use super::front::Front;
use super::text::{Tag, without_tag_lines};
use super::{Note, Raw};
use crate::domain::CardKind;
use crate::ingest::lexer::SpanKind;
use std::ops::Range;

pub(super) fn read(note: &mut Note<'_>, front: &Front) {
    if let Some(line) = front.odd_tags {
        note.find(line.saturating_sub(1) as usize, Code::TagsNoSequence, "tags");
    } else {
        let file_tags: Vec<String> = front.tags.iter().filter(|tag| !note.tags.contains(tag)).cloned().collect();
        note.tags.extend(file_tags);
    }
    let tops: Vec<usize> =
        (0..note.doc.lines.len()).filter(|&nth| depth(note, nth).is_some_and(|depth| depth <= 2)).collect();
    let tags = note.doc.tags();
    let first_card = tops.iter().copied().find(|&nth| depth(note, nth) == Some(2)).unwrap_or(note.doc.lines.len());
    if let Some(tag) = tags.iter().find(|tag| tag.line < first_card) {
        note.find(tag.line, Code::PreambleTag, &tag.name);
    }
    let mut titles = 0;
    for (nth, &line) in tops.iter().enumerate() {
        let end = tops.get(nth + 1).copied().unwrap_or(note.doc.lines.len());
        if depth(note, line) == Some(1) {
            titles += 1;
            if titles > 1 {
                let subject = note.doc.line(line);
                note.find(line, Code::StrayTitle, subject);
            }
        } else {
            card(note, line..end, &tags);
        }
    }
}

fn depth(note: &Note<'_>, nth: usize) -> Option<u8> {
    note.doc.lines[nth].heading.as_ref().map(|heading| heading.depth)
}

fn card(note: &mut Note<'_>, lines: Range<usize>, tags: &[Tag]) {
    let Some(heading) = &note.doc.lines[lines.start].heading else { return };
    let title = note.doc.text[heading.title.clone()].to_owned();
    if title.is_empty() {
        note.find(lines.start, Code::Malformed, note.doc.line(lines.start));
        return;
    }
    let body = lines.start + 1..lines.end;
    let separator = body.clone().find(|&nth| !note.doc.lines[nth].is_protected && note.doc.line(nth) == "***");
    let (above, below) = match separator {
        Some(at) => (body.start..at, at + 1..body.end),
        None => (body.start..body.start, body.clone()),
    };
    let above = without_tag_lines(&note.doc.slice(above));
    let answer = without_tag_lines(&note.doc.slice(below));
    let question = if above.is_empty() { title } else { format!("{title}\n\n{above}") };
    report_images(note, lines.clone());
    let from = tags.partition_point(|tag| tag.line < lines.start);
    let mut own: Vec<String> = Vec::new();
    for tag in tags[from..].iter().take_while(|tag| tag.line < lines.end) {
        if !own.contains(&tag.name) && own.len() < 64 {
            own.push(tag.name.clone());
        }
    }
    note.add(Raw { question, answer, tags: own, ..Raw::new(CardKind::Basic, lines) });
}

fn report_images(note: &mut Note<'_>, lines: Range<usize>) {
    let bytes = note.doc.lines[lines.start].start..note.doc.lines[lines.end - 1].end;
    let embeds = note.doc.lexed.within(bytes).iter().filter(|span| span.kind == SpanKind::Embed);
    let missing: Vec<(usize, String)> = embeds
        .filter_map(|span| {
            let target = target(&note.doc.text[span.inner.clone()]);
            let is_address = target.contains("://");
            let is_missing = !is_address && !(note.has_image)(target);
            is_missing.then(|| (span.range.start, target.to_owned()))
        })
        .collect();
    for (at, name) in missing {
        let nth = note.doc.lines.partition_point(|line| line.end < at);
        note.find(nth, Code::UnresolvedImage, &name);
    }
}

/// The file that an embed names: without its size.
fn target(inner: &str) -> &str {
    inner.split('|').next().unwrap_or(inner).trim()
}

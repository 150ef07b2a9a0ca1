//! What a note's front matter says about cards: `cards:`, `deck:`, `tags:`, and the TOML `name =` of hashcards.

use crate::ingest::lexer::{Lexed, SpanKind};
use std::ops::Range;

/// What was said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Front {
    /// `cards: true` or `false`.
    pub cards: Option<bool>,
    /// `cards: headings`: a deck of Flashcard Markdown.
    pub heading_cards: bool,
    /// `deck: a::b`, `deck: a/b`, `name = "a"`
    pub deck: Option<Vec<String>>,
    pub tags: Vec<String>,
    /// The line of a `tags` key whose value Flashcard Markdown does not read, or of a `tag` key.
    pub odd_tags: Option<u32>,
}

pub(super) fn read(text: &str, lexed: &Lexed) -> Front {
    let mut front = Front::default();
    let Some(block) = block(text, lexed) else { return front };
    let mut key = String::new();
    for (nth, line) in text[block].lines().skip(1).enumerate() {
        if let Some(item) = line.trim_start().strip_prefix("- ").filter(|_| key == "tags" || key == "tag") {
            front.tags.extend(tag(item));
            continue;
        }
        let Some((name, value)) = entry(line) else { continue };
        name.clone_into(&mut key);
        let number = u32::try_from(nth).unwrap_or(u32::MAX).saturating_add(2);
        entry_read(&mut front, name, value, number);
    }
    front
}

/// The bytes of the front matter, with the lines that open and close it. The TOML that hashcards puts between dashes counts, too.
pub(super) fn block(text: &str, lexed: &Lexed) -> Option<Range<usize>> {
    if let Some(span) = lexed.spans().first().filter(|span| span.kind == SpanKind::FrontMatter) {
        return Some(span.range.clone());
    }
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut at = start;
    for (nth, line) in text[start..].split_inclusive('\n').enumerate() {
        at += line.len();
        let words = line.trim_end();
        let is_toml = words.is_empty() || words.starts_with('#') || toml_entry(words);
        match nth {
            0 if words == "---" => {}
            1.. if words == "---" => return Some(start..at),
            1.. if is_toml => {}
            _ => return None,
        }
    }
    None
}

fn toml_entry(line: &str) -> bool {
    let name = line.split('=').next().unwrap_or_default().trim_end();
    line.contains('=')
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// A top-level `key: value` or `key = value`.
fn entry(line: &str) -> Option<(&str, &str)> {
    if line.starts_with([' ', '\t', '#', '-', '[']) {
        return None;
    }
    let at = line.find([':', '='])?;
    Some((line[..at].trim(), line[at + 1..].trim()))
}

fn entry_read(front: &mut Front, name: &str, value: &str, line: u32) {
    match name {
        "cards" | "flashcards" => match bare(value).to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "是" => front.cards = Some(true),
            "false" | "no" | "off" | "否" => front.cards = Some(false),
            "headings" | "flashcard-md" => front.heading_cards = true,
            _ => {}
        },
        "deck" | "name" if !bare(value).is_empty() => {
            let name = bare(value).replace("::", "/");
            front.deck =
                Some(name.split('/').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect());
        }
        "tags" | "tag" => {
            if name == "tag" || !value.is_empty() {
                front.odd_tags = Some(line);
            }
            let list = value.trim_start_matches('[').trim_end_matches(']');
            front.tags.extend(list.split([',', ' ']).filter_map(tag));
        }
        _ => {}
    }
}

fn tag(text: &str) -> Option<String> {
    let name = bare(text.trim()).trim_start_matches('#');
    (!name.is_empty()).then(|| name.to_owned())
}

/// Without quotes, and without a comment behind.
fn bare(value: &str) -> &str {
    let value = value.split_once(" #").map_or(value, |(value, _)| value).trim();
    let unquoted = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    unquoted('"').or_else(|| unquoted('\'')).unwrap_or(value)
}

/// The value of a key, for the schedule of a note that is reread.
pub(super) fn value<'t>(text: &'t str, lexed: &Lexed, key: &str) -> Option<&'t str> {
    let mut entries = text[block(text, lexed)?].lines().skip(1).filter_map(entry);
    entries.find(|(name, _)| *name == key).map(|(_, value)| bare(value))
}

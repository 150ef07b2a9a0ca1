//! The text that cards are read from, line by line: where lines, headings, tags and blocks are.

use super::front;
use crate::ingest::lexer::{Lexed, Prefix, SpanKind};
use std::ops::Range;

/// A text with what protects parts of it.
pub(super) struct Doc<'a> {
    pub text: &'a str,
    pub lexed: &'a Lexed,
    pub lines: Vec<Line>,
    /// Lines of the note before this text.
    pub offset: u32,
}

/// One line, without its line break.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub start: usize,
    pub end: usize,
    pub heading: Option<Heading>,
    /// Nothing but white space, and not inside of a fence, a formula or a comment.
    pub is_blank: bool,
    /// Begins within something protected, or with a fence: no marker is looked for at its start.
    pub is_protected: bool,
    /// Wholly within a comment.
    pub is_comment: bool,
}

/// `## Title`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub depth: u8,
    pub title: Range<usize>,
}

impl<'a> Doc<'a> {
    pub fn new(text: &'a str, lexed: &'a Lexed, offset: u32) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for raw in text.split_inclusive('\n') {
            let words = raw.strip_suffix('\n').unwrap_or(raw);
            let words = words.strip_suffix('\r').unwrap_or(words);
            lines.push(line(text, lexed, start..start + words.len()));
            start += raw.len();
        }
        if let Some(block) = front::block(text, lexed).filter(|_| offset == 0) {
            for line in lines.iter_mut().take_while(|line| line.start < block.end) {
                *line = Line { heading: None, is_blank: false, is_protected: true, is_comment: true, ..line.clone() };
            }
        }
        Self { text, lexed, lines, offset }
    }

    pub fn line(&self, nth: usize) -> &'a str {
        &self.text[self.lines[nth].start..self.lines[nth].end]
    }

    /// The line's number in the note.
    pub fn number(&self, nth: usize) -> u32 {
        u32::try_from(nth + 1).unwrap_or(u32::MAX).saturating_add(self.offset)
    }

    /// Lines with line breaks as they should be.
    pub fn slice(&self, lines: Range<usize>) -> String {
        let parts: Vec<&str> = lines.map(|nth| self.line(nth)).collect();
        parts.join("\n")
    }

    /// What stands behind the list mark and the indentation of a line, and where.
    pub fn words(&self, nth: usize) -> Range<usize> {
        let Line { start, end, .. } = self.lines[nth];
        let prefix = Prefix::read(self.text.as_bytes(), start);
        if prefix.quotes > 0 { start..end } else { prefix.content.min(end)..end }
    }

    pub fn is_list_item(&self, nth: usize) -> bool {
        let prefix = Prefix::read(self.text.as_bytes(), self.lines[nth].start);
        prefix.quotes == 0 && prefix.marker.is_some()
    }

    /// Paragraphs, list items and table rows, each as a range of lines. Headings and blank lines belong to none.
    pub fn blocks(&self) -> Vec<Range<usize>> {
        let mut blocks: Vec<Range<usize>> = Vec::new();
        let mut is_open = false;
        for nth in 0..self.lines.len() {
            let line = &self.lines[nth];
            if line.is_blank || line.heading.is_some() || line.is_comment {
                is_open = false;
                continue;
            }
            let starts = !line.is_protected && (self.is_list_item(nth) || self.line(nth).trim_start().starts_with('|'));
            match blocks.last_mut() {
                Some(block) if is_open && !starts => block.end = nth + 1,
                _ => blocks.push(nth..nth + 1),
            }
            is_open = true;
        }
        blocks
    }

    /// Every `#tag` of the text, in order.
    pub fn tags(&self) -> Vec<Tag> {
        let mut nth = 0;
        let mut tags = Vec::new();
        for (range, name) in tags_in(self.text, self.lexed) {
            while self.lines.get(nth + 1).is_some_and(|line| line.start <= range.start) {
                nth += 1;
            }
            tags.push(Tag { name: name.to_owned(), range, line: nth });
        }
        tags
    }
}

fn line(text: &str, lexed: &Lexed, range: Range<usize>) -> Line {
    let words = &text[range.clone()];
    let span = lexed.span_at(range.start);
    let runs_on = span.is_some_and(|span| span.range.start < range.start || span.kind == SpanKind::CodeFence);
    let is_comment = span.is_some_and(|span| {
        let kind = matches!(span.kind, SpanKind::HtmlComment | SpanKind::ObsidianComment | SpanKind::FrontMatter);
        kind && span.range.end >= range.start + words.trim_end().len()
            && (span.range.start < range.start || !words.starts_with("<!--SR:"))
    });
    let is_blank = words.trim().is_empty() && !runs_on;
    let heading = if runs_on { None } else { heading(words, range.start) };
    Line { start: range.start, end: range.end, heading, is_blank, is_protected: runs_on, is_comment }
}

fn heading(words: &str, start: usize) -> Option<Heading> {
    let indent = words.len() - words.trim_start_matches(' ').len();
    let marks = words[indent..].bytes().take_while(|&byte| byte == b'#').count();
    let rest = &words[indent + marks..];
    if indent > 3 || !(1..=6).contains(&marks) || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return None;
    }
    let title = rest.trim();
    // Marks that close the heading are no part of it
    let bare = title.trim_end_matches('#');
    let title = if bare.is_empty() || bare.ends_with([' ', '\t']) { bare.trim_end() } else { title };
    let from = start + indent + marks + (rest.len() - rest.trim_start().len());
    Some(Heading { depth: u8::try_from(marks).unwrap_or(6), title: from..from + title.len() })
}

/// A `#tag`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// Without `#`.
    pub name: String,
    pub range: Range<usize>,
    pub line: usize,
}

/// The tags of `text`, as Obsidian reads them: letters, digits, `_`, `-` and `/`, not digits alone, after white space.
pub(super) fn tags_in<'t>(text: &'t str, lexed: &'t Lexed) -> impl Iterator<Item = (Range<usize>, &'t str)> + 't {
    text.match_indices('#').filter_map(|(at, _)| {
        let is_free = text[..at].chars().next_back().is_none_or(char::is_whitespace);
        if !is_free || lexed.protects(at) {
            return None;
        }
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '/'))).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches('/');
        let ends = rest[end..].chars().next().is_none_or(|next| !matches!(next, '#' | '<' | '\''));
        let is_tag = ends && name.chars().any(|c| !c.is_numeric() && c != '/');
        is_tag.then(|| (at..at + 1 + name.len(), name))
    })
}

/// Whether a line is nothing but tags.
pub(super) fn is_tag_line(line: &str) -> bool {
    let mut words = line.split_whitespace().peekable();
    words.peek().is_some() && words.all(is_tag)
}

fn is_tag(word: &str) -> bool {
    word.strip_prefix('#').is_some_and(|name| {
        name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '/'))
            && name.chars().any(|c| !c.is_numeric() && c != '/')
    })
}

/// Takes the block id ` ^id` off the end of a text, or one that stands in a last line of its own.
pub(super) fn take_anchor(text: &mut String) -> Option<String> {
    let trimmed = text.trim_end();
    let at = trimmed.rfind('^')?;
    let id = &trimmed[at + 1..];
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_free = trimmed[..at].chars().next_back().is_none_or(char::is_whitespace);
    if !is_id || !is_free {
        return None;
    }
    let id = id.to_owned();
    text.truncate(trimmed[..at].trim_end().len());
    Some(id)
}

/// The text without its lines of tags, blank lines at its ends trimmed.
pub(super) fn without_tag_lines(text: &str) -> String {
    let kept: Vec<&str> = text.lines().filter(|line| !is_tag_line(line)).collect();
    trim_blank_lines(&kept.join("\n")).to_owned()
}

/// Without blank lines at the start and white space at the end; the first line keeps its indentation.
pub(super) fn trim_blank_lines(text: &str) -> &str {
    let mut rest = text;
    while let Some((first, others)) = rest.split_once('\n') {
        if !first.trim().is_empty() {
            break;
        }
        rest = others;
    }
    if rest.trim().is_empty() { "" } else { rest.trim_end() }
}

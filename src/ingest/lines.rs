//! A note as lines: what each begins with, and whether its words are anybody's to read.

use super::lexer::{Lexed, Marker, Prefix, SpanKind};

/// What a line is, before anyone asks what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Blank,
    /// Words.
    Text,
    /// A line of a table.
    Table,
    /// `---`, `***` or `===`.
    Rule,
    /// A block, or the inside of one, that is no prose: code, front matter, comments, displayed formulas.
    Opaque,
}

/// One line of a note.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Counts from 1.
    pub number: u32,
    /// Bytes of the whole line, its break left out.
    pub start: usize,
    pub end: usize,
    /// Columns before anything else.
    pub indent: usize,
    pub quotes: usize,
    pub marker: Option<Marker>,
    /// The byte of the first list mark, or of the words.
    pub mark: usize,
    /// The byte of the words.
    pub content: usize,
    pub kind: LineKind,
}

impl Line {
    pub fn is_bullet(&self) -> bool {
        self.marker == Some(Marker::Bullet)
    }

    /// A list mark without words.
    pub fn is_lone_mark(&self) -> bool {
        self.kind == LineKind::Text && self.is_bullet() && self.content >= self.end
    }

    pub fn words<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.content..self.end).unwrap_or_default().trim_end()
    }

    /// The line from its list mark on: `2. 激活函数` whole.
    pub fn marked<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.mark..self.end).unwrap_or_default().trim_end()
    }
}

/// Whether the line is a term of a definition list: what it means comes next, behind `: `.
pub(super) fn is_explained(text: &str, lines: &[Line], index: usize) -> bool {
    lines.get(index + 1).is_some_and(|below| below.words(text).starts_with(": "))
}

/// Takes `text` apart.
pub(super) fn lines(text: &str, lexed: &Lexed) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut lines = Vec::with_capacity(text.len() / 40);
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut number = 0;
    while start < bytes.len() {
        let prefix = Prefix::read(bytes, start);
        number += 1;
        lines.push(line(text, lexed, &prefix, start, number));
        start = prefix.next;
    }
    lines
}

fn line(text: &str, lexed: &Lexed, prefix: &Prefix, start: usize, number: u32) -> Line {
    let mark = if prefix.marker.is_some() { prefix.mark_at } else { prefix.content };
    let mut line = Line {
        number,
        start,
        end: prefix.end,
        indent: prefix.indent,
        quotes: prefix.quotes,
        marker: prefix.marker,
        mark: mark.min(prefix.end),
        content: prefix.content.min(prefix.end),
        kind: LineKind::Text,
    };
    line.kind = kind(text, lexed, &line);
    if line.kind == LineKind::Text {
        other_spaces(text, &mut line);
        other_marks(text, &mut line);
    }
    line
}

fn kind(text: &str, lexed: &Lexed, line: &Line) -> LineKind {
    let words = line.words(text).as_bytes();
    if words.is_empty() && line.marker.is_none() {
        return if lexed.protects(line.start) { LineKind::Opaque } else { LineKind::Blank };
    }
    if let Some(span) = lexed.span_at(line.content) {
        let is_inside = span.range.start < line.start;
        let is_block = matches!(span.kind, SpanKind::CodeFence | SpanKind::FrontMatter);
        let is_mute = matches!(span.kind, SpanKind::HtmlComment | SpanKind::ObsidianComment | SpanKind::Html)
            || (span.kind == SpanKind::Link && words.starts_with(b"[") && is_reference(text, span.range.end, line));
        let is_whole = span.range.end >= line.content + words.len();
        if is_inside || is_block || (is_mute && is_whole) {
            return LineKind::Opaque;
        }
        return LineKind::Text;
    }
    match words.first().copied().unwrap_or_default() {
        b'|' => LineKind::Table,
        b'-' | b'*' | b'_' | b'=' if line.marker.is_none() && is_rule(words) => LineKind::Rule,
        0xe2 | 0xef if line.marker.is_none() && is_drawn(line.words(text)) => LineKind::Rule,
        _ => LineKind::Text,
    }
}

fn is_reference(text: &str, end: usize, line: &Line) -> bool {
    end == line.end && text.get(line.content..end).is_some_and(|span| span.contains("]:"))
}

fn is_rule(words: &[u8]) -> bool {
    let first = words[0];
    let is_pure = words.iter().all(|&byte| byte == first || byte == b' ');
    // The underline of `S4`
    if words == b"--" {
        return true;
    }
    is_pure && (first == b'=' || words.iter().filter(|byte| **byte == first).nth(2).is_some())
}

/// A rule drawn with other dashes: `————`, `═════`.
fn is_drawn(words: &str) -> bool {
    let first = words.chars().next().filter(|c| matches!(c, '—' | '–' | '─' | '━' | '═' | '＝' | '―' | '－' | '⎯'));
    first.is_some_and(|first| words.chars().count() >= 3 && words.chars().all(|c| c == first))
}

/// White space as paragraphs in Han begin with.
fn other_spaces(text: &str, line: &mut Line) {
    let words = &text[line.content..line.end];
    let rest = words.trim_start_matches(['\u{3000}', '\u{a0}', '\u{2003}']).trim_start_matches(' ');
    if rest.len() < words.len() && !rest.is_empty() {
        line.content = line.end - rest.len();
        line.mark = if line.marker.is_some() { line.mark } else { line.content };
    }
}

/// Marks of lists that Markdown does not know: `•`, `–`, `·`…
fn other_marks(text: &str, line: &mut Line) {
    if line.marker.is_some() {
        return;
    }
    let words = &text[line.content..line.end];
    let Some(rest) = words
        .strip_prefix([
            '▫', '◆', '◇', '▸', '‣', '•', '●', '○', '▪', '■', '◦', '·', '・', '–', '－', '➢', '➤', '▶', '►', '→',
            '\u{f0b7}', '\u{f0d8}', '\u{f06e}', '\u{f0a7}',
        ])
        .or_else(|| words.strip_prefix("Ø").filter(|rest| rest.starts_with("  ") || rest.starts_with('\t')))
    else {
        return;
    };
    line.marker = Some(Marker::Bullet);
    line.mark = line.content;
    line.content = line.end - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{fe0f}').len();
}

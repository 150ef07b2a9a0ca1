//! What must be left alone in a note: mathematics, code, links, embeds, comments, HTML and addresses.
//!
//! Everything that looks for headings, terms or card markers asks here first. Mathematics is found before Markdown is read,
//! because Markdown takes `\\`, `\[`, `*`, `_` and `[` in a formula for its own and nothing can undo that.
//! The time is linear in the text: a search that failed is remembered and never repeated over the same bytes.

mod angle;
mod block;
mod bracket;
mod inline;
mod math;
mod meant;
mod prefix;
mod shortcode;

pub(crate) use block::{count_cjk, is_cjk};
pub(crate) use prefix::{Marker, Prefix};

use hashbrown::{HashMap, HashSet};
use std::ops::Range;

/// What a protected span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpanKind {
    /// `---` or `+++` and what they hold, at the very start.
    FrontMatter,
    /// `$…$`, `\(…\)`; `$$…$$`, `\[…\]` and ```` ```math ```` fences are displayed.
    Math {
        display: bool,
    },
    /// A fenced or an indented code block, or a shortcode that holds code.
    CodeFence,
    CodeSpan,
    /// `[text](address)`, `[text][reference]`, and the line that defines a reference.
    Link,
    /// `[[note#heading|text]]`
    WikiLink,
    /// `![[file|size]]`, `![text](file)`, and `![name]`, which is what a failed paste leaves behind.
    Embed,
    HtmlComment,
    /// `%%…%%`
    ObsidianComment,
    /// A tag, or an element whose content is no text (`<pre>`, `<script>`, `<code>`…).
    Html,
    /// An address that stands for itself, also in `<…>`.
    Url,
}

/// A stretch of the text that is one thing. Both ranges lie on character boundaries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub kind: SpanKind,
    /// Bytes of the text, delimiters included.
    pub range: Range<usize>,
    /// The same without delimiters; the text of a link, the target of a wikilink or an embed with its size.
    pub inner: Range<usize>,
}

/// Something that was opened and never closed; it is read as ordinary text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unclosed {
    pub kind: SpanKind,
    /// The byte of the opening delimiter.
    pub at: usize,
}

/// The protected spans of `text`: sorted, not overlapping, the outermost where one holds another.
pub fn lex(text: &str) -> Vec<Span> {
    Lexed::new(text).spans
}

/// The spans of a text, to be asked about single places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lexed {
    spans: Vec<Span>,
    unclosed: Vec<Unclosed>,
}

impl Lexed {
    pub fn new(text: &str) -> Self {
        if is_plain(text) { Self::default() } else { Lexer::new(text).run() }
    }

    /// Spans that [`lex`] gave, to be asked about.
    pub fn of(spans: Vec<Span>) -> Self {
        Self { spans, unclosed: Vec::new() }
    }

    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    pub fn unclosed(&self) -> &[Unclosed] {
        &self.unclosed
    }

    /// The span that holds `byte`, in O(log n).
    pub fn span_at(&self, byte: usize) -> Option<&Span> {
        let after = self.spans.partition_point(|span| span.range.end <= byte);
        self.spans.get(after).filter(|span| span.range.start <= byte)
    }

    /// Whether no marker may be looked for at `byte`.
    pub fn protects(&self, byte: usize) -> bool {
        self.span_at(byte).is_some()
    }

    /// The spans that touch `range`, in order.
    pub fn within(&self, range: Range<usize>) -> &[Span] {
        let from = self.spans.partition_point(|span| span.range.end <= range.start);
        let to = self.spans.partition_point(|span| span.range.start < range.end);
        self.spans.get(from..to.max(from)).unwrap_or_default()
    }

    /// The stretches of `range` that no span covers, in order.
    pub fn open(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
        let spans = self.within(range.clone());
        let starts = std::iter::once(range.start).chain(spans.iter().map(|span| span.range.end));
        let ends = spans.iter().map(|span| span.range.start).chain(std::iter::once(range.end));
        starts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| start..end)
    }
}

/// Whether a text, a name or a clause, is one line without any mark at which something to protect may begin.
fn is_plain(text: &str) -> bool {
    !text.starts_with([' ', '+', '-', '\u{feff}'])
        && !text.bytes().any(|byte| {
            matches!(byte, b'\n' | b'\t' | b'\\' | b'$' | b'`' | b'~' | b'[' | b']' | b'!' | b'<' | b'%' | b':')
        })
}

/// How far a search for a closing delimiter is known to fail.
#[derive(Debug, Default)]
struct Hopeless {
    display: usize,
    bracketed: usize,
    parenthesised: usize,
    html_comment: bool,
    obsidian_comment: bool,
    /// Raw elements and shortcodes, and the byte before which their closing tag does not come.
    elements: HashMap<&'static str, usize>,
    dollar: usize,
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    spans: Vec<Span>,
    unclosed: Vec<Unclosed>,
    hopeless: Hopeless,
    /// Labels that the note defines: `[label]: address`.
    references: HashSet<String>,
    brackets: bracket::Brackets,
    lists: block::Lists,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: if text.starts_with('\u{feff}') { 3 } else { 0 },
            spans: Vec::new(),
            unclosed: Vec::new(),
            hopeless: Hopeless::default(),
            references: bracket::references(text),
            brackets: bracket::Brackets::default(),
            lists: block::Lists::default(),
        }
    }

    fn run(mut self) -> Lexed {
        self.front_matter();
        while self.at < self.bytes.len() {
            let is_line_start = self.at == 0 || self.bytes.get(self.at - 1) == Some(&b'\n') || self.is_after_mark();
            let prefix = Prefix::read(self.bytes, self.at);
            if is_line_start && self.block(&prefix) {
                continue;
            }
            let end = self.paragraph_end(&prefix);
            self.inline(if is_line_start { prefix.content } else { self.at }, end);
        }
        self.unclosed.sort_by_key(|unclosed| unclosed.at);
        Lexed { spans: self.spans, unclosed: self.unclosed }
    }

    /// Whether only a byte order mark stands before.
    fn is_after_mark(&self) -> bool {
        self.at == 3 && self.text.starts_with('\u{feff}')
    }

    fn push(&mut self, kind: SpanKind, range: Range<usize>, inner: Range<usize>) {
        self.at = range.end;
        self.spans.push(Span { kind, range, inner });
    }

    fn leave_open(&mut self, kind: SpanKind, at: usize) {
        self.unclosed.push(Unclosed { kind, at });
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn starts_with(&self, at: usize, what: &str) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
    }

    /// Where `what` comes next, from `from` and before `to`.
    fn find(&self, what: &str, from: usize, to: usize) -> Option<usize> {
        memchr::memmem::find(self.bytes.get(from..to)?, what.as_bytes()).map(|offset| from + offset)
    }

    /// The start of the line after the one that `at` is in.
    fn next_line(&self, at: usize) -> usize {
        prefix::next_line(self.bytes, at)
    }
}

#[cfg(test)]
mod tests;

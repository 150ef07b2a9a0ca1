//! A section's text as its author meant it: lone dashes joined to their paragraphs, lost indentation restored.

use super::lexer::{Lexed, SpanKind, is_cjk};
use super::lines::{Line, LineKind};
use super::plain::at_colon;
use std::ops::Range;

/// A line of a section, as it is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Index of its line.
    pub line: usize,
    /// It begins an item of a list, by its own mark or by a lone one before it.
    pub is_item: bool,
    /// The list mark stood alone on a line before.
    pub is_joined: bool,
    /// Columns that the line moves to the right, because the item above introduces it.
    pub shift: usize,
    /// Its columns after that.
    pub indent: usize,
}

/// An item that ended in a colon, and what is known of those after it.
struct Introduced {
    indent: usize,
    children: usize,
    /// Blank lines stand between its items, so that one more says nothing.
    is_loose: bool,
    is_after_blank: bool,
}

/// Reads the lines of `range`, which are a section's own; `skipped` are no part of it.
pub(super) fn rows(text: &str, lines: &[Line], range: Range<usize>, skipped: &[usize]) -> Vec<Row> {
    let mut reader = Reader { text, lines, rows: Vec::with_capacity(range.len()), open: None, is_pending: false };
    for index in range {
        if skipped.binary_search(&index).is_err() {
            reader.read(index);
        }
    }
    reader.rows
}

struct Reader<'t> {
    text: &'t str,
    lines: &'t [Line],
    rows: Vec<Row>,
    open: Option<Introduced>,
    /// A lone list mark waits for its paragraph.
    is_pending: bool,
}

impl Reader<'_> {
    fn read(&mut self, index: usize) {
        let line = &self.lines[index];
        match line.kind {
            LineKind::Blank if self.is_pending => return,
            LineKind::Blank => {
                if let Some(open) = &mut self.open {
                    open.is_after_blank = true;
                }
                self.push(index, false, false, 0);
                return;
            }
            _ if line.is_lone_mark() => {
                self.is_pending = true;
                return;
            }
            _ => {}
        }
        let is_joined = std::mem::take(&mut self.is_pending) && line.kind == LineKind::Text && line.marker.is_none();
        let is_item = is_joined || (line.kind == LineKind::Text && line.marker.is_some() && line.quotes == 0);
        let shift = if is_item { self.item(index) } else { self.other(index) };
        self.push(index, is_item, is_joined, shift);
    }

    fn push(&mut self, line: usize, is_item: bool, is_joined: bool, shift: usize) {
        let indent = self.lines[line].indent + shift;
        self.rows.push(Row { line, is_item, is_joined, shift, indent });
    }

    fn item(&mut self, index: usize) -> usize {
        let line = &self.lines[index];
        let introduces = line.words(self.text).ends_with(['：', ':']);
        let shift = match &mut self.open {
            Some(open) if line.indent == open.indent && !introduces => {
                let is_apart = std::mem::take(&mut open.is_after_blank) && !open.is_loose;
                open.is_loose |= is_apart && open.children == 0;
                if is_apart && open.children > 0 { None } else { Some(2) }
            }
            // The author's own indentation holds.
            Some(open) if line.indent > open.indent && open.children == 0 => None,
            Some(open) if line.indent > open.indent => Some(2),
            _ => None,
        };
        match (shift, &mut self.open) {
            (Some(_), Some(open)) => open.children += 1,
            _ => self.open = None,
        }
        if introduces && shift.is_none() {
            self.open = Some(Introduced { indent: line.indent, children: 0, is_loose: false, is_after_blank: false });
        }
        shift.unwrap_or(0)
    }

    /// A line that is no item: what is indented, or displayed, stays with the item before; a paragraph ends the list.
    fn other(&mut self, index: usize) -> usize {
        let line = &self.lines[index];
        match &self.open {
            Some(open) if line.indent > open.indent && open.children > 0 => 2,
            Some(_) if line.kind == LineKind::Text => {
                self.open = None;
                0
            }
            _ => 0,
        }
    }
}

/// The rows as clean Markdown.
pub(super) fn markdown(text: &str, lexed: &Lexed, lines: &[Line], rows: &[Row]) -> String {
    let mut out = String::new();
    let mut before: Option<&Row> = None;
    for row in rows {
        let line = &lines[row.line];
        if let Some(before) = before
            && needs_gap(text, lexed, lines, before, row)
        {
            out.push('\n');
        }
        if let Some(before) = before {
            part(&mut out, text, (&lines[before.line], before), (line, row));
        }
        push_row(&mut out, text, line, row);
        before = Some(row);
    }
    let end = out.trim_end().len();
    out.truncate(end);
    let start = out.len() - out.trim_start_matches(['\n', '\r']).len();
    out.split_off(start)
}

/// Parts lines that Markdown would run together: a callout's title from its text, and definitions from one another.
fn part(out: &mut String, text: &str, (above, before): (&Line, &Row), (line, row): (&Line, &Row)) {
    let is_text = above.kind == LineKind::Text && line.kind == LineKind::Text;
    if !is_text || above.number + 1 != line.number {
        return;
    }
    if above.quotes > 0 && line.quotes == above.quotes && above.words(text).starts_with("[!") {
        let mark = text.get(above.start..above.content).unwrap_or_default().trim_end();
        if !line.words(text).is_empty() {
            out.push_str(mark);
            out.push('\n');
        }
        return;
    }
    let is_plain = above.quotes + line.quotes == 0 && !before.is_item && !row.is_item && row.indent == before.indent;
    if is_plain && is_definition(above.words(text)) && is_definition(line.words(text)) && out.ends_with('\n') {
        out.pop();
        out.push_str("  \n");
    }
}

/// `term：explanation`, as far as it shows at a glance.
fn is_definition(words: &str) -> bool {
    at_colon(words).is_some_and(|(term, said)| {
        !term.is_empty() && term.chars().count() <= 30 && !said.is_empty() && !term.contains(['，', '。', '$'])
    })
}

fn push_row(out: &mut String, text: &str, line: &Line, row: &Row) {
    let is_other_mark =
        row.is_item && !row.is_joined && !text[line.mark..].starts_with(['-', '*', '+']) && line.is_bullet();
    let raw = text.get(line.start..line.end).unwrap_or_default().trim_end();
    if !raw.is_empty() {
        out.extend(std::iter::repeat_n(' ', row.shift));
    }
    if row.is_joined || is_other_mark {
        out.extend(std::iter::repeat_n(' ', line.indent));
        out.push_str("- ");
        out.push_str(line.words(text));
    } else {
        out.push_str(raw);
    }
    out.push('\n');
}

/// Whether Markdown would take a paragraph for a part of the item before it, which its author did not mean.
fn needs_gap(text: &str, lexed: &Lexed, lines: &[Line], before: &Row, row: &Row) -> bool {
    let line = &lines[row.line];
    let is_paragraph = !row.is_item && line.kind == LineKind::Text && row.indent == 0 && line.quotes == 0;
    let is_inside = lexed.span_at(line.content).is_some_and(|span| span.range.start < line.start);
    if !is_paragraph || is_inside || !before.is_item {
        return false;
    }
    let begins = line.words(text).chars().next();
    let is_block =
        lexed.span_at(line.content).is_some_and(|span| span.range.start == line.content && is_figure(span.kind));
    begins.is_some_and(|first| is_cjk(first) || first.is_uppercase()) || is_block
}

fn is_figure(kind: SpanKind) -> bool {
    matches!(kind, SpanKind::Embed | SpanKind::Math { display: true })
}

/// The rows that belong to the item at `at`: deeper ones, up to the next that is not.
pub(super) fn children(rows: &[Row], lines: &[Line], at: usize) -> Range<usize> {
    let Some(own) = rows.get(at) else { return at..at };
    let mut end = at + 1;
    let mut last = end;
    while let Some(row) = rows.get(end) {
        let kind = lines[row.line].kind;
        if kind != LineKind::Blank && row.indent <= own.indent {
            break;
        }
        end += 1;
        if kind != LineKind::Blank {
            last = end;
        }
    }
    at + 1..last
}

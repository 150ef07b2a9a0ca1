//! Markdown as lines of the terminal: headings, lists, quotes, tables, code, emphasis and formulas, broken to a width.

use super::wrap::{Piece, wrap};
use super::{math, text};
use crate::tui::Theme;
use pulldown_cmark::{Alignment, BrokenLink, CowStr, Event, Options, Parser, Tag, TagEnd};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// Deeper nesting is shown, but no longer indented.
const MAX_INDENT: usize = 24;
/// No column of a table is squeezed below this many cells.
const MIN_COLUMN: usize = 4;

/// Sets Markdown in `cells` cells. Nothing in the text reaches the terminal as a command.
pub fn render(source: &str, cells: usize, theme: &Theme) -> Vec<Line<'static>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_WIKILINKS;
    let source = text::clean_lines(source);
    let mut page = Page::new(cells.max(1), theme);
    // An image whose target is missing, as a pasted note may have it, is still an image
    let image = |link: BrokenLink<'_>| {
        let is_image = source.get(link.span.clone()).is_some_and(|text| text.starts_with('!'));
        is_image.then(|| (CowStr::from(link.reference.into_string()), CowStr::Borrowed("")))
    };
    for event in Parser::new_with_broken_link_callback(&source, options, Some(image)) {
        page.take(event);
    }
    page.end_paragraph();
    while page.lines.last().is_some_and(|line| line.width() == 0) {
        page.lines.pop();
    }
    page.lines
}

/// What stands before the lines of a block: once, then on every further line.
#[derive(Debug, Clone)]
struct Prefix {
    first: Option<Piece>,
    rest: Piece,
}

/// A table while it is read: rows of cells.
#[derive(Debug, Default)]
struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<String>>,
}

struct Page<'t> {
    cells: usize,
    theme: &'t Theme,
    lines: Vec<Line<'static>>,
    pieces: Vec<Piece>,
    styles: Vec<Style>,
    prefixes: Vec<Prefix>,
    /// The number of the next item of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    table: Option<Table>,
    /// Inside an image: its description is gathered, not set.
    image: Option<String>,
    in_code: bool,
}

impl<'t> Page<'t> {
    fn new(cells: usize, theme: &'t Theme) -> Self {
        Self {
            cells,
            theme,
            lines: Vec::new(),
            pieces: Vec::new(),
            styles: Vec::new(),
            prefixes: Vec::new(),
            lists: Vec::new(),
            table: None,
            image: None,
            in_code: false,
        }
    }

    fn style(&self) -> Style {
        self.styles.iter().fold(self.theme.text, |style, next| style.patch(*next))
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(content) if self.in_code => self.code(&content),
            Event::Text(content) => self.write(&content, self.style()),
            Event::Code(content) => self.write(&content, self.style().patch(self.theme.code)),
            Event::InlineMath(tex) => self.write(&math::word(&tex), self.style().patch(self.theme.math)),
            Event::DisplayMath(tex) => self.display(&tex),
            Event::Html(content) | Event::InlineHtml(content) => self.write(content.trim(), self.theme.dim),
            Event::FootnoteReference(name) => self.write(&format!("[{name}]"), self.theme.dim),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.end_lines(),
            Event::Rule => {
                self.end_paragraph();
                self.push_line(vec![("─".repeat(self.room().min(24)), self.theme.rule)]);
                self.blank();
            }
            Event::TaskListMarker(done) => self.write(if done { "[x] " } else { "[ ] " }, self.theme.dim),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        match tag {
            Tag::Heading { .. } => {
                self.end_paragraph();
                self.styles.push(self.theme.heading);
            }
            Tag::BlockQuote(_) => {
                self.end_paragraph();
                self.styles.push(self.theme.quote);
                let bar = ("▏ ".to_owned(), self.theme.rule);
                self.prefixes.push(Prefix { first: None, rest: bar });
            }
            Tag::CodeBlock(_) => {
                self.end_paragraph();
                self.in_code = true;
            }
            Tag::List(start) => {
                self.end_lines();
                self.lists.push(start);
            }
            Tag::Item => self.start_item(),
            Tag::Emphasis => self.styles.push(Style::new().add_modifier(Modifier::ITALIC)),
            Tag::Strong => self.styles.push(bold),
            Tag::Strikethrough => self.styles.push(Style::new().add_modifier(Modifier::CROSSED_OUT)),
            Tag::Link { .. } => self.styles.push(self.theme.link),
            Tag::Image { dest_url, .. } => self.image = Some(dest_url.into_string()),
            Tag::Table(alignments) => {
                self.end_paragraph();
                self.table = Some(Table { alignments, rows: Vec::new() });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::TableCell => {
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(String::new());
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => {
                self.styles.pop();
                self.end_paragraph();
            }
            TagEnd::BlockQuote(_) => {
                self.end_paragraph();
                self.styles.pop();
                self.prefixes.pop();
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.blank();
            }
            TagEnd::List(_) => {
                self.end_lines();
                self.lists.pop();
                if self.lists.is_empty() {
                    self.blank();
                }
            }
            TagEnd::Item => {
                self.end_lines();
                self.prefixes.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {
                self.styles.pop();
            }
            TagEnd::Image => {
                if let Some(name) = self.image.take() {
                    self.write(&format!("▣ {name}"), self.theme.dim);
                }
            }
            TagEnd::Table => self.end_table(),
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.end_lines();
        while self.lists.len() > 1 && self.lines.last().is_some_and(|line| line.width() == 0) {
            self.lines.pop();
        }
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number = number.saturating_add(1);
                format!("{}. ", *number - 1)
            }
            _ => if self.lists.len() % 2 == 1 { "• " } else { "◦ " }.to_owned(),
        };
        let indent = " ".repeat(text::width(&marker));
        let prefix = Prefix { first: Some((marker, self.theme.accent)), rest: (indent, self.theme.text) };
        self.prefixes.push(prefix);
    }

    fn write(&mut self, content: &str, style: Style) {
        if self.image.is_some() {
            return;
        }
        if let Some(cell) = self.table.as_mut().and_then(|table| table.rows.last_mut()).and_then(|row| row.last_mut()) {
            cell.push_str(content);
            return;
        }
        self.pieces.push((content.replace('\n', " "), style));
    }

    /// A line's end in the source is a blank between Western words and nothing between Chinese characters.
    fn soft_break(&mut self) {
        let wide =
            |text: &str| text.chars().next_back().is_some_and(|last| text::width(last.encode_utf8(&mut [0; 4])) > 1);
        if !self.pieces.last().is_some_and(|(content, _)| wide(content)) {
            self.write(" ", self.style());
        }
    }

    /// Cells that are left beside the prefixes.
    fn room(&self) -> usize {
        self.cells.saturating_sub(self.indent()).max(1)
    }

    fn indent(&self) -> usize {
        let full: usize = self.prefixes.iter().map(|prefix| text::width(&prefix.rest.0)).sum();
        if full <= MAX_INDENT.min(self.cells / 2) { full } else { 0 }
    }

    fn push_line(&mut self, pieces: Vec<Piece>) {
        let shown = self.indent() > 0;
        let mut spans = Vec::new();
        for prefix in &mut self.prefixes {
            let (content, style) = prefix.first.take().unwrap_or_else(|| prefix.rest.clone());
            if shown {
                spans.push(Span::styled(content, style));
            }
        }
        spans.extend(pieces.into_iter().map(|(content, style)| Span::styled(content, style)));
        self.lines.push(Line::from(spans));
    }

    /// Ends the lines in hand, without space after them.
    fn end_lines(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        for line in wrap(&pieces, self.room()) {
            self.push_line(line.spans.into_iter().map(|span| (span.content.into_owned(), span.style)).collect());
        }
    }

    fn end_paragraph(&mut self) {
        let written = !self.pieces.is_empty();
        self.end_lines();
        if written && self.lists.is_empty() {
            self.blank();
        }
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    fn code(&mut self, content: &str) {
        for line in content.lines() {
            let shown = text::fit(line, self.room().saturating_sub(2)).into_owned();
            self.push_line(vec![("▏ ".to_owned(), self.theme.rule), (shown, self.theme.code)]);
        }
    }

    fn display(&mut self, tex: &str) {
        if self.table.is_some() {
            return self.write(&math::inline(tex), self.theme.math);
        }
        self.end_lines();
        let room = self.room();
        let rows = math::display(tex, room);
        let widest = rows.iter().map(|row| text::width(row)).max().unwrap_or(0);
        let indent = " ".repeat(room.saturating_sub(widest) / 2);
        self.blank_in_block();
        for row in rows {
            self.push_line(vec![(indent.clone(), self.theme.text), (row, self.theme.math)]);
        }
        self.blank_in_block();
    }

    /// Air around a formula, also inside a list.
    fn blank_in_block(&mut self) {
        if self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.table.take() else { return };
        let widths = columns(&table.rows, self.room());
        for (number, row) in table.rows.iter().enumerate() {
            let mut pieces = Vec::new();
            for (column, &width) in widths.iter().enumerate() {
                let cell = row.get(column).map_or("", |cell| cell.trim());
                let set = match table.alignments.get(column) {
                    Some(Alignment::Right) => text::pad_left(cell, width),
                    _ => text::pad(cell, width),
                };
                if column > 0 {
                    pieces.push((" │ ".to_owned(), self.theme.rule));
                }
                pieces.push((set, if number == 0 { self.theme.strong } else { self.theme.text }));
            }
            self.push_line(pieces);
            if number == 0 {
                let rule = widths.iter().map(|&width| "─".repeat(width)).collect::<Vec<_>>().join("─┼─");
                self.push_line(vec![(rule, self.theme.rule)]);
            }
        }
        self.blank();
    }
}

/// Widths of a table's columns: as wide as their widest cell, and if that is too much, the widest give way first.
fn columns(rows: &[Vec<String>], room: usize) -> Vec<usize> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = vec![1; count];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(text::width(cell.trim()));
        }
    }
    let frame = 3 * count.saturating_sub(1);
    let limit = room.saturating_sub(frame).max(count);
    // The largest width that all columns can be held to
    let (mut low, mut high) = (MIN_COLUMN, limit.max(MIN_COLUMN));
    while low < high {
        let middle = (low + high).div_ceil(2);
        let total: usize = widths.iter().map(|&width| width.min(middle)).sum();
        if total <= limit { low = middle } else { high = middle - 1 }
    }
    widths.into_iter().map(|width| width.min(low)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::{Depth, Tone};
    use proptest::prelude::*;

    fn rendered(source: &str, cells: usize) -> Vec<String> {
        let theme = Theme::new(Tone::Dark, Depth::True);
        render(source, cells, &theme).iter().map(|line| line.to_string().trim_end().to_owned()).collect()
    }

    #[test]
    fn blocks_are_set_as_one_reads_them() {
        for (source, expected) in [
            // A list with a nested one; the second line of an item hangs under the first
            ("- 归一化：让训练稳定下来\n  - 层\n- 二", &["• 归一化：让训练稳", "  定下来", "  ◦ 层", "• 二"][..]),
            ("3. a\n4. b", &["3. a", "4. b"]),
            ("# 标题\n正文", &["标题", "", "正文"]),
            ("> 引文很长很长很长很长", &["▏ 引文很长很长很长", "▏ 很长"]),
            ("```\nlet x = 1;\n```", &["▏ let x = 1;"]),
            ("![[图.png]]", &["▣ 图.png"]),
            ("![image-1]", &["▣ image-1"]),
            ("[注]", &["[注]"]),
            ("| a | b |\n|---|---:|\n| 一二 | 3 |", &["a    │ b", "─────┼──", "一二 │ 3"]),
            // Soft line ends: a blank between words, none between characters
            ("one\ntwo", &["one two"]),
            ("一\n二", &["一二"]),
            ("a\\\nb", &["a", "b"]),
            ("- [x] 好", &["• [x] 好"]),
        ] {
            assert_eq!(rendered(source, 18), expected, "{source}");
        }
    }

    #[test]
    fn nothing_in_a_note_commands_the_terminal() {
        let shown = rendered("a\x1b[2Jb\u{202e}c `\x07` ![x](\x1b)", 60).concat();
        assert!(!shown.chars().any(|character| character.is_control() || character == '\u{202e}'), "{shown:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn no_line_is_wider_than_the_page(source in "[-#>*_`$| \n a-c0-9注意，!\\[\\](){}^\\\\]{0,80}", cells in 12_usize..40) {
            for line in render(&source, cells, &Theme::new(Tone::Dark, Depth::Mono)) {
                prop_assert!(line.width() <= cells, "{:?}", line);
            }
        }
    }

    #[test]
    fn deep_nesting_ends() {
        let deep = ">".repeat(5_000) + " a";
        assert!(!rendered(&deep, 40).is_empty());
        let list: String = (0..300).map(|depth| "  ".repeat(depth) + "- a\n").collect();
        assert!(rendered(&list, 40).len() >= 300);
    }
}

//! How far an explanation reaches: its sub-items, the lines that go on with it, and what stands under a name that is alone.

use super::body::{Row, children};
use super::definitions::{BYTES, Definition, LINES, Source};
use super::explanation::without_block_id;
use super::explanation::{is_judgement, says_enough};
use super::lexer::SpanKind;
use super::lines::LineKind;
use super::plain::at_colon;
use std::ops::Range;

impl Source<'_> {
    /// The explanation with its sub-items, as Markdown; `None` if there is none.
    pub fn explanation(&self, at: usize, own: Range<usize>, rows: &Range<usize>) -> Option<String> {
        let mut own = self.text.get(own).unwrap_or_default();
        if let Some(span) = self.lexed.within(own_range(self.text, own)).last()
            && span.kind == SpanKind::HtmlComment
            && let Some(cut) = own.find("<!--")
        {
            own = own[..cut].trim_end();
        }
        let own = without_block_id(own.trim());
        let own =
            if own.matches("**").count() % 2 == 1 { own.strip_prefix("**").unwrap_or(own).trim_start() } else { own };
        let mut out = own.to_owned();
        if own.is_empty() && rows.is_empty() {
            return self.displayed_after(at).or_else(|| self.stands_under(at));
        }
        if rows.is_empty() {
            self.goes_on(at, &mut out);
        }
        let indent = self.rows.get(rows.start).map_or(0, |row| row.indent);
        for row in self.rows.get(rows.clone()).unwrap_or_default().iter().take(LINES) {
            let words = self.lines[row.line].marked(self.text);
            if out.len() + words.len() > BYTES {
                break;
            }
            if words.is_empty() {
                continue;
            }
            out.push_str(if out.is_empty() { "" } else { "\n" });
            out.extend(std::iter::repeat_n(' ', row.indent.saturating_sub(indent)));
            out.push_str(if row.is_joined { "- " } else { "" });
            out.push_str(words);
        }
        let is_said = out.chars().any(char::is_alphanumeric) || out.contains('$');
        is_said.then_some(out)
    }

    /// A displayed formula right after a term that only a colon follows.
    pub fn displayed_after(&self, at: usize) -> Option<String> {
        let next = self.rows.get(at + 1..)?.iter().find(|row| self.lines[row.line].kind != LineKind::Blank)?;
        self.displayed(next)
    }

    /// The display formula that a row stands in.
    fn displayed(&self, row: &Row) -> Option<String> {
        let span = self.lexed.span_at(self.lines[row.line].content)?;
        let is_display = span.kind == SpanKind::Math { display: true } && span.range.len() <= BYTES;
        is_display.then(|| self.text.get(span.range.clone()).map(str::to_owned)).flatten()
    }

    /// The display formula that stands before the row at `at`, with the words before it.
    pub fn displayed_before(&self, at: usize) -> Option<String> {
        let mut before = self.rows.get(..at)?.iter().rev().filter(|row| self.lines[row.line].kind != LineKind::Blank);
        let last = before.next()?;
        let formula = self.displayed(last)?;
        let start = self.lexed.span_at(self.lines[last.line].content)?.range.start;
        let over = before.find(|row| self.lines[row.line].end <= start);
        let words = over.map_or("", |row| self.lines[row.line].words(self.text));
        let words = words.rsplit(['。', '；']).next().unwrap_or_default().trim_end_matches(['：', ':']);
        Some(if words.is_empty() { formula } else { format!("{words}\n{formula}") })
    }

    /// The one line under a name that is alone with it between blank lines: `过拟合：` over `训练集上好，测试集上差。`
    fn stands_under(&self, at: usize) -> Option<String> {
        let kind = |at: usize| self.rows.get(at).map_or(LineKind::Blank, |row| self.lines[row.line].kind);
        let is_alone = kind(at + 1) == LineKind::Text
            && kind(at + 2) == LineKind::Blank
            && at.checked_sub(1).is_none_or(|before| kind(before) == LineKind::Blank);
        let row = self.rows.get(at + 1).filter(|row| is_alone && !row.is_item && !self.rows[at].is_item)?;
        let said = self.lines[row.line].words(self.text);
        (says_enough(said) && !is_judgement(said) && at_colon(said).is_none()).then(|| said.to_owned())
    }

    /// `- 倒排索引` over `- 以词为键、记录哪些文档包含它的数据结构`: an item that is but a name, and the first of those under it says
    /// what kind of thing that is.
    pub fn nested(&self, at: usize) -> Option<Definition> {
        let row = self.rows.get(at).filter(|row| row.is_item)?;
        let line = &self.lines[row.line];
        let words = line.words(self.text);
        if line.kind != LineKind::Text || words.len() > 90 || words.ends_with(['：', ':', '。', '？', '?']) {
            return None;
        }
        let rows = children(self.rows, self.lines, at);
        let first = self
            .rows
            .get(rows.start)
            .filter(|first| rows.start < rows.end && first.is_item && first.indent > row.indent)?;
        let said = self.lines[first.line].words(self.text);
        let clause = said.split(['，', ',', '。']).next().unwrap_or_default();
        let kind = clause.rsplit('的').next().unwrap_or_default();
        let classes = (1..=8).contains(&kind.chars().count())
            && kind.len() < clause.len()
            && kind.chars().all(char::is_alphanumeric);
        let is_told =
            clause.chars().count() >= 10 && classes && !clause.contains(['：', ':', '？', '?']) && !is_judgement(said);
        let named = self.item_name(row).filter(|term| is_told && !self.is_attribute(at, &term.name))?;
        let explanation = said.to_owned();
        Some(Definition { terms: vec![named], explanation, at: line.content, rows })
    }

    /// `**奖励黑客（Reward Hacking）**`, a name in bold that is alone, over the paragraph that says what it is; as an item, over the
    /// one in it.
    pub fn alone(&self, at: usize) -> Option<Definition> {
        let row = self.rows.get(at)?;
        let line = &self.lines[row.line];
        let inner = line.words(self.text).strip_prefix("**")?.trim_end_matches(['：', ':']).strip_suffix("**")?;
        let named = super::term::term(&super::plain::plain_text(inner))
            .filter(|term| !inner.contains("**") && (row.is_item || !term.aliases.is_empty()))?;
        let next = self.rows.get(at + 1..)?.iter().find(|row| self.lines[row.line].kind != LineKind::Blank)?;
        let below = &self.lines[next.line];
        let said = below.words(self.text);
        let is_told = below.kind == LineKind::Text
            && !next.is_item
            && row.is_item == (next.indent > row.indent)
            && below.quotes == line.quotes
            && says_enough(said)
            && said.chars().count() >= 14
            && !is_judgement(said)
            && !said.contains('我')
            && !said.ends_with(['：', ':']);
        is_told.then(|| Definition { terms: vec![named], explanation: said.to_owned(), at: line.content, rows: at..at })
    }

    /// Lines that go on with a sentence that was broken at a margin.
    fn goes_on(&self, at: usize, out: &mut String) {
        for row in self.rows.get(at + 1..).unwrap_or_default().iter().take(LINES) {
            let line = &self.lines[row.line];
            let words = line.words(self.text);
            let is_over = out.is_empty() || out.ends_with(['.', '。', '!', '?', '！', '？', '；', '：', ':']);
            let goes_on = words.starts_with(|c: char| c.is_lowercase() || matches!(c, '(' | '$' | '`'));
            let is_next = self.learned.gap(row.line).is_some();
            if is_over
                || is_next
                || row.is_item
                || line.kind != LineKind::Text
                || !goes_on
                || out.len() + words.len() > BYTES
            {
                return;
            }
            let end = line.content + words.len();
            let named = self.named(line.content, end, false);
            if named.is_some() {
                return;
            }
            out.push(' ');
            out.push_str(words);
        }
    }
}

fn own_range(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + part.len()
}

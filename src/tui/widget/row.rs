//! A text of a note or a card in one row of a list: its formulas set, its emphasis without stars.

use super::{math, text};
use crate::search::spans;
use crate::tui::theme::Theme;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// `source` in at most `cells` cells, with the bytes of it that matched marked.
pub fn row(source: &str, matched: &[(usize, usize)], cells: usize, (plain, theme): (Style, &Theme)) -> Line<'static> {
    let mut row = Row { spans: Vec::new(), matched, plain, theme };
    let mut at = 0;
    for (start, end) in spans(source) {
        row.words(source, (at, start));
        row.whole(source, (start, end));
        at = end;
    }
    row.words(source, (at, source.len()));
    fitted(row.spans, cells)
}

struct Row<'a> {
    spans: Vec<Span<'static>>,
    matched: &'a [(usize, usize)],
    plain: Style,
    theme: &'a Theme,
}

impl Row<'_> {
    fn words(&mut self, source: &str, (start, end): (usize, usize)) {
        let mut at = start;
        for &(from, to) in self.matched {
            let (from, to) = (from.clamp(at, end), to.clamp(at, end));
            self.push(source.get(at..from), self.plain);
            self.push(source.get(from..to), self.theme.matched);
            at = to;
        }
        self.push(source.get(at..end), self.plain);
    }

    fn push(&mut self, words: Option<&str>, style: Style) {
        let words = words.unwrap_or_default().replace("**", "");
        if !words.is_empty() {
            self.spans.push(Span::styled(text::clean(&words).into_owned(), style));
        }
    }

    /// A formula or code, with its marks around it.
    fn whole(&mut self, source: &str, (start, end): (usize, usize)) {
        let inner = source.get(start..end).unwrap_or_default();
        let (said, style) = if inner.starts_with('`') {
            (text::clean(inner.trim_matches('`')).into_owned(), self.theme.code)
        } else {
            (math::inline(inner), self.theme.math)
        };
        let is_matched = self.matched.iter().any(|&(from, to)| from < end && start < to);
        self.spans.push(Span::styled(said, if is_matched { self.theme.matched } else { style }));
    }
}

/// The spans in at most `cells` cells; what is cut ends in an ellipsis.
fn fitted(spans: Vec<Span<'static>>, cells: usize) -> Line<'static> {
    let mut line = Line::default();
    for span in spans {
        let left = cells.saturating_sub(line.width());
        let fits = text::width(&span.content) <= left;
        let cut = if fits { span.content } else { text::fit(&span.content, left).into_owned().into() };
        line.push_span(Span::styled(cut, span.style));
        if !fits {
            break;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Depth, Tone};

    #[test]
    fn a_row_sets_formulas_and_marks_what_matched() {
        let theme = Theme::new(Tone::Dark, Depth::True);
        let set = |source: &str, matched: &[(usize, usize)], cells| {
            let line = row(source, matched, cells, (theme.text, &theme));
            let hot: Vec<String> = line
                .spans
                .iter()
                .filter(|span| span.style == theme.matched)
                .map(|span| span.content.to_string())
                .collect();
            (line.to_string(), hot.join("|"))
        };
        for (source, matched, cells, shown, hot) in [
            (
                "注意力权重 $\\mathrm{softmax}(QK^\\top)$ 说什么",
                vec![(0, 9)],
                80,
                "注意力权重 softmax(QKᵀ) 说什么",
                "注意力",
            ),
            ("**RoPE** 用 `d_k`", vec![(2, 6)], 80, "RoPE 用 d_k", "RoPE"),
            // A formula is matched as a whole
            ("有 $x^2$ 的", vec![(4, 9)], 80, "有 x² 的", "x²"),
            // What does not fit is cut between characters
            ("注意力权重", vec![(0, 15)], 7, "注意力…", "注意力…"),
            ("价格 $5 起", vec![], 80, "价格 $5 起", ""),
            ("a\u{1b}[31mb", vec![], 80, "a␛[31mb", ""),
        ] {
            assert_eq!(set(source, &matched, cells), (shown.to_owned(), hot.to_owned()), "{source}");
        }
    }
}

//! Text measured in terminal cells: cleaned of what could disturb the terminal, fitted, padded and put where there is room.

pub use crate::domain::safe::{clean, clean_lines};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The sign that text was cut.
const ELLIPSIS: &str = "…";

/// The width of `text` in cells.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `cells` cells, cut between characters and marked with an ellipsis if it is longer.
pub fn fit(text: &str, cells: usize) -> Cow<'_, str> {
    let text = clean(text);
    if width(&text) <= cells {
        return text;
    }
    let mut kept = take(&text, cells.saturating_sub(1)).to_owned();
    if cells > 0 {
        kept.push_str(ELLIPSIS);
    }
    Cow::Owned(kept)
}

/// The longest beginning of `text` that is at most `cells` wide.
pub fn take(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += width(grapheme);
        if used > cells {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// The text in exactly `cells` cells, from the left.
pub fn pad(text: &str, cells: usize) -> String {
    let text = fit(text, cells);
    format!("{text}{}", " ".repeat(cells.saturating_sub(width(&text))))
}

/// The text in exactly `cells` cells, against the right edge.
pub fn pad_left(text: &str, cells: usize) -> String {
    let text = fit(text, cells);
    format!("{}{text}", " ".repeat(cells.saturating_sub(width(&text))))
}

/// Puts a line at (`dx`, `dy`) of `area`; what does not fit is left out. Returns the column after it, relative to `area`.
pub fn put<'a>(buf: &mut Buffer, area: Rect, dx: u16, dy: u16, line: impl Into<Line<'a>>) -> u16 {
    let area = area.intersection(buf.area);
    if dx >= area.width || dy >= area.height {
        return dx;
    }
    let line = cut(line.into(), usize::from(area.width - dx));
    let (x, _) = buf.set_line(area.x + dx, area.y + dy, &line, area.width - dx);
    x.saturating_sub(area.x)
}

/// The beginning of a line that fits. Whole characters, and nothing after the first that was left out: a later span must not fill
/// the cell that a wide character was too wide for.
fn cut(mut line: Line<'_>, cells: usize) -> Line<'_> {
    if line.width() <= cells {
        return line;
    }
    let mut left = cells;
    let mut kept = Vec::new();
    for span in line.spans {
        let part = take(&span.content, left).to_owned();
        left -= width(&part);
        let whole = part.len() == span.content.len();
        kept.push(Span::styled(part, span.style));
        if !whole {
            break;
        }
    }
    line.spans = kept;
    line
}

/// Puts a line so that it ends at the right edge of `area`; nothing if there is no room for it from `from` on.
pub fn put_right<'a>(buf: &mut Buffer, area: Rect, from: u16, dy: u16, line: impl Into<Line<'a>>) {
    let line = line.into();
    let cells = u16::try_from(line.width()).unwrap_or(u16::MAX);
    if let Some(dx) = area.width.checked_sub(cells)
        && dx >= from
    {
        put(buf, area, dx, dy, line);
    }
}

/// Puts lines from the top of `area`, starting with line `scroll`.
pub fn put_lines(buf: &mut Buffer, area: Rect, lines: &[Line<'_>], scroll: usize) {
    for (dy, line) in (0..area.height).zip(lines.iter().skip(scroll)) {
        put(buf, area, 0, dy, line.clone());
    }
}

/// A title followed by a thin rule to the right edge of `area`.
pub fn put_title(buf: &mut Buffer, area: Rect, dy: u16, title: &str, styles: (Style, Style)) {
    let x = put(buf, area, 0, dy, Span::styled(fit(title, area.width.into()), styles.0));
    if x + 1 < area.width {
        put(buf, area, x + 1, dy, Span::styled("─".repeat(usize::from(area.width - x - 1)), styles.1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_cut_between_characters() {
        for (text, cells, expected) in [
            ("注意力", 6, "注意力"),
            ("注意力机制", 6, "注意…"),
            // Five cells hold two wide characters and the sign
            ("注意力机制", 5, "注意…"),
            ("注意力机制", 4, "注…"),
            ("注意", 1, "…"),
            ("注意", 0, ""),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
        ] {
            assert_eq!(fit(text, cells), expected, "{text} in {cells}");
        }
    }

    #[test]
    fn what_follows_a_character_that_was_cut_is_cut_too() {
        let area = Rect::new(0, 0, 3, 1);
        let mut buf = Buffer::empty(area);
        put(&mut buf, area, 0, 0, Line::from(vec![Span::raw("复习"), Span::raw("6")]));
        assert_eq!(buf, Buffer::with_lines(["复 "]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn a_fitted_text_is_never_wider_and_a_padded_one_exact(text in "\\PC{0,40}", cells in 0_usize..30) {
            prop_assert!(width(&fit(&text, cells)) <= cells);
            prop_assert_eq!(width(&pad(&text, cells)), cells);
        }
    }
}

//! Charts made of cells: columns, tracks with a dot, a bar of parts.

use super::text;
use crate::tui::Theme;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells of the scale on the left of the columns.
const SCALE: usize = 6;
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// A column for each value.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// Not negative.
    pub values: &'a [f64],
    pub rows: usize,
    pub style: Style,
    /// Of the first column, where it is another than the rest.
    pub first: Option<Style>,
}

/// Cells from one column to the next.
fn step(count: usize, width: usize) -> usize {
    (width.saturating_sub(SCALE) / count.max(1)).clamp(1, 4)
}

/// The columns over a scale from 0 to the greatest value.
pub fn columns(columns: &Columns<'_>, theme: &Theme, width: usize) -> Vec<Line<'static>> {
    let step = step(columns.values.len(), width);
    let bar = step.saturating_sub(1).max(1);
    let most = columns.values.iter().copied().fold(0.0, f64::max);
    let row = |from_top: usize| {
        let from_foot = columns.rows - 1 - from_top;
        let label = if from_top == 0 { scale(most) } else { String::new() };
        let mut spans = vec![Span::styled(format!("{} ", text::pad_left(&label, SCALE - 1)), theme.faint)];
        for (at, &value) in columns.values.iter().enumerate() {
            let style = columns.first.filter(|_| at == 0).unwrap_or(columns.style);
            let part = EIGHTHS.get(eighths(value, most, columns.rows).saturating_sub(8 * from_foot).min(8));
            let part = part.copied().unwrap_or(" ");
            // A day without anything is a place, not a gap
            if value <= 0.0 && from_foot == 0 {
                spans.push(Span::styled("▁".repeat(bar), theme.faint));
            } else {
                spans.push(Span::styled(part.repeat(bar), style));
            }
            spans.push(Span::raw(" ".repeat(step - bar)));
        }
        Line::from(spans)
    };
    (0..columns.rows).map(row).collect()
}

/// What stands under the first and the last column.
pub fn ends(first: &str, last: &str, count: usize, theme: &Theme, width: usize) -> Line<'static> {
    let span = (step(count, width) * count).min(width.saturating_sub(SCALE));
    let air = span.saturating_sub(text::width(first) + text::width(last));
    Line::styled(format!("{}{first}{}{last}", " ".repeat(SCALE), " ".repeat(air)), theme.faint)
}

fn scale(most: f64) -> String {
    if most > 0.0 && most < 10.0 && most.fract() > 0.0 { format!("{most:.1}") } else { format!("{most:.0}") }
}

/// The height of a column in eighths of a cell; what is not nothing shows.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of the rows
fn eighths(value: f64, most: f64, rows: usize) -> usize {
    if value <= 0.0 || most <= 0.0 { 0 } else { ((value / most).min(1.0) * 8.0 * rows as f64).ceil() as usize }
}

/// A line with a dot at `dot` and a mark at `mark`, both shares of its length.
pub fn track(dot: f64, mark: f64, (style, theme): (Style, &Theme), width: usize) -> Vec<Span<'static>> {
    let (dot, mark) = (place(dot, width), place(mark, width));
    let cell = |at: usize| {
        if at == dot {
            Span::styled("●", style)
        } else if at == mark {
            Span::styled("┃", theme.dim)
        } else if at < dot {
            Span::styled("━", style)
        } else {
            Span::styled("─", theme.rule)
        }
    };
    (0..width).map(cell).collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of the width
fn place(share: f64, width: usize) -> usize {
    (share.clamp(0.0, 1.0) * width.saturating_sub(1) as f64).round() as usize
}

/// A bar of `width` cells in parts whose shares sum to one.
pub fn parts(parts: &[(f64, Style)], width: usize) -> Line<'static> {
    let mut spans = Vec::new();
    let (mut sum, mut used) = (0.0, 0);
    for &(share, style) in parts {
        sum += share;
        let until = place(sum, width + 1);
        spans.push(Span::styled("━".repeat(until.saturating_sub(used)), style));
        used = used.max(until);
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::{Depth, Tone};

    #[test]
    fn columns_tell_shares_and_that_little_is_not_nothing() {
        let theme = Theme::new(Tone::Dark, Depth::Mono);
        let values = [0.0, 0.01, 2.0, 4.0];
        let chart = Columns { values: &values, rows: 2, style: Style::new(), first: None };
        let rows: Vec<String> = columns(&chart, &theme, 14).iter().map(Line::to_string).collect();
        assert_eq!(rows, ["    4       █ ", "      ▁ ▁ █ █ "]);
        assert_eq!(ends("a", "z", 4, &theme, 14).to_string(), "      a      z");
    }

    #[test]
    fn a_track_shows_what_was_reached_and_what_was_aimed_at() {
        let theme = Theme::new(Tone::Dark, Depth::Mono);
        for (dot, mark, expected) in [
            (0.0, 1.0, "●───┃"),
            (1.0, 0.5, "━━┃━●"),
            (0.5, 0.5, "━━●──"),
            (-3.0, 7.0, "●───┃"),
            (f64::NAN, 0.0, "●────"),
        ] {
            assert_eq!(Line::from(track(dot, mark, (Style::new(), &theme), 5)).to_string(), expected, "{dot} {mark}");
        }
        assert!(track(0.5, 0.5, (Style::new(), &theme), 0).is_empty());
    }

    #[test]
    fn parts_fill_the_bar() {
        let halves = [(0.25, Style::new()), (0.75, Style::new())];
        assert_eq!(parts(&halves, 8).to_string().chars().count(), 8);
    }
}

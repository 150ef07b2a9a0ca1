//! A matrix as numbers on warmth, and a day as a mark. Without colour a shade stands beside the number.

use super::text;
use crate::tui::Theme;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// Cells of one number: sign, digit, point, two decimals and air.
pub const CELL: u16 = 7;
/// What stands for an entry that the mask hides: never like zero.
const MASKED: &str = "·";
const SHADES: [&str; 5] = [" ", "░", "▒", "▓", "█"];

/// A day of a calendar by how much was done on it, 0 to 4.
pub fn day(level: usize, theme: &Theme) -> &'static str {
    const MARKS: [&str; 5] = ["·", "░", "▒", "▓", "█"];
    match level {
        level if theme.needs_shades() => MARKS.get(level).copied().unwrap_or("█"),
        0 => "·",
        _ => "■",
    }
}

/// How a number becomes warmth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// No warmth.
    Plain,
    /// Around zero; full colour at this magnitude.
    Diverging(f64),
    /// From 0 to 1.
    Share,
}

/// Where the cursor stands and which row is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    pub cursor: Option<(usize, usize)>,
    pub row: Option<usize>,
}

/// The rows of a matrix, each entry in [`CELL`] cells.
pub fn rows(matrix: &[Vec<f64>], scale: Scale, marks: Marks, theme: &Theme) -> Vec<Line<'static>> {
    let row = |(at, row): (usize, &Vec<f64>)| {
        let mark = if marks.row == Some(at) { Span::styled("▸", theme.key) } else { Span::raw(" ") };
        let cells = row.iter().enumerate().map(|(column, &value)| {
            let span = cell(value, scale, theme);
            if marks.cursor == Some((at, column)) {
                Span::styled(span.content, Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD))
            } else {
                span
            }
        });
        Line::from(std::iter::once(mark).chain(cells).collect::<Vec<_>>())
    };
    matrix.iter().enumerate().map(row).collect()
}

fn cell(value: f64, scale: Scale, theme: &Theme) -> Span<'static> {
    if value == f64::NEG_INFINITY || value.is_nan() {
        return Span::styled(text::pad_left(&format!("{MASKED}  "), CELL.into()), theme.masked);
    }
    let (heat, style) = match scale {
        Scale::Plain => (0.0, theme.text),
        Scale::Diverging(full) => {
            let heat = if full > 0.0 { value / full } else { 0.0 };
            (heat, theme.diverging(heat))
        }
        Scale::Share => (value, theme.sequential(value)),
    };
    let shade = if theme.needs_shades() && scale != Scale::Plain { shade(heat.abs()) } else { " " };
    Span::styled(format!("{}{shade}", text::pad_left(&number(value), usize::from(CELL) - 1)), style)
}

/// Two decimals while they fit, else three significant digits.
pub fn number(value: f64) -> String {
    let plain = format!("{value:.2}");
    let plain = if plain == "-0.00" { "0.00".to_owned() } else { plain };
    if plain.len() < usize::from(CELL) { plain } else { format!("{value:.0e}") }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn shade(share: f64) -> &'static str {
    let step = (share.clamp(0.0, 1.0) * 4.0).round() as usize;
    SHADES.get(step).copied().unwrap_or("█")
}

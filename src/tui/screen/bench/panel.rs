//! A matrix in a place: with numbers where they fit, else as heat with two rows in a line. The scales are fixed, so that two
//! pictures can be compared; a hidden key is a dot and never looks like zero.

use crate::lab::bench::Look;
use crate::tui::Theme;
use crate::tui::screen::Ctx;
use crate::tui::widget::text::{self, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

const MASKED: &str = "·";
const SHADES: [&str; 5] = [" ", "░", "▒", "▓", "█"];
/// Cells of one number, from roomy to tight.
pub const CELLS: [u16; 3] = [7, 6, 5];
/// The longest name of a row.
const LABEL: u16 = 6;

/// What is drawn.
pub struct Sheet<'a> {
    pub title: Line<'static>,
    pub rows: &'a [Vec<f64>],
    pub look: Look,
    pub row_names: Vec<String>,
    pub column_names: Vec<String>,
    /// Row and column under the cursor, if it is here.
    pub cursor: Option<(usize, usize)>,
    /// The row that is looked at, where the cursor is elsewhere.
    pub row: Option<usize>,
    /// The numbers before the last key: those that changed are underlined.
    pub before: Option<&'a [Vec<f64>]>,
    pub blind: &'a [usize],
    /// What stands in place of rows without numbers.
    pub blind_words: &'static str,
    /// Rows whose numbers are not shown: to be guessed, or of tokens to come.
    pub veiled: &'a dyn Fn(usize) -> bool,
}

impl Sheet<'_> {
    fn columns(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    fn label(&self) -> u16 {
        let widest = self.row_names.iter().map(|name| text::width(name)).max().unwrap_or(0);
        u16::try_from(widest).unwrap_or(LABEL).min(LABEL.max(12)) + 1
    }

    /// Columns that it would like to have for numbers of `cell` cells.
    pub fn wish(&self, cell: u16) -> u16 {
        let columns = u16::try_from(self.columns()).unwrap_or(u16::MAX);
        let title = u16::try_from(self.title.width()).unwrap_or(u16::MAX);
        (self.label() + 1).saturating_add(columns.saturating_mul(cell)).max(title)
    }

    /// Columns of it as heat, in at most `room`.
    pub fn heat_wish(&self, room: u16) -> u16 {
        let columns = u16::try_from(self.columns()).unwrap_or(u16::MAX);
        let names = self.label() + 1;
        let double = names.saturating_add(columns.saturating_mul(2));
        let title = u16::try_from(self.title.width()).unwrap_or(u16::MAX);
        if double <= room { double.max(title) } else { names.saturating_add(columns).max(title).min(room) }
    }

    /// Rows that it would like to have, title and names included.
    pub fn height(&self) -> u16 {
        u16::try_from(self.rows.len()).unwrap_or(u16::MAX).saturating_add(2)
    }

    /// The widest cell in which the numbers fit.
    fn cell(&self, area: Rect) -> Option<u16> {
        let columns = u16::try_from(self.columns()).ok()?;
        let fits = |cell: &u16| columns.saturating_mul(*cell).saturating_add(self.label() + 1) <= area.width;
        let cell = CELLS.into_iter().find(fits)?;
        // A few rows out of sight are better than no numbers; many are not
        let page = usize::from(area.height.saturating_sub(2));
        (page >= self.rows.len() || (page >= 4 && self.rows.len() <= 12) || self.rows.len() <= 4).then_some(cell)
    }

    /// Where the cell under the cursor is on the screen, if it is drawn with its number.
    pub fn place(&self, area: Rect) -> Option<Rect> {
        let cell = self.cell(area)?;
        let (row, column) = self.cursor?;
        let shown = row.checked_sub(self.first(area.height.saturating_sub(2).into()))?;
        let (dx, dy) = (self.label() + 1 + u16::try_from(column).ok()? * cell, 2 + u16::try_from(shown).ok()?);
        (dx + cell <= area.width && dy < area.height).then(|| Rect {
            x: area.x + dx,
            y: area.y + dy,
            width: cell,
            height: 1,
        })
    }

    /// The first row in sight, so that the cursor's row is among `page` rows.
    fn first(&self, page: usize) -> usize {
        let row = self.cursor.map(|(row, _)| row).or(self.row).unwrap_or(0);
        let last = self.rows.len().saturating_sub(page);
        row.saturating_sub(page / 2).min(last)
    }

    pub fn draw(&self, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let mut title = self.title.clone();
        // A name that does not fit goes before its shape
        if title.width() > usize::from(area.width) {
            title.spans.truncate(1);
        }
        if let Some(name) = title.spans.first_mut().filter(|name| name.width() > usize::from(area.width)) {
            name.content = text::fit(&name.content, usize::from(area.width)).into_owned().into();
        }
        put(buf, area, 0, 0, title);
        match self.cell(area) {
            Some(cell) => self.numbers(cell, ctx, area, buf),
            None => self.heat(ctx, area, buf),
        }
    }

    fn numbers(&self, cell: u16, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let theme = ctx.theme;
        let label = self.label();
        let names: Vec<Span<'_>> = (0..self.columns())
            .map(|column| {
                let name = self.column_names.get(column).cloned().unwrap_or_else(|| (column + 1).to_string());
                let style = if self.cursor.is_some_and(|(_, at)| at == column) { theme.key } else { theme.dim };
                Span::styled(
                    text::pad_left(&format!("{} ", text::fit(&name, usize::from(cell) - 2)), cell.into()),
                    style,
                )
            })
            .collect();
        put(buf, area, label + 1, 1, Line::from(names));
        let page = usize::from(area.height.saturating_sub(2));
        let first = self.first(page);
        for (dy, (row, values)) in (2..).zip(self.rows.iter().enumerate().skip(first).take(page)) {
            self.row_label((row, dy), ctx, area, buf);
            if self.blind.contains(&row) {
                put(buf, area, label + 1, dy, Span::styled(self.blind_words, theme.warning));
                continue;
            }
            let cells: Vec<Span<'_>> = values
                .iter()
                .enumerate()
                .map(|(column, &value)| self.number(row, column, value, cell, theme))
                .collect();
            put(buf, area, label + 1, dy, Line::from(cells));
        }
    }

    fn row_label(&self, (row, dy): (usize, u16), ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let label = self.label();
        let here = self.cursor.is_some_and(|(at, _)| at == row) || self.row == Some(row);
        let style = if here { ctx.theme.key } else { ctx.theme.dim };
        let name = self.row_names.get(row).cloned().unwrap_or_else(|| (row + 1).to_string());
        put(buf, area, 0, dy, Span::styled(text::pad(&name, usize::from(label) - 1), style));
        if here {
            put(buf, area, label, dy, Span::styled("▸", ctx.theme.key));
        }
    }

    fn number(&self, row: usize, column: usize, value: f64, cell: u16, theme: &Theme) -> Span<'static> {
        let width = usize::from(cell);
        if (self.veiled)(row) {
            let style = if self.cursor == Some((row, column)) { theme.selected } else { theme.faint };
            return Span::styled(text::pad_left("? ", width), style);
        }
        let here = self.cursor == Some((row, column));
        let reversed = Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD);
        if value == f64::NEG_INFINITY || value.is_nan() {
            let style = if here { reversed } else { theme.masked };
            return Span::styled(text::pad_left(&format!("{MASKED} "), width), style);
        }
        let before = self.before.and_then(|rows| rows.get(row)?.get(column)).copied();
        let changed = before.is_some_and(|before| before.to_bits() != value.to_bits());
        let mut style = if here { reversed } else { heat(self.look, value, theme) };
        if changed {
            style = style.add_modifier(Modifier::UNDERLINED);
        }
        let shade = if theme.needs_shades() && cell > 5 { shade(self.look, value) } else { " " };
        Span::styled(format!("{}{shade}", text::pad_left(&number(value, width - 1), width - 1)), style)
    }

    /// Two rows in a line where there is colour, shades where there is none.
    fn heat(&self, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let theme = ctx.theme;
        let label = self.label();
        let columns = u16::try_from(self.columns()).unwrap_or(u16::MAX);
        let wide = if columns.saturating_mul(2).saturating_add(label + 1) <= area.width { 2 } else { 1 };
        let room = usize::from(area.width.saturating_sub(label + 1) / wide);
        let skip = self
            .cursor
            .map_or(0, |(_, column)| column.saturating_sub(room / 2))
            .min(self.columns().saturating_sub(room));
        if let Some((_, column)) = self.cursor
            && let Ok(dx) = u16::try_from(column - skip.min(column))
        {
            put(buf, area, label + 1 + dx * wide, 1, Span::styled("▾", theme.key));
        }
        let tall = if theme.needs_shades() { 1 } else { 2 };
        let page = usize::from(area.height.saturating_sub(2)) * tall;
        let first = self.first(page) / tall * tall;
        for (dy, row) in (2..).zip((first..self.rows.len().min(first + page)).step_by(tall)) {
            let marked = self.cursor.map(|(at, _)| at).or(self.row);
            let named = marked.filter(|at| (row..row + tall).contains(at)).unwrap_or(row);
            self.row_label((named, dy), ctx, area, buf);
            let cells: Vec<Span<'_>> = (skip..self.columns().min(skip + room))
                .map(|column| {
                    let upper = self.value(row, column);
                    let glyph = if tall == 2 {
                        two(self.look, (upper, self.value(row + 1, column)), theme)
                    } else {
                        one(self.look, upper, theme)
                    };
                    Span::styled(glyph.0.repeat(wide.into()), glyph.1)
                })
                .collect();
            put(buf, area, label + 1, dy, Line::from(cells));
        }
    }

    /// None outside the matrix and where nothing may be seen.
    fn value(&self, row: usize, column: usize) -> Option<f64> {
        if (self.veiled)(row) || self.blind.contains(&row) {
            return None;
        }
        self.rows.get(row)?.get(column).copied().filter(|value| value.is_finite())
    }
}

/// A shade for one entry, where there is no colour.
fn one(look: Look, value: Option<f64>, theme: &Theme) -> (&'static str, Style) {
    value.map_or((MASKED, theme.masked), |value| (shade(look, value), theme.text))
}

/// One character of heat for two entries, the upper and the lower.
fn two(look: Look, (upper, lower): (Option<f64>, Option<f64>), theme: &Theme) -> (&'static str, Style) {
    let colour = |value: Option<f64>| value.and_then(|value| heat(look, value, theme).bg);
    match (colour(upper), colour(lower)) {
        (Some(top), Some(bottom)) => ("▀", Style::new().fg(top).bg(bottom)),
        (Some(top), None) => ("▀", Style::new().fg(top)),
        (None, Some(bottom)) => ("▄", Style::new().fg(bottom)),
        (None, None) => (MASKED, theme.masked),
    }
}

fn heat(look: Look, value: f64, theme: &Theme) -> Style {
    match look {
        Look::Around(full) => theme.diverging(value / full),
        Look::Share => theme.sequential(value),
        _ => theme.text,
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn shade(look: Look, value: f64) -> &'static str {
    let share = match look {
        Look::Around(full) => (value / full).abs(),
        Look::Share => value,
        _ => return " ",
    };
    SHADES.get((share.clamp(0.0, 1.0) * 4.0).round() as usize).copied().unwrap_or(" ")
}

/// A number in at most `cells` cells: two decimals while they fit, then fewer, then powers of ten.
pub fn number(value: f64, cells: usize) -> String {
    if value == f64::INFINITY {
        return "∞".to_owned();
    }
    for decimals in [2, 1, 0] {
        let text = format!("{value:.decimals$}");
        let text = if text.trim_start_matches('-').chars().all(|c| matches!(c, '0' | '.')) {
            text.trim_start_matches('-').to_owned()
        } else {
            text
        };
        if text.len() <= cells {
            return text;
        }
    }
    format!("{value:.0e}")
}

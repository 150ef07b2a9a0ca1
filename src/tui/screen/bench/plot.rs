//! Curves and bars.

use super::knobs::short;
use super::view::Stage;
use crate::lab::bench::Look;
use crate::locale::lab as texts;
use crate::tui::screen::Ctx;
use crate::tui::widget::text::{self, put, put_right};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::symbols::Marker;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Line as Stroke};

/// Columns for the numbers beside a plot.
const SCALE: u16 = 9;

/// A stage to be plotted.
pub struct Plot<'a> {
    pub stage: &'a Stage,
    pub sheet: usize,
    pub title: Line<'static>,
    /// Where a curve is read off.
    pub at: Option<f64>,
    /// What the longest bar stands for; the largest entry where none is given.
    pub full: Option<f64>,
}

impl Plot<'_> {
    pub fn draw(self, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let Some(rows) = self.stage.sheet(self.sheet) else { return };
        let mut title = self.title;
        let list = if rows.len() == 1 { rows.first() } else { None };
        if self.stage.look == Look::Bars && list.is_some_and(|list| spans_powers(list).is_some()) {
            title.push_span(Span::styled(" · log", ctx.theme.faint));
        }
        put(buf, area, 0, 0, title);
        let below = Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..area };
        if self.stage.look == Look::Curve {
            curves((self.stage, rows), self.at, ctx, below, buf);
        } else {
            bars((self.stage, rows), self.full, ctx, below, buf);
        }
    }
}

fn hues(ctx: Ctx<'_>) -> [Style; 5] {
    let theme = ctx.theme;
    [theme.review, theme.new, theme.learning, theme.hard, theme.math]
}

/// From the least to the greatest, or their logarithms where they span many powers of ten.
struct Axis {
    low: f64,
    high: f64,
    log: bool,
}

impl Axis {
    fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let finite = values.filter(|value| value.is_finite());
        let low = finite.clone().fold(f64::INFINITY, f64::min);
        let high = finite.fold(f64::NEG_INFINITY, f64::max);
        let log = low > 0.0 && high / low > 200.0;
        let (low, high) = if low < high { (low, high) } else { (low - 1.0, high + 1.0) };
        Self { low, high, log }
    }

    fn place(&self, value: f64) -> f64 {
        let scale = |value: f64| if self.log { value.max(f64::MIN_POSITIVE).log10() } else { value };
        (scale(value) - scale(self.low)) / (scale(self.high) - scale(self.low))
    }
}

fn curves((stage, rows): (&Stage, &[Vec<f64>]), at: Option<f64>, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let series = rows.first().map_or(0, |row| row.len().saturating_sub(1));
    if rows.len() < 2 || series == 0 || area.width < SCALE + 6 || area.height < 4 {
        return;
    }
    let legend = 1;
    let x = Axis::of(rows.iter().filter_map(|row| row.first().copied()));
    let y = Axis::of(rows.iter().flat_map(|row| row.iter().skip(1).copied()));
    let plot =
        Rect { x: area.x + SCALE, y: area.y + legend, width: area.width - SCALE, height: area.height - legend - 1 };
    names(stage, series, ctx, area, buf);
    let faint = ctx.theme.faint.fg.unwrap_or_default();
    Canvas::default()
        .marker(Marker::Braille)
        .x_bounds([0.0, 1.0])
        .y_bounds([0.0, 1.0])
        .paint(|canvas| {
            if y.low < 0.0 && y.high > 0.0 {
                let zero = y.place(0.0);
                canvas.draw(&Stroke { x1: 0.0, y1: zero, x2: 1.0, y2: zero, color: faint });
            }
            if let Some(at) = at.map(|at| x.place(at)).filter(|at| (0.0..=1.0).contains(at)) {
                canvas.draw(&Stroke { x1: at, y1: 0.0, x2: at, y2: 1.0, color: faint });
            }
            for (curve, hue) in (1..=series).zip(hues(ctx).into_iter().cycle()) {
                let points = rows.iter().map(|row| (x.place(row[0]), y.place(row[curve])));
                for ((x1, y1), (x2, y2)) in points.clone().zip(points.skip(1)) {
                    canvas.draw(&Stroke { x1, y1, x2, y2, color: hue.fg.unwrap_or_default() });
                }
            }
        })
        .render(plot.intersection(buf.area), buf);
    let scale = Rect { width: SCALE - 1, ..plot };
    let scale = Rect { x: area.x, ..scale };
    put_right(buf, scale, 0, 0, Span::styled(tick(y.high), ctx.theme.dim));
    put_right(buf, scale, 0, plot.height.saturating_sub(1), Span::styled(tick(y.low), ctx.theme.dim));
    let foot = Rect { y: plot.bottom(), height: 1, ..plot };
    put(buf, foot, 0, 0, Span::styled(tick(x.low), ctx.theme.dim));
    let unit = if x.log { format!("{} · log", stage.axes.0) } else { stage.axes.0.to_owned() };
    put(buf, foot, foot.width / 2, 0, Span::styled(unit, ctx.theme.faint));
    put_right(buf, foot, 8, 0, Span::styled(tick(x.high), ctx.theme.dim));
}

/// The legend: each curve by its colour, its name and its last value.
fn names(stage: &Stage, series: usize, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let last = stage.sheet(0).and_then(|rows| rows.last());
    // Without their values where all names fit only so
    let whole: usize = stage.curves().iter().map(|name| text::width(name) + 12).sum();
    let with_values = whole + usize::from(SCALE) <= usize::from(area.width);
    let mut dx = SCALE;
    for ((name, hue), curve) in stage.curves().into_iter().zip(hues(ctx).into_iter().cycle()).zip(1..=series) {
        let value = last
            .filter(|_| with_values)
            .and_then(|row| row.get(curve))
            .map_or_else(String::new, |value| format!(" {}", tick(*value)));
        let words = Line::from(vec![
            Span::styled("━ ", hue),
            Span::styled(name, ctx.theme.text),
            Span::styled(value, ctx.theme.dim),
        ]);
        if usize::from(dx) + words.width() > usize::from(area.width) {
            break;
        }
        dx = put(buf, area, dx, 0, words) + 2;
    }
}

/// A number for an axis.
pub fn tick(value: f64) -> String {
    let units = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")];
    let size = value.abs();
    match units.into_iter().find(|(unit, _)| size >= *unit && size < 1e15) {
        Some((unit, sign)) => {
            let unit = if sign == "k" { 1e3 } else { unit };
            format!("{}{sign}", (value / unit * 10.0).round() / 10.0)
        }
        None => short(value),
    }
}

/// The axis of a list without negative entries whose others span powers of ten.
fn spans_powers(values: &[f64]) -> Option<Axis> {
    let axis = Axis::of(values.iter().copied().filter(|value| *value > 0.0));
    (axis.log && values.iter().all(|value| *value >= 0.0)).then_some(axis)
}

/// A bar for each entry: the rows of a table, or the entries of a list.
fn bars((stage, rows): (&Stage, &[Vec<f64>]), full: Option<f64>, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let one_row = rows.len() == 1;
    let values: Vec<f64> =
        if one_row { rows.concat() } else { rows.iter().filter_map(|row| row.first().copied()).collect() };
    let name = |at: usize| if one_row { stage.column_name(at) } else { stage.row_name(at) };
    let largest = values.iter().map(|value| value.abs()).filter(|value| value.is_finite()).fold(0.0, f64::max);
    let largest = full.unwrap_or(largest);
    let widest = (0..values.len()).map(|at| text::width(&name(at))).max().unwrap_or(0).min(18);
    let in_bytes = stage.axes.1 == "bytes" || stage.name == "bytes";
    let figure = |&value: &f64| if in_bytes { texts::bytes(value) } else { tick(value) };
    let figures: Vec<String> = values.iter().map(figure).collect();
    let figure = figures.iter().map(String::len).max().unwrap_or(0);
    let room = usize::from(area.width).saturating_sub(widest + figure + 4);
    // A list that spans powers of ten, such as wavelengths, is drawn by its logarithms
    let log = if one_row { spans_powers(&values) } else { None };
    for (dy, (at, value)) in (0..area.height).zip(values.iter().enumerate()) {
        put(buf, area, 0, dy, Span::styled(text::pad(&name(at), widest), ctx.theme.text));
        let x = u16::try_from(widest + 2).unwrap_or(u16::MAX);
        let x = put(buf, area, x, dy, Span::styled(text::pad_left(&figures[at], figure), ctx.theme.strong)) + 1;
        let plain = if largest > 0.0 && value.is_finite() { value.abs() / largest } else { 0.0 };
        let share =
            log.as_ref().map_or(plain, |axis| if *value > 0.0 { 0.05 + 0.95 * axis.place(*value) } else { 0.0 });
        let hue = if *value < 0.0 { ctx.theme.learning } else { ctx.theme.accent };
        put(buf, area, x, dy, Span::styled(bar(share * room as f64), hue));
    }
}

/// A bar of so many cells, to the eighth.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn bar(cells: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (cells.clamp(0.0, 400.0) * 8.0).round() as usize;
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS.get(eighths % 8).copied().unwrap_or_default())
}

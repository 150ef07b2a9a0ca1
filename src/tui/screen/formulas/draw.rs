//! How the formulas are drawn.

use super::Formulas;
use crate::domain::Noted;
use crate::formula::{Formula, Symbol};
use crate::locale::{Lang, shell, tui as texts};
use crate::tui::screen::Ctx;
use crate::tui::screen::search::show_field;
use crate::tui::widget::list::Choice;
use crate::tui::widget::text::{self, put, put_lines, put_right};
use crate::tui::widget::{markdown, math};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// From this width on the formula stands beside the list.
const BESIDE: u16 = 70;
/// Text is never set wider than this.
const WIDEST: u16 = 88;
/// Cells that the name of a symbol takes at most.
const WIDEST_SYMBOL: usize = 14;

pub(super) struct Areas {
    /// The field and, below it, the list.
    list: Rect,
    /// The column of a rule between both.
    rule: Option<u16>,
    pub details: Rect,
}

pub(super) fn areas(area: Rect) -> Areas {
    if area.width < BESIDE {
        let height = (area.height / 3).max(2).min(area.height);
        let below = Rect { y: area.y + height + 1, height: area.height.saturating_sub(height + 1), ..area };
        return Areas { list: Rect { height, ..area }, rule: None, details: below };
    }
    let width = (area.width * 2 / 5).clamp(28, 36);
    let beside = area.width - width - 3;
    let details = Rect { x: area.x + width + 3, width: beside.min(WIDEST), ..area };
    Areas { list: Rect { width, ..area }, rule: Some(width + 1), details }
}

pub fn draw(formulas: &Formulas, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let areas = areas(area);
    let cursor = field(formulas, ctx, areas.list, buf);
    let top = if areas.rule.is_some() { 2 } else { 1 }.min(areas.list.height);
    let place = Rect { y: areas.list.y + top, height: areas.list.height - top, ..areas.list };
    if formulas.chosen().is_none() {
        put(buf, place, 0, 0, Span::styled(ctx.say(texts::NO_HITS), ctx.theme.strong));
        return cursor;
    }
    list(formulas, ctx, place, buf);
    for dy in areas.rule.into_iter().flat_map(|_| 0..area.height) {
        put(buf, area, areas.rule.unwrap_or(0), dy, Span::styled("│", ctx.theme.rule));
    }
    let lines = details(formulas, ctx, areas.details.width.into()).lines;
    let page = page(lines.len(), areas.details.height);
    let last = lines.len().saturating_sub(page.into());
    let top = formulas.top.min(last);
    put_lines(buf, Rect { height: page, ..areas.details }, &lines, top);
    if top < last {
        put_right(buf, areas.details, 0, page, Span::styled("J ▼", ctx.theme.key));
    }
    cursor
}

/// How many of `count` lines are shown in `height` rows: where they do not all fit, one row tells so.
pub(super) fn page(count: usize, height: u16) -> u16 {
    if count > height.into() { height.saturating_sub(1) } else { height }
}

fn field(formulas: &Formulas, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let theme = ctx.theme;
    let count = formulas.shown.len().to_string();
    put_right(buf, area, 8, 0, Span::styled(count, theme.faint));
    if !formulas.typing && formulas.field.value().is_empty() {
        put(buf, area, 0, 0, Span::styled(ctx.say(texts::FORMULA_PROMPT), theme.faint));
        return None;
    }
    let x = put(buf, area, 0, 0, Span::styled("f ", theme.key));
    let place = Rect { x: area.x + x, width: area.width.saturating_sub(x + 4), ..area };
    let cursor = show_field(&formulas.field, place.width.into(), place, theme.input, buf);
    cursor.filter(|_| formulas.typing)
}

/// The list: with the name of each topic above its formulas, or, while it is narrowed, the best match first.
fn list(formulas: &Formulas, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let is_ranked = !formulas.field.value().trim().is_empty();
    let mut rows: Vec<(Option<usize>, &str)> = Vec::new();
    let mut topic = "";
    for (at, formula) in formulas.shown.iter().enumerate() {
        if !is_ranked && topic != formula.topic.id {
            topic = formula.topic.id;
            rows.push((None, shell::bilingual(ctx.lang, formula.topic.name)));
        }
        rows.push((Some(at), shell::bilingual(ctx.lang, formula.name)));
    }
    let chosen = rows.iter().position(|(at, _)| *at == Some(formulas.choice.index)).unwrap_or(0);
    let page = usize::from(area.height);
    let skip = Choice { index: chosen }.scroll(rows.len(), page);
    for (dy, (at, name)) in (0..).zip(rows.iter().skip(skip).take(page)) {
        let row = Rect { y: area.y + dy, height: 1, ..area };
        let room = usize::from(row.width).saturating_sub(3);
        let name = text::fit(name, room).into_owned();
        if at.is_none() {
            put(buf, row, 0, 0, Span::styled(name, theme.title));
            continue;
        }
        if *at == Some(formulas.choice.index) {
            buf.set_style(row.intersection(buf.area), theme.selected);
            put(buf, row, 0, 0, Span::styled("▌", theme.accent));
        }
        put(buf, row, 2, 0, Span::raw(name));
    }
}

/// All that is known of a formula, set for a width.
pub(super) struct Details {
    pub lines: Vec<Line<'static>>,
    /// The line of each place in the notes.
    pub places: Vec<usize>,
}

pub(super) fn details(formulas: &Formulas, ctx: Ctx<'_>, cells: usize) -> Details {
    let Some(formula) = formulas.chosen() else { return Details { lines: Vec::new(), places: Vec::new() } };
    let theme = ctx.theme;
    let mut lines = head(formula, ctx, cells);
    lines.extend(formula.symbols.iter().flat_map(|symbol| symbol_lines(symbol, formula.symbols, ctx, cells)));
    let say = |text| shell::bilingual(ctx.lang, text).to_owned();
    let source = shell::source(ctx.lang, formula);
    let related = formula.related().map(|other| say(other.name)).collect::<Vec<_>>().join(" · ");
    for (title, body, style) in [
        (texts::INSIGHT, say(formula.insight), theme.title),
        (texts::TRAP, formula.trap.map(say).unwrap_or_default(), theme.warning),
        (shell::EXAMPLE, formula.example.map(say).unwrap_or_default(), theme.title),
        (texts::SOURCE, source, theme.dim),
        (shell::RELATED, related, theme.dim),
    ] {
        if !body.is_empty() {
            lines.extend([Line::default(), Line::styled(ctx.say(title), style)]);
            lines.extend(markdown::render(&body, cells, theme));
        }
    }
    let places = noted(formulas, ctx, cells, &mut lines);
    Details { lines, places }
}

/// The names, and the formula set large in the middle.
fn head(formula: &Formula, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    let (name, other) = match ctx.lang {
        Lang::Zh => (formula.name.zh, formula.name.en),
        Lang::En => (formula.name.en, formula.name.zh),
    };
    let mut lines = vec![Line::styled(text::fit(name, cells).into_owned(), theme.title)];
    if other != name {
        lines.push(Line::styled(text::fit(other, cells).into_owned(), theme.dim));
    }
    lines.push(Line::default());
    let rows = math::display(formula.tex, cells);
    let widest = rows.iter().map(|row| text::width(row)).max().unwrap_or(0);
    let indent = " ".repeat(cells.saturating_sub(widest) / 2);
    lines.extend(rows.into_iter().map(|row| Line::styled(format!("{indent}{row}"), theme.math)));
    lines.push(Line::default());
    lines
}

/// A symbol, its shape and its meaning, each in the column of all.
fn symbol_lines(symbol: &Symbol, all: &[Symbol], ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    let widest = |cells: &dyn Fn(&Symbol) -> usize| all.iter().map(cells).max().unwrap_or(0).min(WIDEST_SYMBOL);
    let names = widest(&|symbol| text::width(&math::inline(symbol.tex)));
    let shapes = widest(&|symbol| text::width(symbol.shape));
    let start = names + 2 + if shapes > 0 { shapes + 2 } else { 0 };
    let room = cells.saturating_sub(start).max(WIDEST_SYMBOL);
    let meaning = markdown::render(shell::bilingual(ctx.lang, symbol.meaning), room, theme);
    let head = [
        Span::styled(text::pad(&math::inline(symbol.tex), names + 2), theme.math),
        Span::styled(text::pad(symbol.shape, start - names - 2), theme.dim),
    ];
    let indent = [Span::raw(" ".repeat(start))];
    let before = |at: usize| if at == 0 { head.to_vec() } else { indent.to_vec() };
    let lines = meaning.into_iter().enumerate();
    lines.map(|(at, line)| Line::from([before(at), line.spans].concat())).collect()
}

/// Where the notes speak of it; returns the line of each place.
fn noted(formulas: &Formulas, ctx: Ctx<'_>, cells: usize, lines: &mut Vec<Line<'static>>) -> Vec<usize> {
    let places = formulas.places();
    if places.is_empty() {
        return Vec::new();
    }
    let theme = ctx.theme;
    lines.extend([Line::default(), Line::styled(ctx.say(shell::IN_NOTES), theme.title)]);
    let first = lines.len();
    lines.extend(places.iter().enumerate().map(|(at, place)| {
        let is_chosen = formulas.place == Some(at);
        let (mark, style) = if is_chosen { ("▌ ", theme.selected) } else { ("  ", theme.text) };
        let Noted { path, date, line, words, .. } = place;
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let place = text::fit(&format!("{date}  {name}:{line}"), cells.saturating_sub(2)).into_owned();
        let room = cells.saturating_sub(text::width(&place) + 4);
        let words = if room > 4 { text::fit(words, room).into_owned() } else { String::new() };
        let spans =
            vec![Span::styled(mark, theme.accent), Span::raw(place), Span::styled(format!("  {words}"), theme.dim)];
        Line::from(spans).style(style)
    }));
    (first..lines.len()).collect()
}

//! The frame that every screen shares: header, navigation, main, footer, and the help over them. What there is no room for is left
//! out, the main part last.

use super::keymap::{self, Binding};
use super::screen::{Ctx, Tab};
use super::widget::text::{self, put, put_right};
use super::{App, screen};
use crate::domain::Uptime;
use crate::locale::tui as texts;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};

/// Below this height the header goes; below half of it, navigation and footer too.
const ROOMY: u16 = 14;
/// From this height on there is a blank line above the main part.
const AIRY: u16 = 30;
/// The main part keeps this margin on both sides where there is width for it.
const MARGIN: u16 = 2;

struct Areas {
    header: Option<Rect>,
    navigation: Option<Rect>,
    main: Rect,
    footer: Option<Rect>,
}

impl Areas {
    /// The free row between the main part and the footer, where there is one.
    fn below(&self) -> Option<Rect> {
        let row = Rect { y: self.main.bottom(), height: 1, ..self.main };
        self.footer.filter(|footer| row.y < footer.y).map(|_| row)
    }
}

fn areas(area: Rect) -> Areas {
    let row = |y: u16| Rect { y: area.y + y, height: 1, ..area };
    let last = area.height.saturating_sub(1);
    let margin = if area.width >= 50 { MARGIN } else { 0 };
    let main = |top: u16, below: u16| Rect {
        x: area.x + margin,
        y: area.y + top.min(area.height),
        width: area.width.saturating_sub(2 * margin),
        height: area.height.saturating_sub(top + below),
    };
    match area.height {
        AIRY.. => Areas { header: Some(row(0)), navigation: Some(row(1)), main: main(4, 2), footer: Some(row(last)) },
        ROOMY.. => Areas { header: Some(row(0)), navigation: Some(row(1)), main: main(3, 2), footer: Some(row(last)) },
        8.. => Areas { header: None, navigation: Some(row(0)), main: main(1, 1), footer: Some(row(last)) },
        _ => Areas { header: None, navigation: None, main: main(0, 0), footer: None },
    }
}

/// The main part on a terminal of this size.
pub fn main_area(size: (u16, u16)) -> Rect {
    areas(Rect::new(0, 0, size.0, size.1)).main
}

/// Width and height of the main part on a terminal of this size.
pub fn main_size(size: (u16, u16)) -> (u16, u16) {
    let main = main_area(size);
    (main.width, main.height)
}

/// Draws the whole interface.
pub fn draw(app: &App, frame: &mut Frame<'_>) {
    let area = frame.area();
    if let Some(cursor) = render(app, area, frame.buffer_mut()) {
        frame.set_cursor_position(cursor);
    }
}

/// Puts the whole interface into a buffer; returns where the cursor of a field stands.
pub fn render(app: &App, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let area = area.intersection(buf.area);
    let areas = areas(area);
    let ctx = app.ctx();
    if let Some(row) = areas.header {
        header(app, row, buf);
    }
    if let Some(row) = areas.navigation {
        navigation(app.tab, ctx, row, buf);
        let rule = Rect { y: row.y + 1, ..row };
        if areas.header.is_some() {
            put(buf, rule, 0, 0, Span::styled("─".repeat(rule.width.into()), ctx.theme.rule));
        }
    }
    let cursor = screen(app, &areas, buf);
    if let Some(row) = areas.footer {
        footer(app, row, buf);
    }
    if app.help {
        help(app, area, buf);
        return None;
    }
    cursor
}

fn screen(app: &App, areas: &Areas, buf: &mut Buffer) -> Option<Position> {
    let (ctx, area) = (app.ctx(), areas.main);
    match app.tab {
        Tab::Today if app.stats.is_open => screen::stats::draw(&app.stats, ctx, area, buf),
        Tab::Today => screen::dashboard::draw(&app.dashboard, ctx, area, buf),
        Tab::Review => {
            let board = app.dashboard.board.as_ref();
            let outlook = screen::review::Outlook {
                next: board.and_then(|board| board.due.next),
                tomorrow: board.and_then(|board| board.forecast.get(1).copied()),
            };
            screen::review::draw(&app.review, outlook, ctx, area, buf);
        }
        Tab::Search => return screen::search::draw(&app.search, ctx, area, buf),
        Tab::Notes => screen::notes::draw(&app.notes, ctx, (area, areas.below()), buf),
        Tab::Formulas => return screen::formulas::draw(&app.formulas, ctx, area, buf),
        Tab::Lab => return screen::lab::draw(&app.lab, ctx, area, buf),
    }
    None
}

fn header(app: &App, row: Rect, buf: &mut Buffer) {
    let ctx = app.ctx();
    let theme = ctx.theme;
    let brand = Line::from(vec![Span::raw(" "), Span::styled("温故", theme.brand), Span::styled(" wengu", theme.dim)]);
    let used = put(buf, row, 0, 0, brand);
    let clock = app.now.format("%H:%M:%S").to_string();
    let date = texts::date(ctx.lang, app.now.date_naive());
    let mut spans = Vec::new();
    if let Some(uptime) = uptime(app) {
        spans.push(Span::styled("● ", theme.accent));
        spans.push(Span::styled(uptime, theme.dim));
        spans.push(Span::styled(" │ ", theme.rule));
    }
    spans.push(Span::styled(date, theme.dim));
    spans.push(Span::styled(format!("  {clock} "), theme.text));
    while !spans.is_empty() && Line::from(spans.clone()).width() + usize::from(used) + 2 > usize::from(row.width) {
        spans.remove(0);
    }
    put_right(buf, row, used, 0, Line::from(spans));
}

/// The running time of the streak, to the second.
fn uptime(app: &App) -> Option<String> {
    let since = app.dashboard.board.as_ref()?.streak.since?;
    Some(screen::dashboard::uptime_words(app.lang, Uptime::from(app.now - since)))
}

fn navigation(current: Tab, ctx: Ctx<'_>, row: Rect, buf: &mut Buffer) {
    let names: usize = Tab::ALL.iter().map(|tab| text::width(ctx.say(tab.title())) + 5).sum();
    let wide = names <= usize::from(row.width);
    let mut x = 1;
    for (number, tab) in (1..).zip(Tab::ALL) {
        let style = if tab == current { ctx.theme.tab_on } else { ctx.theme.tab };
        if wide {
            x = put(buf, row, x, 0, Span::styled(format!("{number} "), ctx.theme.faint));
        }
        if wide || tab == current {
            x = put(buf, row, x, 0, Span::styled(ctx.say(tab.title()), style)) + 3;
        } else {
            x = put(buf, row, x, 0, Span::styled(number.to_string(), ctx.theme.faint)) + 2;
        }
    }
}

fn footer(app: &App, row: Rect, buf: &mut Buffer) {
    let ctx = app.ctx();
    if let Some(notice) = &app.notice {
        let style = if notice.is_error { ctx.theme.error } else { ctx.theme.accent };
        put(buf, row, 1, 0, Span::styled(text::fit(&notice.text, usize::from(row.width).saturating_sub(2)), style));
        return;
    }
    let mut x = 1_u16;
    for binding in keymap::all(app.mode()).filter(|binding| binding.footer) {
        let key = binding.keys.first().map(|key| keymap::label(key)).unwrap_or_default();
        let hint = ctx.say(binding.hint);
        let cells = text::width(&key) + 1 + text::width(hint);
        // What is too long makes room for what is not
        if usize::from(x) + cells > usize::from(row.width) {
            continue;
        }
        x = put(buf, row, x, 0, Span::styled(key, ctx.theme.key)) + 1;
        x = put(buf, row, x, 0, Span::styled(hint, ctx.theme.dim)) + 2;
    }
}

/// All keys of the situation, in as many columns as there is room for.
fn help(app: &App, area: Rect, buf: &mut Buffer) {
    let ctx = app.ctx();
    let own: Vec<Binding> = keymap::own(app.mode()).to_vec();
    let shared: Vec<Binding> = keymap::shared(app.mode()).collect();
    let own = entries(texts::HELP_HERE, &own, ctx);
    let shared = entries(texts::HELP_EVERYWHERE, &shared, ctx);
    let column = own.iter().chain(&shared).map(Line::width).max().unwrap_or(0) + 3;
    let beside = usize::from(area.width) >= 2 * column + 4;
    let (columns, rows) = if beside { (2, own.len().max(shared.len())) } else { (1, own.len() + shared.len() + 1) };
    let width = u16::try_from(columns * column + 3).unwrap_or(u16::MAX).min(area.width);
    let height = u16::try_from(rows + 4).unwrap_or(u16::MAX).min(area.height);
    let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    clear(place, buf);
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(ctx.theme.rule)
        .title(Span::styled(format!(" {} ", ctx.say(texts::HELP_TITLE)), ctx.theme.title))
        .title_bottom(Line::styled(format!(" {} ", ctx.say(texts::HELP_CLOSE)), ctx.theme.dim).right_aligned());
    let inner = block.inner(place);
    block.render(place, buf);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
    if beside {
        let (left, right) = (usize::from(inner.width) - column, u16::try_from(column).unwrap_or(u16::MAX));
        let left = u16::try_from(left).unwrap_or(u16::MAX);
        text::put_lines(buf, Rect { width: left, ..inner }, &own, 0);
        text::put_lines(buf, Rect { x: inner.x + left, width: right, ..inner }, &shared, 0);
    } else {
        let all: Vec<Line<'_>> = own.into_iter().chain([Line::default()]).chain(shared).collect();
        text::put_lines(buf, inner, &all, 0);
    }
}

fn entries<'a>(title: crate::locale::Text, bindings: &[Binding], ctx: Ctx<'a>) -> Vec<Line<'a>> {
    let labels: Vec<String> = bindings.iter().map(keys_of).collect();
    let widest = labels.iter().map(|label| text::width(label)).max().unwrap_or(0);
    let mut lines = vec![Line::styled(ctx.say(title), ctx.theme.dim)];
    lines.extend(bindings.iter().zip(labels).map(|(binding, label)| {
        Line::from(vec![
            Span::styled(text::pad(&label, widest + 2), ctx.theme.key),
            Span::styled(ctx.say(binding.hint), ctx.theme.text),
        ])
    }));
    lines
}

/// All keys of a binding, as people write them.
fn keys_of(binding: &Binding) -> String {
    binding.keys.iter().map(|key| keymap::label(key)).collect::<Vec<_>>().join(" ")
}

/// Wipes a place for an overlay, and the left half of any wide character that it would cut.
fn clear(place: Rect, buf: &mut Buffer) {
    if let Some(x) = place.x.checked_sub(1) {
        for y in place.top()..place.bottom() {
            if let Some(cell) = buf.cell_mut((x, y))
                && text::width(cell.symbol()) > 1
            {
                cell.set_symbol(" ");
            }
        }
    }
    Clear.render(place, buf);
}

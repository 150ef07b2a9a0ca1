//! The picture of the search screen.

use super::{BESIDE, Search};
use crate::locale::tui as texts;
use crate::tui::screen::Ctx;
use crate::tui::widget::field::Field;
use crate::tui::widget::row;
use crate::tui::widget::text::{self, put, put_lines, put_right, put_title};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The part of `area` where queries are offered: above them stands why.
pub(super) fn below_offers(area: Rect) -> Rect {
    let above = area.height.min(2);
    Rect { y: area.y + above, height: area.height - above, ..area }
}

/// Where the list and the preview are; an area that there is no room for is empty.
pub(super) struct Parts {
    pub(super) list: Rect,
    pub(super) preview: Rect,
    is_beside: bool,
}

pub(super) fn parts(area: Rect) -> Parts {
    let gap = 2 - u16::from(area.height < 8);
    let rest = Rect { y: area.y + gap.min(area.height), height: area.height.saturating_sub(gap), ..area };
    if area.width >= BESIDE {
        let list = Rect { width: area.width * 9 / 20, ..rest };
        let preview = Rect { x: rest.x + list.width + 3, width: rest.width.saturating_sub(list.width + 3), ..rest };
        return Parts { list, preview, is_beside: true };
    }
    let height = if rest.height >= 12 { rest.height / 2 } else { rest.height };
    let below = rest.height - height;
    let preview = Rect { y: rest.y + height + u16::from(below > 0), height: below.saturating_sub(1), ..rest };
    Parts { list: Rect { height, ..rest }, preview, is_beside: false }
}

pub fn draw(search: &Search, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let cursor = field(search, ctx, area, buf);
    let parts = parts(area);
    if search.offers() {
        offers(search, ctx, Rect { width: area.width, ..parts.list }, buf);
        return cursor;
    }
    list(search, ctx, parts.list, buf);
    if parts.is_beside {
        for dy in 0..parts.list.height {
            let edge = Rect { x: parts.list.right() + 1, width: 1, ..parts.list };
            put(buf, edge, 0, dy, Span::styled("│", ctx.theme.rule));
        }
    } else if parts.preview.height > 0 {
        let title = Rect { y: parts.preview.y - 1, height: 1, ..parts.preview };
        put_title(buf, title, 0, ctx.say(texts::PREVIEW), (ctx.theme.title, ctx.theme.rule));
    }
    preview(search, ctx, parts.preview, buf);
    cursor
}

fn field(search: &Search, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let theme = ctx.theme;
    let x = put(buf, area, 0, 0, Span::styled("/ ", theme.key));
    let value = search.field.value();
    let room = usize::from(area.width.saturating_sub(x)).saturating_sub(10).max(4);
    let rest = Rect { x: area.x + x, width: area.width.saturating_sub(x), ..area };
    let cursor = show_field(&search.field, room, rest, theme.input, buf);
    if value.is_empty() {
        put(buf, area, x + 1, 0, Span::styled(ctx.say(texts::SEARCH_PROMPT), theme.faint));
    } else {
        let count = texts::hits(ctx.lang, search.hits.len());
        let style = if search.is_answered() { theme.dim } else { theme.faint };
        put_right(buf, area, x + u16::try_from(room).unwrap_or(u16::MAX), 0, Span::styled(count, style));
    }
    cursor.filter(|_| search.typing)
}

/// Shows a field from its scroll on; returns where the cursor stands.
pub fn show_field(field: &Field, cells: usize, area: Rect, style: Style, buf: &mut Buffer) -> Option<Position> {
    let (scroll, cursor) = field.view(cells);
    let value = text::clean(field.value());
    let skipped = text::take(&value, scroll).len();
    let shown = text::take(value.get(skipped..).unwrap_or_default(), cells).to_owned();
    put(buf, area, 0, 0, Span::styled(shown, style));
    let cursor = u16::try_from(cursor).ok()?;
    (cursor < area.width && area.height > 0).then(|| Position::new(area.x + cursor, area.y))
}

/// What may be asked instead, and above it why: earlier queries and what a query may hold, or that nothing was found and what is
/// near.
fn offers(search: &Search, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let cells = usize::from(area.width);
    let tag = if search.field.value().is_empty() {
        put(buf, area, 0, 0, Span::styled(text::fit(ctx.say(texts::SEARCH_HELP), cells).into_owned(), theme.faint));
        texts::RECENT
    } else {
        let more = if search.near.is_empty() { texts::NO_HITS_MORE } else { texts::NEAR_MORE };
        let x = put(buf, area, 0, 0, Span::styled(ctx.say(texts::NO_HITS), theme.strong));
        let more = text::fit(ctx.say(more), cells.saturating_sub(usize::from(x) + 2)).into_owned();
        put(buf, area, x + 2, 0, Span::styled(more, theme.dim));
        texts::NEAR
    };
    let below = below_offers(area);
    let offered = search.offered();
    let page = usize::from(below.height);
    let skip = search.choice.scroll(offered.len(), page);
    for (dy, (index, query)) in (0..).zip(offered.iter().enumerate().skip(skip).take(page)) {
        let row = Rect { y: below.y + dy, height: 1, ..below };
        if index == search.choice.index {
            buf.set_style(row.intersection(buf.area), theme.selected);
            put(buf, row, 0, 0, Span::styled("▌", theme.accent));
        }
        let tag = ctx.say(tag);
        let room = usize::from(row.width).saturating_sub(text::width(tag) + 4);
        let x = put(buf, row, 2, 0, Span::styled(text::fit(query, room).into_owned(), theme.text));
        put_right(buf, Rect { width: row.width.saturating_sub(1), ..row }, x, 0, Span::styled(tag, theme.faint));
    }
}

fn list(search: &Search, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let page = usize::from(area.height);
    let skip = search.choice.scroll(search.hits.len(), page);
    for (dy, (index, hit)) in (0..).zip(search.hits.iter().enumerate().skip(skip).take(page)) {
        let row = Rect { y: area.y + dy, height: 1, ..area };
        if index == search.choice.index {
            buf.set_style(row.intersection(buf.area), theme.selected);
            put(buf, row, 0, 0, Span::styled("▌", theme.accent));
        }
        let tag = format!("{} {}", ctx.say(texts::hit_kind(hit.kind)), ctx.say(texts::hit_why(hit.why)));
        let room = usize::from(row.width).saturating_sub(text::width(&tag) + 4);
        let (room, tag) =
            if room < 10 { (usize::from(row.width).saturating_sub(2), String::new()) } else { (room, tag) };
        let x = put(buf, row, 2, 0, row::row(&hit.title, &hit.highlights, room, (theme.text, theme)));
        put_right(buf, Rect { width: row.width.saturating_sub(1), ..row }, x, 0, Span::styled(tag, theme.faint));
    }
}

fn preview(search: &Search, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let Some(hit) = search.selected() else { return };
    if search.shown_preview().is_some() {
        return put_lines(buf, area, &search.lines, 0);
    }
    // Until more is known, what came with the hit
    let cells = usize::from(area.width);
    let mut lines = vec![row::row(&hit.title, &[], cells, (ctx.theme.title, ctx.theme))];
    if let Some(note) = &hit.note {
        lines.push(super::preview::place(note, hit.line, ctx, cells));
    }
    lines.push(Line::default());
    lines.push(Line::styled(text::fit(&hit.snippet, cells).into_owned(), ctx.theme.text));
    put_lines(buf, area, &lines, 0);
}

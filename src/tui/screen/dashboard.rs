//! The day at a glance: what is due, how long the streak has run, what was written last, what the coming days bring.

use super::Ctx;
use crate::domain::{Dashboard, NoteId, NoteSummary, Streak, Uptime};
use crate::locale::Lang;
use crate::locale::tui::{self as texts, Mood};
use crate::tui::action::Action;
use crate::tui::widget::list::Choice;
use crate::tui::widget::text::{self, put, put_right, put_title};
use crate::tui::widget::{mascot, numerals, uptime};
use chrono::{Days, Timelike};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The local hour from which an open day worries the owl.
const LATE: u32 = 20;
/// Greatest height of the bars of the forecast, in rows.
const BARS: u16 = 6;

/// What the screen remembers.
#[derive(Debug, Default)]
pub struct Today {
    /// None until it was read.
    pub board: Option<Dashboard>,
    choice: Choice,
}

impl Today {
    /// Returns the note to open, if that was asked for.
    pub fn update(&mut self, action: Action) -> Option<NoteId> {
        let notes = &self.board.as_ref()?.notes;
        self.choice.update(action, notes.len(), notes.len());
        if action == Action::Open { notes.get(self.choice.index).map(|note| note.id) } else { None }
    }
}

/// `已运行 12 天 03:45:21`
pub fn uptime_words(lang: Lang, uptime: Uptime) -> String {
    let clock = format!("{:02}:{:02}:{:02}", uptime.hours, uptime.minutes, uptime.seconds);
    texts::uptime(lang, uptime.days, &clock)
}

pub fn draw(today: &Today, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let Some(board) = &today.board else {
        put(buf, area, 0, 0, Span::styled(ctx.say(texts::LOADING), ctx.theme.dim));
        return;
    };
    if area.height < 12 || area.width < 40 {
        return compact(board, ctx, area, buf);
    }
    let air = u16::from(area.height >= 18);
    let hero_height = 5 + u16::from(area.height >= 24);
    let [mut hero, mut run, mut rest] = split(area, hero_height, 4 + air);
    if area.height < 16 {
        [hero, run, rest] = split(area, 4, 4);
    }
    let used = due(board, ctx, hero, buf);
    owl(board, ctx, hero, used, buf);
    streak(&board.streak, ctx, run, buf);
    let left = Rect { width: rest.width / 2 - 2, ..rest };
    let right = Rect { x: rest.x + rest.width / 2 + 1, width: rest.width - rest.width / 2 - 1, ..rest };
    notes(today, &board.notes, ctx, left, buf);
    forecast(board, ctx, right, buf);
}

fn split(area: Rect, first: u16, second: u16) -> [Rect; 3] {
    let row = |top: u16, height: u16| Rect {
        y: area.y + top.min(area.height),
        height: height.min(area.height.saturating_sub(top)),
        ..area
    };
    [row(0, first), row(first, second), row(first + second, area.height)]
}

/// Only what matters, for a terminal with no room.
fn compact(board: &Dashboard, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let count = Span::styled(board.due.total.to_string(), ctx.theme.title);
    let words = Span::raw(format!(" {}", texts::cards_wait(ctx.lang, board.due.total)));
    put(buf, area, 0, 0, Line::from(vec![count, words]));
    put(buf, area, 0, 1, counts(board, ctx));
    put(buf, area, 0, 2, running(&board.streak, ctx));
    let days = board.streak.days.len().saturating_sub(area.width.into());
    put(buf, area, 0, 3, uptime::bar(board.streak.days.get(days..).unwrap_or_default(), ctx.theme));
}

/// The large number, and how to begin. Returns the columns used.
fn due(board: &Dashboard, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = ctx.theme;
    if board.due.total == 0 {
        put(
            buf,
            area,
            0,
            0,
            Line::from(vec![Span::styled("✓ ", theme.title), Span::styled(ctx.say(texts::ALL_DONE), theme.strong)]),
        );
        let x = put(buf, area, 2, 1, Span::styled(ctx.say(texts::ALL_DONE_MORE), theme.dim));
        if let Some(next) = board.due.next {
            let words = texts::next_due(ctx.lang, next.signed_duration_since(ctx.now));
            put(buf, area, 2, 2, Span::styled(words, theme.dim));
        }
        return x;
    }
    let mut x = 0;
    for (dy, row) in (0..).zip(numerals::rows(board.due.total)) {
        x = put(buf, area, 0, dy, Span::styled(row, theme.accent));
    }
    x += 3;
    let words = put(buf, area, x, 0, Span::styled(texts::cards_wait(ctx.lang, board.due.total), theme.strong));
    let kinds = put(buf, area, x, 1, counts(board, ctx));
    let key = Span::styled(" Enter ", theme.key.patch(theme.selected));
    let hint = Span::styled(format!(" {}", ctx.say(texts::KEY_START)), theme.text);
    let start = put(buf, area, x, 2, Line::from(vec![key, hint]));
    words.max(kinds).max(start)
}

fn counts(board: &Dashboard, ctx: Ctx<'_>) -> Line<'static> {
    let theme = ctx.theme;
    let mut spans = Vec::new();
    for (name, count, style) in [
        (texts::NEW, board.due.new, theme.new),
        (texts::LEARNING, board.due.learning, theme.learning),
        (texts::REVIEWS, board.due.review, theme.review),
    ] {
        spans.push(Span::styled(format!("{} ", ctx.say(name)), theme.dim));
        spans.push(Span::styled(count.to_string(), style.patch(theme.strong)));
        spans.push(Span::raw("  "));
    }
    spans.pop();
    Line::from(spans)
}

fn mood(board: &Dashboard, ctx: Ctx<'_>) -> Mood {
    let streak = &board.streak;
    if streak.longest_days == 0 {
        Mood::Greeting
    } else if board.due.total == 0 {
        Mood::Content
    } else if !streak.studied_today && streak.current_days > 0 && ctx.now.hour() >= LATE {
        Mood::Worried
    } else {
        Mood::Waiting
    }
}

/// The owl at the right edge, with its words where there is room for them.
fn owl(board: &Dashboard, ctx: Ctx<'_>, area: Rect, used: u16, buf: &mut Buffer) {
    let mood = mood(board, ctx);
    let lines = mascot::lines(mood, ctx.now.timestamp());
    let x = area.width.saturating_sub(12);
    if area.height < 5 || x < used + 2 {
        return;
    }
    for (dy, line) in (0..).zip(lines) {
        put(buf, area, x, dy, Span::styled(line, ctx.theme.mascot));
    }
    let speech = Rect { width: x.saturating_sub(2), ..area };
    for (dy, line) in (1..).zip(texts::speech(ctx.lang, mood)) {
        put_right(buf, speech, used + 2, dy, Span::styled(line, ctx.theme.dim));
    }
}

fn running(streak: &Streak, ctx: Ctx<'_>) -> Line<'static> {
    match streak.since {
        Some(since) => Line::from(vec![
            Span::styled("● ", ctx.theme.accent),
            Span::styled(uptime_words(ctx.lang, Uptime::from(ctx.now - since)), ctx.theme.streak),
        ]),
        None => Line::styled(format!("○ {}", ctx.say(texts::DOWN)), ctx.theme.dim),
    }
}

/// The streak as a status page shows the uptime of a site.
fn streak(streak: &Streak, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    put_title(buf, area, 0, ctx.say(texts::UPTIME), (theme.title, theme.rule));
    let used = put(buf, area, 0, 1, running(streak, ctx));
    let used = put(buf, area, used + 2, 1, Span::styled(texts::longest(ctx.lang, streak.longest_days), theme.dim));
    let days = &streak.days;
    let width = usize::from(area.width);
    let rows = if width >= days.len() { 1 } else { 2 };
    let shown = days.get(days.len().saturating_sub(width * rows)..).unwrap_or_default();
    for (dy, row) in (2..).zip(shown.chunks(shown.len().div_ceil(rows).max(1))) {
        put(buf, area, 0, dy, uptime::bar(row, theme));
    }
    let figures = [(30, streak.availability_30d), (90, streak.availability_90d)]
        .map(|(span, share)| (streak.counted_days(span), share));
    let availability = Span::styled(texts::availability(ctx.lang, figures), theme.dim);
    if rows == 1 {
        put_right(buf, area, used + 2, 1, availability);
        let first = texts::days_ago(ctx.lang, shown.len().saturating_sub(1));
        let x = put(buf, area, 0, 3, Span::styled(first, theme.faint));
        let today = ctx.say(texts::TODAY);
        let end = u16::try_from(shown.len().saturating_sub(text::width(today))).unwrap_or(u16::MAX);
        put(buf, area, end.max(x + 2), 3, Span::styled(today, theme.faint));
        return;
    }
    let beside = u16::try_from(shown.len().div_ceil(rows)).unwrap_or(u16::MAX) + 2;
    let distinct = if figures[0].0 == figures[1].0 { 1 } else { 2 };
    for (dy, (days, share)) in (2..).zip(figures).take(distinct) {
        let x = put(buf, area, beside, dy, Span::styled(texts::last_days(ctx.lang, days), theme.dim));
        put(buf, area, x + 1, dy, Span::styled(format!("{:5.1}%", share * 100.0), theme.text));
    }
}

fn notes(today: &Today, notes: &[NoteSummary], ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    put_title(buf, area, 0, ctx.say(texts::RECENT_NOTES), (theme.title, theme.rule));
    if notes.is_empty() {
        put(buf, area, 0, 1, Span::styled(ctx.say(texts::NO_NOTES), theme.dim));
        put(buf, area, 0, 2, Span::styled(ctx.say(texts::NO_NOTES_HOW), theme.code));
        return;
    }
    let tall = 1 + u16::from(area.height > 10);
    let page = usize::from(area.height.saturating_sub(1) / tall);
    let skip = today.choice.scroll(notes.len(), page);
    for (at, (index, note)) in (0..).zip(notes.iter().enumerate().skip(skip).take(page)) {
        let row = Rect { y: area.y + 1 + at * tall, height: tall, ..area };
        if index == today.choice.index {
            buf.set_style(Rect { height: 1, ..row }.intersection(buf.area), theme.selected);
        }
        let date = note.date.format("%m-%d ").to_string();
        let x = put(buf, row, 0, 0, Span::styled(date, theme.dim));
        let room = usize::from(row.width.saturating_sub(x));
        put(buf, row, x, 0, Span::raw(text::fit(&note.title, room).into_owned()));
        let holds = texts::note_holds(ctx.lang, note.sections, note.concepts, note.cards);
        put(buf, row, x, 1, Span::styled(text::fit(&holds, room).into_owned(), theme.faint));
    }
}

/// How many cards each coming day brings, as bars over the day of the month.
fn forecast(board: &Dashboard, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    put_title(buf, area, 0, ctx.say(texts::FORECAST), (theme.title, theme.rule));
    let days = usize::from((area.width + 1) / 3).min(board.forecast.len());
    let shown = board.forecast.get(..days).unwrap_or_default();
    let most = shown.iter().copied().max().unwrap_or(0).max(1);
    let height = area.height.saturating_sub(4).clamp(3, BARS);
    for (day, &count) in shown.iter().enumerate() {
        let x = u16::try_from(3 * day).unwrap_or(u16::MAX);
        let style = if day == 0 { theme.key } else { theme.accent };
        for dy in 0..height {
            let part = bar_part(count, most, height, height - 1 - dy);
            put(buf, area, x, 1 + dy, Span::styled(part.repeat(2), style));
        }
        let date = ctx.now.date_naive().checked_add_days(Days::new(day as u64));
        let label = date.map(|date| date.format("%d").to_string()).unwrap_or_default();
        put(buf, area, x, 1 + height, Span::styled(label, if day == 0 { theme.text } else { theme.faint }));
    }
    let totals = texts::totals(ctx.lang, board.cards, board.concepts, board.formulas);
    let last = (height + 3).min(area.height.saturating_sub(1)).max(height + 2);
    put(buf, area, 0, last, Span::styled(totals, theme.dim));
}

/// The part of a bar in one row, `row` counted from the foot, in eighths of a cell.
fn bar_part(count: u32, most: u32, height: u16, row: u16) -> &'static str {
    const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
    let full = (u64::from(count) * 8 * u64::from(height)).div_ceil(u64::from(most.max(1)));
    let part = full.saturating_sub(8 * u64::from(row)).min(8);
    usize::try_from(part).ok().and_then(|part| EIGHTHS.get(part)).copied().unwrap_or("█")
}

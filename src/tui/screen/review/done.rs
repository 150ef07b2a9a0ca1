//! The end of a sitting: what it brought, what had better be read again, and what comes next.

use super::draw::{column, name_of};
use super::{Outlook, Review};
use crate::domain::Grade;
use crate::locale::tui as texts;
use crate::tui::screen::Ctx;
use crate::tui::widget::markdown;
use crate::tui::widget::text::{self, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// No card: what this session brought, and when the next card comes.
pub(super) fn draw(review: &Review, outlook: Outlook, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let area = column(area);
    let area = if area.height >= 12 { Rect { y: area.y + 1, height: area.height - 1, ..area } } else { area };
    let next = outlook.next.map(|next| texts::next_due(ctx.lang, next.signed_duration_since(ctx.now)));
    let (title, more) = if review.given.is_empty() {
        (texts::NOTHING_DUE, texts::NOTHING_DUE_MORE)
    } else {
        (texts::SESSION_DONE, texts::ALL_DONE_MORE)
    };
    put(buf, area, 0, 0, Line::from(vec![Span::styled("✓ ", theme.title), Span::styled(ctx.say(title), theme.strong)]));
    put(buf, area, 2, 1, Span::styled(ctx.say(more), theme.dim));
    if let Some(next) = next {
        put(buf, area, 2, 2, Span::styled(next, theme.dim));
    }
    if review.given.is_empty() {
        return;
    }
    summary(review, outlook, ctx, area, buf);
}

/// What this sitting brought: the grades, what had better be read again, and what tomorrow holds.
fn summary(review: &Review, outlook: Outlook, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let spent = review.given.iter().map(|(_, took)| *took).sum();
    let summary = texts::session_summary(ctx.lang, review.given.len(), spent);
    text::put_title(buf, area, 4, ctx.say(texts::SESSION), (theme.title, theme.rule));
    put(buf, area, 0, 5, Span::styled(summary, theme.text));
    let widest = usize::from(area.width).saturating_sub(20);
    for (dy, grade) in (7..).zip(Grade::ALL) {
        let count = review.given.iter().filter(|(given, _)| *given == grade).count();
        let style = match grade {
            Grade::Again => theme.again,
            Grade::Hard => theme.hard,
            Grade::Good => theme.good,
            Grade::Easy => theme.easy,
        };
        let bar = "█".repeat((count * widest / review.given.len()).max(usize::from(count > 0)));
        put(buf, area, 0, dy, Span::styled(text::pad(ctx.say(name_of(grade)), 7), theme.text));
        put(buf, area, 8, dy, Span::styled(text::pad_left(&count.to_string(), 4), theme.strong));
        put(buf, area, 13, dy, Span::styled(bar, style));
    }
    let recalled = review.given.iter().filter(|(grade, _)| grade.is_recall()).count();
    let mut words = texts::recalled(ctx.lang, recalled, review.given.len());
    if let Some(tomorrow) = outlook.tomorrow {
        words = format!("{words} · {}", texts::tomorrow(ctx.lang, tomorrow));
    }
    put(buf, area, 0, 12, Span::styled(words, theme.text));
    if review.forgotten.is_empty() {
        return;
    }
    text::put_title(buf, area, 14, ctx.say(texts::TO_REREAD), (theme.title, theme.rule));
    let mut seen = Vec::new();
    for (id, question) in review.forgotten.iter().rev() {
        if seen.contains(id) {
            continue;
        }
        let row = 15 + u16::try_from(seen.len()).unwrap_or(u16::MAX);
        seen.push(*id);
        let cells = usize::from(area.width).saturating_sub(2);
        let Some(words) = markdown::render(question, cells, theme).into_iter().next() else { continue };
        let x = put(buf, area, 0, row, Span::styled("· ", theme.again));
        put(buf, area, x, row, words);
    }
}

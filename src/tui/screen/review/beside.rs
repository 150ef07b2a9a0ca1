//! Two texts beside each other: what was typed and what was asked for, what a card says and what it said when it was last answered.

use super::Review;
use crate::domain::Prompt;
use crate::domain::diff::{Part, changes, compare};
use crate::locale::{exercise, review as words, tui as texts};
use crate::tui::screen::Ctx;
use crate::tui::widget::text::clean;
use crate::tui::widget::wrap::{Piece, wrap};
use ratatui::style::Style;
use ratatui::text::Line;

/// What was typed beside the answer: what is missing and what is too much.
pub(super) fn typed(review: &Review, prompt: &Prompt, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let given = review.typed.value();
    if given.trim().is_empty() {
        return Vec::new();
    }
    let theme = ctx.theme;
    let mut pieces = vec![(format!("{}  ", ctx.say(texts::YOUR_ANSWER)), theme.dim)];
    let parts = compare(given, &prompt.card.answer.replace('\n', " "));
    pieces.extend(parts.into_iter().map(|(part, text)| match part {
        Part::Same => piece(&text, theme.good),
        Part::Missing => piece(&format!("+{text}"), theme.hard),
        Part::Extra => piece(&format!("-{text}"), theme.again),
    }));
    if let Some(grade) = review.proposal() {
        pieces.push((format!("  {}", exercise::proposal(ctx.lang, grade).trim_end()), theme.dim));
    }
    let mut lines = wrap(&pieces, cells);
    lines.push(Line::default());
    lines
}

/// What of the question, or of the answer, changed since the card was last answered.
pub(super) fn changed(prompt: &Prompt, is_answer: bool, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let Some(before) = &prompt.before else { return Vec::new() };
    let card = &prompt.card;
    let parts =
        if is_answer { changes(&before.answer, &card.answer) } else { changes(&before.question, &card.question) };
    if parts.is_empty() {
        return Vec::new();
    }
    let theme = ctx.theme;
    let mut pieces = vec![(ctx.say(words::CHANGED).to_owned(), theme.faint)];
    pieces.extend(parts.into_iter().map(|(part, text)| {
        let style = match part {
            Part::Same => theme.faint,
            Part::Missing => theme.good,
            Part::Extra => theme.again,
        };
        piece(&words::marked(part, &text), style)
    }));
    let mut lines = vec![Line::default()];
    lines.extend(wrap(&pieces, cells));
    lines
}

fn piece(text: &str, style: Style) -> Piece {
    (clean(text).into_owned(), style)
}

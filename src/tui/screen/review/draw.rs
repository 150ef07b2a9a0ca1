//! The card on its sheet, the grades below it, and what else the review shows.

use super::{Outlook, Review, Stage, beside, done};
use crate::domain::{Card, CardKind, Grade, LEECH_LAPSES, Prompt, cloze};
use crate::locale::{Text, tui as texts};
use crate::tui::screen::Ctx;
use crate::tui::widget::markdown;
use crate::tui::widget::text::{self, put, put_lines, put_right};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Padding, Widget};
use std::cell::Cell;

/// The card is never set wider than this: lines longer than that are tiring to read.
const WIDEST: u16 = 88;
/// Rows of a card that has little to say, so that most cards keep their size when the answer comes.
const LEAST: u16 = 18;
/// What the edge of a card takes of its width and height.
const EDGE: (u16, u16) = (6, 4);

pub fn draw(review: &Review, outlook: Outlook, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    match (&review.prompt, &review.stage) {
        (Some(prompt), _) => card(review, prompt, ctx, area, buf),
        (None, Stage::Loading) => {
            put(buf, area, 0, 0, Span::styled(ctx.say(texts::LOADING), ctx.theme.dim));
        }
        (None, _) => done::draw(review, outlook, ctx, area, buf),
    }
}

pub(super) fn column(area: Rect) -> Rect {
    let width = area.width.min(WIDEST);
    Rect { x: area.x + (area.width - width) / 2, width, ..area }
}

fn card(review: &Review, prompt: &Prompt, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let area = column(area);
    let roomy = area.height >= 10;
    let below = if roomy { 4 } else { 1 };
    let edge = if roomy { EDGE } else { (0, 0) };
    let lines = content(review, prompt, ctx, area.width.saturating_sub(edge.0).into());
    let needed = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(edge.1);
    let height = needed.max(LEAST).min(area.height.saturating_sub(below));
    // A card that needs little stands a little above the middle, where the eye rests
    let area = Rect { y: area.y + (area.height - below - height) / 3, height: height + below, ..area };
    let sheet = Rect { height, ..area };
    let inner = if roomy { border(review, prompt, ctx, sheet, buf) } else { sheet };
    let last = lines.len().saturating_sub(inner.height.into());
    let top = review.top.min(last);
    put_lines(buf, inner, &lines, top);
    let hidden = lines.len() - top > usize::from(inner.height);
    if hidden {
        put_right(
            buf,
            Rect { y: inner.bottom().saturating_sub(u16::from(!roomy)), height: 1, ..inner },
            0,
            0,
            Span::styled(" ↓ ", ctx.theme.key),
        );
    }
    let foot = Rect { y: area.y + sheet.height, height: area.height - sheet.height, ..area };
    match &review.stage {
        Stage::Blocked(_, reason) => blocked(reason, ctx, foot, buf),
        Stage::Answer => buttons(prompt, roomy, ctx, foot, buf),
        Stage::Saving => {
            put(buf, foot, 1, 1, Span::styled(ctx.say(texts::SAVING), ctx.theme.dim));
        }
        Stage::Question if review.exercise.is_some() => {
            review.exercise.iter().for_each(|exercise| exercise.draw(roomy, ctx, foot, buf));
        }
        _ => {
            let words = Line::styled(ctx.say(texts::PRESS_TO_REVEAL), ctx.theme.dim);
            let x = foot.width.saturating_sub(u16::try_from(words.width()).unwrap_or(u16::MAX)) / 2;
            put(buf, foot, x, u16::from(roomy), words);
        }
    }
}

/// The sheet's edge: the deck, what is left, and where the card comes from.
fn border(review: &Review, prompt: &Prompt, ctx: Ctx<'_>, sheet: Rect, buf: &mut Buffer) -> Rect {
    let theme = ctx.theme;
    let left = &prompt.left;
    let practice = if review.scope.is_stored() { String::new() } else { format!(" {}", ctx.say(texts::PRACTICE)) };
    let flag = if prompt.flag > 0 { " ⚑" } else { "" };
    let counts = Line::from(vec![
        Span::styled(practice, theme.key),
        Span::styled(flag, theme.again),
        Span::styled(format!(" {}", left.new), theme.new.patch(theme.strong)),
        Span::styled(" · ", theme.rule),
        Span::styled(left.learning.to_string(), theme.learning.patch(theme.strong)),
        Span::styled(" · ", theme.rule),
        Span::styled(format!("{} ", left.review), theme.review.patch(theme.strong)),
    ]);
    let room = usize::from(sheet.width).saturating_sub(counts.width() + 6);
    let deck = text::fit(&prompt.card.deck.replace("::", " › "), room).into_owned();
    let place = prompt.card.note.as_ref().map(|note| match prompt.card.line {
        Some(line) => format!(" {note}:{line} "),
        None => format!(" {note} "),
    });
    let place = text::fit(&place.unwrap_or_default(), usize::from(sheet.width).saturating_sub(4)).into_owned();
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.rule)
        .title(Line::from(vec![Span::raw(" "), Span::styled(deck, theme.dim), Span::raw(" ")]))
        .title(counts.right_aligned())
        .title_bottom(Line::styled(place, theme.faint).right_aligned())
        .padding(Padding::symmetric(2, 1));
    let inner = block.inner(sheet);
    block.render(sheet, buf);
    inner
}

fn content(review: &Review, prompt: &Prompt, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    let drawn = review.exercise.as_ref().map(|exercise| exercise.card(ctx.lang, &prompt.card));
    let card = drawn.as_ref().unwrap_or(&prompt.card);
    let revealed = review.stage != Stage::Question;
    let in_place = card.kind == CardKind::Cloze && card.question.contains(cloze::HOLE);
    if revealed && in_place {
        let mut first = beside::typed(review, prompt, ctx, cells);
        first.extend(filled(card, ctx, cells));
        first.extend(beside::changed(prompt, false, ctx, cells));
        first.extend(beside::changed(prompt, true, ctx, cells));
        first.extend(extra(&card.extra, ctx, cells));
        first.extend(leech(prompt, ctx));
        return first;
    }
    let mut lines = markdown::render(&card.question, cells, theme);
    for line in &mut lines {
        for span in &mut line.spans {
            span.style = theme.strong.patch(span.style);
        }
    }
    lines.extend(beside::changed(prompt, false, ctx, cells));
    if let Some(hint) = prompt.hint.as_ref().filter(|_| review.hinted) {
        lines.push(Line::default());
        lines.extend(markdown::render(&format!("{}: {hint}", ctx.say(texts::HINT)), cells, theme));
    }
    if review.typing {
        lines.push(Line::default());
        let caret = Span::styled("▏", theme.key);
        lines.push(Line::from(vec![Span::styled("› ", theme.key), Span::raw(review.typed.value().to_owned()), caret]));
    }
    if revealed {
        lines.push(Line::default());
        lines.push(Line::styled("─".repeat(cells), theme.rule));
        lines.push(Line::default());
        lines.extend(review.exercise.iter().flat_map(|exercise| exercise.lines(ctx)));
        lines.extend(beside::typed(review, prompt, ctx, cells));
        let answer = if card.kind == CardKind::Reread { texts::REREAD_HOW.of(ctx.lang) } else { &card.answer };
        lines.extend(markdown::render(answer, cells, theme));
        lines.extend(beside::changed(prompt, true, ctx, cells));
        lines.extend(extra(&card.extra, ctx, cells));
        lines.extend(leech(prompt, ctx));
    }
    lines
}

/// A cloze with its answer in place. Brackets mark the answer, as emphasis cannot hold a formula's dollars apart; within a formula
/// even they would change what it says, so that the answer is said once more below it.
fn filled(card: &Card, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let in_formula = Cell::new(false);
    let whole = cloze::filled(&card.question, &card.answer, |said, in_math| {
        in_formula.set(in_formula.get() || in_math);
        if in_math { said.to_owned() } else { format!("**【{said}】**") }
    });
    let mut lines = markdown::render(&whole, cells, ctx.theme);
    if in_formula.get() {
        lines.push(Line::default());
        for mut line in markdown::render(&card.answer, cells.saturating_sub(2), ctx.theme) {
            line.spans.insert(0, Span::styled("▸ ", ctx.theme.good));
            lines.push(line);
        }
    }
    lines
}

/// A card that was forgotten again and again says so.
fn leech(prompt: &Prompt, ctx: Ctx<'_>) -> Vec<Line<'static>> {
    if prompt.card.memory.lapses < LEECH_LAPSES {
        return Vec::new();
    }
    vec![Line::default(), Line::styled(ctx.say(texts::LEECH), ctx.theme.again)]
}

fn extra(source: &str, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    if source.trim().is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::default()];
    lines.extend(markdown::render(source, cells, ctx.theme).into_iter().map(|line| line.patch_style(ctx.theme.dim)));
    lines
}

/// The four grades side by side.
fn buttons(prompt: &Prompt, roomy: bool, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let each = area.width / 4;
    for (index, grade) in (0..).zip(Grade::ALL) {
        let style = match grade {
            Grade::Again => theme.again,
            Grade::Hard => theme.hard,
            Grade::Good => theme.good,
            Grade::Easy => theme.easy,
        };
        let place = Rect { x: area.x + index * each, width: each, ..area };
        let name = ctx.say(name_of(grade));
        let wait = texts::interval(ctx.lang, prompt.outcomes.of(grade).interval);
        if !roomy || each < 14 {
            let short = if each < 9 { grade.number().to_string() } else { format!("{} {name}", grade.number()) };
            put(buf, place, 0, 0, Span::styled(short, style));
            continue;
        }
        let box_area = Rect { width: each - 1, height: 3.min(area.height), ..place };
        let block = Block::bordered().border_type(BorderType::Rounded).border_style(style);
        let inner = block.inner(box_area);
        block.render(box_area.intersection(buf.area), buf);
        let x = put(buf, inner, 1, 0, Span::styled(grade.number().to_string(), style.patch(theme.strong)));
        let x = put(buf, inner, x + 1, 0, Span::styled(name, theme.strong));
        let right = Rect { width: inner.width.saturating_sub(1), ..inner };
        put_right(buf, right, x + 1, 0, Span::styled(wait, theme.dim));
    }
}

pub(super) const fn name_of(grade: Grade) -> Text {
    match grade {
        Grade::Again => texts::GRADE_AGAIN,
        Grade::Hard => texts::GRADE_HARD,
        Grade::Good => texts::GRADE_GOOD,
        Grade::Easy => texts::GRADE_EASY,
    }
}

fn blocked(reason: &str, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width);
    let first = format!("{}: {reason}", ctx.say(texts::NOT_SAVED));
    put(buf, area, 0, 0, Span::styled(text::fit(&first, room).into_owned(), ctx.theme.error));
    put(buf, area, 0, 1, Span::styled(text::fit(ctx.say(texts::NOT_SAVED_HOW), room).into_owned(), ctx.theme.text));
}

//! The review: a question, its answer, and the four grades with what each would lead to. The next card shows only after the grade
//! was stored; if that fails, card and grade stay.

mod answer;

use super::Ctx;
use crate::domain::{CardId, CardKind, Grade, Prompt, ReviewScope};
use crate::locale::{Text, tui as texts};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Mode;
use crate::tui::widget::text::{self, put, put_lines, put_right};
use crate::tui::widget::{list, markdown};
use chrono::{DateTime, FixedOffset, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Padding, Widget};
use std::time::Duration;

/// The card is never set wider than this: lines longer than that are tiring to read.
const WIDEST: u16 = 88;
/// What stands for the hole of a cloze.
const HOLE: &str = "[...]";
/// Longest time that one answer is taken to have needed; beyond it the learner was away.
const LONGEST: Duration = Duration::from_mins(2);

/// How far the card in hand has come.
#[derive(Debug, Clone, Default, PartialEq)]
enum Stage {
    /// Waiting for a card.
    #[default]
    Loading,
    Question,
    Answer,
    /// Waiting until the grade is stored.
    Saving,
    /// The grade could not be stored: the wish that failed, and why.
    Blocked(Effect, String),
    /// Nothing to ask.
    Rest,
}

/// What the screen remembers.
#[derive(Debug, Default)]
pub struct Review {
    pub scope: ReviewScope,
    prompt: Option<Prompt>,
    /// The typed answer, if the card is an exercise.
    typed: Option<answer::Typed>,
    stage: Stage,
    shown_at: Option<DateTime<FixedOffset>>,
    top: usize,
    /// Grades of this session with their times, in order.
    given: Vec<(Grade, Duration)>,
    /// The time of the answer that is being stored.
    took: Duration,
}

impl Review {
    pub const fn mode(&self) -> Mode {
        match self.stage {
            Stage::Question if self.typed.is_some() => Mode::AnswerField,
            Stage::Question => Mode::Question,
            Stage::Answer if self.typed.is_some() => Mode::Judged,
            Stage::Answer | Stage::Saving => Mode::Answer,
            Stage::Blocked(..) => Mode::Blocked,
            Stage::Loading | Stage::Rest => Mode::Rest,
        }
    }

    /// How many answers this session holds.
    pub const fn answers(&self) -> usize {
        self.given.len()
    }

    /// The screen comes into sight: a card in hand stays, else one is asked for.
    pub fn enter(&mut self) -> Vec<Effect> {
        if self.prompt.is_some() { Vec::new() } else { self.advance() }
    }

    /// Asks for the next card.
    pub fn advance(&mut self) -> Vec<Effect> {
        self.prompt = None;
        self.stage = Stage::Loading;
        if self.scope.limit.is_some_and(|limit| self.given.len() >= limit as usize) {
            self.stage = Stage::Rest;
            return vec![Effect::LoadDashboard];
        }
        vec![Effect::NextCard(self.scope.clone())]
    }

    pub fn receive(&mut self, prompt: Option<Prompt>, now: DateTime<FixedOffset>) {
        self.stage = if prompt.is_some() { Stage::Question } else { Stage::Rest };
        self.typed = prompt.as_ref().and_then(|prompt| answer::Typed::of(&prompt.card));
        self.prompt = prompt;
        self.shown_at = Some(now);
        self.top = 0;
    }

    pub fn answered(&mut self, grade: Grade) -> Vec<Effect> {
        self.given.push((grade, self.took));
        self.advance()
    }

    /// The answer is taken back: its card is asked again.
    pub fn undone(&mut self, card: Option<CardId>) -> Vec<Effect> {
        let Some(card) = card else { return Vec::new() };
        self.given.pop();
        vec![Effect::NextCard(ReviewScope { card: Some(card), ..self.scope.clone() })]
    }

    pub fn blocked(&mut self, effect: Effect, reason: &str) {
        self.stage = Stage::Blocked(effect, reason.to_owned());
    }

    pub fn update(&mut self, action: Action, now: DateTime<FixedOffset>) -> Vec<Effect> {
        match (action, &self.stage) {
            (Action::Reveal, Stage::Question) => {
                if self.typed.as_mut().is_none_or(answer::Typed::judge) {
                    self.stage = Stage::Answer;
                }
            }
            (Action::Grade(grade), Stage::Answer) => return self.grade(grade, now),
            (Action::Accept, Stage::Answer) => {
                let proposal = self.typed.as_ref().and_then(answer::Typed::proposal);
                return self.grade(proposal.unwrap_or(Grade::Good), now);
            }
            (Action::Retry, Stage::Blocked(effect, _)) => {
                let effect = effect.clone();
                self.stage = Stage::Saving;
                return vec![effect];
            }
            (Action::Start, Stage::Rest | Stage::Loading) => {
                self.scope.limit = None;
                return self.advance();
            }
            (Action::UndoReview, Stage::Question | Stage::Answer | Stage::Rest) if !self.given.is_empty() => {
                return vec![Effect::UndoReview];
            }
            (Action::Suspend, Stage::Question | Stage::Answer) => {
                return self.prompt.iter().map(|prompt| Effect::SuspendCard(prompt.card.id)).collect();
            }
            (_, Stage::Question) if self.typed.is_some() => {
                if let Some(typed) = &mut self.typed {
                    typed.update(action);
                }
            }
            _ => self.top = list::scroll(self.top, action, usize::MAX / 2, 8).min(10_000),
        }
        Vec::new()
    }

    fn grade(&mut self, grade: Grade, now: DateTime<FixedOffset>) -> Vec<Effect> {
        let Some(prompt) = &self.prompt else { return Vec::new() };
        let since = self.shown_at.map_or(Duration::ZERO, |shown| (now - shown).to_std().unwrap_or_default());
        self.took = since.min(LONGEST);
        self.stage = Stage::Saving;
        vec![Effect::Answer { card: prompt.card.id, grade, took: self.took }]
    }
}

pub fn draw(review: &Review, next: Option<DateTime<Utc>>, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    match (&review.prompt, &review.stage) {
        (Some(prompt), _) => card(review, prompt, ctx, area, buf),
        (None, Stage::Loading) => {
            put(buf, area, 0, 0, Span::styled(ctx.say(texts::LOADING), ctx.theme.dim));
        }
        (None, _) => rest(review, next, ctx, area, buf),
    }
}

fn column(area: Rect) -> Rect {
    let width = area.width.min(WIDEST);
    Rect { x: area.x + (area.width - width) / 2, width, ..area }
}

fn card(review: &Review, prompt: &Prompt, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let area = column(area);
    let roomy = area.height >= 10;
    let below = if roomy { 4 } else { 1 };
    let sheet = Rect { height: area.height.saturating_sub(below), ..area };
    let inner = if roomy { border(prompt, ctx, sheet, buf) } else { sheet };
    let lines = content(review, prompt, ctx, inner.width.into());
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
        Stage::Question if review.typed.is_some() => {
            review.typed.iter().for_each(|typed| typed.draw(roomy, ctx, foot, buf));
        }
        _ => {
            let words = Line::styled(ctx.say(texts::PRESS_TO_REVEAL), ctx.theme.dim);
            let x = foot.width.saturating_sub(u16::try_from(words.width()).unwrap_or(u16::MAX)) / 2;
            put(buf, foot, x, u16::from(roomy), words);
        }
    }
}

/// The sheet's edge: the deck, what is left, and where the card comes from.
fn border(prompt: &Prompt, ctx: Ctx<'_>, sheet: Rect, buf: &mut Buffer) -> Rect {
    let theme = ctx.theme;
    let left = &prompt.left;
    let counts = Line::from(vec![
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
    let drawn = review.typed.as_ref().map(|typed| typed.card(ctx.lang, &prompt.card));
    let card = drawn.as_ref().unwrap_or(&prompt.card);
    let revealed = review.stage != Stage::Question;
    let in_place = card.kind == CardKind::Cloze && card.question.contains(HOLE);
    if revealed && in_place {
        // Emphasis cannot hold a formula's dollars apart, so the answer is marked by its brackets, too.
        let whole = card.question.replacen(HOLE, &format!("**【{}】**", card.answer.trim()), 1);
        let mut lines = markdown::render(&whole, cells, theme);
        lines.extend(extra(&card.extra, ctx, cells));
        return lines;
    }
    let mut lines = markdown::render(&card.question, cells, theme);
    for line in &mut lines {
        for span in &mut line.spans {
            span.style = theme.strong.patch(span.style);
        }
    }
    if revealed {
        lines.push(Line::default());
        lines.push(Line::styled("─".repeat(cells), theme.rule));
        lines.push(Line::default());
        lines.extend(review.typed.iter().flat_map(|typed| typed.lines(ctx)));
        lines.extend(markdown::render(&card.answer, cells, theme));
        lines.extend(extra(&card.extra, ctx, cells));
    }
    lines
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

const fn name_of(grade: Grade) -> Text {
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

/// No card: what this session brought, and when the next card comes.
fn rest(review: &Review, next: Option<DateTime<Utc>>, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let area = column(area);
    let area = if area.height >= 12 { Rect { y: area.y + 1, height: area.height - 1, ..area } } else { area };
    let next = next.map(|next| texts::next_due(ctx.lang, next.signed_duration_since(ctx.now)));
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
}

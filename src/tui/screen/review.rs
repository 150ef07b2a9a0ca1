//! The review: a question, its answer, and the four grades with what each would lead to. The next card shows only after the grade
//! was stored; if that fails, card and grade stay.

mod answer;
mod beside;
mod done;

use super::Ctx;
use super::bench::Given;
use super::search::Place;
use crate::domain::{CardId, CardKind, Grade, LEECH_LAPSES, Prompt, ReviewScope};
use crate::domain::{cloze, diff};
use crate::library::bench_of;
use crate::locale::{Text, tui as texts};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Mode;
use crate::tui::widget::field::Field;
use crate::tui::widget::text::{self, put, put_lines, put_right};
use crate::tui::widget::{list, markdown};
use chrono::{DateTime, FixedOffset, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Padding, Widget};
use std::collections::VecDeque;
use std::time::Duration;

/// The card is never set wider than this: lines longer than that are tiring to read.
const WIDEST: u16 = 88;
/// Rows of a card that has little to say, so that most cards keep their size when the answer comes.
const LEAST: u16 = 18;
/// What the edge of a card takes of its width and height.
const EDGE: (u16, u16) = (6, 4);
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
    /// Whether each card comes with the field for a typed answer open.
    pub types_first: bool,
    prompt: Option<Prompt>,
    /// The typed answer, if the card is an exercise.
    exercise: Option<answer::Typed>,
    stage: Stage,
    shown_at: Option<DateTime<FixedOffset>>,
    top: usize,
    /// Grades of this session with their times, in order.
    given: Vec<(Grade, Duration)>,
    /// What can be undone, the latest last: whether it was a grade.
    deeds: Vec<bool>,
    /// What was forgotten in this session, with its question.
    forgotten: Vec<(CardId, String)>,
    /// Whether the hint is shown.
    hinted: bool,
    /// The answer that is being typed, or was.
    typed: Field,
    typing: bool,
    /// The time of the answer that is being stored.
    took: Duration,
    /// The cards that are still to come, where they were chosen one by one.
    queue: Option<VecDeque<CardId>>,
}

impl Review {
    pub fn mode(&self) -> Mode {
        match self.stage {
            Stage::Question if self.exercise.is_some() => Mode::ExerciseField,
            Stage::Question if self.typing => Mode::AnswerField,
            Stage::Question => Mode::Question,
            Stage::Answer if self.exercise.is_some() || self.proposal().is_some() => Mode::Judged,
            Stage::Answer | Stage::Saving => Mode::Answer,
            Stage::Blocked(..) => Mode::Blocked,
            Stage::Loading | Stage::Rest => Mode::Rest,
        }
    }

    /// The grade that what was typed deserves.
    fn proposal(&self) -> Option<Grade> {
        match (&self.exercise, &self.prompt) {
            (Some(exercise), _) => exercise.proposal(),
            (None, Some(prompt)) => diff::proposal(self.typed.value(), &prompt.card.answer),
            (None, None) => None,
        }
    }

    /// Question and answer of the card in hand.
    pub fn text(&self) -> Option<String> {
        let card = &self.prompt.as_ref()?.card;
        Some(format!("{}\n{}\n{}", card.question, card.answer, card.deck))
    }

    /// The calculation of the lab that the card in hand names.
    pub fn given(&self) -> Option<Given> {
        if let Some(exercise) = &self.exercise {
            return exercise.given();
        }
        let bench = bench_of(&self.prompt.as_ref()?.card)?;
        Some(Given { bench: bench.name.to_owned(), case: bench.case.to_owned(), set: bench.set.to_owned() })
    }

    /// How many answers this session holds.
    pub const fn answers(&self) -> usize {
        self.given.len()
    }

    /// How many deeds of this session can be undone.
    pub const fn deeds(&self) -> usize {
        self.deeds.len()
    }

    /// Where the card in hand comes from.
    pub fn source(&self) -> Option<Place> {
        let card = &self.prompt.as_ref()?.card;
        Some(Place::Note { path: card.note.clone()?, line: card.line.unwrap_or(1) })
    }

    /// What to say when the card lacks what was asked for.
    pub fn lacks(&self, action: Action) -> Option<Text> {
        let prompt = self.prompt.as_ref()?;
        match action {
            Action::Hint if prompt.hint.is_none() => Some(texts::NO_HINT),
            Action::ToNote if prompt.card.note.is_none() => Some(texts::NO_SOURCE),
            Action::Edit if !has_file(prompt) => Some(texts::NO_SOURCE),
            _ => None,
        }
    }

    /// One step back: out of the field.
    pub fn back(&mut self) -> bool {
        std::mem::take(&mut self.typing)
    }

    /// The screen comes into sight: a card in hand stays, else one is asked for.
    pub fn enter(&mut self) -> Vec<Effect> {
        if self.prompt.is_some() { Vec::new() } else { self.advance() }
    }

    /// Begins a review of these cards, due or not.
    pub fn begin(&mut self, cards: Vec<CardId>) -> Vec<Effect> {
        self.queue = Some(cards.into());
        self.given.clear();
        self.advance()
    }

    /// Asks for the next card.
    pub fn advance(&mut self) -> Vec<Effect> {
        self.prompt = None;
        self.stage = Stage::Loading;
        if let Some(queue) = &mut self.queue {
            if let Some(card) = queue.pop_front() {
                return vec![Effect::NextCard(ReviewScope { card: Some(card), ..ReviewScope::default() })];
            }
            self.queue = None;
            self.stage = Stage::Rest;
            return vec![Effect::LoadDashboard];
        }
        if self.scope.limit.is_some_and(|limit| self.given.len() >= limit as usize) {
            self.stage = Stage::Rest;
            return vec![Effect::LoadDashboard];
        }
        vec![Effect::NextCard(self.scope.clone())]
    }

    pub fn receive(&mut self, prompt: Option<Prompt>, now: DateTime<FixedOffset>) {
        self.stage = if prompt.is_some() { Stage::Question } else { Stage::Rest };
        self.exercise = prompt.as_ref().and_then(|prompt| answer::Typed::of(&prompt.card));
        self.prompt = prompt;
        self.shown_at = Some(now);
        self.top = 0;
        self.hinted = false;
        let asks_back = self.prompt.as_ref().is_some_and(|prompt| prompt.card.kind != CardKind::Reread);
        self.typing = self.types_first && asks_back && self.exercise.is_none();
        self.typed.set("");
    }

    pub fn answered(&mut self, grade: Grade) -> Vec<Effect> {
        self.given.push((grade, self.took));
        self.deeds.push(true);
        if let Some(prompt) = self.prompt.as_ref().filter(|_| grade == Grade::Again) {
            let question = prompt.card.question.lines().next().unwrap_or_default().to_owned();
            self.forgotten.push((prompt.card.id, question));
        }
        self.advance()
    }

    /// The card in hand does not come again today, or ever.
    pub fn set_aside(&mut self) -> Vec<Effect> {
        self.deeds.push(false);
        self.advance()
    }

    pub fn flagged(&mut self, flag: u8) -> Vec<Effect> {
        if let Some(prompt) = &mut self.prompt {
            prompt.flag = flag;
        }
        Vec::new()
    }

    /// The answer is taken back: its card is asked again.
    pub fn undone(&mut self, card: Option<CardId>) -> Vec<Effect> {
        let Some(card) = card else { return Vec::new() };
        if self.deeds.pop() == Some(true) && self.given.pop().is_some_and(|(grade, _)| grade == Grade::Again) {
            self.forgotten.pop();
        }
        vec![Effect::NextCard(ReviewScope { card: Some(card), ..self.scope.clone() })]
    }

    pub fn blocked(&mut self, effect: Effect, reason: &str) {
        self.stage = Stage::Blocked(effect, reason.to_owned());
    }

    pub fn update(&mut self, action: Action, now: DateTime<FixedOffset>) -> Vec<Effect> {
        match (action, &self.stage) {
            (Action::Reveal, Stage::Question) => {
                if self.exercise.as_mut().is_none_or(answer::Typed::judge) {
                    self.stage = Stage::Answer;
                }
            }
            (Action::Grade(grade), Stage::Answer) => return self.grade(grade, now),
            (Action::Accept, Stage::Answer) => {
                return self.grade(self.proposal().unwrap_or(Grade::Good), now);
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
            (Action::UndoReview, Stage::Question | Stage::Answer | Stage::Rest) if !self.deeds.is_empty() => {
                return vec![Effect::UndoReview];
            }
            (_, Stage::Question) if self.exercise.is_some() => {
                if let Some(exercise) = &mut self.exercise {
                    exercise.update(action);
                }
            }
            (Action::Hint, Stage::Question) => self.hinted = true,
            (Action::TypeAnswer, Stage::Question) => self.typing = true,
            (Action::Commit, Stage::Question) if self.typing => {
                self.typing = false;
                self.stage = Stage::Answer;
            }
            (_, Stage::Question) if self.typing => {
                self.typed.update(action);
            }
            (Action::Bury | Action::Flag | Action::Edit, Stage::Question | Stage::Answer) => {
                return self.about_card(action);
            }
            (Action::Suspend, Stage::Question | Stage::Answer) => {
                return self.prompt.iter().map(|prompt| Effect::SuspendCard(prompt.card.id)).collect();
            }
            _ => self.top = list::scroll(self.top, action, usize::MAX / 2, 8).min(10_000),
        }
        Vec::new()
    }

    fn about_card(&self, action: Action) -> Vec<Effect> {
        let Some(prompt) = &self.prompt else { return Vec::new() };
        let card = prompt.card.id;
        let effect = match (action, &prompt.card.note) {
            (Action::Bury, _) => Effect::BuryCard(card),
            (Action::Flag, _) => Effect::FlagCard { card, flag: u8::from(prompt.flag == 0) },
            (_, Some(path)) => Effect::EditCard { card, path: path.clone(), line: prompt.card.line.unwrap_or(1) },
            (_, None) => return Vec::new(),
        };
        vec![effect]
    }

    fn grade(&mut self, grade: Grade, now: DateTime<FixedOffset>) -> Vec<Effect> {
        let Some(prompt) = &self.prompt else { return Vec::new() };
        let since = self.shown_at.map_or(Duration::ZERO, |shown| (now - shown).to_std().unwrap_or_default());
        self.took = since.min(LONGEST);
        self.stage = Stage::Saving;
        let card = prompt.card.id;
        if self.scope.is_stored() {
            return vec![Effect::Answer { card, grade, took: self.took }];
        }
        vec![Effect::Practise { card, grade }]
    }
}

/// What comes after this sitting.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outlook {
    /// When the next card is due.
    pub next: Option<DateTime<Utc>>,
    pub tomorrow: Option<u32>,
}

pub fn draw(review: &Review, outlook: Outlook, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    match (&review.prompt, &review.stage) {
        (Some(prompt), _) => card(review, prompt, ctx, area, buf),
        (None, Stage::Loading) => {
            put(buf, area, 0, 0, Span::styled(ctx.say(texts::LOADING), ctx.theme.dim));
        }
        (None, _) => done::draw(review, outlook, ctx, area, buf),
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

/// Whether the card comes from a file that can be edited; the notes that come with the tool, and those that were piped in, have none.
fn has_file(prompt: &Prompt) -> bool {
    prompt.card.note.as_ref().is_some_and(|path| std::path::Path::new(path).is_absolute())
}

fn content(review: &Review, prompt: &Prompt, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    let drawn = review.exercise.as_ref().map(|exercise| exercise.card(ctx.lang, &prompt.card));
    let card = drawn.as_ref().unwrap_or(&prompt.card);
    let revealed = review.stage != Stage::Question;
    let in_place = card.kind == CardKind::Cloze && card.question.contains(cloze::HOLE);
    if revealed && in_place {
        let mut first = beside::typed(review, prompt, ctx, cells);
        // Emphasis cannot hold a formula's dollars apart, so the answer is marked by its brackets, too.
        let mark = |said: &str, in_math: bool| if in_math { said.to_owned() } else { format!("**【{said}】**") };
        let whole = cloze::filled(&card.question, &card.answer, mark);
        first.extend(markdown::render(&whole, cells, theme));
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

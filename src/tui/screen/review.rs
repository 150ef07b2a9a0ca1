//! The review: a question, its answer, and the four grades with what each would lead to. The next card shows only after the grade
//! was stored; if that fails, card and grade stay.

mod answer;
mod beside;
mod done;
mod draw;

pub use draw::draw;

use super::bench::Given;
use super::search::Place;
use crate::domain::{CardId, CardKind, Grade, Prompt, ReviewScope, diff};
use crate::library::bench_of;
use crate::locale::{Text, tui as texts};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Mode;
use crate::tui::widget::field::Field;
use crate::tui::widget::list;
use chrono::{DateTime, FixedOffset, Utc};
use std::collections::VecDeque;
use std::time::Duration;

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

/// Whether the card comes from a file that can be edited; the notes that come with the tool, and those that were piped in, have none.
fn has_file(prompt: &Prompt) -> bool {
    prompt.card.note.as_ref().is_some_and(|path| std::path::Path::new(path).is_absolute())
}

/// What comes after this sitting.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outlook {
    /// When the next card is due.
    pub next: Option<DateTime<Utc>>,
    pub tomorrow: Option<u32>,
}

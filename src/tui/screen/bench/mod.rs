//! A bench of the lab: tables under the fingers, every stage recomputed at every key. One screen for all benches, made from what
//! their calculations say that they read and give.

mod compare;
mod draw;
mod edit;
mod guess;
mod knobs;
mod link;
mod panel;
mod plot;
mod scenes;
mod side;
mod strip;
mod view;

pub use draw::draw;
pub use link::{Given, Link, of_command, of_formula, of_text};

use crate::lab::LabError;
use crate::lab::bench::{Bench, Case, Field, Inputs, Outcome, Place};
use crate::locale::scene::Scene;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Sample};
use crate::tui::widget::field;
use guess::Guess;
use view::Stage;

/// Edits that can be undone.
const MOST_UNDO: usize = 200;

/// Numbers that all of them hold together.
const MOST_UNDO_CELLS: usize = 1 << 21;

/// The matrices of a table field: one, or as many as a cube has.
type Sheets = Vec<Vec<Vec<f64>>>;

/// What is computed and from what.
#[derive(Debug, Clone)]
struct Setup {
    case: &'static Case,
    inputs: Inputs,
    /// Names of the rows, if tokens were typed.
    tokens: Vec<String>,
}

/// A setup with what comes out of it; the outcome, or why there is none.
#[derive(Debug, Clone)]
struct Computed {
    setup: Setup,
    outcome: Result<Outcome, LabError>,
    stages: Vec<Stage>,
}

/// What is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Typing {
    Nothing,
    /// A minus was pressed: it took a tenth away, and a digit after it begins a negative number.
    Minus,
    Cell,
    Tokens,
}

/// What the screen remembers of one bench.
#[derive(Debug)]
pub struct Workbench {
    pub bench: Bench,
    now: Computed,
    /// What the last key changed it from.
    before: Option<Vec<Stage>>,
    /// A, when two setups are compared; B is the one at hand.
    pinned: Option<Computed>,
    tables: Vec<(&'static Field, Sheets)>,
    /// Which table or stage is at hand, along the strip: tables first.
    stop: usize,
    cursor: (usize, usize),
    sheet: usize,
    knob: usize,
    typed: field::Field,
    typing: Typing,
    past: Vec<Setup>,
    scene: Option<&'static Scene>,
    /// The arithmetic of the cell under the cursor.
    explained: Option<String>,
    guess: Option<Guess>,
    /// How many tokens were fed to a recurrent form.
    fed: Option<usize>,
    samples: Vec<Sample>,
    measuring: bool,
}

impl Workbench {
    /// The bench with its principal calculation on toy numbers, at the first stage of interest.
    pub fn new(bench: Bench) -> Option<Self> {
        let case = bench.cases().next()?;
        let setup = Setup { case, inputs: Inputs::toy(1).of(case), tokens: Vec::new() };
        let mut workbench = Self {
            bench,
            now: Computed { outcome: Ok(Outcome::default()), stages: Vec::new(), setup },
            before: None,
            pinned: None,
            tables: Vec::new(),
            stop: 0,
            cursor: (0, 0),
            sheet: 0,
            knob: 0,
            typed: field::Field::default(),
            typing: Typing::Nothing,
            past: Vec::new(),
            scene: None,
            explained: None,
            guess: None,
            fed: None,
            samples: Vec::new(),
            measuring: false,
        };
        if bench == Bench::Attention {
            workbench.now.setup.inputs.set("mask", "causal".into());
            workbench.now.setup.tokens = ["温", "故", "知", "新"].map(str::to_owned).to_vec();
        }
        workbench.recompute();
        workbench.before = None;
        workbench.cursor.0 = workbench.rows().saturating_sub(1);
        Some(workbench)
    }

    pub const fn is_typing(&self) -> bool {
        matches!(self.typing, Typing::Cell | Typing::Tokens)
    }

    /// One step back out of what is typed, guessed, compared or explained; tells whether there was one.
    pub fn back(&mut self) -> bool {
        if self.is_typing() {
            if self.typing == Typing::Cell {
                self.undo();
            }
            self.typing = Typing::Nothing;
            return true;
        }
        self.guess.take().is_some() || self.explained.take().is_some() || self.pinned.take().is_some()
    }

    /// What an action does. The effects go to the outside: a command line to copy, a measurement to make.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        let keeps_minus = matches!(action, Action::Type(_));
        if self.typing == Typing::Minus && !keeps_minus {
            self.typing = Typing::Nothing;
        }
        match action {
            Action::Down | Action::Up | Action::Left | Action::Right | Action::First | Action::Last => {
                self.walk(action);
            }
            Action::NextStage => self.go(self.stop + 1),
            Action::PreviousStage => self.go(self.stop + self.stops() - 1),
            Action::NextMatrix => self.next_table(),
            Action::NextHead => self.turn_sheet(1),
            Action::PreviousHead => self.turn_sheet(usize::MAX),
            Action::Open if self.guess.is_some() => self.judge(),
            Action::Open => self.explain(),
            Action::Compare => self.compare(),
            Action::Predict => self.predict(),
            Action::MakeCard => return self.missed().map(Effect::AddCard).into_iter().collect(),
            Action::NextScene => self.change_scene(1),
            Action::PreviousScene => self.change_scene(usize::MAX),
            Action::Copy => return vec![Effect::Copy(self.command())],
            Action::Measure if self.bench == Bench::Cost && !self.measuring => {
                self.measuring = true;
                return vec![Effect::MeasureKernels];
            }
            Action::UndoEdit => self.undo(),
            Action::Feed => self.feed(true),
            Action::Unfeed => self.feed(false),
            Action::KnobDown | Action::KnobUp | Action::KnobMore | Action::KnobLess => self.turn_knob(action),
            Action::Reseed => self.reseed(),
            _ => self.edit(action),
        }
        Vec::new()
    }

    /// What was measured on this machine.
    pub fn receive(&mut self, samples: Vec<Sample>) {
        (self.samples, self.measuring) = (samples, false);
    }

    /// Turns to a calculation of this bench, or to one of its scenes.
    pub fn show(&mut self, link: Link) {
        match link.scene {
            Some(scene) => self.enter(scene),
            None => {
                if let Some(case) = self.bench.case(link.case) {
                    self.keep();
                    self.set_case(case);
                    self.recompute();
                }
            }
        }
    }

    /// Turns to a calculation with the inputs of `set`, a JSON object; what it leaves out are toy numbers.
    pub fn show_given(&mut self, case: &str, set: &str) {
        let Some(case) = self.bench.case(case) else { return };
        let Ok((mut inputs, _)) = Inputs::from_json(if set.is_empty() { "{}" } else { set }) else { return };
        inputs.reseed(self.now.setup.inputs.seed().or(Some(0)));
        self.keep();
        self.now.setup = Setup { case, inputs: inputs.of(case), tokens: Vec::new() };
        (self.scene, self.pinned, self.fed) = (None, None, None);
        (self.sheet, self.cursor, self.knob) = (0, (0, 0), 0);
        self.recompute();
        self.before = None;
    }

    /// Turns to a calculation of this bench with these inputs.
    pub fn load(&mut self, case: &'static Case, inputs: Inputs) {
        self.keep();
        self.set_case(case);
        (self.now.setup.inputs, self.scene) = (inputs, None);
        self.recompute();
        self.before = None;
    }

    fn keep(&mut self) {
        // Undo holds no more than so many numbers, so that large matrices do not fill the memory
        let cells: usize = self.tables.iter().flat_map(|(_, sheets)| sheets.iter().flatten()).map(Vec::len).sum();
        let most = (MOST_UNDO_CELLS / cells.max(1)).clamp(2, MOST_UNDO);
        let surplus = (self.past.len() + 1).saturating_sub(most);
        self.past.drain(..surplus);
        self.past.push(self.now.setup.clone());
    }

    fn undo(&mut self) {
        if let Some(setup) = self.past.pop() {
            self.now.setup = setup;
            self.recompute();
        }
    }

    fn reseed(&mut self) {
        self.keep();
        let inputs = &mut self.now.setup.inputs;
        let seed = inputs.seed().unwrap_or(0).wrapping_add(1);
        for field in self.now.setup.case.fields.iter().filter(|field| field.is_table()) {
            inputs.unset(field.name);
        }
        inputs.reseed(Some(seed));
        self.now.setup.tokens.clear();
        self.recompute();
    }

    /// Everything that follows from the setup. What cannot be computed says why, and the tables stay as they are.
    fn recompute(&mut self) {
        let Setup { case, inputs, tokens } = &self.now.setup;
        let unused = case.unused.map(|unused| unused(inputs)).unwrap_or_default();
        let tables = case.fields.iter().filter(|field| field.is_table() && !unused.contains(&field.name));
        let tables = tables.filter_map(|field| {
            let sheets = inputs.table(field).ok().filter(|sheets| !sheets.is_empty())?;
            Some((field, sheets))
        });
        self.tables = tables.collect();
        let outcome = case.compute(inputs);
        let stages = outcome.as_ref().map(|outcome| view::stages(case, outcome, tokens)).unwrap_or_default();
        if outcome.is_ok() {
            self.before = Some(std::mem::replace(&mut self.now.stages, stages));
        }
        self.now.outcome = outcome;
        self.explained = None;
        if self.stop >= self.stops() {
            self.stop = self.stops().saturating_sub(1);
        }
        self.clamp();
    }

    const fn stops(&self) -> usize {
        self.tables.len() + self.now.stages.len()
    }

    /// The stage at hand, none where a table is.
    fn stage(&self) -> Option<&Stage> {
        self.now.stages.get(self.stop.checked_sub(self.tables.len())?)
    }

    /// The stage that is drawn beside a table: the one at hand, else the one most worth looking at.
    fn shown_stage(&self) -> Option<&Stage> {
        let favourite = || self.now.stages.iter().find(|stage| stage.name == self.favourite());
        self.stage().or_else(favourite).or_else(|| self.now.stages.last())
    }

    /// The stage that is most worth looking at while inputs change.
    fn favourite(&self) -> &'static str {
        match (self.scene, self.now.setup.case.name) {
            (Some(scene), case) if scene.case == case => scene.stage,
            (_, "attention") => "weights",
            (_, "rope") => "scores",
            _ => self.now.stages.first().map_or("", |stage| stage.name),
        }
    }

    fn sheets(&self) -> usize {
        match self.tables.get(self.stop) {
            Some((_, sheets)) => sheets.len(),
            None => self.stage().map_or(1, |stage| stage.sheets.len()),
        }
    }

    fn size(&self) -> (usize, usize) {
        let rows = match self.tables.get(self.stop) {
            Some((_, sheets)) => sheets.get(self.sheet.min(sheets.len().saturating_sub(1))),
            None => self.stage().and_then(|stage| stage.sheet(self.sheet)),
        };
        rows.map_or((0, 0), |rows| (rows.len(), rows.first().map_or(0, Vec::len)))
    }

    fn rows(&self) -> usize {
        self.size().0
    }

    fn clamp(&mut self) {
        self.sheet = self.sheet.min(self.most_sheets().saturating_sub(1));
        let (rows, columns) = self.size();
        self.cursor = (self.cursor.0.min(rows.saturating_sub(1)), self.cursor.1.min(columns.saturating_sub(1)));
    }

    /// Heads anywhere on the strip: a table of one sheet does not forget which head was looked at.
    fn most_sheets(&self) -> usize {
        let stages = self.now.stages.iter().map(|stage| stage.sheets.len());
        self.tables.iter().map(|(_, sheets)| sheets.len()).chain(stages).max().unwrap_or(1)
    }

    fn go(&mut self, stop: usize) {
        self.stop = stop % self.stops().max(1);
        self.explained = None;
        self.clamp();
    }

    fn next_table(&mut self) {
        let tables = self.tables.len();
        if tables > 0 {
            self.go(if self.stop + 1 < tables { self.stop + 1 } else { 0 });
        }
    }

    fn turn_sheet(&mut self, step: usize) {
        let count = self.sheets().max(self.shown_stage().map_or(1, |stage| stage.sheets.len())).max(1);
        self.sheet = (self.sheet % count).wrapping_add(if step == 1 { 1 } else { count - 1 }) % count;
        self.explained = None;
        self.clamp();
    }

    fn walk(&mut self, action: Action) {
        let (rows, columns) = self.size();
        let (row, column) = self.cursor;
        self.cursor = match action {
            Action::Down => ((row + 1).min(rows.saturating_sub(1)), column),
            Action::Up => (row.saturating_sub(1), column),
            Action::Left => (row, column.saturating_sub(1)),
            Action::Right => (row, (column + 1).min(columns.saturating_sub(1))),
            Action::First => (0, 0),
            _ => (rows.saturating_sub(1), columns.saturating_sub(1)),
        };
        if self.explained.is_some() {
            self.explain();
        }
    }

    /// The arithmetic of the cell under the cursor, or of the same cell of the stage that is shown.
    fn explain(&mut self) {
        let Some(stage) = self.shown_stage() else { return };
        let place = Place { name: stage.name, sheet: self.sheet, row: self.cursor.0, column: self.cursor.1 };
        let Setup { case, inputs, .. } = &self.now.setup;
        let explained = self.now.outcome.as_ref().ok().and_then(|outcome| {
            let told = case.explain.and_then(|explain| explain(inputs, outcome, place));
            let value = stage.sheet(self.sheet).and_then(|rows| rows.get(place.row)?.get(place.column).copied());
            let plain = value.map(|value| format!("{value}"));
            let label = format!("{}[{},{}]", stage.name, stage.row_name(place.row), stage.column_name(place.column));
            told.or(plain).map(|text| format!("{label}: {text}"))
        });
        self.explained = explained;
    }

    fn feed(&mut self, more: bool) {
        let tokens = self.tokens();
        let fed = self.fed.unwrap_or(if more { 0 } else { tokens });
        let next = if more { fed + 1 } else { fed.saturating_sub(1) };
        self.fed = (next <= tokens).then_some(next);
        self.explained = None;
    }

    /// Tokens of the sequence, where there is one.
    fn tokens(&self) -> usize {
        let setup = &self.now.setup;
        if let Some(stage) = self.now.stages.iter().find(|stage| stage.by_token) {
            return stage.sheets.len();
        }
        setup.case.field("T").and_then(|_| setup.inputs.count("T").ok()).unwrap_or_else(|| self.rows())
    }
}

#[cfg(test)]
mod tests;

//! The live attention calculator: Q, K and V under the fingers, every stage recomputed at every key.

mod draw;

pub use draw::draw;

use crate::tui::action::Action;
use crate::tui::widget::field::Field;

/// Rows of numbers.
pub type Matrix = Vec<Vec<f64>>;

/// The names of the masks, in the order in which a key goes through them.
const MASKS: [&str; 5] = ["none", "causal", "sliding:2", "lambda:1+2", "sliding:1"];
/// The names of the ways of telling positions.
const POSITIONS: [&str; 4] = ["none", "alibi", "rope", "rope-half"];
/// A number that is typed has at most so many characters.
const LONGEST_NUMBER: usize = 8;
/// Edits that can be undone.
const MOST_UNDO: usize = 200;
/// Tokens that name the rows.
pub const TOKENS: [&str; 4] = ["温", "故", "知", "新"];

const Q: [[f64; 4]; 4] =
    [[0.4, -0.75, 1.1, 0.2], [1.2, 0.3, -0.4, 0.65], [-0.3, 1.45, 0.5, -0.9], [0.85, 0.1, 1.6, -0.2]];
const K: [[f64; 4]; 4] =
    [[0.9, 0.15, 1.3, -0.4], [1.1, -0.2, -0.6, 0.8], [-0.5, 1.2, 0.35, -0.7], [0.2, 0.6, -1.0, 0.45]];
const V: [[f64; 4]; 4] = [[1.0, 0.0, 0.0, 0.5], [0.0, 1.0, 0.0, -0.5], [0.0, 0.0, 1.0, 0.25], [0.5, -0.5, 0.5, 1.0]];

/// The stages of the calculation, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Scores,
    Scaled,
    Masked,
    Softmax,
    Output,
}

impl Stage {
    pub const ALL: [Self; 5] = [Self::Scores, Self::Scaled, Self::Masked, Self::Softmax, Self::Output];
}

/// What the learner can change.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Q, K and V.
    pub matrices: [Matrix; 3],
    mask: usize,
    position: usize,
    pub scale: bool,
    pub temperature: f64,
}

impl Input {
    pub fn mask(&self) -> &'static str {
        MASKS.get(self.mask).copied().unwrap_or("none")
    }

    pub fn position(&self) -> &'static str {
        POSITIONS.get(self.position).copied().unwrap_or("none")
    }
}

/// Every stage of one calculation.
#[derive(Debug, Clone, Default)]
pub struct Stages {
    pub scores: Matrix,
    pub scaled: Matrix,
    pub masked: Matrix,
    pub weights: Matrix,
    pub output: Matrix,
    pub entropy: Vec<f64>,
    pub effective_keys: Vec<f64>,
}

impl Stages {
    pub const fn of(&self, stage: Stage) -> &Matrix {
        match stage {
            Stage::Scores => &self.scores,
            Stage::Scaled => &self.scaled,
            Stage::Masked => &self.masked,
            Stage::Softmax => &self.weights,
            Stage::Output => &self.output,
        }
    }

    /// Whether the mask hides every key from this query.
    pub fn is_blind(&self, row: usize) -> bool {
        self.masked.get(row).is_some_and(|row| row.iter().all(|value| *value == f64::NEG_INFINITY))
    }
}

/// What the bench remembers.
#[derive(Debug)]
pub struct Attention {
    pub input: Input,
    pub stages: Stages,
    /// The matrix under the cursor: 0 for Q, 1 for K, 2 for V.
    pub matrix: usize,
    /// Row and column under the cursor.
    pub cursor: (usize, usize),
    /// The query that is looked at closely.
    pub query: usize,
    pub stage: Stage,
    pub typed: Field,
    typing: bool,
    past: Vec<Input>,
    seed: u64,
}

impl Default for Attention {
    fn default() -> Self {
        let rows = |rows: [[f64; 4]; 4]| rows.iter().map(|row| row.to_vec()).collect();
        let input =
            Input { matrices: [rows(Q), rows(K), rows(V)], mask: 1, position: 0, scale: true, temperature: 1.0 };
        let mut bench = Self {
            stages: Stages::default(),
            input,
            matrix: 0,
            cursor: (3, 0),
            query: 3,
            stage: Stage::Softmax,
            typed: Field::default(),
            typing: false,
            past: Vec::new(),
            seed: 0,
        };
        bench.compute();
        bench
    }
}

impl Attention {
    pub const fn is_typing(&self) -> bool {
        self.typing
    }

    /// Gives up the number that is typed; tells whether there was one.
    pub fn cancel(&mut self) -> bool {
        if self.typing {
            self.undo();
        }
        std::mem::replace(&mut self.typing, false)
    }

    pub fn update(&mut self, action: Action) {
        match action {
            Action::Type(_) | Action::Erase | Action::EraseAll => self.type_number(action),
            Action::Commit => self.commit(),
            Action::Down | Action::Up | Action::Left | Action::Right => self.walk(action),
            Action::NextMatrix => self.matrix = (self.matrix + 1) % self.input.matrices.len(),
            Action::NextStage => self.step(1),
            Action::PreviousStage => self.step(Stage::ALL.len() - 1),
            Action::Increase => self.nudge(0.1),
            Action::Decrease => self.nudge(-0.1),
            Action::UndoEdit => self.undo(),
            Action::Reseed => self.reseed(),
            _ => self.turn_knob(action),
        }
        self.compute();
    }

    fn turn_knob(&mut self, action: Action) {
        let before = self.input.clone();
        match action {
            Action::CycleMask => self.input.mask = (self.input.mask + 1) % MASKS.len(),
            Action::CyclePosition => self.input.position = (self.input.position + 1) % POSITIONS.len(),
            Action::ToggleScale => self.input.scale = !self.input.scale,
            Action::Warmer => self.input.temperature = tenth(self.input.temperature + 0.1).min(10.0),
            Action::Colder => self.input.temperature = tenth(self.input.temperature - 0.1).max(0.1),
            _ => return,
        }
        self.keep(before);
    }

    fn keep(&mut self, before: Input) {
        if self.past.len() == MOST_UNDO {
            self.past.remove(0);
        }
        self.past.push(before);
    }

    fn undo(&mut self) {
        if let Some(input) = self.past.pop() {
            self.input = input;
        }
        self.compute();
    }

    fn walk(&mut self, action: Action) {
        let (row, column) = self.cursor;
        let rows = self.input.matrices.get(self.matrix).map_or(0, Vec::len);
        let columns = self.input.matrices.get(self.matrix).and_then(|matrix| matrix.first()).map_or(0, Vec::len);
        self.cursor = match action {
            Action::Down => ((row + 1).min(rows.saturating_sub(1)), column),
            Action::Up => (row.saturating_sub(1), column),
            Action::Left => (row, column.saturating_sub(1)),
            _ => (row, (column + 1).min(columns.saturating_sub(1))),
        };
        if self.matrix == 0 {
            self.query = self.cursor.0;
        }
    }

    fn step(&mut self, steps: usize) {
        let at = Stage::ALL.iter().position(|stage| *stage == self.stage).unwrap_or(0);
        self.stage = Stage::ALL.get((at + steps) % Stage::ALL.len()).copied().unwrap_or(Stage::Scores);
    }

    fn cell(&mut self) -> Option<&mut f64> {
        let (row, column) = self.cursor;
        self.input.matrices.get_mut(self.matrix)?.get_mut(row)?.get_mut(column)
    }

    fn nudge(&mut self, by: f64) {
        let before = self.input.clone();
        if let Some(cell) = self.cell() {
            *cell = ((*cell + by) * 100.0).round() / 100.0;
            self.keep(before);
        }
    }

    /// A number is typed: what it says so far already counts.
    fn type_number(&mut self, action: Action) {
        if !self.typing {
            self.keep(self.input.clone());
            self.typed.set("");
            self.typing = true;
        }
        let fits = |typed: &str| typed.len() < LONGEST_NUMBER;
        match action {
            Action::Type(character) if !character.is_ascii_digit() && !matches!(character, '-' | '.') => return,
            Action::Type(_) if !fits(self.typed.value()) => return,
            _ => self.typed.update(action),
        };
        let number = self.typed.value().parse::<f64>().ok().filter(|number| number.is_finite());
        if let (Some(number), Some(cell)) = (number, self.cell()) {
            *cell = number;
        }
    }

    fn commit(&mut self) {
        let is_number = self.typed.value().parse::<f64>().is_ok();
        if self.typing && !is_number {
            self.undo();
        }
        self.typing = false;
    }

    fn reseed(&mut self) {
        self.keep(self.input.clone());
        self.seed += 1;
        let mut state = self.seed;
        for value in self.input.matrices.iter_mut().flatten().flatten() {
            *value = f64::from(next(&mut state)) / 100.0;
        }
    }
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The next of a row of numbers from -150 to 150 that look random and are always the same (`SplitMix64`).
fn next(state: &mut u64) -> i16 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut bits = *state;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    i16::try_from((bits ^ (bits >> 31)) % 301).unwrap_or(150) - 150
}

impl Attention {
    fn compute(&mut self) {
        let [q, k, v] = &self.input.matrices;
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
        let d = if self.input.scale { 2.0 } else { 1.0 };
        let scores: Matrix = q.iter().map(|q| k.iter().map(|k| dot(q, k)).collect()).collect();
        let scaled: Matrix =
            scores.iter().map(|r| r.iter().map(|x| x / d / self.input.temperature).collect()).collect();
        let masked: Matrix = scaled
            .iter()
            .enumerate()
            .map(|(i, r)| {
                r.iter()
                    .enumerate()
                    .map(|(j, x)| if j > i && self.input.mask > 0 { f64::NEG_INFINITY } else { *x })
                    .collect()
            })
            .collect();
        let weights: Matrix = masked
            .iter()
            .map(|r| {
                let s: f64 = r.iter().map(|x| x.exp()).sum();
                r.iter().map(|x| x.exp() / s).collect()
            })
            .collect();
        let output =
            weights.iter().map(|w| (0..4).map(|c| w.iter().zip(v).map(|(w, v)| w * v[c]).sum()).collect()).collect();
        let entropy: Vec<f64> =
            weights.iter().map(|w| -w.iter().filter(|x| **x > 0.0).map(|x| x * x.ln()).sum::<f64>()).collect();
        let effective_keys = entropy.iter().map(|e| e.exp()).collect();
        self.stages = Stages { scores, scaled, masked, weights, output, entropy, effective_keys };
    }
}

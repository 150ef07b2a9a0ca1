//! Cells under the fingers: numbers typed, nudged and pasted, tokens made into toy vectors.

use super::{Sheets, Typing, Workbench};
use crate::lab::LabError;
use crate::lab::bench::{Field, Kind};
use crate::lab::toy;
use crate::tui::action::Action;
use serde_json::Value;

/// A number that is typed has at most so many characters.
const LONGEST_NUMBER: usize = 8;
/// Tokens that are taken from one line.
const MOST_TOKENS: usize = 64;

/// A table as JSON in the shape of its field.
pub(super) fn to_json(field: &Field, sheets: &Sheets) -> Value {
    match field.kind {
        Kind::Vector(_) => sheets.first().and_then(|rows| rows.first()).cloned().unwrap_or_default().into(),
        Kind::Cube(..) => sheets.iter().map(|rows| rows.iter().cloned().map(Value::from).collect::<Value>()).collect(),
        _ => sheets.first().into_iter().flatten().cloned().map(Value::from).collect(),
    }
}

impl Workbench {
    pub(super) fn edit(&mut self, action: Action) {
        match action {
            Action::Type(_) if self.typing == Typing::Tokens => {
                self.typed.update(action);
            }
            Action::Type(character) => self.type_number(character),
            Action::Erase | Action::EraseAll | Action::EraseWord | Action::CursorLeft | Action::CursorRight => {
                self.typed.update(action);
                if self.typing == Typing::Cell {
                    self.count_typed();
                }
            }
            Action::Commit => self.commit(),
            Action::Tokens if self.takes_tokens() => {
                self.typed.set(&self.now.setup.tokens.join(" "));
                self.typing = Typing::Tokens;
            }
            Action::Increase => self.nudge(0.1),
            Action::Decrease => self.nudge(-0.1),
            _ => {}
        }
    }

    /// Changes a cell of the table at hand.
    fn change(&mut self, new: impl Fn(f64) -> f64) -> bool {
        let Some((field, sheets)) = self.tables.get(self.stop) else { return false };
        let mut sheets = sheets.clone();
        let (row, column) = self.cursor;
        let sheet = self.sheet.min(sheets.len().saturating_sub(1));
        let Some(cell) = sheets.get_mut(sheet).and_then(|rows| rows.get_mut(row)?.get_mut(column)) else {
            return false;
        };
        *cell = new(*cell);
        let value = to_json(field, &sheets);
        let name = field.name;
        self.now.setup.inputs.set(name, value);
        self.recompute();
        true
    }

    fn nudge(&mut self, by: f64) {
        self.keep();
        if !self.change(|cell| ((cell + by) * 1000.0).round() / 1000.0) {
            self.past.pop();
        }
    }

    fn type_number(&mut self, character: char) {
        if self.tables.get(self.stop).is_none() || !(character.is_ascii_digit() || matches!(character, '-' | '.')) {
            return;
        }
        match self.typing {
            // A minus alone takes a tenth away; before a digit it is the number's sign
            Typing::Nothing | Typing::Minus if character == '-' => {
                self.nudge(-0.1);
                self.typing = Typing::Minus;
                return;
            }
            Typing::Minus => {
                self.undo();
                self.keep();
                self.typed.set("-");
                self.typing = Typing::Cell;
            }
            Typing::Nothing => {
                self.keep();
                self.typed.set("");
                self.typing = Typing::Cell;
            }
            Typing::Cell | Typing::Tokens => {}
        }
        if self.typed.value().len() < LONGEST_NUMBER {
            self.typed.update(Action::Type(character));
        }
        self.count_typed();
    }

    /// A number that is typed: what it says so far already counts.
    fn count_typed(&mut self) {
        if let Some(number) = number(self.typed.value()) {
            self.change(|_| number);
        }
    }

    fn commit(&mut self) {
        match self.typing {
            Typing::Cell if number(self.typed.value()).is_none() => self.undo(),
            Typing::Tokens => {
                let line = self.typed.value().to_owned();
                self.set_tokens(&line);
            }
            _ => {}
        }
        self.typing = Typing::Nothing;
    }

    /// Whether the calculation has rows that are tokens.
    pub(super) fn takes_tokens(&self) -> bool {
        let fields = self.now.setup.case.fields;
        let by_token = |field: &Field| matches!(field.kind, Kind::Matrix("T", _));
        self.now.setup.case.field("T").is_some() && fields.iter().any(by_token)
    }

    /// Words become the rows of every table of tokens: toy vectors, the same for the same word.
    fn set_tokens(&mut self, line: &str) {
        let tokens = split(line);
        if tokens.is_empty() {
            return;
        }
        self.keep();
        let setup = &mut self.now.setup;
        for field in setup.case.fields.iter().filter(|field| field.is_table()) {
            setup.inputs.unset(field.name);
        }
        setup.inputs.set("T", tokens.len().into());
        let tables =
            setup.case.fields.iter().filter(|field| matches!(field.kind, Kind::Matrix("T", width) if width != "T"));
        for field in tables.filter(|field| field.is_required()) {
            let columns = setup.inputs.table(field).ok().and_then(|sheets| Some(sheets.first()?.first()?.len()));
            let names: Vec<String> = tokens.iter().map(|token| format!("{}:{token}", field.name)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let rows = toy::hash_embedding(&names, columns.unwrap_or(4));
            setup.inputs.set(field.name, to_json(field, &vec![rows]));
        }
        setup.tokens = tokens;
        self.recompute();
    }

    /// A JSON matrix from the clipboard replaces the table at hand. Tells what was wrong with it.
    pub fn paste(&mut self, text: &str) -> Result<(), LabError> {
        let Some((field, _)) = self.tables.get(self.stop) else { return Ok(()) };
        let value: Value = serde_json::from_str(text.trim()).map_err(|error| LabError::Json(error.to_string()))?;
        let mut inputs = self.now.setup.inputs.clone();
        inputs.set(field.name, value);
        let sheets = inputs.table(field)?;
        let most = sheets.iter().map(|rows| rows.len() * rows.first().map_or(0, Vec::len)).sum::<usize>();
        if most > MOST_PASTED {
            return Err(LabError::TooLarge { got: most as u128, cap: MOST_PASTED as u128 });
        }
        self.keep();
        self.now.setup.inputs = inputs;
        if sheets.first().is_none_or(|rows| rows.len() != self.now.setup.tokens.len()) {
            self.now.setup.tokens.clear();
        }
        self.recompute();
        Ok(())
    }
}

/// Numbers of a matrix from the clipboard.
const MOST_PASTED: usize = 1 << 16;

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Words between blanks; text without blanks falls into its characters where they are wide.
fn split(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let all: Vec<String> = match words.as_slice() {
        [word] if !word.is_ascii() => word.chars().map(String::from).collect(),
        words => words.iter().map(|word| (*word).to_owned()).collect(),
    };
    all.into_iter().take(MOST_TOKENS).collect()
}

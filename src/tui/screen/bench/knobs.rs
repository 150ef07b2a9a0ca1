//! The knobs of a bench: every single setting, each also a flag of the shell.

use super::{Setup, Workbench};
use crate::lab::bench::{Case, Default, Field, Inputs, Kind};
use crate::locale::{Lang, bench as names, lab as texts};
use crate::tui::action::Action;
use serde_json::Value;
use std::fmt::Write;

/// One knob: the choice of the calculation, or a field.
#[derive(Debug, Clone, Copy)]
pub enum Knob {
    Case,
    Field(&'static Field),
    /// A number within a word, such as the window in `sliding:3`.
    Part(&'static Field, usize),
}

impl Workbench {
    pub(super) fn knobs(&self) -> Vec<Knob> {
        let Setup { case, inputs, .. } = &self.now.setup;
        let unused = case.unused.map(|unused| unused(inputs)).unwrap_or_default();
        let fields = case.fields.iter().filter(|field| !field.is_table() && !unused.contains(&field.name));
        let several = self.bench.cases().nth(1).is_some();
        let with_parts = |field: &'static Field| {
            let parts = if matches!(field.kind, Kind::Word(_)) { numbers(inputs, field).len() } else { 0 };
            std::iter::once(Knob::Field(field)).chain((0..parts).map(move |part| Knob::Part(field, part)))
        };
        several.then_some(Knob::Case).into_iter().chain(fields.flat_map(with_parts)).collect()
    }

    /// What a knob is called and what it stands at.
    pub(super) fn knob_words(&self, knob: Knob, lang: Lang) -> (String, String) {
        match knob {
            Knob::Case => (names::CASE.of(lang).to_owned(), texts::case(self.now.setup.case.name).of(lang).to_owned()),
            Knob::Field(field) => {
                let flag = field.name.to_owned();
                let name = names::knob(field.name).filter(|_| lang == Lang::Zh);
                let name = name.map_or_else(|| flag.clone(), |name| format!("{name} {flag}"));
                (name, value_words(&self.now.setup.inputs, field, lang))
            }
            Knob::Part(field, part) => {
                let number = numbers(&self.now.setup.inputs, field).get(part).copied().unwrap_or_default();
                (if part == 0 { "  ├ 1" } else { "  ├ 2" }.to_owned(), number.to_string())
            }
        }
    }

    pub(super) fn turn_knob(&mut self, action: Action) {
        let knobs = self.knobs();
        match action {
            Action::KnobDown => self.knob = (self.knob + 1) % knobs.len().max(1),
            Action::KnobUp => self.knob = (self.knob + knobs.len().max(1) - 1) % knobs.len().max(1),
            _ => {
                if let Some(&knob) = knobs.get(self.knob) {
                    self.turn(knob, action == Action::KnobMore);
                }
            }
        }
    }

    fn turn(&mut self, knob: Knob, more: bool) {
        self.keep();
        match knob {
            Knob::Case => {
                let cases: Vec<&'static Case> = self.bench.cases().collect();
                let at = cases.iter().position(|case| case.name == self.now.setup.case.name).unwrap_or(0);
                let step = if more { 1 } else { cases.len() - 1 };
                if let Some(case) = cases.get((at + step) % cases.len()) {
                    self.set_case(case);
                }
            }
            Knob::Part(field, part) => self.turn_part(field, part, more),
            Knob::Field(field) => {
                let Some(value) = turned(&self.now.setup.inputs, field, more) else {
                    self.past.pop();
                    return;
                };
                self.set_knob(field, value);
            }
        }
        self.recompute();
    }

    fn turn_part(&mut self, field: &'static Field, part: usize, more: bool) {
        let inputs = &mut self.now.setup.inputs;
        let word = inputs.word(field.name).unwrap_or_default();
        let mut parts = numbers(inputs, field);
        if let (Some((kind, _)), Some(number)) = (word.split_once(':'), parts.get_mut(part)) {
            *number = if more { number.saturating_add(1) } else { number.saturating_sub(1).max(1) };
            let parts: Vec<String> = parts.iter().map(usize::to_string).collect();
            inputs.set(field.name, format!("{kind}:{}", parts.join("+")).into());
        }
    }

    /// Another calculation of the bench; what both read stays as it is.
    pub(super) fn set_case(&mut self, case: &'static Case) {
        let setup = &mut self.now.setup;
        let foreign: Vec<String> =
            setup.inputs.given().keys().filter(|name| case.field(name).is_none()).cloned().collect();
        for name in foreign {
            setup.inputs.unset(&name);
        }
        for field in case.fields.iter().filter(|field| field.is_table()) {
            setup.inputs.unset(field.name);
        }
        setup.case = case;
        setup.inputs = setup.inputs.clone().of(case);
        if setup.inputs.seed().is_none() {
            setup.inputs.reseed(Some(1));
        }
        setup.tokens.clear();
        (self.pinned, self.fed, self.guess) = (None, None, None);
        // The first stage of the new calculation
        self.recompute();
        self.before = None;
        self.stop = self.tables.len().min(self.stops().saturating_sub(1));
        (self.cursor, self.sheet) = ((0, 0), 0);
    }

    /// Sets a field; tables that were edited keep what still fits their new size.
    fn set_knob(&mut self, field: &'static Field, value: Value) {
        let setup = &mut self.now.setup;
        let edited: Vec<&'static Field> = setup
            .case
            .fields
            .iter()
            .filter(|other| other.is_table() && setup.inputs.json(other.name).is_some())
            .collect();
        let old: Vec<_> = edited.iter().map(|other| setup.inputs.table(other).unwrap_or_default()).collect();
        setup.inputs.set(field.name, value);
        if !matches!(field.kind, Kind::Count { .. }) {
            return;
        }
        for (table, old) in edited.into_iter().zip(old) {
            setup.inputs.unset(table.name);
            let mut fresh = setup.inputs.table(table).unwrap_or_default();
            for (sheet, old) in fresh.iter_mut().zip(&old) {
                for (row, old) in sheet.iter_mut().zip(old) {
                    row.iter_mut().zip(old).for_each(|(new, old)| *new = *old);
                }
            }
            if !fresh.is_empty() {
                setup.inputs.set(table.name, super::edit::to_json(table, &fresh));
            }
        }
        setup.tokens.clear();
    }

    /// The command line that reproduces the screen.
    pub fn command(&self) -> String {
        let Setup { case, inputs, .. } = &self.now.setup;
        let mut line = format!("wengu lab {}", self.bench);
        if self.bench.cases().next().is_none_or(|first| first.name != case.name) {
            let _ = write!(line, " {}", case.name);
        }
        if let Some(seed) = inputs.seed() {
            let _ = write!(line, " --seed {seed}");
        }
        for (name, value) in inputs.given() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let quoted = if text.contains(['[', '{', ' ', '"']) { format!("'{text}'") } else { text };
            let _ = write!(line, " --{} {quoted}", name.replace('_', "-"));
        }
        line
    }
}

/// The numbers in a word such as `lambda:1+2`.
fn numbers(inputs: &Inputs, field: &Field) -> Vec<usize> {
    let word = match inputs.json(field.name) {
        Some(Value::String(word)) => word.clone(),
        Some(_) => return Vec::new(),
        None => inputs.word(field.name).unwrap_or_default(),
    };
    let parts = |(_, numbers): (&str, &str)| numbers.split('+').filter_map(|number| number.parse().ok()).collect();
    word.split_once(':').map(parts).unwrap_or_default()
}

fn value_words(inputs: &Inputs, field: &Field, lang: Lang) -> String {
    match field.kind {
        Kind::Flag => if inputs.flag(field.name).unwrap_or_default() { "✓" } else { "–" }.to_owned(),
        Kind::Choice(_) | Kind::Word(_) => match inputs.json(field.name) {
            Some(Value::String(word)) => word.clone(),
            Some(_) => "[…]".to_owned(),
            None => inputs.word(field.name).unwrap_or_else(|_| "–".to_owned()),
        },
        _ => match inputs.number_if(field.name) {
            Ok(Some(number)) => short(number),
            _ => names::AUTO.of(lang).to_owned(),
        },
    }
}

/// A number without needless digits.
pub fn short(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-3..1e7).contains(&size) {
        return format!("{number:.2e}");
    }
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The value one step further, or back; none where there is no step.
fn turned(inputs: &Inputs, field: &'static Field, more: bool) -> Option<Value> {
    let way = if more { 1.0 } else { -1.0 };
    let at = inputs.number_if(field.name).ok().flatten();
    Some(match field.kind {
        Kind::Flag => Value::from(!inputs.flag(field.name).unwrap_or_default()),
        Kind::Choice(words) | Kind::Word(words) => {
            let now = inputs.word(field.name).unwrap_or_default();
            let step = if more { 1 } else { words.len().max(1) - 1 };
            // A word whose numbers were turned counts as the one it came from
            let kind = |word: &str| word.split(':').next().unwrap_or_default().to_owned();
            let at = words.iter().position(|word| kind(word) == kind(&now));
            let next = at.map_or(0, |at| (at + step) % words.len().max(1));
            Value::from(*words.get(next)?)
        }
        Kind::Count { low, high } => Value::from(whole((at.unwrap_or(0.0) + way).clamp(low as f64, high as f64))),
        Kind::Size { low, high } => {
            let at = at.unwrap_or(if matches!(field.default, Default::None) { 512.0 } else { 1.0 });
            Value::from(whole((if more { at.max(0.5) * 2.0 } else { at / 2.0 }).floor().clamp(low as f64, high as f64)))
        }
        Kind::Number { low, high, step } => {
            let next = at.unwrap_or(if low <= 0.0 { 0.0 } else { low }) + way * step;
            // Rounded to the step's own digits, so that 0.1 + 0.2 is 0.3
            let next = (next / step * 1e6).round() / 1e6 * step;
            Value::from(((next * 1e9).round() / 1e9).clamp(low, high))
        }
        _ => return None,
    })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
const fn whole(value: f64) -> u64 {
    value as u64
}

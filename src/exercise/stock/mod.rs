//! The exercises that come with the tool. Each draws numbers, lets the lab compute, and tells the arithmetic.

#![expect(clippy::unnecessary_wraps, reason = "every exercise is made by a function of one type")]
#![expect(clippy::many_single_char_names, reason = "they are the letters of the question")]

mod attention;
mod cost;
mod layers;
mod position;
mod recurrent;

use super::dice::Dice;
use super::value::{Unit, Value};
use super::{Drawn, Link, Said, filled};
use crate::lab::LabError;
use serde_json::{Map, Value as Json};
use std::fmt::Display;
use std::sync::LazyLock;

/// An exercise: its question with gaps, the bench that shows it, and how its numbers come about.
#[derive(Debug)]
pub struct Stock {
    pub id: &'static str,
    /// The bench that shows it, and its calculation.
    bench: Option<(&'static str, &'static str)>,
    /// In Chinese and in English, `{x}` where a number goes.
    ask: (&'static str, &'static str),
    make: fn(&mut Dice) -> Result<Made, LabError>,
}

/// What one drawing makes.
#[derive(Debug)]
struct Made {
    numbers: Vec<(String, String)>,
    value: Value,
    working: Vec<String>,
    slips: Vec<(Vec<f64>, Said)>,
    set: Map<String, Json>,
}

/// Every exercise, by topic.
pub fn all() -> &'static [&'static Stock] {
    static ALL: LazyLock<Vec<&'static Stock>> = LazyLock::new(|| {
        [attention::STOCK, position::STOCK, layers::STOCK, recurrent::STOCK, cost::STOCK]
            .into_iter()
            .flatten()
            .copied()
            .collect()
    });
    &ALL
}

impl Stock {
    /// Draws the numbers.
    ///
    /// Errors: numbers that the lab refuses, which no drawing should make.
    pub fn draw(&self, seed: u64) -> Result<Drawn, LabError> {
        let Made { numbers, value, working, slips, set } = (self.make)(&mut Dice::new(seed))?;
        Ok(Drawn {
            question: Said::new(filled(self.ask.0, &numbers), filled(self.ask.1, &numbers)),
            value,
            working,
            numbers,
            slips,
            link: self.bench.map(|(bench, case)| Link { bench, case, set }),
        })
    }
}

impl Made {
    fn of(value: Value) -> Self {
        Self { numbers: Vec::new(), value, working: Vec::new(), slips: Vec::new(), set: Map::new() }
    }

    /// Numbers that need not be exact.
    fn near(numbers: impl Into<Vec<f64>>, tolerance: f64) -> Self {
        Self::of(Value::new(numbers, Unit::Number, tolerance))
    }

    /// A whole number of things.
    fn count(number: u64) -> Self {
        Self::of(Value::new([number as f64], Unit::Count, 0.0))
    }

    /// A number so large that one may round it.
    fn large(number: u64, unit: Unit) -> Self {
        Self::of(Value::new([number as f64], unit, 0.005))
    }

    /// The question asks for so many decimals.
    fn with_decimals(mut self, decimals: i32) -> Self {
        self.value = self.value.with_decimals(decimals);
        self
    }

    fn with(mut self, name: &str, number: impl Display) -> Self {
        self.numbers.push((name.to_owned(), number.to_string()));
        self
    }

    /// Several numbers, named `a`, `b`, `c`…
    fn letters(mut self, numbers: &[f64]) -> Self {
        for (letter, number) in ('a'..='z').zip(numbers) {
            self.numbers.push((letter.to_string(), number.to_string()));
        }
        self
    }

    fn step(mut self, step: impl Into<String>) -> Self {
        self.working.push(step.into());
        self
    }

    /// A wrong answer and what leads to it.
    fn slip(mut self, wrong: impl Into<Vec<f64>>, zh: &str, en: &str) -> Self {
        self.slips.push((wrong.into(), Said::new(zh, en)));
        self
    }

    /// An input of the bench.
    fn set(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.set.insert(name.to_owned(), value.into());
        self
    }
}

/// In brackets where it is negative, to stand in a product.
fn factor(number: f64) -> String {
    if number < 0.0 { format!("({number})") } else { number.to_string() }
}

/// `1.5·2 + 0.5·(-3)`
fn products(left: &[f64], right: &[f64]) -> String {
    let terms: Vec<String> = left.iter().zip(right).map(|(a, b)| format!("{}·{}", factor(*a), factor(*b))).collect();
    terms.join(" + ")
}

/// A number list as JSON.
fn list(numbers: &[f64]) -> Json {
    numbers.iter().copied().collect()
}

/// One row.
fn row(numbers: &[f64]) -> Json {
    Json::Array(vec![list(numbers)])
}

/// A column.
fn column(numbers: &[f64]) -> Json {
    numbers.iter().map(|number| list(&[*number])).collect()
}

/// Numbers of the working, short, with commas.
fn joined(numbers: &[f64]) -> String {
    numbers.iter().map(|number| super::value::short(*number)).collect::<Vec<_>>().join(", ")
}

/// What the lab leaves out where it has no answer.
fn or_missing<T>(value: Option<T>, name: &str) -> Result<T, LabError> {
    value.ok_or_else(|| LabError::Empty { name: name.to_owned() })
}

/// As small as the lab lets ε be, so that one need not reckon with it.
const TINY: f64 = 1e-12;

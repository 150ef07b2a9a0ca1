//! Exercises that a note writes itself, in a ```` ```exercise ```` block:
//!
//! ```text
//! draw: L = 16..96 step 8; kv = 1|2|4|8; d = 64|128
//! ask: {L} 层、{kv} 组键值、每头 {d} 维：fp16 每词元缓存多少字节？
//! answer: 2 * L * kv * d * 2
//! unit: bytes
//! tolerance: 1%
//! why: 2·L·H_kv·d_h·2 = 2·{L}·{kv}·{d}·2
//! ```
//!
//! `draw` names what is drawn: a range with its step, or choices; it may be repeated. `answer` may give several values, divided by
//! `;`. `unit`, `tolerance` (1 % unless told) and `why` may be left out. A line that begins with white space goes on with the one
//! before. The keys are also read in Chinese.

use super::dice::{Dice, round};
use super::expression::{ExpressionError, evaluate, is_reserved};
use super::value::{Unit, Value, written};
use super::{Drawn, Said, filled};
use thiserror::Error;

/// What is wrong with a block.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OwnError {
    #[error("`{0}` is missing: an exercise has `ask:` and `answer:`")]
    Missing(&'static str),
    #[error("`{0}` is no line of an exercise: draw, ask, answer, unit, tolerance, why")]
    Line(String),
    #[error("`{0}` draws nothing: write `n = 1..8`, `x = 0..1 step 0.1` or `k = 2|4|8`")]
    Draw(String),
    #[error("the unit `{0}` is not known: bytes, count, rad, nats or none")]
    Unit(String),
    #[error("the tolerance `{0}` is not between 0 and 50 %")]
    Tolerance(String),
    #[error("the answer has no value: {0}")]
    Answer(#[from] ExpressionError),
    #[error("the answer is not a number for these draws")]
    NoNumber,
    #[error("the block is too long")]
    TooLong,
}

impl OwnError {
    /// What of the block it is about.
    pub fn subject(&self) -> String {
        match self {
            Self::Missing(what) => (*what).to_owned(),
            Self::Line(what) | Self::Draw(what) | Self::Unit(what) | Self::Tolerance(what) => what.clone(),
            Self::Answer(why) => why.to_string(),
            Self::NoNumber | Self::TooLong => String::new(),
        }
    }
}

/// An exercise of a note.
#[derive(Debug, Clone, PartialEq)]
pub struct Own {
    draws: Vec<(String, Range)>,
    ask: String,
    answers: Vec<String>,
    unit: Unit,
    tolerance: f64,
    why: String,
}

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq)]
enum Range {
    Steps { low: f64, high: f64, step: f64 },
    Choices(Vec<f64>),
}

const LONGEST: usize = 4000;
const MOST_DRAWS: usize = 16;
const MOST_CHOICES: usize = 64;
const MOST_STEPS: f64 = 1e6;
/// So often numbers are drawn anew where the answer is none.
const TRIES: usize = 32;

const KEYS: [(&str, &str); 12] = [
    ("draw", "draw"),
    ("ask", "ask"),
    ("answer", "answer"),
    ("unit", "unit"),
    ("tolerance", "tolerance"),
    ("why", "why"),
    ("抽取", "draw"),
    ("问", "ask"),
    ("答案", "answer"),
    ("单位", "unit"),
    ("误差", "tolerance"),
    ("过程", "why"),
];

impl Own {
    /// Reads a block and tries it.
    ///
    /// Errors: lines that are no part of one, no question or answer, draws without sense, an answer without a value.
    pub fn read(text: &str) -> Result<Self, OwnError> {
        if text.len() > LONGEST {
            return Err(OwnError::TooLong);
        }
        let parts = parts(text)?;
        let all = |key: &'static str| parts.iter().filter(move |(known, _)| *known == key).map(|(_, text)| text.trim());
        let one = |key| all(key).collect::<Vec<_>>().join("\n");
        let mut draws = Vec::new();
        for part in all("draw").flat_map(|line| line.split([';', '；', '\n'])).filter(|part| !part.trim().is_empty()) {
            draws.push(draw(part).ok_or_else(|| OwnError::Draw(part.trim().to_owned()))?);
        }
        if draws.len() > MOST_DRAWS {
            return Err(OwnError::TooLong);
        }
        let unit = one("unit");
        let own = Self {
            draws,
            ask: one("ask"),
            answers: one("answer").split(';').map(|answer| answer.trim().to_owned()).collect(),
            unit: Unit::from_name(&unit).ok_or(OwnError::Unit(unit))?,
            tolerance: tolerance(&one("tolerance"))?,
            why: one("why"),
        };
        if own.ask.is_empty() {
            return Err(OwnError::Missing("ask"));
        }
        if own.answers.iter().all(String::is_empty) {
            return Err(OwnError::Missing("answer"));
        }
        own.draw(0)?;
        Ok(own)
    }

    /// The rule by which the answer is computed.
    pub fn rule(&self) -> String {
        self.answers.iter().map(|answer| format!("`{answer}`")).collect::<Vec<_>>().join("; ")
    }

    /// Draws the numbers.
    ///
    /// Errors: an answer that is no number, however often it is drawn.
    pub fn draw(&self, seed: u64) -> Result<Drawn, OwnError> {
        let mut dice = Dice::new(seed);
        let mut failure = OwnError::NoNumber;
        for _ in 0..TRIES {
            let drawn: Vec<(String, f64)> =
                self.draws.iter().map(|(name, range)| (name.clone(), range.draw(&mut dice))).collect();
            match self.value(&drawn) {
                Ok(value) => return Ok(self.drawn(&drawn, value)),
                Err(OwnError::NoNumber) => {}
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    fn value(&self, drawn: &[(String, f64)]) -> Result<Value, OwnError> {
        let known = |name: &str| drawn.iter().find(|(known, _)| known == name).map(|(_, number)| *number);
        let mut numbers = Vec::new();
        for answer in &self.answers {
            numbers.extend(evaluate(answer, &known)?);
        }
        if numbers.is_empty() || numbers.iter().any(|number| !number.is_finite()) {
            return Err(OwnError::NoNumber);
        }
        Ok(Value::new(numbers, self.unit, self.tolerance))
    }

    fn drawn(&self, drawn: &[(String, f64)], value: Value) -> Drawn {
        let numbers: Vec<(String, String)> =
            drawn.iter().map(|(name, number)| (name.clone(), written(*number, 12))).collect();
        let ask = filled(&self.ask, &numbers);
        let working = if self.why.is_empty() {
            numbers.iter().map(|(name, number)| format!("{name} = {number}")).collect()
        } else {
            self.why.lines().map(|line| filled(line.trim(), &numbers)).collect()
        };
        Drawn { question: Said::new(ask.clone(), ask), value, working, numbers, slips: Vec::new(), link: None }
    }
}

impl Range {
    fn draw(&self, dice: &mut Dice) -> f64 {
        match self {
            Self::Steps { low, high, step } => dice.stepped(*low, *high, *step),
            Self::Choices(choices) => {
                choices.get(dice.size(0, choices.len().saturating_sub(1))).copied().unwrap_or(0.0)
            }
        }
    }
}

/// The lines of a block by key, lines that go on joined to theirs.
fn parts(text: &str) -> Result<Vec<(&'static str, String)>, OwnError> {
    let mut parts: Vec<(&'static str, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if line.starts_with([' ', '\t', '\u{3000}'])
            && let Some((_, last)) = parts.last_mut()
        {
            last.push('\n');
            last.push_str(line.trim());
            continue;
        }
        let cut = line.find([':', '：']).map(|at| (line[..at].trim().to_lowercase(), &line[at..]));
        let part = cut.and_then(|(key, rest)| {
            let (_, key) = KEYS.iter().find(|(known, _)| *known == key)?;
            Some((*key, rest.trim_start_matches([':', '：']).trim().to_owned()))
        });
        parts.push(part.ok_or_else(|| OwnError::Line(line.trim().chars().take(40).collect()))?);
    }
    Ok(parts)
}

/// `n = 1..8`, `x = 0..1 step 0.1`, `k = 2|4|8`.
fn draw(text: &str) -> Option<(String, Range)> {
    let (name, range) = text.split_once('=')?;
    let name = name.trim();
    let is_name = name.chars().next().is_some_and(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !is_reserved(name);
    if !is_name {
        return None;
    }
    let number = |text: &str| {
        let value = evaluate(text, &|_| None).ok()?;
        (value.len() == 1 && value[0].is_finite()).then(|| value[0])
    };
    if let Some((low, rest)) = range.split_once("..") {
        let (high, step) = rest.split_once("step").map_or((rest, None), |(high, step)| (high, Some(step)));
        let (low, high) = (number(low)?, number(high)?);
        let step = step.map_or(Some(1.0), number)?;
        let is_range = low <= high && step > 0.0 && (high - low) / step <= MOST_STEPS;
        return is_range.then(|| (name.to_owned(), Range::Steps { low, high, step }));
    }
    let choices: Vec<f64> = range.split('|').map(number).collect::<Option<_>>()?;
    (choices.len() <= MOST_CHOICES).then(|| (name.to_owned(), Range::Choices(choices.into_iter().map(round).collect())))
}

fn tolerance(text: &str) -> Result<f64, OwnError> {
    if text.is_empty() {
        return Ok(0.01);
    }
    let value = evaluate(text, &|_| None).ok().filter(|value| value.len() == 1).map_or(f64::NAN, |value| value[0]);
    if (0.0..=0.5).contains(&value) { Ok(value) } else { Err(OwnError::Tolerance(text.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::Verdict;
    use proptest::prelude::*;

    const CACHE: &str = "draw: L = 16..96 step 8; kv = 1|2|4|8\n\
                         draw: d = 64|128\n\
                         ask: {L} 层、{kv} 组、每头 $d={d}$ 维：fp16 每词元缓存多少？\n  只算 K 和 V。\n\
                         answer: 2*L*kv*d*2\nunit: bytes\ntolerance: 0\nwhy: 2·{L}·{kv}·{d}·2";

    #[test]
    fn a_block_draws_asks_and_grades() {
        let own = Own::read(CACHE).unwrap();
        for seed in 0..200 {
            let drawn = own.draw(seed).unwrap();
            let number = |name: &str| -> f64 {
                drawn.numbers.iter().find(|(known, _)| known == name).unwrap().1.parse().unwrap()
            };
            let bytes = 4.0 * number("L") * number("kv") * number("d");
            assert!((drawn.value.numbers[0] - bytes).abs() < 1e-9);
            assert!(drawn.question.zh.contains(&format!("$d={{{}}}$", number("d"))), "{}", drawn.question.zh);
            assert!(drawn.question.zh.ends_with("只算 K 和 V。") && !drawn.question.zh.contains("{L}"));
            assert_eq!(drawn.judge(&drawn.value.plain()), Verdict::Right);
            assert_ne!(drawn.judge(&format!("{}", bytes * 1.5 + 1.0)), Verdict::Right);
        }
        assert_eq!(own.draw(3), own.draw(3));
    }

    #[test]
    fn several_answers_and_chinese_keys() {
        let own = Own::read("抽取：a = -1..1 step 0.5；b = 0|1\n问：softmax(a, b)？\n答案：softmax({a}, b)");
        assert!(matches!(own, Err(OwnError::Answer(_))), "gaps are for the question: {own:?}");
        let own =
            Own::read("抽取：a = -1..1 step 0.5；b = 0|1\n问：softmax({a}, {b})？\n答案：softmax(a, b)\n误差：2%")
                .unwrap();
        let drawn = own.draw(1).unwrap();
        assert_eq!(drawn.value.numbers.len(), 2);
        assert!((drawn.value.numbers.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn numbers_without_an_answer_are_drawn_again() {
        let own = Own::read("draw: x = 0..3\nask: 1/{x}?\nanswer: 1/x").unwrap();
        assert!((0..100).all(|seed| own.draw(seed).unwrap().value.numbers[0].is_finite()));
        assert_eq!(Own::read("ask: 1/0?\nanswer: 1/0"), Err(OwnError::NoNumber));
    }

    #[test]
    fn what_is_wrong_with_a_block_is_named() {
        for (text, word) in [
            ("", "`ask` is missing"),
            ("ask: ?", "`answer` is missing"),
            ("ask: ?\nanswer: y", "`y`"),
            ("ask: ?\nanswer: 1\ncolour: red", "`colour: red`"),
            ("draw: 3 = 1..2\nask: ?\nanswer: 1", "draws nothing"),
            ("draw: e = 1..2\nask: ?\nanswer: 1", "draws nothing"),
            ("draw: x = 2..1\nask: ?\nanswer: 1", "draws nothing"),
            ("draw: x = 1..2 step 0\nask: ?\nanswer: 1", "draws nothing"),
            ("draw: x = 0..1 step 1e-12\nask: ?\nanswer: 1", "draws nothing"),
            ("ask: ?\nanswer: 1\nunit: parsec", "`parsec`"),
            ("ask: ?\nanswer: 1\ntolerance: 90%", "tolerance"),
        ] {
            let message = Own::read(text).unwrap_err().to_string();
            assert!(message.contains(word), "{text}: {message}");
        }
        assert_eq!(Own::read(&"ask: ?\n".repeat(900)), Err(OwnError::TooLong));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_block_is_read_or_refused(text in any::<String>(), range in "[a-z0-9.|= step-]{0,30}", answer in "[a-z0-9+*/^(). ]{0,30}") {
            let _ = Own::read(&text);
            if let Ok(own) = Own::read(&format!("draw: {range}\nask: {{x}}\nanswer: {answer}")) {
                let _ = own.draw(7);
            }
        }
    }
}

//! A small language of arithmetic, for answers that a learner types (`2/3`, `√2`, `2^10`) and for those that a note computes.
//!
//! `+ - * / ^ ( )`, `%` after a number, lists in brackets, names, functions. Values are lists of numbers, a plain number being a list
//! of one; a number meets each entry of a list. Everything is bounded: length, depth, entries. Nothing panics.

use crate::lab::activation::Activation;
use crate::lab::softmax::{entropy_nats, softmax};
use thiserror::Error;

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExpressionError {
    #[error("nothing is computed: write an expression")]
    Empty,
    #[error("the expression is too long or too deep")]
    TooLarge,
    #[error("`{0}` is not expected here")]
    Unexpected(String),
    #[error("nothing is called `{0}`")]
    Unknown(String),
    #[error("`{0}` does not fit what it is given")]
    Arguments(String),
}

type Result<T> = std::result::Result<T, ExpressionError>;

const LONGEST: usize = 2000;
const DEEPEST: u32 = 48;
const MOST: usize = 64;

type Function = (&'static str, fn(f64) -> f64);

/// Functions of each entry alone.
const EACH: [Function; 19] = [
    ("sqrt", f64::sqrt),
    ("exp", f64::exp),
    ("ln", f64::ln),
    ("log2", f64::log2),
    ("log10", f64::log10),
    ("sin", f64::sin),
    ("cos", f64::cos),
    ("tan", f64::tan),
    ("tanh", f64::tanh),
    ("abs", f64::abs),
    ("floor", f64::floor),
    ("ceil", f64::ceil),
    ("round", f64::round),
    ("relu", |x| Activation::Relu.value(x)),
    ("sigmoid", |x| Activation::Sigmoid.value(x)),
    ("silu", |x| Activation::Silu.value(x)),
    ("gelu", |x| Activation::Gelu.value(x)),
    ("softplus", |x| Activation::Softplus.value(x)),
    ("elu", |x| Activation::Elu.value(x)),
];

/// The value of an expression; `names` knows the variables.
///
/// Errors: what cannot be read, unknown names, too long or too deep. The numbers may be infinite or none.
pub fn evaluate(text: &str, names: &dyn Fn(&str) -> Option<f64>) -> Result<Vec<f64>> {
    if text.len() > LONGEST {
        return Err(ExpressionError::TooLarge);
    }
    let mut parser = Parser { rest: text, names, depth: 0 };
    parser.skip();
    if parser.rest.is_empty() {
        return Err(ExpressionError::Empty);
    }
    let value = parser.sum()?;
    if parser.rest.is_empty() { Ok(value) } else { Err(parser.unexpected()) }
}

/// Whether a name is taken by a function or a constant.
pub fn is_reserved(name: &str) -> bool {
    constant(name).is_some()
        || EACH.iter().any(|(known, _)| *known == name)
        || ["softmax", "sum", "mean", "min", "max", "entropy", "pick", "mod"].contains(&name)
}

fn constant(name: &str) -> Option<f64> {
    match name {
        "pi" | "π" => Some(std::f64::consts::PI),
        "e" => Some(std::f64::consts::E),
        _ => None,
    }
}

struct Parser<'a> {
    rest: &'a str,
    names: &'a dyn Fn(&str) -> Option<f64>,
    depth: u32,
}

impl Parser<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn eat(&mut self, wanted: &[char]) -> Option<char> {
        let found = self.peek().filter(|character| wanted.contains(character))?;
        self.rest = &self.rest[found.len_utf8()..];
        self.skip();
        Some(found)
    }

    fn unexpected(&self) -> ExpressionError {
        match self.peek() {
            Some(character) => ExpressionError::Unexpected(character.to_string()),
            None => ExpressionError::Empty,
        }
    }

    fn sum(&mut self) -> Result<Vec<f64>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(ExpressionError::TooLarge);
        }
        let mut value = self.product()?;
        while let Some(sign) = self.eat(&['+', '-', '−']) {
            let right = self.product()?;
            value = meet(value, right, |left, right| if sign == '+' { left + right } else { left - right })?;
        }
        self.depth -= 1;
        Ok(value)
    }

    fn product(&mut self) -> Result<Vec<f64>> {
        let mut value = self.signed()?;
        loop {
            let divides = match self.eat(&['*', '×', '·', '⋅', '/', '÷']) {
                Some(sign) => matches!(sign, '/' | '÷'),
                // `2π`, `2√3`, `2(a+b)`
                None if self.peek().is_some_and(|next| next == '(' || next == '√' || starts_name(next)) => false,
                None => return Ok(value),
            };
            let right = self.signed()?;
            value = meet(value, right, |left, right| if divides { left / right } else { left * right })?;
        }
    }

    /// Signs before a power, without recursion: `--2`.
    fn signed(&mut self) -> Result<Vec<f64>> {
        let mut is_negative = false;
        while let Some(sign) = self.eat(&['+', '-', '−']) {
            is_negative ^= sign != '+';
        }
        let base = self.atom()?;
        let value = if self.eat(&['^']).is_some() {
            self.depth += 1;
            if self.depth > DEEPEST {
                return Err(ExpressionError::TooLarge);
            }
            let power = self.signed()?;
            self.depth -= 1;
            meet(base, power, f64::powf)?
        } else {
            base
        };
        Ok(if is_negative { value.into_iter().map(|x| -x).collect() } else { value })
    }

    fn atom(&mut self) -> Result<Vec<f64>> {
        let value = match self.peek() {
            Some('(') => {
                self.eat(&['(']);
                let value = self.sum()?;
                self.eat(&[')']).ok_or_else(|| self.unexpected())?;
                value
            }
            Some('[') => {
                self.eat(&['[']);
                self.list(']')?
            }
            Some('√') => {
                self.eat(&['√']);
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(ExpressionError::TooLarge);
                }
                let value = self.atom()?;
                self.depth -= 1;
                value.into_iter().map(f64::sqrt).collect()
            }
            Some(next) if next.is_ascii_digit() || next == '.' => vec![self.number()?],
            Some(next) if starts_name(next) => self.name()?,
            _ => return Err(self.unexpected()),
        };
        Ok(if self.eat(&['%']).is_some() { value.into_iter().map(|x| x / 100.0).collect() } else { value })
    }

    fn number(&mut self) -> Result<f64> {
        let bytes = self.rest.as_bytes();
        let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut end = digits(0);
        if bytes.get(end) == Some(&b'.') {
            end += 1 + digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = if end + 1 + sign <= bytes.len() { digits(end + 1 + sign) } else { 0 };
            // `2e` is twice Euler's number
            if exponent > 0 {
                end += 1 + sign + exponent;
            }
        }
        let (number, rest) = self.rest.split_at(end);
        let value = number.parse().map_err(|_| ExpressionError::Unexpected(number.to_owned()))?;
        self.rest = rest;
        self.skip();
        Ok(value)
    }

    fn name(&mut self) -> Result<Vec<f64>> {
        let end = self.rest.find(|next: char| !(starts_name(next) || next.is_ascii_digit() || next == '_'));
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        self.skip();
        if let Some(value) = (self.names)(name).or_else(|| constant(name)) {
            return Ok(vec![value]);
        }
        if self.eat(&['(']).is_none() {
            return Err(ExpressionError::Unknown(name.to_owned()));
        }
        let given = self.list(')')?;
        call(name, given)
    }

    /// Entries up to the bracket that closes them, lists among them laid flat.
    fn list(&mut self, close: char) -> Result<Vec<f64>> {
        let mut all = Vec::new();
        if self.eat(&[close]).is_some() {
            return Ok(all);
        }
        loop {
            all.extend(self.sum()?);
            if all.len() > MOST {
                return Err(ExpressionError::TooLarge);
            }
            match self.eat(&[',', close]) {
                Some(',') => {}
                Some(_) => return Ok(all),
                None => return Err(self.unexpected()),
            }
        }
    }
}

/// Letters of any script begin a name, and so does π.
fn starts_name(character: char) -> bool {
    character.is_alphabetic()
}

/// Entry by entry; a single number meets each.
fn meet(left: Vec<f64>, right: Vec<f64>, with: impl Fn(f64, f64) -> f64) -> Result<Vec<f64>> {
    match (left.as_slice(), right.as_slice()) {
        (_, &[one]) => Ok(left.into_iter().map(|entry| with(entry, one)).collect()),
        (&[one], _) => Ok(right.into_iter().map(|entry| with(one, entry)).collect()),
        _ if left.len() == right.len() => Ok(left.into_iter().zip(right).map(|(a, b)| with(a, b)).collect()),
        _ => Err(ExpressionError::Arguments("lists of different length".to_owned())),
    }
}

fn call(name: &str, given: Vec<f64>) -> Result<Vec<f64>> {
    if let Some((_, function)) = EACH.iter().find(|(known, _)| *known == name) {
        return Ok(given.into_iter().map(function).collect());
    }
    let wrong = || ExpressionError::Arguments(name.to_owned());
    if given.is_empty() {
        return Err(if is_reserved(name) { wrong() } else { ExpressionError::Unknown(name.to_owned()) });
    }
    let one = |value: f64| Ok(vec![value]);
    match name {
        "softmax" => softmax(&given).ok_or_else(wrong),
        "sum" => one(given.iter().sum()),
        "mean" => one(given.iter().sum::<f64>() / given.len() as f64),
        "min" => one(given.iter().copied().fold(f64::INFINITY, f64::min)),
        "max" => one(given.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
        "entropy" => one(entropy_nats(&given)),
        "pick" => {
            let entry = (1..given.len()).find(|&nth| (nth as f64 - given[0]).abs() < 0.5).ok_or_else(wrong)?;
            one(given[entry])
        }
        "mod" => match given[..] {
            [value, by] if by != 0.0 => one(value.rem_euclid(by)),
            _ => Err(wrong()),
        },
        _ => Err(ExpressionError::Unknown(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str) -> Result<Vec<f64>> {
        evaluate(text, &|name| match name {
            "L" => Some(32.0),
            "d_h" => Some(128.0),
            "窗口" => Some(3.0),
            _ => None,
        })
    }

    #[test]
    fn arithmetic_is_read_as_people_write_it() {
        for (text, expected) in [
            ("2 + 3*4", 14.0),
            ("(2+3)*4", 20.0),
            ("-2^2", -4.0),
            ("2^-1", 0.5),
            ("2^3^2", 512.0),
            ("7-2-1", 4.0),
            ("8/4/2", 1.0),
            ("1.5e-3", 0.0015),
            (".5", 0.5),
            ("50%", 0.5),
            ("√2", std::f64::consts::SQRT_2),
            ("1/√4", 0.5),
            ("2√9", 6.0),
            ("2π", std::f64::consts::TAU),
            ("2e", 2.0 * std::f64::consts::E),
            ("e^0", 1.0),
            ("2 × 3 ÷ 4 − 1", 0.5),
            ("2·L·d_h", 8192.0),
            ("2(L+1)", 66.0),
            ("L(1+1)", 64.0),
            ("窗口-1", 2.0),
            ("--2", 2.0),
            ("ln(e)", 1.0),
            ("sqrt(16)", 4.0),
            ("max(1, 5, 2)", 5.0),
            ("mean([1,2],3)", 2.0),
            ("sum(2*[1,2,3])", 12.0),
            ("pick(2, softmax(0, 0))", 0.5),
            ("entropy(0.5, 0.5)", std::f64::consts::LN_2),
            ("mod(-1, 4)", 3.0),
            ("relu(-3)", 0.0),
        ] {
            let found = value(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert!(found.len() == 1 && (found[0] - expected).abs() < 1e-12, "{text} = {found:?}");
        }
        assert_eq!(value("[1,2]*[3,4]"), Ok(vec![3.0, 8.0]));
    }

    #[test]
    fn what_is_no_arithmetic_is_refused() {
        for (text, word) in [
            ("", "nothing is computed"),
            ("  ", "nothing is computed"),
            ("2 +", "nothing is computed"),
            ("2 2", "`2`"),
            ("(2", "nothing is computed"),
            ("2)", "`)`"),
            ("x+1", "`x`"),
            ("system(1)", "`system`"),
            ("softmax()", "`softmax`"),
            ("pick(9, 1, 2)", "`pick`"),
            ("[1,2]+[1,2,3]", "different length"),
            ("1..2", "`.`"),
            ("$2", "`$`"),
        ] {
            let message = value(text).unwrap_err().to_string();
            assert!(message.contains(word), "{text}: {message}");
        }
        assert_eq!(value(&"(".repeat(1000)), Err(ExpressionError::TooLarge));
        assert_eq!(value(&"√".repeat(600)), Err(ExpressionError::TooLarge));
        assert_eq!(value(&"2^".repeat(900)), Err(ExpressionError::TooLarge));
        assert_eq!(value(&"1+".repeat(2000)), Err(ExpressionError::TooLarge));
        assert_eq!(value(&format!("[{}1]", "1,".repeat(80))), Err(ExpressionError::TooLarge));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn any_text_has_a_value_or_an_error(text in any::<String>(), sums in "[0-9Le+*/^().,√%\\[\\] -]{0,60}") {
            let _ = value(&text);
            let _ = value(&sums);
        }
    }
}

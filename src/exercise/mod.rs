//! Executable cards: each asking draws new numbers, the lab computes the answer, and what the learner types is graded by tolerance.
//! What cannot be learned by heart must be understood.
//!
//! An exercise is one of [`stock`], found by its id, or a block that a note writes (`own`). The seed comes from the card's key and
//! the count of its reviews ([`seed`]), so that a card brought back by undo asks the very same numbers. Pure: no clock, no chance.

mod dice;
mod expression;
mod own;
mod stock;
mod typed;
mod value;

pub use dice::{Dice, seed};
pub use expression::{ExpressionError, evaluate};
pub use own::{Own, OwnError};
pub use stock::{Stock, all as stock};
pub use typed::{Slip, Verdict};
pub use value::{Unit, Value};

use crate::domain::{Card, CardKind, Grade};
use serde_json::{Map, Value as Json};

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    pub zh: String,
    pub en: String,
}

impl Said {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// A calculation of the lab with its inputs set: `wengu lab BENCH CASE` reads `set` as its JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    pub bench: &'static str,
    pub case: &'static str,
    pub set: Map<String, Json>,
}

/// An exercise with its numbers drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Markdown with TeX.
    pub question: Said,
    pub value: Value,
    /// The arithmetic, step by step; no words.
    pub working: Vec<String>,
    /// Names and numbers that were drawn, as the question writes them.
    pub numbers: Vec<(String, String)>,
    /// Wrong answers, and what leads to each.
    pub slips: Vec<(Vec<f64>, Said)>,
    /// The bench that shows the same case.
    pub link: Option<Link>,
}

impl Drawn {
    pub fn judge(&self, typed: &str) -> Verdict {
        typed::judge(typed, &self.value, &self.slips)
    }

    /// The answer for reading: the arithmetic, and in bold what it comes to.
    pub fn answer(&self) -> String {
        let mut lines: Vec<String> = self.working.iter().map(|step| format!("- {step}")).collect();
        lines.push(String::new());
        lines.push(format!("**{}**", self.value.shown()));
        lines.join("\n")
    }
}

impl Verdict {
    /// The grade that the answer deserves; the learner has the last word. None for what could not be read.
    pub const fn grade(&self) -> Option<Grade> {
        match self {
            Self::Right => Some(Grade::Good),
            Self::Wrong(_) | Self::Count { .. } => Some(Grade::Again),
            Self::Unread => None,
        }
    }
}

/// Draws the numbers of an exercise card for its next asking. None for any other card, and for an exercise that is no longer known.
pub fn of_card(card: &Card) -> Option<Drawn> {
    if card.kind != CardKind::Exercise {
        return None;
    }
    draw(&card.question, seed(&card.key, card.memory.reps))
}

/// Draws an exercise from what its card holds: the id of one that is in stock, or the text of a note's block.
pub fn draw(text: &str, seed: u64) -> Option<Drawn> {
    match stock().iter().find(|stock| stock.id == text.trim()) {
        Some(stock) => stock.draw(seed).ok(),
        None => Own::read(text).ok()?.draw(seed).ok(),
    }
}

/// Puts numbers into the gaps of a text, `{L}`. Inside of `$…$` the braces stay, as TeX needs them.
fn filled(template: &str, numbers: &[(String, String)]) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    let mut is_math = false;
    let mut rest = template;
    while let Some(at) = rest.find(['{', '$']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        if let Some(after) = from.strip_prefix('$') {
            is_math = !is_math;
            text.push('$');
            rest = after;
            continue;
        }
        let inner = from[1..].split_once('}').map_or("", |(inner, _)| inner);
        let Some((_, number)) = numbers.iter().find(|(name, _)| name == inner.trim()) else {
            text.push('{');
            rest = &from[1..];
            continue;
        };
        let (open, close) = if is_math { ("{", "}") } else { ("", "") };
        text.extend([open, number, close]);
        rest = from.get(inner.len() + 2..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests;

//! The texts of the review line by line, beyond question and answer.

use super::{Lang, Text, tui};
use crate::domain::diff::{Part, changes, compare, likeness};
use crate::domain::{Grade, Prompt};
use std::fmt::Write;

/// No more questions than this are named at the end.
const MOST_NAMED: usize = 10;

pub fn hint(lang: Lang, hint: Option<&str>) -> String {
    match hint {
        Some(hint) => format!("{}: {hint}\n", tui::HINT.of(lang)),
        None => format!("{}\n", tui::NO_HINT.of(lang)),
    }
}

pub fn flagged(lang: Lang, is_flagged: bool) -> String {
    format!("{}\n", if is_flagged { tui::FLAGGED } else { tui::UNFLAGGED }.of(lang))
}

/// What was typed beside the answer: `[+missing]`, `[-too much]`, and how alike the two are.
pub fn compared(lang: Lang, typed: &str, answer: &str) -> String {
    let parts = compare(typed, &answer.replace('\n', " "));
    let mut text = format!("{}: ", tui::YOUR_ANSWER.of(lang));
    text.extend(parts.iter().map(|(part, stretch)| marked(*part, stretch)));
    let _ = writeln!(text, "  ({:.0}%)", likeness(&parts) * 100.0);
    text
}

pub const CHANGED: Text = Text::new("改动过：", "Changed: ");

/// What of the question, or of the answer, changed since the card was last answered; nothing if nothing did.
pub fn changed(lang: Lang, prompt: &Prompt, is_answer: bool) -> String {
    let Some(before) = &prompt.before else { return String::new() };
    let card = &prompt.card;
    let parts =
        if is_answer { changes(&before.answer, &card.answer) } else { changes(&before.question, &card.question) };
    if parts.is_empty() {
        return String::new();
    }
    let words = parts.iter().map(|(part, text)| marked(*part, text));
    format!("{}{}\n\n", CHANGED.of(lang), words.collect::<String>())
}

/// `[+what is new]`, `[-what is gone]`.
pub fn marked(part: Part, text: &str) -> String {
    match part {
        Part::Same => text.to_owned(),
        Part::Missing => format!("[+{text}]"),
        Part::Extra => format!("[-{text}]"),
    }
}

/// What had better be read again, and what tomorrow holds.
pub fn summary(lang: Lang, given: &[(Grade, String)], tomorrow: u32) -> String {
    let mut text = String::new();
    if !given.is_empty() {
        let recalled = given.iter().filter(|(grade, _)| grade.is_recall()).count();
        let _ = writeln!(text, "{}", tui::recalled(lang, recalled, given.len()));
    }
    let _ = writeln!(text, "{}", tui::tomorrow(lang, tomorrow));
    let mut forgotten: Vec<&str> = Vec::new();
    for (_, question) in given.iter().filter(|(grade, _)| !grade.is_recall()) {
        if !forgotten.contains(&question.as_str()) && forgotten.len() < MOST_NAMED {
            forgotten.push(question);
        }
    }
    if !forgotten.is_empty() {
        let _ = writeln!(text, "{}", Text::new("值得重读：", "Worth reading again:").of(lang));
    }
    for question in forgotten {
        let _ = writeln!(text, "· {}", question.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_answer_shows_what_is_missing_and_what_is_too_much() {
        assert_eq!(compared(Lang::En, "低质", "低秩"), "Your answer: 低[+秩][-质]  (50%)\n");
        assert_eq!(compared(Lang::En, "rmsnorm", "RMSNorm"), "Your answer: RMSNorm  (100%)\n");
    }
}

//! From a text with deletions to the cards that ask them. Every syntax of clozes ends here, so holes look alike everywhere.

use crate::domain::cloze::{HIDDEN, HOLE};
use crate::ingest::lexer::{Lexed, SpanKind};
use std::ops::Range;

/// A text with more than this to show in all its cards together is not meant to be asked piece by piece. Bytes.
const MOST_SHOWN: usize = 1 << 20;
/// What stands for a part that one text of several holes does not break into lines.
const SPACE: &str = " ";

/// One part that may be asked. Deletions of a text are sorted by start and either nest or are apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deletion {
    /// With its marks.
    pub outer: Range<usize>,
    /// What is asked.
    pub inner: Range<usize>,
    pub hint: Option<String>,
    pub asks: Asks,
}

/// On which of a text's cards a deletion is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asks {
    /// On a card of its own.
    Alone,
    /// On the card of this number, together with others of the same.
    Number(u32),
    /// On the n-th card it does the n-th of these; after the last it shows.
    Script(Vec<Look>),
}

/// How a deletion looks on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Asked,
    Hidden,
    Shown,
}

/// One card of a text with deletions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Side {
    pub question: String,
    pub answer: String,
    pub hint: String,
    /// The card's number where the author gave one, else its place among its siblings from 1.
    pub number: u32,
}

/// The cards of `text`. `None` if they would show too much text.
pub(super) fn sides(text: &str, deletions: &[Deletion]) -> Option<Vec<Side>> {
    let deletions = &nested(deletions);
    let asked = Asked::new(deletions);
    if asked.count().saturating_mul(text.len()) > MOST_SHOWN.max(text.len()) {
        return None;
    }
    let lexed = Lexed::new(text);
    let cards = asked.cards(deletions);
    Some(cards.iter().filter_map(|(number, looks)| side(text, &lexed, deletions, *number, looks)).collect())
}

/// The deletions without those that begin in another and end behind it, or stand in its marks: of these the author meant one.
fn nested(deletions: &[Deletion]) -> Vec<Deletion> {
    let mut kept: Vec<Deletion> = Vec::with_capacity(deletions.len());
    let mut around: Vec<usize> = Vec::new();
    for deletion in deletions {
        while around.last().is_some_and(|&nth| kept[nth].outer.end <= deletion.outer.start) {
            around.pop();
        }
        let fits = |&nth: &usize| {
            let inner = &kept[nth].inner;
            inner.start <= deletion.outer.start && deletion.outer.end <= inner.end
        };
        if around.last().is_none_or(fits) {
            around.push(kept.len());
            kept.push(deletion.clone());
        }
    }
    kept
}

/// Which cards a text's deletions make.
struct Asked {
    /// How many cards the longest script has.
    scripted: usize,
    numbers: Vec<u32>,
    /// Deletions with a card of their own.
    alone: Vec<usize>,
}

impl Asked {
    fn new(deletions: &[Deletion]) -> Self {
        let mut asked = Self { scripted: 0, numbers: Vec::new(), alone: Vec::new() };
        for (nth, deletion) in deletions.iter().enumerate() {
            match &deletion.asks {
                Asks::Script(script) => asked.scripted = asked.scripted.max(script.len()),
                Asks::Number(number) => asked.numbers.push(*number),
                Asks::Alone => asked.alone.push(nth),
            }
        }
        asked.numbers.sort_unstable();
        asked.numbers.dedup();
        asked
    }

    const fn count(&self) -> usize {
        self.scripted + self.numbers.len() + self.alone.len()
    }

    /// For each card its number and how each deletion looks on it.
    fn cards(&self, deletions: &[Deletion]) -> Vec<(u32, Vec<Look>)> {
        let looks = |look: &dyn Fn(usize, &Deletion) -> Look| -> Vec<Look> {
            deletions.iter().enumerate().map(|(nth, one)| look(nth, one)).collect()
        };
        let mut cards = Vec::with_capacity(self.count());
        for nth in 0..self.scripted {
            let scripted = |_: usize, one: &Deletion| match &one.asks {
                Asks::Script(script) => script.get(nth).copied().unwrap_or(Look::Shown),
                _ => Look::Shown,
            };
            cards.push((as_number(nth + 1), looks(&scripted)));
        }
        for number in &self.numbers {
            cards.push((*number, looks(&|_, one| shown_unless(one.asks == Asks::Number(*number)))));
        }
        for alone in &self.alone {
            let number = as_number(cards.len() + 1);
            cards.push((number, looks(&|nth, _| shown_unless(nth == *alone))));
        }
        cards
    }
}

const fn shown_unless(is_asked: bool) -> Look {
    if is_asked { Look::Asked } else { Look::Shown }
}

fn as_number(nth: usize) -> u32 {
    u32::try_from(nth).unwrap_or(u32::MAX)
}

fn side(text: &str, lexed: &Lexed, deletions: &[Deletion], number: u32, looks: &[Look]) -> Option<Side> {
    let mut writer = Writer { text, lexed, deletions, looks, question: String::new(), asked: Vec::new() };
    let end = writer.write(0..text.len(), 0);
    debug_assert_eq!(end, deletions.len());
    let Writer { question, asked, .. } = writer;
    let answers: Vec<String> = asked.iter().map(|&nth| answer(text, lexed, deletions, nth)).collect();
    let hints: Vec<&str> = asked.iter().map(|&nth| deletions[nth].hint.as_deref().unwrap_or("")).collect();
    let answer = match answers.as_slice() {
        [] => return None,
        [only] => only.clone(),
        several => several.iter().map(|one| one.replace('\n', SPACE)).collect::<Vec<_>>().join("\n"),
    };
    let hint = if hints.iter().all(|hint| hint.is_empty()) { String::new() } else { hints.join("\n") };
    Some(Side { question: question.trim().to_owned(), answer, hint, number })
}

/// Writes one card's question.
struct Writer<'a> {
    text: &'a str,
    lexed: &'a Lexed,
    deletions: &'a [Deletion],
    looks: &'a [Look],
    question: String,
    asked: Vec<usize>,
}

impl Writer<'_> {
    /// Writes `range`, in which the deletions from `from` on may lie; gives the first that lies behind.
    fn write(&mut self, range: Range<usize>, from: usize) -> usize {
        let mut at = range.start;
        let mut nth = from;
        while let Some(deletion) = self.deletions.get(nth).filter(|one| one.outer.start < range.end) {
            self.plain(at..deletion.outer.start);
            at = deletion.outer.end;
            match self.looks.get(nth).copied().unwrap_or(Look::Shown) {
                Look::Shown => nth = self.show(deletion, nth),
                Look::Asked => {
                    self.put(deletion, HOLE);
                    self.asked.push(nth);
                    nth = self.behind(nth);
                }
                Look::Hidden => {
                    self.put(deletion, HIDDEN);
                    nth = self.behind(nth);
                }
            }
        }
        self.plain(at..range.end);
        nth
    }

    /// The first deletion that does not lie in the `nth`.
    fn behind(&self, nth: usize) -> usize {
        let end = self.deletions[nth].outer.end;
        nth + 1 + self.deletions[nth + 1..].iter().take_while(|inner| inner.outer.start < end).count()
    }

    /// A note's own `[...]` would pass for a hole; a formula is left alone even so.
    fn plain(&mut self, range: Range<usize>) {
        let part = &self.text[range.clone()];
        if !part.contains(HOLE) || self.lexed.protects(range.start) {
            self.question.push_str(part);
        } else {
            self.question.push_str(&part.replace(HOLE, HIDDEN));
        }
    }

    fn put(&mut self, deletion: &Deletion, mark: &str) {
        let is_argument = self.is_argument(deletion);
        self.question.push_str(if is_argument { "{" } else { "" });
        self.question.push_str(mark);
        self.question.push_str(if is_argument { "}" } else { "" });
    }

    fn show(&mut self, deletion: &Deletion, nth: usize) -> usize {
        let is_argument = self.is_argument(deletion);
        self.question.push_str(if is_argument { "{" } else { "" });
        let next = self.write(deletion.inner.clone(), nth + 1);
        self.question.push_str(if is_argument { "}" } else { "" });
        next
    }

    /// The marks of `\sqrt{{c1::x}}` are the argument's braces, too: without any, TeX would misread what is left.
    fn is_argument(&self, deletion: &Deletion) -> bool {
        is_in_math(self.lexed, deletion) && is_argument(&self.question)
    }
}

fn is_in_math(lexed: &Lexed, deletion: &Deletion) -> bool {
    let span = lexed.span_at(deletion.outer.start);
    span.is_some_and(|span| matches!(span.kind, SpanKind::Math { .. }) && span.inner.start <= deletion.outer.start)
}

/// Whether what follows `before` would be taken for a TeX command's argument, an exponent or an index.
pub(super) fn is_argument(before: &str) -> bool {
    let before = before.trim_end();
    let word = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (word.len() < before.len() && word.ends_with('\\')) || before.ends_with(['^', '_'])
}

/// What a deletion hides, without the marks inside of it. In a formula it is given the dollars that make it TeX.
fn answer(text: &str, lexed: &Lexed, deletions: &[Deletion], nth: usize) -> String {
    let deletion = &deletions[nth];
    let end = deletion.outer.end;
    let inside = deletions[nth + 1..].iter().take_while(|inner| inner.outer.start < end).count();
    let deletions = &deletions[nth + 1..][..inside];
    let mut writer = Writer { text, lexed, deletions, looks: &[], question: String::new(), asked: Vec::new() };
    writer.write(deletion.inner.clone(), 0);
    let said = writer.question.trim();
    if is_in_math(lexed, deletion) && !said.is_empty() { format!("${said}$") } else { said.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(outer: Range<usize>, mark: usize) -> Deletion {
        Deletion { inner: outer.start + mark..outer.end - mark, outer, hint: None, asks: Asks::Alone }
    }

    #[test]
    fn each_deletion_is_asked_while_the_others_show() {
        let text = "==a== and ==b== and [...]";
        let sides = sides(text, &[alone(0..5, 2), alone(10..15, 2)]).unwrap();
        let seen: Vec<(&str, &str)> = sides.iter().map(|side| (&*side.question, &*side.answer)).collect();
        assert_eq!(seen, [("[...] and b and […]", "a"), ("a and [...] and […]", "b")]);
    }

    #[test]
    fn of_deletions_that_cross_the_first_counts() {
        for (text, deletions, expected) in [
            ("==a [b== c] d", [alone(0..8, 2), alone(4..11, 1)], ("[...] c] d", "a [b")),
            // One that stands in the marks of another
            ("{{c1::a}} b", [alone(0..9, 6), alone(1..9, 1)], ("[...] b", "a}}")),
        ] {
            let deletions = if expected.1 == "a [b" {
                deletions
            } else {
                let [mut outer, inner] = deletions;
                outer.inner = 6..9;
                [outer, inner]
            };
            let sides = sides(text, &deletions).unwrap();
            let seen: Vec<(&str, &str)> = sides.iter().map(|side| (&*side.question, &*side.answer)).collect();
            assert_eq!(seen, [expected], "{text}");
        }
    }

    #[test]
    fn a_hole_in_an_argument_of_tex_keeps_its_braces() {
        for (before, is) in
            [("\\sqrt", true), ("\\frac{a}", false), ("x^", true), ("x_ ", true), ("a + ", false), ("词", false)]
        {
            assert_eq!(is_argument(before), is, "{before}");
        }
    }
}

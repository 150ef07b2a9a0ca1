//! Commands that read their arguments in a way of their own: `\verb|x|`, `\char65`, `\ce{H2O}`, and what plain TeX had before
//! there were environments.

use super::{Kind, Node, Parser};
use crate::typeset::lex::{Token, is_command, lex};
use crate::typeset::tree::{Class, Place};

/// Plain TeX's commands for rows and columns, and what begins and ends them today.
const PLAIN: [(&str, &str, &str); 6] = [
    ("matrix", r"\begin{matrix}", r"\end{matrix}"),
    ("pmatrix", r"\begin{pmatrix}", r"\end{pmatrix}"),
    ("bmatrix", r"\begin{bmatrix}", r"\end{bmatrix}"),
    ("cases", r"\begin{cases}", r"\end{cases}"),
    ("displaylines", r"\begin{gathered}", r"\end{gathered}"),
    ("eqalign", r"\begin{aligned}", r"\end{aligned}"),
];

impl<'a> Parser<'a> {
    /// Writes `\matrix{…}` and its like as an environment. True if `name` is one of them.
    pub(super) fn plain_environment(&mut self, name: &str, at: usize) -> bool {
        let Some((_, begin, end)) = PLAIN.iter().find(|(plain, ..)| *plain == name) else { return false };
        if self.peek().is_none_or(|token| token.kind != Kind::Open) || !self.may_write(0) {
            return false;
        }
        let inside = self.argument_tokens();
        if !self.may_write(inside.len()) {
            self.tokens.extend(inside.into_iter().rev());
            return false;
        }
        let here = |token: Token<'a>| Token { at, ..token };
        let written: Vec<Token<'a>> = lex(begin).map(here).chain(inside).chain(lex(end).map(here)).collect();
        self.tokens.extend(written.into_iter().rev());
        true
    }

    pub(super) fn peculiar(&mut self, name: &str, at: usize) -> Option<Node> {
        match name {
            "verb" => Some(Node::Text(self.verbatim())),
            "char" | "symbol" => Some(self.code()),
            "ce" => self.chemistry(at),
            "buildrel" => self.buildrel(at),
            _ => None,
        }
    }

    /// What stands between two of the same character, to the letter.
    fn verbatim(&mut self) -> String {
        self.take(Kind::Char("*"));
        let Some(mark) = self.next() else { return String::new() };
        self.tokens_until(mark.kind).iter().map(Token::source).collect()
    }

    /// A character by its number: decimal, or `"41` for hexadecimal.
    fn code(&mut self) -> Node {
        let radix = if self.take(Kind::Char("\"")) { 16 } else { 10 };
        let is_digit = |text: &&str| text.chars().all(|digit| digit.is_digit(radix));
        let mut digits = String::new();
        if self.peek().is_some_and(|token| token.kind == Kind::Open) {
            digits = self.word();
        }
        while let Some(text) = self.peek().and_then(|token| token.character()).filter(is_digit) {
            self.tokens.pop();
            digits.push_str(text);
        }
        let character = u32::from_str_radix(&digits, radix).ok().and_then(char::from_u32);
        Node::glyph(character.filter(|character| !is_command(*character)).unwrap_or('\u{fffd}'), Class::Ord)
    }

    /// `\buildrel over \over base`.
    fn buildrel(&mut self, at: usize) -> Option<Node> {
        let end = Kind::Command("over");
        if !self.may_write(self.tokens.len()) || !self.tokens.iter().any(|token| token.kind == end) {
            return None;
        }
        let over = self.tokens_until(end);
        let over = Some(Box::new(self.nodes_of(over)));
        let base = Box::new(self.argument("\\buildrel", at));
        let stack = Node::Stack { base, over, under: None };
        Some(Node::Classed { class: Class::Rel, place: Place::Side, body: Box::new(stack) })
    }

    /// The argument of `\ce`, as the mathematics that shows it.
    fn chemistry(&mut self, at: usize) -> Option<Node> {
        if !self.may_write(0) {
            return None;
        }
        let tokens = self.argument_tokens();
        // One within another would be read without end
        if !self.may_write(tokens.len()) || tokens.iter().any(|token| token.kind == Kind::Command("ce")) {
            self.tokens.extend(tokens.into_iter().rev());
            return None;
        }
        let written: String = tokens.iter().map(Token::source).collect();
        let (node, found) = super::parse(&chemical(&written));
        for found in found {
            self.note(at, found.message);
        }
        Some(node)
    }
}

/// A chemical formula as mathematics: digits after an atom count it, a sign behind it is a charge, arrows are drawn.
fn chemical(written: &str) -> String {
    let mut source = String::new();
    let (mut rest, mut last) = (written, ' ');
    while !rest.is_empty() {
        let (piece, length) = piece(rest, last);
        source.push_str(&piece);
        last = rest[..length].chars().next_back().unwrap_or(' ');
        rest = &rest[length..];
    }
    source
}

/// The first piece of `rest` as mathematics, and how many bytes it was; `last` is the character before.
fn piece(rest: &str, last: char) -> (String, usize) {
    const ARROWS: [(&str, &str); 4] =
        [("<=>", r"\rightleftharpoons "), ("<->", r"\leftrightarrow "), ("->", r"\to "), ("<-", r"\gets ")];
    if let Some((over, _)) = rest.strip_prefix("->[").and_then(|rest| rest.split_once(']')) {
        return (format!("\\xrightarrow{{{over}}}"), over.len() + 4);
    }
    if let Some((arrow, tex)) = ARROWS.iter().find(|(arrow, _)| rest.starts_with(arrow)) {
        return ((*tex).to_owned(), arrow.len());
    }
    let run = |text: &str, counts: fn(u8) -> bool| text.bytes().take_while(|byte| counts(*byte)).count();
    let is_atom = last.is_alphabetic() || matches!(last, ')' | ']');
    let digits = run(rest, |byte| byte.is_ascii_digit());
    if digits > 0 && is_atom {
        return (format!("_{{{}}}", &rest[..digits]), digits);
    }
    let charge = run(rest.strip_prefix('^').unwrap_or_default(), |byte| byte.is_ascii_digit() || b"+-".contains(&byte));
    if charge > 0 {
        return (format!("^{{{}}}", &rest[1..=charge]), charge + 1);
    }
    let first = rest.chars().next().unwrap_or(' ');
    let stands_behind = is_atom || last.is_ascii_digit();
    let ends = !rest[first.len_utf8()..].starts_with(|next: char| next.is_alphanumeric());
    if matches!(first, '+' | '-') && stands_behind && ends {
        return (format!("^{{{first}}}"), 1);
    }
    (first.to_string(), first.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chemistry_is_written_as_mathematics() {
        for (written, source) in [
            ("H2O", "H_{2}O"),
            ("2H2 + O2 -> 2H2O", r"2H_{2} + O_{2} \to  2H_{2}O"),
            ("SO4^2-", "SO_{4}^{2-}"),
            ("Na+", "Na^{+}"),
            ("Ca(OH)2", "Ca(OH)_{2}"),
            (r"A ->[\text{热}] B", r"A \xrightarrow{\text{热}} B"),
            ("A <=> B", r"A \rightleftharpoons  B"),
        ] {
            assert_eq!(chemical(written), source);
        }
    }
}

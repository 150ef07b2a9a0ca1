//! Text in formulas: `\text{若 $x>0$}`, `\operatorname{arg\,max}`, and words in upright letters.

use super::prelude::short;
use super::table::{MARKS, among};
use super::{Font, Node, Parser};
use crate::typeset::layout::marked;
use crate::typeset::lex::{Kind, Token};
use crate::typeset::symbol;
use crate::typeset::tree::{Class, Mark, Place};

/// Commands that leave an operator's name a name.
const IN_NAMES: [&str; 14] =
    [",", " ", ";", ":", "!", "-", "/", "_", "quad", "space", "mathrm", "text", "textrm", "rm"];

impl<'a> Parser<'a> {
    /// The argument of `\text` and its like: blanks count, `_` and `^` stand for themselves, `$…$` is mathematics.
    pub(super) fn text(&mut self) -> Node {
        let tokens = self.argument_tokens();
        self.text_of(tokens)
    }

    fn text_of(&mut self, tokens: Vec<Token<'a>>) -> Node {
        let mut nodes = Vec::new();
        let mut written = String::new();
        let mut tokens = tokens.into_iter();
        while let Some(token) = tokens.next() {
            match token.kind {
                Kind::Dollar => {
                    let formula: Vec<Token<'a>> = tokens.by_ref().take_while(|t| t.kind != Kind::Dollar).collect();
                    push_text(&mut nodes, &mut written);
                    if !formula.is_empty() {
                        let node = self.nodes_of(formula);
                        nodes.push(node);
                    }
                }
                Kind::Command("verb") => {
                    let mark = tokens.next().map(|token| token.kind);
                    let inside = tokens.by_ref().take_while(|token| Some(token.kind) != mark);
                    written.extend(inside.map(|token| token.source()));
                }
                Kind::Command(name) if accent(name).is_some() => {
                    let letter = tokens.by_ref().find_map(|token| token.character()).unwrap_or_default();
                    written.extend(accent(name).map(|mark| marked(letter, mark)));
                }
                Kind::Command(name) => self.command_in_text(name, token.at, &mut written),
                Kind::Open | Kind::Close => {}
                Kind::Char("~") => written.push(' '),
                _ => written.push_str(&token.source()),
            }
        }
        push_text(&mut nodes, &mut written);
        Node::row(nodes)
    }

    fn command_in_text(&mut self, name: &str, at: usize, written: &mut String) {
        match name {
            "quad" => written.push_str("  "),
            "qquad" => written.push_str("    "),
            " " | "," | ";" | ":" | "\\" | "newline" | "space" => written.push(' '),
            "!" | "/" | "-" | "textbf" | "textit" | "textrm" | "text" | "mathrm" | "emph" | "rm" | "bf" | "it"
            | "small" | "large" | "normalsize" | "footnotesize" | "scriptsize" | "tiny" | "Large" | "mbox"
            | "textsf" | "texttt" | "textnormal" | "mathbf" | "(" | ")" | "eqref" | "ref" | "cite" => {}
            "LaTeX" | "TeX" => written.push_str(name),
            "textbackslash" => written.push('\\'),
            "textasciitilde" => written.push('~'),
            _ => self.symbol_in_text(name, at, written),
        }
    }

    fn symbol_in_text(&mut self, name: &str, at: usize, written: &mut String) {
        let symbol = symbol::command(name);
        if let Some(Node::Glyph { text, .. } | Node::Name { text, .. } | Node::Text(text)) = symbol {
            written.push_str(&text);
            return;
        }
        if let Some((0, letter)) = short(name).filter(|(_, body)| body.chars().count() == 1) {
            written.push_str(letter);
            return;
        }
        self.note(at, format!("unknown command `\\{name}`"));
        written.push('\\');
        written.push_str(name);
    }

    /// The argument of `\mathrm` and its like. Letters that make a word are an operator's name: `\mathrm{softmax}`.
    pub(super) fn upright(&mut self, owner: &str, at: usize) -> Node {
        let is_word = self.argument_is_word();
        if !is_word {
            return self.in_font(Font::Plain, owner, at);
        }
        let text: String = self.argument_tokens().iter().filter_map(letter).collect();
        Node::Name { text, place: Place::Side, is_word: true }
    }

    fn argument_is_word(&mut self) -> bool {
        if self.peek().is_none_or(|token| token.kind != Kind::Open) {
            return false;
        }
        let inside = self.tokens.iter().rev().skip(1).take_while(|token| token.kind != Kind::Close);
        let mut length = 0;
        for token in inside {
            match token.kind {
                Kind::Char(text) if text.chars().all(|c| c.is_alphanumeric() || "-–.".contains(c)) => length += 1,
                Kind::Command("_") => length += 1,
                Kind::Space => {}
                _ => return false,
            }
        }
        length > 1
    }

    /// `\operatorname{…}`, starred or not.
    pub(super) fn operator(&mut self, at: usize) -> Node {
        let place = if self.take(Kind::Char("*")) { Place::Movable } else { Place::Side };
        if self.peek().is_some_and(|token| token.kind == Kind::Open) {
            let font = std::mem::replace(&mut self.font, Font::Plain);
            let tokens = self.argument_tokens();
            let is_plain = tokens.iter().all(|token| match token.kind {
                Kind::Sup | Kind::Sub | Kind::Dollar => false,
                Kind::Command(name) => IN_NAMES.contains(&name),
                _ => true,
            });
            let node = if is_plain { self.text_of(tokens) } else { self.nodes_of(tokens) };
            self.font = font;
            return match node {
                // `top-` needs what follows to be whole
                Node::Text(text) if text.ends_with(['-', '–']) => Node::Text(text),
                Node::Text(text) => Node::Name { text: text.trim().to_owned(), place, is_word: false },
                body => Node::Classed { class: Class::Op, place, body: Box::new(body) },
            };
        }
        let body = Box::new(self.argument("\\operatorname", at));
        Node::Classed { class: Class::Op, place, body }
    }

    /// An argument with its letters in `font`.
    pub(super) fn in_font(&mut self, font: Font, owner: &str, at: usize) -> Node {
        let before = std::mem::replace(&mut self.font, font);
        let node = self.argument(owner, at);
        self.font = before;
        node
    }
}

/// The mark that a command of one character puts on the letter behind it: `\'e`.
fn accent(name: &str) -> Option<Mark> {
    match name {
        "`" => Some(Mark::Grave),
        "~" => Some(Mark::Tilde),
        "u" => Some(Mark::Breve),
        "v" => Some(Mark::Check),
        "'" | "\"" | "^" | "=" | "." => among(&MARKS, name),
        _ => None,
    }
}

fn push_text(nodes: &mut Vec<Node>, written: &mut String) {
    if !written.is_empty() {
        nodes.push(Node::Text(std::mem::take(written)));
    }
}

/// A character of a word: `head\_dim` is one.
fn letter<'a>(token: &Token<'a>) -> Option<&'a str> {
    if token.kind == Kind::Command("_") { Some("_") } else { token.character() }
}

//! Definitions in the source itself: `\newcommand`, `\def`, `\let`, `\DeclareMathOperator`.

use super::prelude::short;
use super::{Node, Parser};
use crate::typeset::lex::{Kind, Token, lex};
use std::collections::BTreeMap;

/// Tokens that all expansions together may write, so that no definition makes a formula endless.
const MOST_TOKENS: usize = 20_000;

#[derive(Debug, Clone)]
struct Macro<'a> {
    parameters: u8,
    /// What the first parameter is if it is not given.
    default: Option<Vec<Token<'a>>>,
    body: Vec<Token<'a>>,
}

#[derive(Debug, Default)]
pub(super) struct Macros<'a> {
    defined: BTreeMap<&'a str, Macro<'a>>,
    written: usize,
}

fn built_in<'a>(name: &str) -> Option<Macro<'a>> {
    let (parameters, body) = short(name)?;
    Some(Macro { parameters, default: None, body: lex(body).collect() })
}

impl<'a> Parser<'a> {
    /// Whether so many tokens more may be written or looked over; they count then, so that all of it together is bounded.
    pub(super) const fn may_write(&mut self, count: usize) -> bool {
        self.macros.written += count + 1;
        self.macros.written <= MOST_TOKENS
    }

    /// Expands `\name` if the source or the prelude defines it. True if it was.
    pub(super) fn expand(&mut self, name: &str, at: usize) -> bool {
        let Some(found) = self.macros.defined.get(name).cloned().or_else(|| built_in(name)) else { return false };
        let mut arguments = Vec::new();
        if let Some(default) = found.default {
            arguments.push(self.bracketed_tokens().unwrap_or(default));
        }
        while arguments.len() < usize::from(found.parameters) {
            arguments.push(self.argument_tokens());
        }
        let mut written: Vec<Token<'a>> = Vec::new();
        for token in found.body {
            match token.kind {
                Kind::Parameter(number) => written.extend(arguments.get(usize::from(number) - 1).into_iter().flatten()),
                _ => written.push(token),
            }
            if self.macros.written + written.len() > MOST_TOKENS {
                self.note(at, format!("`\\{name}` expands without end"));
                return false;
            }
        }
        self.macros.written += written.len() + 1;
        // What went wrong in an expansion is wrong where it was asked for
        self.tokens.extend(written.into_iter().rev().map(|token| Token { at, ..token }));
        true
    }

    /// Reads a definition; true if `name` is a command that defines.
    pub(super) fn define(&mut self, name: &str) -> bool {
        match name {
            "newcommand" | "renewcommand" | "providecommand" => self.newcommand(),
            "def" | "gdef" | "edef" => self.def(),
            "let" => self.alias(),
            "DeclareMathOperator" => self.declare_operator(),
            _ => return false,
        }
        true
    }

    fn newcommand(&mut self) {
        self.take(Kind::Char("*"));
        let name = self.defined_name();
        let count = self.bracketed_tokens().unwrap_or_default();
        let parameters = count.iter().find_map(|token| token.character()?.parse().ok()).unwrap_or(0_u8).min(9);
        let default = self.bracketed_tokens();
        let body = self.argument_tokens();
        self.remember(name, Macro { parameters, default, body });
    }

    fn def(&mut self) {
        let name = self.defined_name();
        let mut parameters = 0;
        while let Some(Kind::Parameter(number)) = self.peek().map(|token| token.kind) {
            self.tokens.pop();
            parameters = number;
        }
        let body = self.argument_tokens();
        self.remember(name, Macro { parameters, default: None, body });
    }

    fn alias(&mut self) {
        let name = self.defined_name();
        self.take(Kind::Char("="));
        let body = self.argument_tokens();
        self.remember(name, Macro { parameters: 0, default: None, body });
    }

    fn declare_operator(&mut self) {
        let has_limits = self.take(Kind::Char("*"));
        let name = self.defined_name();
        let at = self.here();
        let tokens = self.argument_tokens();
        let mut body = vec![Token { kind: Kind::Command("operatorname"), at }];
        if has_limits {
            body.push(Token { kind: Kind::Char("*"), at });
        }
        body.push(Token { kind: Kind::Open, at });
        body.extend(tokens);
        body.push(Token { kind: Kind::Close, at });
        self.remember(name, Macro { parameters: 0, default: None, body });
    }

    fn remember(&mut self, name: Option<&'a str>, definition: Macro<'a>) {
        if let Some(name) = name {
            self.macros.defined.insert(name, definition);
        }
    }

    /// `\name` or `{\name}`.
    fn defined_name(&mut self) -> Option<&'a str> {
        let tokens = self.argument_tokens();
        tokens.iter().find_map(|token| match token.kind {
            Kind::Command(name) => Some(name),
            _ => None,
        })
    }

    /// The tokens of an argument, without its braces.
    pub(super) fn argument_tokens(&mut self) -> Vec<Token<'a>> {
        match self.peek() {
            Some(token) if token.kind == Kind::Open => {
                self.tokens.pop();
                self.tokens_until(Kind::Close)
            }
            Some(token) if token.kind != Kind::Close => {
                self.tokens.pop();
                vec![token]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn bracketed_tokens(&mut self) -> Option<Vec<Token<'a>>> {
        self.take(Kind::Char("[")).then(|| self.tokens_until(Kind::Char("]")))
    }

    /// Tokens up to `end` on this level of braces; `end` is taken and left out.
    pub(super) fn tokens_until(&mut self, end: Kind<'a>) -> Vec<Token<'a>> {
        let mut tokens = Vec::new();
        let mut depth = 0_usize;
        while let Some(token) = self.tokens.pop() {
            if depth == 0 && token.kind == end {
                break;
            }
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            tokens.push(token);
        }
        tokens
    }

    /// An argument as it is written, for commands whose argument is a word and no mathematics.
    pub(super) fn word(&mut self) -> String {
        self.argument_tokens().iter().map(Token::source).collect()
    }

    /// The nodes of tokens that were taken off.
    pub(super) fn nodes_of(&mut self, tokens: Vec<Token<'a>>) -> Node {
        let at = self.here();
        self.tokens.push(Token { kind: Kind::Close, at });
        self.tokens.extend(tokens.into_iter().rev());
        self.group(Token { kind: Kind::Open, at })
    }
}

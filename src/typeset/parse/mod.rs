//! TeX source -> tree. Reads whatever people write: what is wrong is noted with its place, and the rest still read.

mod command;
mod environment;
mod length;
mod macros;
mod peculiar;
mod prelude;
mod script;
mod table;
mod text;

use super::Diagnostic;
use super::alphabet::{Font, styled};
use super::lex::{Kind, Token, lex};
use super::symbol;
use super::tree::{Class, Node};
use macros::Macros;

/// Groups within groups; what is deeper is shown as source. Bounds the recursion here and in the layout.
const DEEPEST: usize = 32;
/// What is wrong beyond that many places need not be told.
const MOST_DIAGNOSTICS: usize = 50;

/// The tree of a formula and what was wrong with its source.
pub(super) fn parse(source: &str) -> (Node, Vec<Diagnostic>) {
    let mut parser = Parser::new(source);
    let node = parser.formula();
    (node, parser.diagnostics)
}

/// Whether `rest` begins with the name of a command, as it stands behind a backslash.
pub(super) fn begins_command(rest: &str) -> bool {
    const BUILT: [&str; 11] =
        ["frac", "dfrac", "tfrac", "sqrt", "text", "mathrm", "operatorname", "left", "right", "begin", "boxed"];
    let name = &rest[..rest.bytes().take_while(u8::is_ascii_alphabetic).count()];
    let is_known = || {
        BUILT.contains(&name)
            || symbol::command(name).is_some()
            || table::among(&table::FONTS, name).is_some()
            || table::among(&table::MARKS, name).is_some()
    };
    name.len() > 1 && is_known()
}

/// Where a list of atoms ends. The end itself is left to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// The end of the source.
    End,
    /// A closing brace.
    Brace,
    /// `]`.
    Bracket,
    /// `\right` or `\middle`.
    Right,
    /// `&`, `\\` or `\end`.
    Cell,
}

#[derive(Debug)]
struct Parser<'a> {
    /// What is still to be read, last first.
    tokens: Vec<Token<'a>>,
    source: &'a str,
    depth: usize,
    font: Font,
    macros: Macros<'a>,
    /// Ends that are being waited for, innermost last.
    waiting: Vec<Until>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    fn new(source: &'a str) -> Self {
        let mut tokens: Vec<Token<'a>> = lex(source).collect();
        tokens.reverse();
        Self {
            tokens,
            source,
            depth: 0,
            font: Font::Plain,
            macros: Macros::default(),
            waiting: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    fn note(&mut self, at: usize, message: impl Into<String>) {
        if self.diagnostics.len() < MOST_DIAGNOSTICS {
            self.diagnostics.push(Diagnostic { message: message.into(), at });
        }
    }

    /// Where the next token begins.
    fn here(&self) -> usize {
        self.tokens.last().map_or(self.source.len(), |token| token.at)
    }

    fn skip_blanks(&mut self) {
        while self.tokens.last().is_some_and(|token| matches!(token.kind, Kind::Space)) {
            self.tokens.pop();
        }
    }

    /// The next token that is no blank, without taking it.
    fn peek(&mut self) -> Option<Token<'a>> {
        self.skip_blanks();
        self.tokens.last().copied()
    }

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blanks();
        self.tokens.pop()
    }

    /// Takes the next token if it is `kind`.
    fn take(&mut self, kind: Kind<'a>) -> bool {
        let is_next = self.peek().is_some_and(|token| token.kind == kind);
        if is_next {
            self.tokens.pop();
        }
        is_next
    }

    /// The whole source: lines and columns are read without an environment too, since that is what people write.
    fn formula(&mut self) -> Node {
        let grid = self.cells(Until::End);
        match grid.as_slice() {
            [] => Node::empty(),
            [row] if row.len() == 1 => row.first().cloned().unwrap_or_else(Node::empty),
            rows => {
                let has_columns = rows.iter().any(|row| row.len() > 1);
                environment::implicit(rows.to_vec(), has_columns)
            }
        }
    }

    /// Whether `token` ends the list in hand.
    fn ends(&self, token: Token<'a>, until: Until) -> bool {
        match token.kind {
            Kind::Close => until == Until::Brace || self.waiting.contains(&Until::Brace),
            Kind::Char("]") => until == Until::Bracket,
            Kind::Align | Kind::Command("\\" | "cr" | "newline") => until == Until::Cell || until == Until::End,
            Kind::Command("right" | "middle") => until == Until::Right || self.waiting.contains(&Until::Right),
            Kind::Command("end") => until == Until::Cell || self.waiting.contains(&Until::Cell),
            _ => false,
        }
    }

    /// Atoms with their scripts, up to the end that is waited for.
    fn list(&mut self, until: Until) -> Vec<Node> {
        let mut nodes = Vec::new();
        self.waiting.push(until);
        let font = self.font;
        while let Some(token) = self.peek() {
            if self.ends(token, until) {
                break;
            }
            if let Kind::Command(name @ ("over" | "atop" | "choose" | "brack" | "brace")) = token.kind {
                self.tokens.pop();
                nodes = self.split_fraction((name, token.at), nodes, until);
                continue;
            }
            self.item(token, &mut nodes);
        }
        self.font = font;
        self.waiting.pop();
        // The number of an equation stands at its end, wherever it was written
        if let Some(at) = nodes.iter().position(|node| matches!(node, Node::Tag(_))) {
            let tag = nodes.remove(at);
            nodes.push(tag);
        }
        nodes
    }

    /// One atom with its scripts, onto `nodes`.
    fn item(&mut self, token: Token<'a>, nodes: &mut Vec<Node>) {
        if matches!(token.kind, Kind::Sup | Kind::Sub) || token.character() == Some("'") {
            let base = self.scripts(Node::empty());
            nodes.push(base);
            return;
        }
        self.tokens.pop();
        let Some(node) = self.nucleus(token, true) else { return };
        let node = self.scripts(node);
        nodes.push(node);
    }

    /// `a \over b` and its like: all that stands before and all that comes after.
    fn split_fraction(&mut self, (name, at): (&str, usize), mut before: Vec<Node>, until: Until) -> Vec<Node> {
        if !self.deepen() {
            self.depth -= 1;
            self.note(at, "nested too deeply");
            before.push(Node::Unknown(format!("\\{name}")));
            return before;
        }
        let after = self.list(until);
        self.depth -= 1;
        let (over, under) = (Box::new(Node::row(before)), Box::new(Node::row(after)));
        let fraction = Node::Fraction { over, under, has_bar: name == "over" };
        let delimiters = match name {
            "choose" => ["(", ")"],
            "brack" => ["[", "]"],
            "brace" => ["{", "}"],
            _ => return vec![fraction],
        };
        vec![Node::Fenced { delimiters: delimiters.map(str::to_owned).to_vec(), parts: vec![fraction] }]
    }

    /// Goes one level deeper; false if that is too deep. The caller comes back up by `depth -= 1` in either case.
    fn deepen(&mut self) -> bool {
        self.depth += 1;
        self.depth <= DEEPEST
    }

    /// The atom that `token`, already taken, begins. `None` if nothing is to be seen of it.
    fn nucleus(&mut self, token: Token<'a>, counts_numbers: bool) -> Option<Node> {
        match token.kind {
            Kind::Open => Some(self.group(token)),
            Kind::Command(name) => self.command(name, token.at),
            Kind::Char(text) => Some(self.character(text, counts_numbers)),
            Kind::Parameter(number) => Some(Node::glyph(format!("#{number}"), Class::Ord)),
            Kind::Dollar | Kind::Space => None,
            Kind::Close => {
                self.note(token.at, "`}` closes nothing");
                Some(Node::Unknown("}".to_owned()))
            }
            Kind::Align => {
                self.note(token.at, "`&` outside of columns");
                Some(Node::Unknown("&".to_owned()))
            }
            Kind::Sup | Kind::Sub => {
                self.note(token.at, "a script of nothing");
                None
            }
        }
    }

    fn character(&mut self, text: &str, counts_numbers: bool) -> Node {
        if text == "," && counts_numbers && self.is_thousands() {
            return Node::glyph(",", Class::Ord);
        }
        if text == "~" {
            return Node::Space(6);
        }
        if let Some(operator) = symbol::operator(text) {
            return operator;
        }
        let (text, class) = symbol::character(text);
        let shaped: String = text.chars().map(|character| styled(character, self.font)).collect();
        Node::glyph(shaped, class)
    }

    /// Whether exactly three digits follow, as in 34,560.
    fn is_thousands(&self) -> bool {
        let digit = |back: usize| {
            let token = self.tokens.len().checked_sub(back).and_then(|at| self.tokens.get(at));
            token.and_then(Token::character).is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let before = self.tokens.last().map_or(0, |token| token.at.saturating_sub(2));
        let follows = self.source.as_bytes().get(before).is_some_and(u8::is_ascii_digit);
        follows && digit(1) && digit(2) && digit(3) && !digit(4)
    }

    /// What stands between braces; the opening one is taken.
    fn group(&mut self, open: Token<'a>) -> Node {
        if !self.deepen() {
            self.depth -= 1;
            return self.too_deep(open);
        }
        let nodes = self.list(Until::Brace);
        self.depth -= 1;
        if !self.take(Kind::Close) {
            self.note(open.at, "`{` is not closed");
        }
        // Braces around a fraction alone change nothing that a reader sees
        if matches!(nodes.as_slice(), [Node::Fraction { .. }]) { Node::row(nodes) } else { Node::Row(nodes) }
    }

    /// The source of a group that is nested too deeply.
    fn too_deep(&mut self, open: Token<'a>) -> Node {
        self.note(open.at, "nested too deeply");
        let mut source = open.source();
        let mut depth = 1_usize;
        while let Some(token) = self.tokens.pop() {
            source.push_str(&token.source());
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        Node::Unknown(source)
    }

    /// The argument of a command: a group, or one atom. `owner` is the command, for the message if there is none.
    fn argument(&mut self, owner: &str, at: usize) -> Node {
        while let Some(Kind::Command(name)) = self.peek().map(|token| token.kind) {
            let Some(token) = self.tokens.pop() else { break };
            if !self.expand(name, token.at) {
                self.tokens.push(token);
                break;
            }
        }
        let Some(token) = self.peek().filter(|token| !self.is_no_argument(*token)) else {
            self.note(at, format!("`{owner}` lacks an argument"));
            return Node::empty();
        };
        self.tokens.pop();
        if token.kind == Kind::Open {
            return self.group(token);
        }
        if !self.deepen() {
            self.depth -= 1;
            self.note(token.at, "nested too deeply");
            return Node::Unknown(token.source());
        }
        let node = self.nucleus(token, false).unwrap_or_else(Node::empty);
        self.depth -= 1;
        node
    }

    fn is_no_argument(&self, token: Token<'a>) -> bool {
        match token.kind {
            Kind::Close
            | Kind::Align
            | Kind::Sup
            | Kind::Sub
            | Kind::Dollar
            | Kind::Command("\\" | "cr" | "right" | "middle" | "end") => true,
            Kind::Char("]") => self.waiting.last() == Some(&Until::Bracket),
            _ => false,
        }
    }

    /// What stands in brackets, if the next token opens one.
    fn optional(&mut self) -> Option<Node> {
        if !self.take(Kind::Char("[")) {
            return None;
        }
        let nodes = if self.deepen() { self.list(Until::Bracket) } else { Vec::new() };
        self.depth -= 1;
        self.take(Kind::Char("]"));
        Some(Node::row(nodes))
    }
}

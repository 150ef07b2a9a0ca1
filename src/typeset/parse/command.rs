//! Commands that build something: fractions, roots, accents, delimiters, alphabets, spaces.

use super::script::{accented, is_letter};
use super::table::{FONTS, MARKS, SPACES, SPANS, SWITCHES, UNSEEN, among};
use super::{Font, Kind, Node, Parser, Until};
use crate::typeset::symbol;
use crate::typeset::tree::{Align, Class, Grid, Kind as GridKind, Mark, Place, Span};

impl Parser<'_> {
    /// What `\name`, already taken, makes. `None` if nothing is to be seen of it.
    pub(super) fn command(&mut self, name: &str, at: usize) -> Option<Node> {
        if self.expand(name, at) || self.plain_environment(name, at) || self.define(name) {
            return None;
        }
        // As Markdown has them escaped; TeX's marks of that name are for text
        if matches!(name, "=" | "." | "*" | "+" | "-" | "<") {
            return Some(self.character(name, false));
        }
        if let Some(arguments) = among(&UNSEEN, name) {
            if arguments > 0 {
                self.bracketed_tokens();
            }
            for _ in 0..arguments {
                self.argument_tokens();
            }
            return None;
        }
        if let Some(mu) = among(&SPACES, name) {
            return Some(Node::Space(mu));
        }
        if self.switch(name) {
            return None;
        }
        let node = self.shaped(name, at).or_else(|| self.built(name, at)).or_else(|| self.marked(name, at));
        let node = node.or_else(|| self.layered(name, at)).or_else(|| self.peculiar(name, at));
        let node = node.or_else(|| self.delimited(name, at)).or_else(|| self.classed(name, at));
        Some(node.or_else(|| self.symbol(name)).unwrap_or_else(|| self.unknown(name, at)))
    }

    fn symbol(&self, name: &str) -> Option<Node> {
        match symbol::command(name)? {
            Node::Glyph { text, class } if self.font != Font::Plain => {
                let text: String = text.chars().map(|character| super::styled(character, self.font)).collect();
                Some(Node::Glyph { text, class })
            }
            node => Some(node),
        }
    }

    fn unknown(&mut self, name: &str, at: usize) -> Node {
        self.note(at, format!("unknown command `\\{name}`"));
        let mut nodes = vec![Node::Unknown(format!("\\{name}"))];
        // Its arguments keep their braces, as they are written
        while let Some(open) = self.tokens.last().copied().filter(|token| token.kind == Kind::Open) {
            self.tokens.pop();
            nodes.push(Node::glyph("{", Class::Open));
            nodes.push(self.group(open));
            nodes.push(Node::glyph("}", Class::Close));
        }
        Node::row(nodes)
    }

    /// `\bf` and its like, up to the end of the group.
    fn switch(&mut self, name: &str) -> bool {
        let switch = among(&FONTS[FONTS.len() - SWITCHES..], name);
        if let Some(font) = switch {
            self.font = font;
        }
        switch.is_some()
    }

    /// Alphabets, text, accents.
    fn shaped(&mut self, name: &str, at: usize) -> Option<Node> {
        let owner = format!("\\{name}");
        Some(match name {
            "text" | "textrm" | "textnormal" | "textit" | "textsf" | "texttt" | "mbox" | "hbox" | "fbox" | "emph"
            | "textup" | "mathtext" | "textsc" => self.text(),
            "mathrm" | "mathit" | "mathsf" | "mathtt" | "symrm" | "mathup" | "operatornamewithlimits" => {
                self.upright(&owner, at)
            }
            "textbf" => in_bold(self.text()),
            "operatorname" => self.operator(at),
            _ => {
                if let Some(font) = among(&FONTS, name) {
                    return Some(self.in_font(font, &owner, at));
                }
                if let Some(mark) = among(&MARKS, name) {
                    return Some(accented(self.argument(&owner, at), mark));
                }
                let span = among(&SPANS, name)?;
                if matches!(span, Span::Overbracket | Span::Underbracket) {
                    self.bracketed_tokens();
                }
                let body = self.boxed(&owner, at);
                let mark = match span {
                    Span::Overline => Some(Mark::Bar),
                    Span::Wide(mark) => Some(mark),
                    _ => None,
                };
                // Over one letter a wide accent is a plain one
                match mark.filter(|_| is_letter(&body)) {
                    Some(mark) => Node::Accent { body, mark },
                    None => Node::Span { body, span },
                }
            }
        })
    }

    /// Fractions, roots, boxes.
    fn built(&mut self, name: &str, at: usize) -> Option<Node> {
        let owner = format!("\\{name}");
        Some(match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" | "sfrac" | "nicefrac" => {
                if name == "cfrac" {
                    self.bracketed_tokens();
                }
                let (over, under) = (self.boxed(&owner, at), self.boxed(&owner, at));
                Node::Fraction { over, under, has_bar: true }
            }
            "binom" | "dbinom" | "tbinom" => {
                let (over, under) = (self.boxed(&owner, at), self.boxed(&owner, at));
                let fraction = Node::Fraction { over, under, has_bar: false };
                Node::Fenced { delimiters: vec!["(".to_owned(), ")".to_owned()], parts: vec![fraction] }
            }
            "sqrt" => {
                let index = self.optional().map(Box::new);
                Node::Radical { body: self.boxed(&owner, at), index }
            }
            "begin" => self.environment(at),
            "substack" => self.substack(at),
            "boxed" | "framebox" => Node::Boxed(self.boxed(&owner, at)),
            "phantom" | "hphantom" => Node::Phantom(self.boxed(&owner, at)),
            "genfrac" => self.genfrac(&owner, at),
            "end" => {
                let name = self.word();
                self.note(at, format!("`\\end{{{name}}}` ends nothing"));
                Node::Unknown(format!("\\end{{{name}}}"))
            }
            "prime" => Node::glyph("′", Class::Ord),
            _ => return None,
        })
    }

    /// Struck out, numbered, spaced, cited.
    fn marked(&mut self, name: &str, at: usize) -> Option<Node> {
        let owner = format!("\\{name}");
        Some(match name {
            "smash" | "mathclap" | "mathllap" | "mathrlap" | "llap" | "rlap" | "clap" | "ensuremath" | "bbox" => {
                self.bracketed_tokens();
                self.argument(&owner, at)
            }
            "not" | "cancel" | "bcancel" | "xcancel" | "sout" => Node::Negated(self.boxed(&owner, at)),
            "tag" => {
                let is_bare = self.take(Kind::Char("*"));
                let text = self.text();
                let [open, close] = ["(", ")"].map(|sign| Node::Text(sign.to_owned()));
                Node::Tag(Box::new(if is_bare { text } else { Node::Row(vec![open, text, close]) }))
            }
            "hspace" | "hskip" | "kern" | "mkern" | "mskip" | "mspace" => self.length(),
            "ref" | "eqref" | "cite" => Node::Text(format!("({})", self.word())),
            "pmod" => {
                let body = self.argument(&owner, at);
                Node::Row(vec![Node::Space(18), Node::Text("(mod ".to_owned()), body, Node::Text(")".to_owned())])
            }
            "bmod" | "mod" => {
                Node::Classed { class: Class::Bin, place: Place::Side, body: Box::new(Node::Text("mod".to_owned())) }
            }
            "unicode" => {
                let word = self.word();
                let code = word.trim_start_matches(['x', 'U', '+', '"']);
                let character = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
                let character = character.filter(|character| !crate::typeset::lex::is_command(*character));
                Node::glyph(character.unwrap_or('\u{fffd}'), Class::Ord)
            }
            _ => return None,
        })
    }

    fn boxed(&mut self, owner: &str, at: usize) -> Box<Node> {
        Box::new(self.argument(owner, at))
    }

    /// What something stands over or under: `{=}` is still a relation then.
    fn base(&mut self, owner: &str, at: usize) -> Box<Node> {
        Box::new(self.argument(owner, at).unbraced())
    }

    /// `\genfrac{left}{right}{thickness}{style}{over}{under}`.
    fn genfrac(&mut self, owner: &str, at: usize) -> Node {
        let delimiters: Vec<String> = (0..2).map(|_| self.word()).collect();
        let thickness = self.word();
        self.argument_tokens();
        let (over, under) = (self.boxed(owner, at), self.boxed(owner, at));
        let fraction = Node::Fraction { over, under, has_bar: !thickness.starts_with('0') };
        Node::Fenced { delimiters, parts: vec![fraction] }
    }

    /// `\substack{a \\ b}`.
    fn substack(&mut self, at: usize) -> Node {
        if !self.take(Kind::Open) {
            return self.argument("\\substack", at);
        }
        if !self.deepen() {
            self.depth -= 1;
            return self.too_deep(super::Token { kind: Kind::Open, at });
        }
        self.waiting.push(Until::Brace);
        let mut rows = Vec::new();
        loop {
            let nodes = self.list(Until::Cell);
            rows.push(vec![Node::row(nodes)]);
            let goes_on = self
                .peek()
                .is_some_and(|token| matches!(token.kind, Kind::Align | Kind::Command("\\" | "cr" | "newline")));
            if !goes_on {
                break;
            }
            self.tokens.pop();
        }
        self.waiting.pop();
        self.depth -= 1;
        if !self.take(Kind::Close) {
            self.note(at, "`\\substack{` is not closed");
        }
        let columns = vec![Align::Center];
        Node::Grid(Grid { kind: GridKind::Substack, rows, columns, bars: vec![], rules: vec![], left: "", right: "" })
    }

    /// One thing over or under another.
    fn layered(&mut self, name: &str, at: usize) -> Option<Node> {
        let owner = format!("\\{name}");
        let arrow = match name {
            "xrightarrow" | "xlongrightarrow" => '→',
            "xleftarrow" | "xlongleftarrow" => '←',
            "xleftrightarrow" => '↔',
            "xRightarrow" => '⇒',
            "xLeftarrow" => '⇐',
            "xLeftrightarrow" => '⇔',
            "xmapsto" => '↦',
            "xlongequal" => '=',
            "xhookrightarrow" => '↪',
            "xhookleftarrow" => '↩',
            "xtwoheadrightarrow" => '↠',
            "xrightharpoonup" | "xrightharpoondown" => '⇀',
            "xleftharpoonup" | "xleftharpoondown" => '↼',
            "xrightleftharpoons" | "xleftrightharpoons" => '⇌',
            "xtofrom" => '⇄',
            _ => ' ',
        };
        if arrow != ' ' {
            let under = self.optional().map(Box::new);
            return Some(Node::Arrow { arrow, over: self.boxed(&owner, at), under });
        }
        Some(match name {
            "overset" | "stackrel" => {
                let over = Some(self.boxed(&owner, at));
                Node::Stack { base: self.base(&owner, at), over, under: None }
            }
            "underset" => {
                let under = Some(self.boxed(&owner, at));
                Node::Stack { base: self.base(&owner, at), over: None, under }
            }
            "overunderset" => {
                let (over, under) = (Some(self.boxed(&owner, at)), Some(self.boxed(&owner, at)));
                Node::Stack { base: self.base(&owner, at), over, under }
            }
            _ => return None,
        })
    }

    /// `\left…\right` and delimiters of a fixed size.
    fn delimited(&mut self, name: &str, at: usize) -> Option<Node> {
        let sizes = [("big", 1), ("Big", 2), ("bigg", 3), ("Bigg", 3)];
        let size = sizes.iter().find_map(|(size, rows)| {
            let side = name.strip_prefix(size)?;
            let class = match side {
                "" => Class::Ord,
                "l" => Class::Open,
                "r" => Class::Close,
                "m" => Class::Rel,
                _ => return None,
            };
            Some((*rows, class))
        });
        if let Some((rows, class)) = size {
            let delimiter = self.delimiter(name, at)?;
            let class = match (class, delimiter) {
                (Class::Ord, "(" | "[" | "{" | "⟨" | "⌊" | "⌈") => Class::Open,
                (Class::Ord, ")" | "]" | "}" | "⟩" | "⌋" | "⌉") => Class::Close,
                (class, _) => class,
            };
            return Some(Node::Tall { delimiter: delimiter.to_owned(), rows, class });
        }
        match name {
            "left" => Some(self.fenced(at)),
            "right" | "middle" => {
                self.note(at, format!("`\\{name}` without `\\left`"));
                self.delimiter(name, at).map(|delimiter| Node::glyph(delimiter, Class::Ord))
            }
            _ => None,
        }
    }

    fn fenced(&mut self, at: usize) -> Node {
        let mut delimiters = vec![self.delimiter("left", at).unwrap_or_default().to_owned()];
        let mut parts = Vec::new();
        let is_deep = !self.deepen();
        loop {
            let nodes = if is_deep { Vec::new() } else { self.list(Until::Right) };
            parts.push(Node::row(nodes));
            let next = self.peek();
            let Some(Kind::Command(name @ ("right" | "middle"))) = next.map(|token| token.kind) else {
                self.note(at, if is_deep { "nested too deeply" } else { "`\\left` without `\\right`" });
                delimiters.push(String::new());
                break;
            };
            self.tokens.pop();
            delimiters.push(self.delimiter(name, at).unwrap_or_default().to_owned());
            if name == "right" {
                break;
            }
        }
        self.depth -= 1;
        array(&delimiters, &mut parts).unwrap_or(Node::Fenced { delimiters, parts })
    }

    /// The delimiter that follows `\owner`; noted if there is none.
    fn delimiter(&mut self, owner: &str, at: usize) -> Option<&'static str> {
        let found = self.peek().and_then(|token| match token.kind {
            Kind::Char(text) => symbol::delimiter(text),
            Kind::Command("|") => Some("‖"),
            Kind::Command(name) => symbol::delimiter(name),
            _ => None,
        });
        if found.is_some() {
            self.tokens.pop();
        } else {
            self.note(at, format!("`\\{owner}` lacks a delimiter"));
        }
        found
    }

    /// Commands that say what class their argument has.
    fn classed(&mut self, name: &str, at: usize) -> Option<Node> {
        let class = match name {
            "mathop" => Class::Op,
            "mathbin" => Class::Bin,
            "mathrel" => Class::Rel,
            "mathopen" => Class::Open,
            "mathclose" => Class::Close,
            "mathpunct" => Class::Punct,
            "mathinner" => Class::Inner,
            "mathord" => Class::Ord,
            _ => return None,
        };
        let place = if class == Class::Op { Place::Movable } else { Place::Side };
        Some(Node::Classed { class, place, body: self.boxed(&format!("\\{name}"), at) })
    }
}

/// Text in bold letters, its blanks kept.
fn in_bold(text: Node) -> Node {
    match text {
        Node::Text(text) => Node::Text(text.chars().map(|character| super::styled(character, Font::Bold)).collect()),
        Node::Row(nodes) => Node::Row(nodes.into_iter().map(in_bold).collect()),
        other => other,
    }
}

/// An array alone between two delimiters is a matrix with them, or, between a brace and nothing, what one writes for cases.
fn array(delimiters: &[String], parts: &mut [Node]) -> Option<Node> {
    let ([left, right], [part]) = (delimiters, parts) else { return None };
    let Node::Grid(grid) = part else { return None };
    let is_bare = grid.left.is_empty() && grid.right.is_empty();
    let is_one_brace = left == "{" && right.is_empty() || left.is_empty() && right == "}";
    let is_cases = is_one_brace && grid.bars.is_empty();
    let is_aligned = matches!(grid.kind, GridKind::Aligned | GridKind::Gathered) && grid.rows.len() > 1;
    if is_bare && is_aligned && is_cases {
        (grid.left, grid.right) =
            (symbol::delimiter(left).unwrap_or_default(), symbol::delimiter(right).unwrap_or_default());
        return Some(std::mem::replace(part, Node::empty()));
    }
    if !is_bare
        || grid.kind != GridKind::Matrix
        || !(is_cases || left == "(" && right == ")" || left == "[" && right == "]")
    {
        return None;
    }
    if is_cases {
        grid.kind = GridKind::Cases;
    }
    (grid.left, grid.right) =
        (symbol::delimiter(left).unwrap_or_default(), symbol::delimiter(right).unwrap_or_default());
    Some(std::mem::replace(part, Node::empty()))
}

//! Tokens of TeX source, each with the byte at which it begins, so that whatever is wrong can be pointed at.

use unicode_segmentation::UnicodeSegmentation;

/// What a token is. Comments are left out; blanks count in text only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// `\name` or `\` with one other character, without the backslash.
    Command(&'a str),
    /// One grapheme.
    Char(&'a str),
    Open,
    Close,
    Sup,
    Sub,
    Align,
    Space,
    /// `$`, single or double.
    Dollar,
    /// `#1` in the body of a macro.
    Parameter(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub kind: Kind<'a>,
    pub at: usize,
}

impl<'a> Token<'a> {
    /// The token as it was written.
    pub fn source(&self) -> String {
        match self.kind {
            Kind::Command(name) => format!("\\{name}"),
            Kind::Char(text) => text.to_owned(),
            Kind::Open => "{".to_owned(),
            Kind::Close => "}".to_owned(),
            Kind::Sup => "^".to_owned(),
            Kind::Sub => "_".to_owned(),
            Kind::Align => "&".to_owned(),
            Kind::Space => " ".to_owned(),
            Kind::Dollar => "$".to_owned(),
            Kind::Parameter(number) => format!("#{number}"),
        }
    }

    pub const fn character(&self) -> Option<&'a str> {
        match self.kind {
            Kind::Char(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads tokens off TeX source.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    source: &'a str,
    at: usize,
}

pub(super) const fn lex(source: &str) -> Lexer<'_> {
    Lexer { source, at: 0 }
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn command(&mut self) -> Kind<'a> {
        let rest = self.rest();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let length = if letters > 0 { letters } else { grapheme(rest).len() };
        self.at += length;
        let name = &rest[..length];
        Kind::Command(if name.chars().all(char::is_whitespace) { " " } else { shown(name) })
    }

    fn blanks(&mut self) {
        let blanks = self.rest().find(|character: char| !character.is_whitespace());
        self.at += blanks.unwrap_or_else(|| self.rest().len());
    }

    /// A sign of per cent opens a comment, except right after a digit: `50%` is what people write, and nothing of it may
    /// be lost.
    fn is_comment(&self) -> bool {
        let before = self.source.as_bytes().get(self.at.wrapping_sub(1));
        self.rest().starts_with('%') && !before.is_some_and(u8::is_ascii_digit)
    }

    fn skip_comments(&mut self) {
        while self.is_comment() {
            let line = self.rest().find('\n').map_or_else(|| self.rest().len(), |end| end + 1);
            self.at += line;
        }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_comments();
        let at = self.at;
        let rest = self.rest();
        let first = rest.chars().next()?;
        self.at += first.len_utf8();
        let kind = match first {
            '\\' if self.rest().is_empty() => Kind::Char("\\"),
            '\\' => self.command(),
            '{' => Kind::Open,
            '}' => Kind::Close,
            '^' => Kind::Sup,
            '_' => Kind::Sub,
            // HTML that stands for a sign, as pages that were copied have it
            '&' => match ["lt;", "gt;", "amp;"].into_iter().find(|name| self.rest().starts_with(name)) {
                Some(name) => {
                    self.at += name.len();
                    match name {
                        "lt;" => Kind::Char("<"),
                        "gt;" => Kind::Char(">"),
                        _ => Kind::Align,
                    }
                }
                None => Kind::Align,
            },
            '$' => Kind::Dollar,
            '#' if rest.as_bytes().get(1).is_some_and(|digit| (b'1'..=b'9').contains(digit)) => {
                self.at += 1;
                Kind::Parameter(rest.as_bytes()[1] - b'0')
            }
            _ if first.is_whitespace() => {
                self.blanks();
                Kind::Space
            }
            _ => {
                let whole = grapheme(rest);
                self.at = at + whole.len();
                Kind::Char(shown(whole))
            }
        };
        Some(Token { kind, at })
    }
}

/// A grapheme, or what stands for one that a terminal would obey.
fn shown(grapheme: &str) -> &str {
    // Without a character of its own before it, one of these would change the width of whatever comes to stand there
    let joins = grapheme.starts_with(['\u{200d}', '\u{fe0e}', '\u{fe0f}']);
    if joins || grapheme.chars().any(is_command) { "\u{fffd}" } else { grapheme }
}

/// Control characters, bidirectional overrides, separators and invisible marks.
pub(super) fn is_command(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

fn grapheme(text: &str) -> &str {
    let bytes = text.as_bytes();
    if bytes.len() == 1 || (bytes.len() > 1 && bytes[0].is_ascii() && bytes[1].is_ascii()) {
        return &text[..1];
    }
    text.graphemes(true).next().unwrap_or_default()
}

/// Commands that change how a formula looks, not what it means.
const SHOW: [&str; 44] = [
    ",",
    ";",
    ":",
    "!",
    ">",
    " ",
    "quad",
    "qquad",
    "left",
    "right",
    "middle",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "displaystyle",
    "textstyle",
    "mathrm",
    "text",
    "textrm",
    "operatorname",
    "mathbf",
    "boldsymbol",
    "bm",
    "mathit",
    "mathsf",
    "rm",
    "bf",
    "limits",
    "nolimits",
    "mathcal",
    "mathop",
    "nonumber",
    "thinspace",
    "mathstrut",
    "bigm",
];

/// The tokens that say what a formula means: no blanks, no braces, nothing that is only spacing, size or upright type.
/// Two formulas that differ in those alone have the same.
pub(super) fn meaning(source: &str) -> Vec<&str> {
    lex(source)
        .filter_map(|token| match token.kind {
            Kind::Command("dfrac" | "tfrac" | "cfrac") => Some("frac"),
            Kind::Command("lVert" | "rVert" | "Vert" | "|") | Kind::Char("∥") => Some("‖"),
            Kind::Command("lvert" | "rvert" | "vert" | "mid") | Kind::Char("∣") => Some("|"),
            Kind::Command("le" | "leqslant") => Some("leq"),
            Kind::Command("ge" | "geqslant") => Some("geq"),
            Kind::Command("ne") => Some("neq"),
            Kind::Command("top" | "intercal") => Some("T"),
            Kind::Command("to") => Some("rightarrow"),
            Kind::Command(name) if SHOW.contains(&name) => None,
            Kind::Command(text) | Kind::Char(text) => Some(text),
            Kind::Sup => Some("^"),
            Kind::Sub => Some("_"),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_know_where_they_begin() {
        let tokens: Vec<(String, usize)> = lex(r"\frac a{中} % x").map(|token| (token.source(), token.at)).collect();
        let expected = [("\\frac", 0), (" ", 5), ("a", 6), ("{", 7), ("中", 8), ("}", 11), (" ", 12)]
            .map(|(s, at)| (s.to_owned(), at));
        assert_eq!(tokens, expected);
        assert_eq!(lex("50%").count(), 3);
        assert_eq!(lex("a%b\nc").count(), 2);
        assert_eq!(lex("\\").next().map(|token| token.source()), Some("\\".to_owned()));
    }

    #[test]
    fn spacing_and_braces_do_not_change_the_meaning() {
        assert_eq!(meaning(r"\sqrt{d_k}"), meaning(r"\sqrt {d_{k}}"));
        assert_eq!(meaning(r"\mathrm{softmax}\!\left(x\right)"), meaning("softmax(x)"));
        assert_ne!(meaning("d_k"), meaning("d^k"));
    }
}

//! Lengths in the source: `\hspace{1em}`, `\kern3pt`.

use super::{Kind, Node, Parser};

impl Parser<'_> {
    /// A length in `{1em}` or bare, as `\kern3pt`. Negative ones draw together as `\!` does.
    pub(super) fn length(&mut self) -> Node {
        self.take(Kind::Char("*"));
        let mut written = String::new();
        if self.peek().is_some_and(|token| token.kind == Kind::Open) {
            written = self.word();
        } else {
            let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || b"-+.".contains(&byte));
            while let Some(text) = self.peek().and_then(|token| token.character()).filter(|text| is_number(text)) {
                self.tokens.pop();
                written.push_str(text);
            }
            for _ in 0..2 {
                let unit = self.peek().and_then(|token| token.character());
                if let Some(unit) = unit.filter(|unit| unit.bytes().all(|byte| byte.is_ascii_lowercase())) {
                    self.tokens.pop();
                    written.push_str(unit);
                }
            }
        }
        Node::Space(eighteenths(&written))
    }
}

/// A length in eighteenths of an em. What is no length is none.
fn eighteenths(written: &str) -> i32 {
    let written = written.trim();
    let digits = written.find(|character: char| !character.is_ascii_digit() && !"+-. ".contains(character));
    let (number, unit) = written.split_at(digits.unwrap_or(written.len()));
    let per_unit = match unit.trim().get(..2) {
        Some("em" | "pc") => 18.0,
        Some("ex") => 8.0,
        Some("mu") => 1.0,
        Some("cm") => 51.0,
        Some("mm") => 5.1,
        Some("in") => 130.0,
        _ => 1.8,
    };
    let value = number.trim().parse::<f64>().unwrap_or(0.0) * per_unit;
    // At most a line
    #[allow(clippy::cast_possible_truncation)]
    let whole = value.clamp(-360.0, 720.0) as i32;
    whole
}

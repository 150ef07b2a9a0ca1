//! Lines broken to a width as Chinese and Western typesetters would: no line begins with a closing mark or ends with an opening one,
//! Western words stay whole.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Marks that may not begin a line.
const CLOSING: &str = "、。，．：；！？）》】」』〉〕］｝”’…—～·,.:;!?)]}%℃°";
/// Marks that may not end a line.
const OPENING: &str = "（《【「『〈〔［｛“‘([{";

/// Text of one style, inside a paragraph.
pub type Piece = (String, Style);

/// What may not be torn: a word, or a character with the marks that cling to it.
#[derive(Default)]
struct Atom {
    parts: Vec<Piece>,
    /// Without the blanks at its end.
    solid: usize,
    cells: usize,
}

impl Atom {
    fn push(&mut self, grapheme: &str, style: Style) {
        self.cells += grapheme.width();
        if grapheme != " " {
            self.solid = self.cells;
        }
        match self.parts.last_mut() {
            Some((text, last)) if *last == style => text.push_str(grapheme),
            _ => self.parts.push((grapheme.to_owned(), style)),
        }
    }
}

/// Breaks a paragraph into lines of at most `cells`. A grapheme that is wider than `cells` is left out.
pub fn wrap(pieces: &[Piece], cells: usize) -> Vec<Line<'static>> {
    let mut lines = Builder { cells, ..Builder::default() };
    for atom in atoms(pieces) {
        lines.place(atom);
    }
    lines.finish()
}

#[derive(Default)]
struct Builder {
    cells: usize,
    lines: Vec<Line<'static>>,
    line: Vec<Span<'static>>,
    used: usize,
}

impl Builder {
    fn place(&mut self, atom: Atom) {
        if self.used > 0 && self.used + atom.solid > self.cells {
            self.end_line();
        }
        if atom.solid > self.cells {
            return self.tear(atom);
        }
        self.used += atom.cells;
        self.line.extend(atom.parts.into_iter().map(|(text, style)| Span::styled(text, style)));
    }

    /// A word longer than a line is broken wherever the line ends.
    fn tear(&mut self, atom: Atom) {
        for (text, style) in atom.parts {
            let mut run = String::new();
            let cells = self.cells;
            for grapheme in text.graphemes(true).filter(|grapheme| grapheme.width() <= cells) {
                if self.used + grapheme.width() > self.cells {
                    self.line.push(Span::styled(std::mem::take(&mut run), style));
                    self.end_line();
                }
                self.used += grapheme.width();
                run.push_str(grapheme);
            }
            self.line.push(Span::styled(run, style));
        }
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        if let Some(last) = line.last_mut() {
            let kept = last.content.trim_end().to_owned();
            last.content = kept.into();
        }
        self.lines.push(Line::from(line));
        self.used = 0;
    }

    fn finish(mut self) -> Vec<Line<'static>> {
        if self.used > 0 {
            self.end_line();
        }
        self.lines
    }
}

fn atoms(pieces: &[Piece]) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    let mut before = "";
    for (text, style) in pieces {
        for grapheme in text.graphemes(true) {
            match atoms.last_mut() {
                Some(atom) if !may_break(before, grapheme) => atom.push(grapheme, *style),
                _ => {
                    let mut atom = Atom::default();
                    atom.push(grapheme, *style);
                    atoms.push(atom);
                }
            }
            before = grapheme;
        }
    }
    atoms
}

fn may_break(before: &str, after: &str) -> bool {
    if after == " " || CLOSING.contains(after) || OPENING.contains(before) {
        return false;
    }
    before == " " || before.width() > 1 || after.width() > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wrapped(text: &str, cells: usize) -> Vec<String> {
        wrap(&[(text.to_owned(), Style::new())], cells).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lines_break_where_a_typesetter_would() {
        for (text, cells, expected) in [
            // Western words stay whole, Chinese breaks between characters
            ("the cat sat", 7, &["the cat", "sat"][..]),
            ("注意力机制", 4, &["注意", "力机", "制"]),
            ("用 RoPE 编码", 7, &["用 RoPE", "编码"]),
            // No line begins with a closing mark or ends with an opening one
            ("注意力，机制。", 6, &["注意", "力，机", "制。"]),
            ("归一化（层）", 8, &["归一化", "（层）"]),
            // A word longer than the line is broken
            ("abcdefgh", 3, &["abc", "def", "gh"]),
            // Blanks at the break go
            ("a  b", 2, &["a", "b"]),
            ("", 5, &[]),
            ("宽", 1, &[]),
        ] {
            assert_eq!(wrapped(text, cells), expected, "{text} in {cells}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(text in "[a-z ，。（）注意力机制é]{0,60}", cells in 2_usize..20) {
            let lines = wrapped(&text, cells);
            let solid = |text: &str| text.chars().filter(|character| *character != ' ').collect::<String>();
            prop_assert!(lines.iter().all(|line| line.width() <= cells));
            prop_assert_eq!(solid(&lines.concat()), solid(&text));
        }
    }
}

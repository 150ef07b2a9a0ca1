//! LaTeX formulas, laid out in the cells of a terminal: in two dimensions, in one line, or in plain ASCII.
//!
//! Source is read into a tree (`parse`), the tree laid out as blocks around a baseline (`layout`) or written as a line
//! (`line`). Pure, and fit for anything that a note may hold: whatever cannot be understood is shown as its source with a
//! diagnostic, time is linear in the source, and no row holds a character that a terminal would obey.

mod alphabet;
mod binding;
mod block;
mod layout;
mod lex;
mod line;
mod parse;
mod plain;
mod symbol;
mod tree;

use block::{Block, cells};
use layout::Setter;
use line::Liner;
use std::borrow::Cow;
use tree::Node;
use unicode_segmentation::UnicodeSegmentation;

/// Rows and columns of a set formula.
pub const MOST_CELLS: usize = 1000;
/// Bytes of source that are read.
pub const LONGEST_SOURCE: usize = 32 * 1024;

/// How a formula is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In two dimensions.
    Display,
    /// In one line: `softmax(QKᵀ/√d)V`.
    Line,
    /// In two dimensions with ASCII characters only.
    Ascii,
}

/// Something in the source that could not be set as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub message: String,
    /// Byte of the source.
    pub at: usize,
}

/// A set formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// From top to bottom, without blanks at their ends.
    pub rows: Vec<String>,
    /// Cells of the widest row.
    pub width: usize,
    /// Number of rows.
    pub height: usize,
    /// Index of the row that holds the baseline.
    pub baseline: usize,
    pub diagnostics: Vec<Diagnostic>,
}

/// Sets `tex`, LaTeX with or without its dollar signs, in at most `width` cells.
///
/// What is wider is broken at a relation, else at an operator; if no break helps, the formula is written as lines. One that
/// is narrower than the widest character of it is not possible: then rows are wider than `width`.
pub fn set(tex: &str, form: Form, width: Option<usize>) -> Set {
    let (source, mut diagnostics) = bounded(tex);
    let (body, offset) = undollared(source);
    let body = unescaped(body);
    let (tree, found) = parse::parse(&body);
    diagnostics.extend(found.into_iter().map(|found| Diagnostic { at: found.at + offset, ..found }));
    let width = width.unwrap_or(MOST_CELLS).clamp(1, MOST_CELLS);
    let is_ascii = form == Form::Ascii;
    if is_ascii {
        diagnostics.extend(beyond_ascii(source));
    }
    let block = match form {
        Form::Line => None,
        Form::Display | Form::Ascii => display(&tree, is_ascii, width),
    };
    let (mut rows, baseline) = match block {
        Some(block) => {
            let baseline = usize::try_from(block.ascent).unwrap_or(0);
            (block.rows(), baseline)
        }
        None => (wrapped(&Liner::new(is_ascii).line(&tree), width), 0),
    };
    if rows.len() > MOST_CELLS {
        rows.truncate(MOST_CELLS);
        diagnostics.push(Diagnostic { message: format!("more than {MOST_CELLS} rows"), at: tex.len() });
    }
    if is_ascii {
        rows = rows.iter().map(|row| row.chars().map(plain_stroke).collect()).collect();
        let is_lost = rows.iter().any(|row| row.contains('?')) && !source.contains('?') && diagnostics.is_empty();
        if is_lost {
            diagnostics.push(Diagnostic { message: "a sign has no ASCII form".to_owned(), at: 0 });
        }
    }
    let width = rows.iter().map(|row| cells(row)).max().unwrap_or(0);
    Set { width, height: rows.len(), baseline, rows, diagnostics }
}

/// The tokens that say what a formula means, without blanks, braces and what is only spacing, size or upright type. Equal
/// for two spellings of one formula.
pub fn meaning(tex: &str) -> Vec<&str> {
    lex::meaning(undollared(bounded(tex).0).0)
}

/// Plain text in ASCII: `√D` is `sqrtD`. What has no such form is `?`.
pub fn ascii(text: &str) -> String {
    plain::ascii(text)
}

/// The first character that has no ASCII form.
fn beyond_ascii(source: &str) -> Option<Diagnostic> {
    let lacks = |(_, character): &(usize, char)| {
        !character.is_ascii() && plain::ascii(character.encode_utf8(&mut [0; 4])).contains('?')
    };
    let (at, character) = source.char_indices().find(lacks)?;
    Some(Diagnostic { message: format!("`{character}` has no ASCII form"), at })
}

/// In two dimensions, in lines of at most `width` cells. `None` if that cannot be.
fn display(tree: &Node, is_ascii: bool, width: usize) -> Option<Block> {
    let setter = Setter::new(tree, is_ascii);
    let whole = setter.whole(tree);
    let block = if whole.width <= width { whole } else { layout::broken(setter, tree, width)? };
    let most = i32::try_from(MOST_CELLS).unwrap_or(i32::MAX);
    (block.width <= width && block.height() <= most).then_some(block)
}

fn bounded(tex: &str) -> (&str, Vec<Diagnostic>) {
    if tex.len() <= LONGEST_SOURCE {
        return (tex, Vec::new());
    }
    let at = (0..=LONGEST_SOURCE).rev().find(|at| tex.is_char_boundary(*at)).unwrap_or(0);
    (&tex[..at], vec![Diagnostic { message: format!("longer than {LONGEST_SOURCE} bytes"), at }])
}

/// The source between its dollar signs or `\[` and `\]`, and where it begins.
fn undollared(source: &str) -> (&str, usize) {
    let trimmed = source.trim();
    for (open, close) in [("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)")] {
        let inside = trimmed.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(inside) = inside.filter(|inside| !inside.ends_with('\\')) {
            return (inside, source.len() - source.trim_start().len() + open.len());
        }
    }
    (source, 0)
}

/// The source as it was before it was written into a string of a program, with each backslash twice: no command is left in it
/// then that is not behind two of them.
fn unescaped(source: &str) -> Cow<'_, str> {
    let mut rest = source;
    let mut has_command = false;
    while let Some(at) = rest.find('\\') {
        let behind = rest[at..].trim_start_matches('\\');
        let backslashes = rest.len() - at - behind.len();
        let letters = behind.bytes().take_while(u8::is_ascii_alphabetic).count();
        let is_sign = behind.starts_with(['{', '}', '|', ',', ';', ':', '!', '_', '%', '#', '&', '$']);
        if backslashes % 2 == 1 || (backslashes == 2 && letters < 2 && !is_sign) {
            return Cow::Borrowed(source);
        }
        has_command |= backslashes == 2 && parse::begins_command(behind);
        rest = behind;
    }
    if has_command { Cow::Owned(source.replace(r"\\", "\\")) } else { Cow::Borrowed(source) }
}

/// A long line in rows: broken at blanks, else anywhere between characters.
fn wrapped(line: &str, width: usize) -> Vec<String> {
    let line = line.trim();
    if cells(line) <= width {
        return vec![line.to_owned()];
    }
    let mut rows = Vec::new();
    let mut row = String::new();
    let mut taken = 0;
    for word in line.split_inclusive(' ') {
        let size = cells(word.trim_end());
        if taken > 0 && taken + size > width {
            rows.push(std::mem::take(&mut row));
            taken = 0;
        }
        for grapheme in word.graphemes(true) {
            let size = cells(grapheme);
            if taken > 0 && taken + size > width && grapheme != " " {
                rows.push(std::mem::take(&mut row));
                taken = 0;
            }
            row.push_str(grapheme);
            taken += size;
        }
    }
    rows.push(row);
    rows.iter().map(|row| row.trim_end().to_owned()).collect()
}

/// The strokes that the layout draws, in ASCII.
const fn plain_stroke(character: char) -> char {
    match character {
        '─' | '‾' | '═' | '↔' | '⇔' | '⇌' | '⇄' => '-',
        '│' | '⎜' | '⎟' | '⎪' | '║' => '|',
        '⎛' | '⎠' | '╱' | '⎧' | '⎭' => '/',
        '⎝' | '⎞' | '╲' | '⎩' | '⎫' => '\\',
        '⎡' | '⎢' | '⎣' => '[',
        '⎤' | '⎥' | '⎦' => ']',
        '⎨' | '⟨' | '←' | '⇐' | '↼' | '↽' | '↩' => '<',
        '⎬' | '⟩' | '→' | '⇒' | '⇀' | '⇁' | '↪' | '↠' => '>',
        '┌' | '┐' | '└' | '┘' | '╭' | '╮' | '╰' | '╯' | '┴' | '┬' | '┼' | '├' | '┤' => '+',
        '⏞' | '⎴' => '^',
        '⏟' | '⎵' => 'v',
        '√' => 'V',
        _ if character.is_ascii() => character,
        _ => '?',
    }
}

#[cfg(test)]
mod tests;

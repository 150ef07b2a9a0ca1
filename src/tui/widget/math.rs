//! Formulas in the terminal's cells.

use crate::typeset::{Form, set};

/// A formula in one line.
pub fn inline(tex: &str) -> String {
    set(tex, Form::Line, None).rows.join(" ")
}

/// A formula in running text: a short one is not broken at its blanks.
pub fn word(tex: &str) -> String {
    const SHORT: usize = 24;
    let line = inline(tex);
    if super::text::width(&line) > SHORT { line } else { line.replace(' ', "\u{a0}") }
}

/// A formula set in rows, at most `cells` wide.
pub fn display(tex: &str, cells: usize) -> Vec<String> {
    set(tex, Form::Display, Some(cells)).rows
}

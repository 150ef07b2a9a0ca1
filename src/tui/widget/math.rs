//! Formulas in the terminal's cells.

use crate::typeset::{Form, set};

/// A formula in one line.
pub fn inline(tex: &str) -> String {
    set(tex, Form::Line, None).rows.join(" ")
}

/// A formula set in rows, at most `cells` wide.
pub fn display(tex: &str, cells: usize) -> Vec<String> {
    set(tex, Form::Display, Some(cells)).rows
}

//! Formulas in the terminal's cells.

use super::text;

/// A formula in one line.
pub fn inline(tex: &str) -> String {
    text::clean(tex).into_owned()
}

/// A formula set in rows, at most `cells` wide.
pub fn display(tex: &str, cells: usize) -> Vec<String> {
    vec![text::fit(tex.trim(), cells).into_owned()]
}

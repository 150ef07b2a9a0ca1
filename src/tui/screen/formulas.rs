//! The formulas' place among the screens. No formula is listed yet.

use super::Ctx;
use crate::tui::action::Action;
use crate::tui::keymap::Mode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
#[derive(Debug, Default)]
pub struct Formulas;
impl Formulas {
    pub const fn mode(&self) -> Mode {
        Mode::FormulaList
    }
    pub fn back(&mut self) -> bool {
        false
    }
    pub fn show(&mut self, _: &str) {}
    pub fn update(&mut self, _: Action, _: usize) {}
}
pub fn draw(_: &Formulas, _: Ctx<'_>, _: Rect, _: &mut Buffer) -> Option<Position> {
    None
}

//! The lab's place among the screens. No bench is listed yet.

use super::Ctx;
use crate::tui::action::Action;
use crate::tui::keymap::Mode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
#[derive(Debug, Default)]
pub struct Lab;
impl Lab {
    pub const fn mode(&self) -> Mode {
        Mode::BenchList
    }
    pub fn back(&mut self) -> bool {
        false
    }
    pub fn update(&mut self, _: Action) {}
}
pub fn draw(_: &Lab, _: Ctx<'_>, _: Rect, _: &mut Buffer) {}

//! A list with one selected line.

use crate::tui::action::Action;

/// Which line is selected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Choice {
    pub index: usize,
}

impl Choice {
    /// Moves in a list of `count` lines of which a page holds `page`; tells whether the action was a move.
    pub fn update(&mut self, action: Action, count: usize, page: usize) -> bool {
        let half = (page / 2).max(1);
        let wanted = match action {
            Action::Down => self.index + 1,
            Action::Up => self.index.saturating_sub(1),
            Action::HalfDown => self.index + half,
            Action::HalfUp => self.index.saturating_sub(half),
            Action::First => 0,
            Action::Last => count,
            _ => return false,
        };
        self.index = wanted.min(count.saturating_sub(1));
        true
    }

    /// The first line to show so that the selected one is in sight, in the middle while there is enough on both sides.
    pub fn scroll(self, count: usize, page: usize) -> usize {
        self.index.saturating_sub(page / 2).min(count.saturating_sub(page))
    }
}

/// Moves the top line of a text of `count` lines of which `page` are in sight.
pub fn scroll(top: usize, action: Action, count: usize, page: usize) -> usize {
    let mut choice = Choice { index: top };
    choice.update(action, (count + 1).saturating_sub(page).max(1), page);
    choice.index
}

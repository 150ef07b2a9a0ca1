//! A line of text that the user types.

use crate::tui::action::Action;
use tui_input::{Input, InputRequest};

/// What stands in a field, and where its cursor is.
#[derive(Debug, Clone, Default)]
pub struct Field(Input);

impl Field {
    pub fn value(&self) -> &str {
        self.0.value()
    }

    pub fn set(&mut self, value: &str) {
        self.0 = Input::new(value.to_owned());
    }

    /// The first column that is shown of the text in a field of `cells`, and the column of the cursor from there.
    pub fn view(&self, cells: usize) -> (usize, usize) {
        let scroll = self.0.visual_scroll(cells.max(1));
        (scroll, self.0.visual_cursor().saturating_sub(scroll))
    }

    /// Does what the action asks; tells whether the text changed.
    pub fn update(&mut self, action: Action) -> bool {
        let request = match action {
            Action::Type(character) => InputRequest::InsertChar(character),
            Action::Erase => InputRequest::DeletePrevChar,
            Action::EraseWord => InputRequest::DeletePrevWord,
            Action::EraseAll => InputRequest::DeleteLine,
            Action::CursorLeft => InputRequest::GoToPrevChar,
            Action::CursorRight => InputRequest::GoToNextChar,
            _ => return false,
        };
        self.0.handle(request).is_some_and(|change| change.value)
    }
}

//! What a key can mean.

use super::screen::Tab;
use crate::domain::Grade;

/// What the mouse does. Columns and rows count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointer {
    Click {
        x: u16,
        y: u16,
    },
    /// The wheel turned towards the user.
    Down,
    /// The wheel turned away from the user.
    Up,
}

/// One deed of the user. The keymap turns keys into these; nothing else in the interface knows a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Action {
    /// Leave the program.
    Quit,
    /// One step back: out of an overlay, a note or a field, and to the first screen.
    Back,
    /// One step back, and out of the program from the first screen.
    Leave,
    /// To the screen on the right.
    NextTab,
    /// To the screen on the left.
    PreviousTab,
    /// To a screen.
    Go(Tab),
    /// Show or hide the keys of this screen.
    Help,
    /// Draw everything anew.
    Redraw,
    /// Put the program to sleep, as the shell does with a job.
    Sleep,
    /// To the search field.
    Search,
    /// One line or cell down.
    Down,
    /// One line or cell up.
    Up,
    /// One cell or pane to the left.
    Left,
    /// One cell or pane to the right.
    Right,
    /// To the beginning.
    First,
    /// To the end.
    Last,
    /// Half a screen down.
    HalfDown,
    /// Half a screen up.
    HalfUp,
    /// Open what is selected.
    Open,
    /// To the next section.
    NextSection,
    /// To the section before.
    PreviousSection,
    /// One line of the text beside the list down.
    ScrollDown,
    /// One line of the text beside the list up.
    ScrollUp,
    /// To the next place in the notes.
    NextPlace,
    /// To the place in the notes before.
    PreviousPlace,
    /// Make a card of what is shown.
    MakeCard,
    /// What the log tells, as charts.
    Stats,
    /// What another desired retention would cost.
    Simulate,
    /// Begin the review.
    Start,
    /// Show the answer.
    Reveal,
    /// Say how well the card was known.
    Grade(Grade),
    /// The grade that a typed answer deserves.
    Accept,
    /// Take the last answer back.
    UndoReview,
    /// Set the card aside.
    Suspend,
    /// Leave the card for tomorrow.
    Bury,
    /// Flag the card, or take its flag away.
    Flag,
    /// Show what helps.
    Hint,
    /// Open the source of what is at hand in the editor.
    Edit,
    /// To the note that the card comes from.
    ToNote,
    /// Into the field for a typed answer.
    TypeAnswer,
    /// Try again to store the answer that could not be stored.
    Retry,
    /// A character for the field in use.
    Type(char),
    /// The character before the cursor away.
    Erase,
    /// The word before the cursor away.
    EraseWord,
    /// The whole field away.
    EraseAll,
    /// The cursor one character to the left.
    CursorLeft,
    /// The cursor one character to the right.
    CursorRight,
    /// Into the field that narrows the list.
    Filter,
    /// Done with the field; what was typed counts.
    Commit,
    /// To the next matrix that can be edited.
    NextMatrix,
    /// To the next stage of the calculation.
    NextStage,
    /// To the stage before.
    PreviousStage,
    /// The number under the cursor up by a tenth.
    Increase,
    /// The number under the cursor down by a tenth.
    Decrease,
    /// To the next knob.
    KnobDown,
    /// To the knob before.
    KnobUp,
    /// The knob one step further.
    KnobMore,
    /// The knob one step back.
    KnobLess,
    /// To the next head.
    NextHead,
    /// To the head before.
    PreviousHead,
    /// To the next scene.
    NextScene,
    /// To the scene before.
    PreviousScene,
    /// Pin the setup at hand and compare with it.
    Compare,
    /// Ask before it is shown.
    Predict,
    /// What is selected, or the command line that reproduces the screen, to the clipboard.
    Copy,
    /// Type tokens that become rows.
    Tokens,
    /// Feed one token more.
    Feed,
    /// One token less.
    Unfeed,
    /// Measure on this machine.
    Measure,
    /// To the bench that shows it.
    ToBench,
    /// New numbers.
    Reseed,
    /// The last edit undone.
    UndoEdit,
    /// Review the cards of what is selected.
    ReviewThis,
}

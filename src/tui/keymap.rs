//! Which key means what, and where: one table for each situation. The footer and the help are made from these tables.
//!
//! Keys are named by words: `j`, `enter`, `ctrl-d`, and `gg` for two presses in a row.

use super::action::Action;
use super::screen::Tab;
use crate::domain::Grade;
use crate::locale::{Text, bench, charts, lab, tui as texts};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A situation with keys of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    Today,
    Stats,
    /// A card's question is shown.
    Question,
    /// An answer is being typed.
    AnswerField,
    /// The answer of an exercise is being typed.
    ExerciseField,
    /// Its answer is shown.
    Answer,
    /// The same after an exercise: the grade is proposed.
    Judged,
    /// The grade could not be stored.
    Blocked,
    /// No card is shown.
    Rest,
    /// A search is being typed.
    SearchField,
    SearchList,
    NoteList,
    Reader,
    FormulaList,
    FormulaField,
    BenchList,
    Bench,
    /// A number is being typed.
    BenchField,
}

impl Mode {
    pub const ALL: [Self; 18] = [
        Self::Today,
        Self::Stats,
        Self::Question,
        Self::AnswerField,
        Self::ExerciseField,
        Self::Answer,
        Self::Judged,
        Self::Blocked,
        Self::Rest,
        Self::SearchField,
        Self::SearchList,
        Self::NoteList,
        Self::Reader,
        Self::FormulaList,
        Self::FormulaField,
        Self::BenchList,
        Self::Bench,
        Self::BenchField,
    ];

    /// Whether plain characters go into a field.
    pub const fn is_typing(self) -> bool {
        matches!(
            self,
            Self::SearchField | Self::FormulaField | Self::BenchField | Self::AnswerField | Self::ExerciseField
        )
    }
}

/// Keys, what they do, and the words for it.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    pub keys: &'static [&'static str],
    pub action: Action,
    pub hint: Text,
    /// Whether the footer shows it.
    pub footer: bool,
}

const fn bind(keys: &'static [&'static str], action: Action, hint: Text) -> Binding {
    Binding { keys, action, hint, footer: false }
}

/// A binding that the footer shows.
const fn main(keys: &'static [&'static str], action: Action, hint: Text) -> Binding {
    Binding { keys, action, hint, footer: true }
}

const DOWN: Binding = bind(&["j", "down"], Action::Down, texts::KEY_DOWN);
const UP: Binding = bind(&["k", "up"], Action::Up, texts::KEY_UP);
const FIRST: Binding = bind(&["gg", "home"], Action::First, texts::KEY_FIRST);
const LAST: Binding = bind(&["G", "end"], Action::Last, texts::KEY_LAST);
const HALF_DOWN: Binding = bind(&["ctrl-d", "pagedown"], Action::HalfDown, texts::KEY_HALF_DOWN);
const HALF_UP: Binding = bind(&["ctrl-u", "pageup"], Action::HalfUp, texts::KEY_HALF_UP);
const UNDO: Binding = main(&["u"], Action::UndoReview, texts::KEY_UNDO_REVIEW);
const BURY: Binding = bind(&["b"], Action::Bury, texts::KEY_BURY);
const FLAG: Binding = bind(&["f"], Action::Flag, texts::KEY_FLAG);
const EDIT: Binding = bind(&["e"], Action::Edit, texts::KEY_EDIT);
const TO_NOTE: Binding = bind(&["o"], Action::ToNote, texts::KEY_TO_NOTE);
const ERASE: Binding = bind(&["backspace"], Action::Erase, texts::KEY_ERASE);
const ERASE_WORD: Binding = bind(&["ctrl-w"], Action::EraseWord, texts::KEY_ERASE_WORD);
const ERASE_ALL: Binding = bind(&["ctrl-u"], Action::EraseAll, texts::KEY_ERASE_ALL);
const CURSOR_LEFT: Binding = bind(&["left"], Action::CursorLeft, texts::KEY_CURSOR_LEFT);
const CURSOR_RIGHT: Binding = bind(&["right"], Action::CursorRight, texts::KEY_CURSOR_RIGHT);
const FIELD_DOWN: Binding = bind(&["down", "ctrl-n"], Action::Down, texts::KEY_DOWN);
const FIELD_UP: Binding = bind(&["up", "ctrl-p"], Action::Up, texts::KEY_UP);
const LEAVE_FIELD: Binding = main(&["esc"], Action::Back, texts::KEY_LEAVE_FIELD);

const TODAY: &[Binding] = &[
    main(&["enter", "r", "space"], Action::Start, texts::KEY_START),
    bind(&["j", "down"], Action::Down, texts::KEY_DOWN),
    bind(&["k", "up"], Action::Up, texts::KEY_UP),
    main(&["o"], Action::Open, texts::KEY_OPEN_NOTE),
    main(&["s"], Action::Stats, charts::KEY_STATS),
];
const STATS: &[Binding] = &[
    Binding { footer: true, ..DOWN },
    UP,
    main(&["m"], Action::Simulate, charts::KEY_SIMULATE),
    FIRST,
    LAST,
    HALF_DOWN,
    HALF_UP,
    bind(&["s", "h", "left"], Action::Back, texts::KEY_BACK),
];
const QUESTION: &[Binding] = &[
    main(&["space", "enter", "1", "2", "3", "4"], Action::Reveal, texts::KEY_REVEAL),
    bind(&["h"], Action::Hint, texts::KEY_HINT),
    bind(&["t"], Action::TypeAnswer, texts::KEY_TYPE_ANSWER),
    bind(&["l"], Action::ToBench, lab::KEY_BENCH),
    UNDO,
    main(&["s"], Action::Suspend, texts::KEY_SUSPEND),
    BURY,
    FLAG,
    EDIT,
    TO_NOTE,
    DOWN,
    UP,
];
const ANSWER_FIELD: &[Binding] = &[
    main(&["enter"], Action::Commit, texts::KEY_REVEAL),
    LEAVE_FIELD,
    CURSOR_LEFT,
    CURSOR_RIGHT,
    ERASE,
    ERASE_WORD,
    ERASE_ALL,
];
const ANSWER: &[Binding] = &[
    main(&["1"], Action::Grade(Grade::Again), texts::GRADE_AGAIN),
    main(&["2"], Action::Grade(Grade::Hard), texts::GRADE_HARD),
    main(&["3", "space", "enter"], Action::Grade(Grade::Good), texts::GRADE_GOOD),
    main(&["4"], Action::Grade(Grade::Easy), texts::GRADE_EASY),
    UNDO,
    main(&["s"], Action::Suspend, texts::KEY_SUSPEND),
    bind(&["l"], Action::ToBench, lab::KEY_BENCH),
    BURY,
    FLAG,
    EDIT,
    TO_NOTE,
    DOWN,
    UP,
    HALF_DOWN,
    HALF_UP,
];
const EXERCISE_FIELD: &[Binding] = &[
    main(&["enter"], Action::Reveal, texts::KEY_CHECK),
    LEAVE_FIELD,
    CURSOR_LEFT,
    CURSOR_RIGHT,
    ERASE,
    ERASE_WORD,
    ERASE_ALL,
];
const JUDGED: &[Binding] = &[
    main(&["enter", "space"], Action::Accept, texts::KEY_ACCEPT),
    main(&["1"], Action::Grade(Grade::Again), texts::GRADE_AGAIN),
    main(&["2"], Action::Grade(Grade::Hard), texts::GRADE_HARD),
    main(&["3"], Action::Grade(Grade::Good), texts::GRADE_GOOD),
    main(&["4"], Action::Grade(Grade::Easy), texts::GRADE_EASY),
    UNDO,
    main(&["s"], Action::Suspend, texts::KEY_SUSPEND),
    bind(&["l"], Action::ToBench, lab::KEY_BENCH),
    BURY,
    FLAG,
    EDIT,
    TO_NOTE,
    DOWN,
    UP,
    HALF_DOWN,
    HALF_UP,
];
const BLOCKED: &[Binding] = &[main(&["r", "enter"], Action::Retry, texts::KEY_RETRY)];
const REST: &[Binding] = &[main(&["enter", "r", "space"], Action::Start, texts::KEY_LOOK_AGAIN), UNDO];
const SEARCH_FIELD: &[Binding] = &[
    main(&["enter"], Action::Open, texts::KEY_OPEN),
    Binding { footer: true, ..FIELD_DOWN },
    FIELD_UP,
    bind(&["tab"], Action::NextTab, texts::KEY_NEXT_TAB),
    bind(&["backtab"], Action::PreviousTab, texts::KEY_PREVIOUS_TAB),
    LEAVE_FIELD,
    CURSOR_LEFT,
    CURSOR_RIGHT,
    ERASE,
    ERASE_WORD,
    ERASE_ALL,
];
const SEARCH_LIST: &[Binding] = &[
    main(&["enter", "l", "right"], Action::Open, texts::KEY_OPEN),
    main(&["e"], Action::Edit, texts::KEY_EDIT_PLACE),
    main(&["r"], Action::ReviewThis, texts::KEY_REVIEW_THIS),
    bind(&["c"], Action::MakeCard, texts::KEY_MAKE_CARD),
    bind(&["y"], Action::Copy, texts::KEY_COPY),
    bind(&["i"], Action::Search, texts::KEY_FIELD),
    DOWN,
    UP,
    FIRST,
    LAST,
    HALF_DOWN,
    HALF_UP,
];
const NOTE_LIST: &[Binding] =
    &[main(&["enter", "l", "right"], Action::Open, texts::KEY_READ), DOWN, UP, FIRST, LAST, HALF_DOWN, HALF_UP];
const READER: &[Binding] = &[
    Binding { footer: true, ..DOWN },
    UP,
    main(&["n", "]"], Action::NextSection, texts::KEY_NEXT_SECTION),
    bind(&["p", "["], Action::PreviousSection, texts::KEY_PREVIOUS_SECTION),
    main(&["h", "left"], Action::Back, texts::KEY_TO_LIST),
    bind(&["l"], Action::ToBench, lab::KEY_BENCH),
    FIRST,
    LAST,
    HALF_DOWN,
    HALF_UP,
];
const FORMULA_LIST: &[Binding] = &[
    main(&["f", "i"], Action::Filter, texts::KEY_FILTER),
    main(&["l"], Action::ToBench, lab::KEY_BENCH),
    main(&["c"], Action::MakeCard, texts::KEY_MAKE_CARD),
    main(&["n", "]"], Action::NextPlace, texts::KEY_NEXT_PLACE),
    bind(&["p", "["], Action::PreviousPlace, texts::KEY_PREVIOUS_PLACE),
    bind(&["enter"], Action::Open, texts::KEY_PLACE_OR_BENCH),
    bind(&["J", "shift-down"], Action::ScrollDown, texts::KEY_SCROLL_DOWN),
    bind(&["K", "shift-up"], Action::ScrollUp, texts::KEY_SCROLL_UP),
    DOWN,
    UP,
    FIRST,
    LAST,
    HALF_DOWN,
    HALF_UP,
];
const FORMULA_FIELD: &[Binding] = &[
    main(&["enter"], Action::Commit, texts::KEY_COMMIT),
    LEAVE_FIELD,
    FIELD_DOWN,
    FIELD_UP,
    CURSOR_LEFT,
    CURSOR_RIGHT,
    ERASE,
    ERASE_WORD,
    ERASE_ALL,
];
const BENCH_LIST: &[Binding] = &[main(&["enter", "l", "right"], Action::Open, texts::KEY_OPEN), DOWN, UP];
const BENCH: &[Binding] = &[
    bind(&["h", "left"], Action::Left, lab::KEY_LEFT_CELL),
    DOWN,
    UP,
    bind(&["l", "right"], Action::Right, lab::KEY_RIGHT_CELL),
    main(&["0-9 - ."], Action::Commit, lab::KEY_NUMBER),
    bind(&["+", "="], Action::Increase, lab::KEY_INCREASE),
    bind(&["_"], Action::Decrease, lab::KEY_DECREASE),
    main(&["]", ">"], Action::NextStage, lab::KEY_NEXT),
    bind(&["[", "<"], Action::PreviousStage, lab::KEY_PREVIOUS),
    bind(&["t"], Action::NextMatrix, lab::KEY_TABLE),
    main(&["J", "shift-down"], Action::KnobDown, lab::KEY_KNOB_DOWN),
    bind(&["K", "shift-up"], Action::KnobUp, lab::KEY_KNOB_UP),
    main(&["L", "shift-right"], Action::KnobMore, lab::KEY_KNOB_MORE),
    bind(&["H", "shift-left"], Action::KnobLess, lab::KEY_KNOB_LESS),
    main(&["s"], Action::NextScene, lab::KEY_SCENE),
    bind(&["S"], Action::PreviousScene, lab::KEY_SCENE_BEFORE),
    main(&["c"], Action::Compare, lab::KEY_COMPARE),
    main(&["enter"], Action::Open, lab::KEY_EXPLAIN),
    bind(&["p"], Action::Predict, lab::KEY_PREDICT),
    bind(&["a"], Action::MakeCard, bench::KEY_MISS),
    bind(&["n"], Action::Feed, lab::KEY_FEED),
    bind(&["N"], Action::Unfeed, lab::KEY_UNFEED),
    bind(&[")"], Action::NextHead, lab::KEY_HEAD),
    bind(&["("], Action::PreviousHead, lab::KEY_HEAD_BEFORE),
    bind(&["i"], Action::Tokens, lab::KEY_TOKENS),
    bind(&["y"], Action::Copy, lab::KEY_COPY),
    bind(&["M"], Action::Measure, lab::KEY_MEASURE),
    bind(&["u"], Action::UndoEdit, texts::KEY_UNDO_EDIT),
    bind(&["r"], Action::Reseed, texts::KEY_RESEED),
    FIRST,
    bind(&["G", "end"], Action::Last, texts::KEY_LAST),
];
const BENCH_FIELD: &[Binding] = &[
    main(&["enter"], Action::Commit, texts::KEY_COMMIT),
    LEAVE_FIELD,
    CURSOR_LEFT,
    CURSOR_RIGHT,
    ERASE,
    bind(&["ctrl-u"], Action::EraseAll, texts::KEY_ERASE_ALL),
];

/// Keys that hold everywhere outside a field, unless the situation gives them another meaning.
const EVERYWHERE: &[Binding] = &[
    main(&["/"], Action::Search, texts::KEY_SEARCH),
    main(&["tab"], Action::NextTab, texts::KEY_NEXT_TAB),
    bind(&["backtab"], Action::PreviousTab, texts::KEY_PREVIOUS_TAB),
    bind(&["1"], Action::Go(Tab::Today), texts::TAB_TODAY),
    bind(&["2"], Action::Go(Tab::Review), texts::TAB_REVIEW),
    bind(&["3"], Action::Go(Tab::Search), texts::TAB_SEARCH),
    bind(&["4"], Action::Go(Tab::Notes), texts::TAB_NOTES),
    bind(&["5"], Action::Go(Tab::Formulas), texts::TAB_FORMULAS),
    bind(&["6"], Action::Go(Tab::Lab), texts::TAB_LAB),
    main(&["?"], Action::Help, texts::KEY_HELP),
    main(&["q"], Action::Leave, texts::KEY_LEAVE),
    bind(&["esc"], Action::Back, texts::KEY_BACK),
];

/// Keys that hold even in a field.
const ALWAYS: &[Binding] = &[
    bind(&["ctrl-c"], Action::Quit, texts::KEY_QUIT),
    bind(&["ctrl-l"], Action::Redraw, texts::KEY_REDRAW),
    bind(&["ctrl-z"], Action::Sleep, texts::KEY_SLEEP),
];

/// The keys that belong to this situation alone.
pub const fn own(mode: Mode) -> &'static [Binding] {
    match mode {
        Mode::Today => TODAY,
        Mode::Stats => STATS,
        Mode::Question => QUESTION,
        Mode::AnswerField => ANSWER_FIELD,
        Mode::ExerciseField => EXERCISE_FIELD,
        Mode::Judged => JUDGED,
        Mode::Answer => ANSWER,
        Mode::Blocked => BLOCKED,
        Mode::Rest => REST,
        Mode::SearchField => SEARCH_FIELD,
        Mode::SearchList => SEARCH_LIST,
        Mode::NoteList => NOTE_LIST,
        Mode::Reader => READER,
        Mode::FormulaList => FORMULA_LIST,
        Mode::FormulaField => FORMULA_FIELD,
        Mode::BenchList => BENCH_LIST,
        Mode::Bench => BENCH,
        Mode::BenchField => BENCH_FIELD,
    }
}

/// The keys that this situation shares with others, less those that it has given another meaning.
pub fn shared(mode: Mode) -> impl Iterator<Item = Binding> {
    let everywhere = if mode.is_typing() { &[] } else { EVERYWHERE };
    let taken = move |binding: &&Binding| !binding.keys.iter().all(|key| is_own(mode, key));
    everywhere.iter().chain(ALWAYS).filter(taken).copied()
}

fn is_own(mode: Mode, key: &str) -> bool {
    own(mode).iter().any(|binding| binding.keys.contains(&key)) || (mode == Mode::Bench && is_number_key(key))
}

/// Every key of a situation, its own first.
pub fn all(mode: Mode) -> impl Iterator<Item = Binding> {
    own(mode).iter().copied().chain(shared(mode))
}

/// What a key press came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Lookup {
    Do(Action),
    /// The first press of two.
    Wait(String),
    Nothing,
}

/// Looks up a key, given the press that is still waiting for its second.
pub fn lookup(mode: Mode, waiting: Option<&str>, key: &str) -> Lookup {
    if mode == Mode::Bench && is_number_key(key) {
        return key.chars().next().map_or(Lookup::Nothing, |digit| Lookup::Do(Action::Type(digit)));
    }
    let pressed = waiting.map_or_else(|| key.to_owned(), |first| format!("{first}{key}"));
    let find = |wanted: &str| all(mode).find(|binding| binding.keys.contains(&wanted)).map(|binding| binding.action);
    if let Some(action) = find(&pressed).or_else(|| find(key)) {
        return Lookup::Do(action);
    }
    let mut characters = key.chars();
    if let (Some(character), None) = (characters.next(), characters.next())
        && mode.is_typing()
    {
        return Lookup::Do(Action::Type(character));
    }
    if mode.is_typing() && key == "space" {
        return Lookup::Do(Action::Type(' '));
    }
    let begins = |binding: Binding| binding.keys.iter().any(|known| known.len() == 2 && known.starts_with(key));
    if key.len() == 1 && all(mode).any(begins) { Lookup::Wait(key.to_owned()) } else { Lookup::Nothing }
}

/// On a bench, digits, the point and the minus begin a number.
fn is_number_key(key: &str) -> bool {
    matches!(key.as_bytes(), [b'0'..=b'9' | b'-' | b'.'])
}

/// The word for a key press; `None` for keys that mean nothing here.
pub fn name(event: KeyEvent) -> Option<String> {
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    if event.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META) {
        return None;
    }
    let word = match event.code {
        KeyCode::Char(' ') => "space",
        KeyCode::Char(character) if control => return Some(format!("ctrl-{}", character.to_ascii_lowercase())),
        KeyCode::Char(character) => return Some(character.to_string()),
        KeyCode::Enter => "enter",
        KeyCode::Esc => "esc",
        KeyCode::Tab => "tab",
        KeyCode::BackTab => "backtab",
        KeyCode::Backspace => "backspace",
        KeyCode::Up if shift => "shift-up",
        KeyCode::Down if shift => "shift-down",
        KeyCode::Left if shift => "shift-left",
        KeyCode::Right if shift => "shift-right",
        KeyCode::Up => "up",
        KeyCode::Down => "down",
        KeyCode::Left => "left",
        KeyCode::Right => "right",
        KeyCode::Home => "home",
        KeyCode::End => "end",
        KeyCode::PageUp => "pageup",
        KeyCode::PageDown => "pagedown",
        _ => return None,
    };
    Some(word.to_owned())
}

/// How a key is written for people: `Enter`, `Ctrl-D`, `↓`.
pub fn label(key: &str) -> String {
    match key {
        "enter" => "Enter".to_owned(),
        "esc" => "Esc".to_owned(),
        "tab" => "Tab".to_owned(),
        "backtab" => "Shift-Tab".to_owned(),
        "backspace" => "Backspace".to_owned(),
        "space" => "Space".to_owned(),
        "up" => "↑".to_owned(),
        "down" => "↓".to_owned(),
        "left" => "←".to_owned(),
        "right" => "→".to_owned(),
        "home" => "Home".to_owned(),
        "end" => "End".to_owned(),
        "pageup" => "PgUp".to_owned(),
        "pagedown" => "PgDn".to_owned(),
        "shift-up" => "⇧↑".to_owned(),
        "shift-down" => "⇧↓".to_owned(),
        "shift-left" => "⇧←".to_owned(),
        "shift-right" => "⇧→".to_owned(),
        other => match other.strip_prefix("ctrl-") {
            Some(letter) => format!("Ctrl-{}", letter.to_uppercase()),
            None => other.to_owned(),
        },
    }
}

//! Which syntaxes are read and which cards are made.

/// What is read as a card.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each syntax has its switch")]
pub struct Settings {
    /// Cards are asked for in every note, not only where a note says so.
    pub everywhere: bool,
    /// Every note is a deck whose `##` headings are cards (Flashcard Markdown).
    pub heading_cards: bool,
    /// Obsidian Spaced Repetition; `None` leaves it out.
    pub obsidian: Option<Osr>,
    /// `Q:` and `A:`, `C:` with `[clozes]`.
    pub hashcards: bool,
    /// `{{c1::answer::hint}}`
    pub anki: bool,
    /// `question : answer #flashcard`
    pub neuracache: bool,
    /// Tags that ask for cards, without `#`. What follows such a tag behind `/` is the deck.
    pub deck_tags: Vec<String>,
    pub derived: Derived,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            everywhere: false,
            heading_cards: false,
            obsidian: Some(Osr::default()),
            hashcards: true,
            anki: true,
            neuracache: true,
            deck_tags: vec!["flashcards".to_owned()],
            derived: Derived::default(),
        }
    }
}

/// The separators and patterns of Obsidian Spaced Repetition, as its own settings have them. An empty one is off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Osr {
    pub single: String,
    pub single_reversed: String,
    pub multi: String,
    pub multi_reversed: String,
    /// What ends a card on several lines; empty: a blank line does.
    pub end: String,
    pub clozes: Vec<String>,
}

impl Default for Osr {
    fn default() -> Self {
        Self {
            single: "::".to_owned(),
            single_reversed: ":::".to_owned(),
            multi: "?".to_owned(),
            multi_reversed: "??".to_owned(),
            end: String::new(),
            clozes: vec![r"==[123;;]answer[;;hint]==[^\\[hint\\]][\\[^123\\]]".to_owned()],
        }
    }
}

/// Which cards are made from a note's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each kind of card has its switch")]
pub struct Derived {
    /// What is X?
    pub definition: bool,
    /// Of what is this said?
    pub reverse: bool,
    pub formula: bool,
    /// A formula with a hole.
    pub formula_part: bool,
    pub list: bool,
    pub comparison: bool,
    /// A day's note, to be read again.
    pub reread: bool,
}

impl Derived {
    pub const NONE: Self = Self {
        definition: false,
        reverse: false,
        formula: false,
        formula_part: false,
        list: false,
        comparison: false,
        reread: false,
    };
}

impl Default for Derived {
    fn default() -> Self {
        Self {
            definition: true,
            reverse: true,
            formula: true,
            formula_part: true,
            list: true,
            comparison: true,
            reread: true,
        }
    }
}

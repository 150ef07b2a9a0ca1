//! How the learner wants the day's queue: its order, its limits, and what holds for single decks.

/// In which order reviews come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The most endangered first; when more waits than the day's limit, those that still sit best, as they lose least work.
    #[default]
    Auto,
    /// The least likely to be remembered first.
    Endangered,
    /// The most likely to be remembered first.
    Safest,
    /// The longest due first.
    Due,
    /// The longest due in relation to its interval first.
    Overdue,
    /// The hardest first.
    Hardest,
    /// Deck by deck.
    Deck,
    /// By chance, the same all day.
    Random,
}

impl Order {
    /// The name that the settings know.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Endangered => "endangered",
            Self::Safest => "safest",
            Self::Due => "due",
            Self::Overdue => "overdue",
            Self::Hardest => "hardest",
            Self::Deck => "deck",
            Self::Random => "random",
        }
    }
}

/// How many cards of each sort a day may bring; `None` for as many as there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    pub new: Option<u32>,
    pub reviews: Option<u32>,
}

/// What holds for a deck and all below it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeckRule {
    /// `a::b`
    pub deck: String,
    pub desired_retention: Option<f32>,
    pub limits: Limits,
}

/// How the learner wants the day's queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Reviews of a day, over all decks.
    pub reviews_per_day: Option<u32>,
    /// Whether new cards come even though more reviews wait than the day's limit.
    pub new_when_behind: bool,
    pub order: Order,
    pub decks: Vec<DeckRule>,
}

impl Default for Rules {
    fn default() -> Self {
        Self { reviews_per_day: Some(200), new_when_behind: false, order: Order::default(), decks: Vec::new() }
    }
}

impl Rules {
    /// The retention that the nearest rule asks for.
    pub fn retention_of(&self, deck: &str) -> Option<f32> {
        let rules = self.decks.iter().filter(|rule| rule.desired_retention.is_some() && is_within(deck, &rule.deck));
        rules.max_by_key(|rule| rule.deck.len()).and_then(|rule| rule.desired_retention)
    }
}

/// Whether `deck` is `above`, or lies below it.
pub fn is_within(deck: &str, above: &str) -> bool {
    deck.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

//! What is known of a thing that was found: its text, where it stands, how well it is remembered, and what stands near it.

use super::{CardId, CardState, ConceptId, ConceptMention, HitKind};

/// A thing that was found, with all that a learner may want to see before opening it.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub kind: HitKind,
    pub id: i64,
    pub title: String,
    pub aliases: Vec<String>,
    /// Markdown.
    pub body: String,
    /// Path and line.
    pub place: Option<(String, u32)>,
    /// For a concept, what the notes say of it, the latest first.
    pub mentions: Vec<ConceptMention>,
    pub cards: Vec<PreviewCard>,
    pub neighbours: Vec<Neighbour>,
}

/// A card that asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewCard {
    pub id: CardId,
    pub question: String,
    pub state: CardState,
    /// How probable it is that the answer is known now, 0 to 1; none for a new card.
    pub recall: Option<f32>,
}

/// A concept nearby.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    pub id: ConceptId,
    pub name: String,
    pub via: Via,
}

/// What joins two concepts, from the closest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// One is linked where the other is explained.
    Link,
    /// One stands under the heading of the other.
    Heading,
    /// Both are spoken of in one section.
    Mention,
}

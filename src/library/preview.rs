//! What is known of a thing that was found, gathered for the screen.

use super::search::asked;
use super::{Library, Result};
use crate::domain::{CardId, ConceptId, HitKind, Preview, PreviewCard, SectionId, Why};
use crate::formula;
use crate::search::{Breadth, Lexicon, Name, Needle, Plan, Query};
use crate::storage::SearchTable;
use chrono::{DateTime, FixedOffset};

const MENTIONS: usize = 24;
const CARDS: usize = 12;
const NEIGHBOURS: usize = 12;

impl Library {
    /// All that is shown of a hit before it is opened; none if it is no longer there.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn preview(&self, kind: HitKind, id: i64, now: DateTime<FixedOffset>) -> Result<Option<Preview>> {
        match kind {
            HitKind::Concept => self.concept_preview(ConceptId(id), now),
            HitKind::Section => self.section_preview(SectionId(id), now),
            HitKind::Card => self.card_preview(CardId(id), now),
            HitKind::Formula => self.formula_preview(id),
        }
    }

    fn concept_preview(&self, id: ConceptId, now: DateTime<FixedOffset>) -> Result<Option<Preview>> {
        let Some(mut concept) = self.storage.concept_get(id)? else { return Ok(None) };
        concept.mentions.truncate(MENTIONS);
        let mut ids = self.storage.search_cards_of_concept(id, CARDS)?;
        for named in self.cards_that_ask_for(&concept.name)? {
            if !ids.contains(&named) && ids.len() < CARDS {
                ids.push(named);
            }
        }
        let is_defined = concept.mentions.iter().any(|mention| mention.definition.is_some());
        let telling = self.storage.search_telling_mention(id)?;
        Ok(Some(Preview {
            kind: HitKind::Concept,
            id: id.0,
            title: concept.name,
            aliases: concept.aliases,
            body: telling.as_ref().filter(|_| !is_defined).map(|mention| mention.text.clone()).unwrap_or_default(),
            place: telling.map(|mention| (mention.path, mention.line)),
            mentions: concept.mentions,
            cards: self.preview_cards(&ids, now)?,
            neighbours: self.storage.search_neighbours(id, NEIGHBOURS)?,
        }))
    }

    fn section_preview(&self, id: SectionId, now: DateTime<FixedOffset>) -> Result<Option<Preview>> {
        let Some(section) = self.storage.search_section(id)? else { return Ok(None) };
        let ids = self.storage.search_cards_of_section(id, CARDS)?;
        Ok(Some(Preview {
            kind: HitKind::Section,
            id: id.0,
            title: section.title,
            aliases: Vec::new(),
            body: section.body,
            place: Some((section.path, section.line)),
            mentions: Vec::new(),
            cards: self.preview_cards(&ids, now)?,
            neighbours: self.storage.search_concepts_of_section(id, NEIGHBOURS)?,
        }))
    }

    fn card_preview(&self, id: CardId, now: DateTime<FixedOffset>) -> Result<Option<Preview>> {
        let Some(card) = self.storage.card_by_id(id)? else { return Ok(None) };
        let place = card.note.clone().map(|note| (note, card.line.unwrap_or(1)));
        let extra =
            if card.extra.is_empty() { String::new() } else { format!("\n\n> {}", card.extra.replace('\n', "\n> ")) };
        Ok(Some(Preview {
            kind: HitKind::Card,
            id: id.0,
            title: asked(card.kind, &card.question, self.settings.lang),
            aliases: Vec::new(),
            body: format!("{}{extra}", card.answer),
            place,
            mentions: Vec::new(),
            cards: self.preview_cards(&[id], now)?,
            neighbours: Vec::new(),
        }))
    }

    fn formula_preview(&self, id: i64) -> Result<Option<Preview>> {
        let bare = |title: String, body: String, place| Preview {
            kind: HitKind::Formula,
            id,
            title,
            aliases: Vec::new(),
            body,
            place,
            mentions: Vec::new(),
            cards: Vec::new(),
            neighbours: Vec::new(),
        };
        if id < 0 {
            let formula = usize::try_from(-id - 1).ok().and_then(|index| formula::all().get(index));
            let lang = self.settings.lang;
            return Ok(formula.map(|formula| {
                let (name, insight) = match lang {
                    crate::locale::Lang::Zh => (formula.name.zh, formula.insight.zh),
                    crate::locale::Lang::En => (formula.name.en, formula.insight.en),
                };
                bare(name.to_owned(), format!("$${}$$\n\n{insight}", formula.tex), None)
            }));
        }
        let formula = self.storage.search_formula(id)?;
        Ok(formula
            .map(|formula| bare(formula.section, format!("$${}$$", formula.tex), Some((formula.path, formula.line)))))
    }

    /// Cards whose question holds the name of a concept.
    fn cards_that_ask_for(&self, name: &str) -> Result<Vec<CardId>> {
        let query = Query::parse(&format!("\"{}\"", name.replace('"', " ")));
        let needle = Needle::new(&query);
        let lexicon = Lexicon::default();
        let wanted = Plan::new(&query, &needle, &lexicon, CARDS).words(Breadth::Beginnings);
        let mut cards = Vec::new();
        for id in self.storage.search_match(SearchTable::Card, &wanted, 4 * CARDS)?.into_iter().map(CardId) {
            if let Some(card) = self.storage.search_card(id)?
                && needle.fit(&Name::new(&asked(card.kind, &card.question, self.settings.lang)), Why::Heading).is_some()
            {
                cards.push(id);
            }
        }
        Ok(cards)
    }

    fn preview_cards(&self, ids: &[CardId], now: DateTime<FixedOffset>) -> Result<Vec<PreviewCard>> {
        let mut cards = Vec::new();
        for &id in ids {
            if let Some(card) = self.storage.card_by_id(id)? {
                let recall = self.scheduler.retrievability(&card.memory, now);
                cards.push(PreviewCard {
                    id,
                    question: asked(card.kind, &card.question, self.settings.lang),
                    state: card.state,
                    recall,
                });
            }
        }
        Ok(cards)
    }
}

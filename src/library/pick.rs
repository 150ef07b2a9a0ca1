//! Cards made by hand of what was found.

use super::{Library, Result, index};
use crate::domain::{CardDraft, CardKind, CardOrigin, HitKind, Preview};
use crate::formula;
use crate::ingest;
use crate::locale::Text;
use crate::storage::StoredText;
use chrono::{DateTime, FixedOffset};

/// Where such cards go.
const DECK: Text = Text::new("摘记", "Picked");
const WHAT_IS: Text = Text::new("什么是 {}？", "What is {}?");
const WRITE: Text = Text::new("写出公式：{}", "Write the formula: {}");

impl Library {
    /// A card that asks for what was found. Tells whether it is new; none if nothing is said of it that could be asked.
    ///
    /// # Errors
    /// If the library cannot be read or written.
    pub fn add_hit_card(&self, kind: HitKind, id: i64, now: DateTime<FixedOffset>) -> Result<Option<bool>> {
        if kind == HitKind::Card {
            return Ok(Some(false));
        }
        let of_pack = id.checked_neg().and_then(|id| usize::try_from(id - 1).ok());
        if let Some(formula) = of_pack.and_then(|index| formula::all().get(index)).filter(|_| kind == HitKind::Formula)
        {
            return self.add_formula_card(formula).map(Some);
        }
        let Some(preview) = self.preview(kind, id, now)? else { return Ok(None) };
        let Some(draft) = self.draft(&preview) else { return Ok(None) };
        if preview.cards.iter().any(|card| card.question == draft.question) {
            return Ok(Some(false));
        }
        let fingerprint = ingest::identity::fingerprint(draft.kind, &draft.question, &draft.answer);
        let key = format!("picked:{fingerprint}");
        let text = StoredText::new(draft, DECK.of(self.settings.lang).to_owned(), fingerprint, None);
        self.storage.transact(|storage| {
            if storage.card_id_by_key(&key)?.is_some() {
                return Ok(Some(false));
            }
            index::add_card(storage, storage.card_insert(&key, &text)?)?;
            Ok(Some(true))
        })
    }

    /// What a card of it asks and answers.
    fn draft(&self, preview: &Preview) -> Option<CardDraft> {
        let told = preview.mentions.iter().find_map(|mention| mention.definition.as_deref());
        let answer = told.unwrap_or(&preview.body).trim();
        if answer.is_empty() {
            return None;
        }
        let (kind, question) = match preview.kind {
            HitKind::Concept => (CardKind::Basic, Some(WHAT_IS)),
            HitKind::Formula => (CardKind::Formula, Some(WRITE)),
            HitKind::Section | HitKind::Card => (CardKind::Basic, None),
        };
        let question =
            question.map_or("{}", |question| question.of(self.settings.lang)).replacen("{}", &preview.title, 1);
        let extra = preview.place.as_ref().map(|(path, line)| format!("{path}:{line}")).unwrap_or_default();
        Some(CardDraft {
            kind,
            origin: CardOrigin::Hand,
            question,
            answer: answer.to_owned(),
            extra,
            ..CardDraft::default()
        })
    }
}

//! The typed answer of an executable card in `wengu review --plain`: the line that else only shows the answer is judged.

use super::output;
use crate::domain::{Grade, Prompt};
use crate::exercise::{self, Drawn};
use crate::locale::{Lang, exercise as texts};
use anyhow::Result;

/// A card with its numbers drawn.
pub(super) struct Asked {
    /// The prompt as it is shown.
    pub prompt: Prompt,
    drawn: Drawn,
}

impl Asked {
    /// None for a card that is no exercise.
    pub fn of(lang: Lang, prompt: &Prompt) -> Option<Self> {
        let drawn = exercise::of_card(&prompt.card)?;
        let mut prompt = Prompt { card: texts::asked(lang, &prompt.card, &drawn), ..prompt.clone() };
        prompt.card.question.push_str("\n\n");
        prompt.card.question.push_str(texts::TYPE_ANSWER.of(lang));
        Some(Self { prompt, drawn })
    }

    /// Says what came of a line, and which grade it deserves. Nothing of an empty one.
    pub fn hear(&self, lang: Lang, line: &str) -> Result<Option<Grade>> {
        if line.trim().is_empty() {
            return Ok(None);
        }
        let verdict = self.drawn.judge(line);
        output::text(&format!("{}\n\n", texts::verdict(lang, &verdict)))?;
        Ok(verdict.grade())
    }
}

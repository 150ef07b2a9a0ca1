//! The notes of the library: found by what one would call them, shown whole, taken out of play.

use super::{Library, Result};
use crate::domain::{NoteId, NoteSummary, NoteView, Origin};
use crate::ingest;
use chrono::{DateTime, FixedOffset};

/// A note that a new library shows, so that there is something to read before the first one of one's own.
#[derive(Debug, Clone, Copy)]
pub struct SampleNote {
    pub name: &'static str,
    pub text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/samples.rs"));

/// Under this key the library remembers that the samples were put in once.
const SAMPLES_SHOWN: &str = "samples-shown";
/// What the paths of sample notes begin with.
const SAMPLE_FOLDER: &str = "samples/";

impl Library {
    /// The notes that `words` may mean, by the surest reading that any note answers to: the path, the end of the path, the title, a
    /// day, a part of the title or the path.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn find_notes(&self, words: &str) -> Result<Vec<NoteSummary>> {
        let notes = self.storage.note_summaries()?;
        let wanted = ingest::norm(words);
        let readings: [&dyn Fn(&NoteSummary) -> bool; 6] = [
            &|note| note.path == words,
            &|note| ends_with_name(&note.path, words),
            &|note| ingest::norm(&note.title) == wanted,
            &|note| note.date.to_string() == words,
            &|note| !wanted.is_empty() && ingest::norm(&note.title).contains(&wanted),
            &|note| !words.is_empty() && note.path.contains(words),
        ];
        for reading in readings {
            let found: Vec<NoteSummary> = notes.iter().filter(|note| reading(note)).cloned().collect();
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// A note with all that was read from it.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn note_view(&self, summary: NoteSummary) -> Result<NoteView> {
        let id = summary.id;
        Ok(NoteView {
            summary,
            days: self.storage.note_days(id)?,
            preamble: self.storage.section_lead(id)?.map(|lead| lead.body).unwrap_or_default(),
            blocks: self.storage.section_of_note(id)?,
            concepts: self.storage.concept_of_note(id)?,
            formulas: self.storage.formula_of_note(id)?,
            images: self.storage.image_of_note(id)?,
        })
    }

    /// The sample notes in play.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn sample_notes(&self) -> Result<Vec<NoteId>> {
        Ok(self.storage.note_samples()?)
    }

    /// Puts the sample notes into a library that has no notes and was never given them. Tells whether it did.
    ///
    /// # Errors
    /// If the library cannot be read or written.
    pub fn offer_samples(&mut self, now: DateTime<FixedOffset>) -> Result<bool> {
        if self.storage.meta_get(SAMPLES_SHOWN)?.is_some() || self.storage.note_any()? {
            return Ok(false);
        }
        let manner = super::Manner { dry_run: false, now };
        for sample in SAMPLES {
            let name = format!("{SAMPLE_FOLDER}{}", sample.name);
            self.import_text(&name, sample.text.as_bytes(), Origin::Sample, manner)?;
        }
        self.storage.meta_put(SAMPLES_SHOWN, "yes")?;
        Ok(true)
    }
}

/// Whether `path` ends with the whole names in `words`, with or without the extension.
fn ends_with_name(path: &str, words: &str) -> bool {
    let words = words.trim_start_matches("./");
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    [path, stem]
        .iter()
        .any(|path| path.strip_suffix(words).is_some_and(|before| before.is_empty() || before.ends_with(['/', '\\'])))
        && !words.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_known_by_its_end() {
        for (path, words, is_end) in [
            ("/notes/2025/day.md", "day.md", true),
            ("/notes/2025/day.md", "day", true),
            ("/notes/2025/day.md", "2025/day", true),
            ("/notes/2025/today.md", "day.md", false),
            ("/notes/day.md", "", false),
        ] {
            assert_eq!(ends_with_name(path, words), is_end, "{words} of {path}");
        }
    }
}

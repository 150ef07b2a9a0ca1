//! A text as it is compared (NFKC, lower case), with the way back to the bytes that it was made from.

use unicode_normalization::UnicodeNormalization;

/// A folded text that remembers where each of its characters came from.
#[derive(Debug)]
pub(super) struct Folded {
    text: String,
    /// For each character of `text`: its byte there, and the bytes of the original that it stands for.
    characters: Vec<(usize, (usize, usize))>,
}

impl Folded {
    pub(super) fn new(original: &str) -> Self {
        let mut folded = Self { text: String::new(), characters: Vec::new() };
        for (at, character) in original.char_indices() {
            let from = (at, at + character.len_utf8());
            for piece in std::iter::once(character).nfkc().flat_map(char::to_lowercase) {
                folded.characters.push((folded.text.len(), from));
                folded.text.push(piece);
            }
        }
        folded
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that the folded bytes `from..to` were made from.
    pub(super) fn original(&self, from: usize, to: usize) -> (usize, usize) {
        let mut spans = self.characters.iter().filter(|(at, _)| (from..to).contains(at)).map(|&(_, span)| span);
        let first = spans.next().unwrap_or_default();
        (first.0, spans.next_back().unwrap_or(first).1)
    }

    /// The same for single characters, neighbours joined.
    pub(super) fn original_characters(&self, characters: &[usize]) -> Vec<(usize, usize)> {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for &(_, (from, to)) in characters.iter().filter_map(|&index| self.characters.get(index)) {
            match ranges.last_mut() {
                Some(last) if last.1 >= from => last.1 = last.1.max(to),
                _ => ranges.push((from, to)),
            }
        }
        ranges
    }
}

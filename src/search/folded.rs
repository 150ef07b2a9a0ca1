//! A text as it is compared: case, width, accents, traditional forms, spaces and punctuation folded away, with the way back to the bytes that each
//! character was made from. Index, query and highlights all start from this one form, so that they can never disagree.

use super::symbols;
use crate::domain::hanzi;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How a character takes part in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Written without spaces: every character may begin a word.
    Han,
    /// Letters and digits that stand together make a word.
    Latin,
    /// Stands for itself: σ, √, →.
    Symbol,
}

/// One character of the original that counts.
#[derive(Debug, Clone, Copy)]
struct Unit {
    /// Where it begins in the folded text.
    at: usize,
    /// Its bytes in the original.
    from: usize,
    to: usize,
    class: Class,
    /// Whether it does not continue what stands before it.
    begins: bool,
    /// Whether something that does not count stands before it.
    gap: bool,
}

/// Some characters of one class that stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run<'a> {
    pub class: Class,
    pub text: &'a str,
}

/// Where a text was found in a folded one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Bytes of the original.
    pub from: usize,
    pub to: usize,
    /// How many characters stand before it.
    pub before: usize,
    /// Whether it begins and ends where words do.
    pub is_whole: bool,
}

/// A folded text.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    text: String,
    units: Vec<Unit>,
}

impl Folded {
    pub fn new(original: &str) -> Self {
        let mut folded =
            Self { text: String::with_capacity(original.len()), units: Vec::with_capacity(original.len() / 2) };
        let mut gap = false;
        for (at, character) in original.char_indices() {
            let to = at + character.len_utf8();
            match character {
                'a'..='z' | '0'..='9' => folded.push(character, (at, to), Class::Latin, &mut gap),
                'A'..='Z' => folded.push(character.to_ascii_lowercase(), (at, to), Class::Latin, &mut gap),
                '\u{4e00}'..='\u{9fff}' => folded.push(hanzi::simplified(character), (at, to), Class::Han, &mut gap),
                '\0'..='\x7f' => gap = true,
                _ => folded.push_other(character, (at, to), &mut gap),
            }
        }
        folded
    }

    fn push(&mut self, character: char, (from, to): (usize, usize), class: Class, gap: &mut bool) {
        let joins = class == Class::Latin && !*gap && self.units.last().is_some_and(|last| last.class == class);
        self.units.push(Unit { at: self.text.len(), from, to, class, begins: !joins, gap: *gap });
        self.text.push(character);
        *gap = false;
    }

    fn push_other(&mut self, character: char, span: (usize, usize), gap: &mut bool) {
        if is_combining_mark(character) || is_invisible(character) {
            if let Some(last) = self.units.last_mut().filter(|_| !*gap) {
                last.to = span.1;
            }
            return;
        }
        if let Some(name) = symbols::name(character) {
            self.units.push(Unit {
                at: self.text.len(),
                from: span.0,
                to: span.1,
                class: Class::Symbol,
                begins: true,
                gap: *gap,
            });
            self.text.push_str(name);
            *gap = false;
            return;
        }
        // In x² and dₖ something stands at a letter; they are no words
        let is_apart = is_script(character);
        *gap |= is_apart;
        let composed = std::iter::once(character).nfkc();
        let plain = composed.flat_map(without_accent).flat_map(char::to_lowercase);
        for piece in plain {
            match class(piece) {
                Some(class) => self.push(hanzi::simplified(piece), span, class, gap),
                None if !is_combining_mark(piece) => *gap = true,
                None => {}
            }
        }
        *gap |= is_apart;
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How many characters count.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Each character with its class, and whether it begins a word.
    pub fn characters(&self) -> impl Iterator<Item = (&str, Class, bool)> {
        (0..self.units.len()).map(|index| {
            let unit = self.units[index];
            (self.slice(index, index + 1), unit.class, unit.begins)
        })
    }

    /// The runs of the text, in order.
    pub fn runs(&self) -> impl Iterator<Item = Run<'_>> {
        let mut next = 0;
        std::iter::from_fn(move || {
            let start = next;
            let first = self.units.get(start)?;
            next += 1;
            while let Some(unit) = self.units.get(next) {
                let joins = match first.class {
                    Class::Han => unit.class == Class::Han && !unit.gap,
                    Class::Latin => !unit.begins,
                    Class::Symbol => false,
                };
                if !joins {
                    break;
                }
                next += 1;
            }
            Some(Run { class: first.class, text: self.slice(start, next) })
        })
    }

    /// The characters `from..to`.
    pub(super) fn slice(&self, from: usize, to: usize) -> &str {
        let end = self.units.get(to).map_or(self.text.len(), |unit| unit.at);
        self.units.get(from).and_then(|unit| self.text.get(unit.at..end)).unwrap_or_default()
    }

    /// Where `wanted`, itself folded, stands in this text. What begins inside a Latin word ends in it: `rn` is in `learn`, and
    /// not in `layer norm`.
    pub fn find<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = Place> + 'a {
        let step = wanted.chars().next().map_or(0, char::len_utf8);
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let at = from + self.text.get(from..).filter(|_| step > 0)?.find(wanted)?;
                let end = at + wanted.len();
                let place = self.place(at, end);
                // What does not count hides nothing that begins inside it
                from = if place.is_some() { end } else { at + step };
                if place.is_some() {
                    return place;
                }
            }
        })
    }

    fn place(&self, at: usize, end: usize) -> Option<Place> {
        let first = self.units.binary_search_by_key(&at, |unit| unit.at).ok()?;
        let after = self.units.partition_point(|unit| unit.at < end);
        if self.units.get(after).map_or(self.text.len(), |unit| unit.at) != end {
            return None;
        }
        let begins = self.units[first].begins;
        if !begins && self.units[first..after].iter().any(|unit| unit.begins) {
            return None;
        }
        let (from, to) = self.original(first, after);
        let is_whole = begins && self.units.get(after).is_none_or(|unit| unit.begins);
        Some(Place { from, to, before: first, is_whole })
    }

    /// The bytes of the original that the characters `from..to` were made from.
    pub fn original(&self, from: usize, to: usize) -> (usize, usize) {
        match (self.units.get(from), self.units.get(to.saturating_sub(1))) {
            (Some(first), Some(last)) => (first.from, last.to),
            _ => (0, 0),
        }
    }

    /// The bytes of the original that the letter `index` of the folded text was made from.
    pub(super) fn original_of_letter(&self, index: usize) -> (usize, usize) {
        let at = self.text.char_indices().nth(index).map_or(self.text.len(), |(at, _)| at);
        let unit = self.units.partition_point(|unit| unit.at <= at).saturating_sub(1);
        self.original(unit, unit + 1)
    }

    /// Whether a word ends before the character `index`.
    pub fn is_border(&self, index: usize) -> bool {
        self.units.get(index).is_none_or(|unit| unit.begins)
    }
}

/// `é` as `e`; characters that are no accented letters stay.
fn without_accent(character: char) -> impl Iterator<Item = char> {
    let accents = |mark: char| ('\u{300}'..='\u{36f}').contains(&mark);
    let is_accented = std::iter::once(character).nfkd().nth(1).is_some_and(accents);
    let stripped = is_accented.then(|| std::iter::once(character).nfkd().filter(move |&piece| !accents(piece)));
    let kept = (!is_accented).then_some(character);
    stripped.into_iter().flatten().chain(kept)
}

fn class(character: char) -> Option<Class> {
    if is_han(character) {
        Some(Class::Han)
    } else if character.is_alphanumeric() {
        Some(Class::Latin)
    } else if symbols::is_symbol(character) {
        Some(Class::Symbol)
    } else {
        None
    }
}

/// Scripts that are written without spaces: Han, Kana, Hangul.
pub fn is_han(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}'
        | '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}' | '々' | '〇')
}

/// Letters and digits that stand above or below the line.
const fn is_script(character: char) -> bool {
    matches!(character, 'ª' | 'º' | '²' | '³' | '¹' | '\u{2b0}'..='\u{2b8}' | '\u{1d2c}'..='\u{1d6a}'
        | '\u{1d9b}'..='\u{1dbf}' | '\u{2070}'..='\u{209c}' | '\u{2c7c}'..='\u{2c7d}')
}

const fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_reads_alike_folds_alike() {
        for (one, other) in [
            ("ＭｏＥ", "moe"),
            ("Layer-Norm", "layer norm"),
            ("KV 缓存", "KV缓存"),
            ("Résumé", "resume"),
            ("re\u{301}sume\u{301}", "RESUME"),
            ("σ²", "\\sigma^2"),
            ("√D", "\\sqrt{d}"),
            ("µ", "μ"),
            ("注\u{200b}意", "注意"),
            ("殘差連接與歸一化", "残差连接与归一化"),
            ("QKᵀ", "Q K^⊤"),
            ("dₖ", "d_k"),
        ] {
            assert_eq!(Folded::new(one).text(), Folded::new(other).text(), "{one}");
        }
    }

    #[test]
    fn runs_part_at_the_border_of_scripts_and_at_gaps() {
        for (text, expected) in [
            ("用GQA后，σ²", &["用", "gqa", "后", "sigma", "2"][..]),
            ("层归一化（LayerNorm）", &["层归一化", "layernorm"]),
            ("dₖx²", &["d", "k", "x", "2"]),
            ("8x7B running_var", &["8x7b", "running", "var"]),
            ("。，", &[]),
        ] {
            let folded = Folded::new(text);
            assert_eq!(folded.runs().map(|run| run.text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_place_leads_back_to_the_original() {
        for (text, wanted, expected) in [
            ("见 Layer-Norm。", "layernorm", Some("Layer-Norm")),
            ("层归一化", "归一", Some("归一")),
            ("除以√D", "sqrtd", Some("√D")),
            // What begins in the middle of one word and ends in the next hides no word that begins in it
            ("at ttl", "tt", Some("tt")),
            ("Demo momentum", "mom", Some("mom")),
            // Not across words from the middle of one, not a part of a symbol's name
            ("layer norm", "rn", None),
            ("σ", "sig", None),
        ] {
            let found = Folded::new(text).find(wanted).next().and_then(|place| text.get(place.from..place.to));
            assert_eq!(found, expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn places_lie_on_characters(text in "\\PC{0,30}", wanted in "\\PC{1,3}") {
            let folded = Folded::new(&text);
            let wanted = Folded::new(&wanted);
            for place in folded.find(wanted.text()) {
                prop_assert!(text.get(place.from..place.to).is_some_and(|found| !found.is_empty()));
            }
            prop_assert_eq!(folded.runs().map(|run| run.text).collect::<String>(), folded.text());
        }
    }
}

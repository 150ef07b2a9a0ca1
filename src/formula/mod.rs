//! The formula pack: what each formula says, the shapes of its symbols, its trap, and how far its source was checked.
//!
//! The pack is written by hand in `assets/formulas/*.toml`, one file a topic. The build script checks it and turns it
//! into a static table, so that looking a formula up costs no parsing and no set-up.

mod fold;
mod lookup;
mod pack;
mod wanted;

pub use lookup::{Found, find, named, nearest};
pub use wanted::{Likeness, Wanted, sense};

/// One text in both languages of the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bilingual {
    pub zh: &'static str,
    pub en: &'static str,
}

/// A field that formulas belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic {
    pub id: &'static str,
    pub name: Bilingual,
}

/// One formula of the pack.
#[derive(Debug, PartialEq, Eq)]
pub struct Formula {
    /// Lower-case, hyphenated, never changed: `sdpa`.
    pub id: &'static str,
    pub topic: Topic,
    pub name: Bilingual,
    /// Other names in either language, abbreviations included.
    pub aliases: &'static [&'static str],
    /// LaTeX without delimiters.
    pub tex: &'static str,
    /// The heart of it in one line of plain characters, for terminals and lists.
    pub plain: &'static str,
    pub symbols: &'static [Symbol],
    pub insight: Bilingual,
    pub trap: Option<Bilingual>,
    pub source: Source,
    /// Ids of formulas worth reading next.
    pub related: &'static [&'static str],
    /// The lab bench that shows it at work.
    pub bench: Option<&'static str>,
    /// A worked number.
    pub example: Option<Bilingual>,
}

/// A symbol of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol {
    /// LaTeX.
    pub tex: &'static str,
    /// Shape as `(T_q, D)`, or a value or range; empty for a plain number.
    pub shape: &'static str,
    pub meaning: Bilingual,
}

/// Where a formula comes from, and what of that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    pub title: &'static str,
    pub authors: Option<&'static str>,
    pub year: Option<u16>,
    pub arxiv: Option<&'static str>,
    /// Equation, section or table.
    pub place: Option<&'static str>,
    /// Public code that computes it.
    pub code: Option<&'static str>,
    /// Against what the formula was checked.
    pub checked: &'static [Check],
    /// What was written down from memory: show it as such.
    pub unchecked: &'static [Claim],
}

/// Evidence for a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Public code was read or run.
    Code,
    /// Numbers agree with an independent implementation or a second derivation.
    Numeric,
    /// The text of the paper was read.
    Paper,
}

/// A statement that may still rest on memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The formula itself, or a part that no code shows.
    Formula,
    Insight,
    /// The arXiv number.
    Arxiv,
    /// The equation, section or table number.
    Place,
}

/// Every formula, topic by topic.
pub fn all() -> &'static [Formula] {
    pack::FORMULAS
}

/// The topics in the order in which one would learn them.
pub fn topics() -> &'static [Topic] {
    pack::TOPICS
}

pub fn by_id(id: &str) -> Option<&'static Formula> {
    all().iter().find(|formula| formula.id == id)
}

impl Formula {
    /// The formulas worth reading next.
    pub fn related(&self) -> impl Iterator<Item = &'static Self> {
        self.related.iter().filter_map(|id| by_id(id))
    }
}

impl Source {
    /// Title, authors, year, arXiv number and place in one line.
    pub fn line(&self) -> String {
        let arxiv = self.arxiv.map(|number| format!("arXiv:{number}"));
        let parts =
            [Some(self.title.to_owned()), self.authors.map(str::to_owned), self.year.map(|year| year.to_string())];
        let parts: Vec<String> = parts
            .into_iter()
            .chain([arxiv, self.place.map(str::to_owned)])
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(", ")
    }

    /// Whether `claim` was checked; what is not marked otherwise was.
    pub fn vouches_for(&self, claim: Claim) -> bool {
        !self.unchecked.contains(&claim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pack_is_whole() {
        assert!(all().len() >= 63);
        for topic in topics() {
            assert!(all().iter().any(|formula| formula.topic == *topic), "{} is empty", topic.id);
        }
    }

    #[test]
    fn every_entry_speaks_both_languages() {
        for formula in all() {
            let texts = [Some(formula.name), Some(formula.insight), formula.trap, formula.example];
            let meanings = formula.symbols.iter().map(|symbol| symbol.meaning);
            for text in texts.into_iter().flatten().chain(meanings) {
                assert!(!text.zh.trim().is_empty() && !text.en.trim().is_empty(), "{}", formula.id);
                assert!(!text.en.chars().any(is_han), "{}: Chinese in `{}`", formula.id, text.en);
            }
            assert!(formula.insight.zh.chars().any(is_han), "{}", formula.id);
            assert!(!formula.symbols.is_empty() && !formula.plain.is_empty(), "{}", formula.id);
        }
    }

    #[test]
    fn tex_braces_are_balanced() {
        for formula in all() {
            for tex in formula.symbols.iter().map(|symbol| symbol.tex).chain([formula.tex]) {
                let depth = tex.chars().fold(0_i32, |depth, c| depth + i32::from(c == '{') - i32::from(c == '}'));
                assert_eq!(depth, 0, "{}: {tex}", formula.id);
            }
        }
    }

    #[test]
    fn related_formulas_exist_and_are_others() {
        for formula in all() {
            assert_eq!(formula.related().count(), formula.related.len(), "{}", formula.id);
            assert!(formula.related().all(|other| other.id != formula.id), "{}", formula.id);
        }
    }

    #[test]
    fn a_number_from_memory_is_never_shown_as_checked() {
        for formula in all() {
            let source = formula.source;
            let read_the_paper = source.checked.contains(&Check::Paper);
            if source.arxiv.is_some() && !read_the_paper {
                assert!(!source.vouches_for(Claim::Arxiv), "{}: arXiv number", formula.id);
            }
            if source.place.is_some() && !read_the_paper {
                assert!(!source.vouches_for(Claim::Place), "{}: place in the paper", formula.id);
            }
            if source.checked.is_empty() {
                assert!(!source.vouches_for(Claim::Formula), "{}: formula", formula.id);
            }
        }
    }

    fn is_han(character: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&character)
    }
}

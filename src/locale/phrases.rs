//! Sentences that are written in English where they arise (help, errors, the words of libraries) in the user's language.
//!
//! A screen's texts are [`super::Text`]s, because their author knows the reader's language. Whoever finds an error deep in a
//! calculation, or describes a flag for the shell, does not; what they say is looked up here as it is shown. The pairs stand in
//! `assets/phrases.txt`, each an English line with its Chinese one below; `{}` is a gap, kept in its order or named by its number.

use super::Lang;
use std::borrow::Cow;
use std::collections::HashMap;
use std::error::Error;
use std::sync::LazyLock;

const PAIRS: &str = include_str!("../../assets/phrases.txt");
/// What stands in a gap may be a phrase too, and so on; so deep.
const DEEPEST: u8 = 4;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(PAIRS));

/// The text in `lang`, line by line; a line that no phrase matches stays as it is.
pub fn said(english: &str, lang: Lang) -> Cow<'_, str> {
    match lang {
        Lang::En => Cow::Borrowed(english),
        Lang::Zh => {
            let lines: Vec<Cow<'_, str>> = english.split('\n').map(|line| PHRASES.line(line)).collect();
            Cow::Owned(lines.join("\n"))
        }
    }
}

/// What went wrong and why, from the outermost cause to the innermost, in one line.
pub fn of_error(error: &(dyn Error + 'static), lang: Lang) -> String {
    let between = if lang == Lang::Zh { "：" } else { ": " };
    let mut above = String::new();
    let mut told: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let cause = error.to_string();
        // Some errors quote the one below them
        if above.is_empty() || !above.contains(&cause) {
            told.push(said(&cause, lang).into_owned());
        }
        above = cause;
        next = error.source();
    }
    told.join(between)
}

/// Whether the text has a Chinese form, each line of it.
pub fn is_known(english: &str) -> bool {
    let known = |line: &str| line.trim().is_empty() || PHRASES.of_phrase(line.trim(), DEEPEST).is_some();
    english.split('\n').all(known)
}

struct Phrases {
    whole: HashMap<&'static str, &'static str>,
    /// The longest first, so that a phrase in a gap of a shorter one does not take what it means.
    gapped: Vec<Gapped>,
}

struct Gapped {
    /// What stands before, between and after the gaps.
    parts: Vec<&'static str>,
    chinese: &'static str,
}

impl Phrases {
    fn of(pairs: &'static str) -> Self {
        let lines: Vec<&str> = pairs.lines().filter(|line| !line.is_empty() && !line.starts_with("## ")).collect();
        let mut phrases = Self { whole: HashMap::new(), gapped: Vec::new() };
        for pair in lines.chunks_exact(2) {
            let (english, chinese) = (pair[0], pair[1]);
            let parts: Vec<&str> = english.split("{}").collect();
            if parts.len() == 1 {
                phrases.whole.insert(english, chinese);
            } else {
                phrases.gapped.push(Gapped { parts, chinese });
            }
        }
        phrases
            .gapped
            .sort_by_key(|gapped| std::cmp::Reverse(gapped.parts.iter().map(|part| part.len()).sum::<usize>()));
        phrases
    }

    /// The line with its indentation.
    fn line<'a>(&self, line: &'a str) -> Cow<'a, str> {
        let phrase = line.trim();
        let Some(chinese) = self.of_phrase(phrase, DEEPEST) else { return Cow::Borrowed(line) };
        let start = line.len() - line.trim_start().len();
        Cow::Owned(format!("{}{chinese}{}", &line[..start], &line[start + phrase.len()..]))
    }

    fn of_phrase(&self, phrase: &str, depth: u8) -> Option<String> {
        if let Some(chinese) = self.whole.get(phrase) {
            return Some((*chinese).to_owned());
        }
        let deeper = depth.checked_sub(1)?;
        self.gapped.iter().find_map(|gapped| {
            let gaps = gapped.gaps(phrase)?;
            // A single word in a gap is a name that one types
            let gaps = gaps.into_iter().map(|gap| {
                gap.contains(' ').then(|| self.of_phrase(gap, deeper)).flatten().unwrap_or_else(|| gap.to_owned())
            });
            Some(filled(gapped.chinese, &gaps.collect::<Vec<_>>()))
        })
    }
}

impl Gapped {
    /// What stands in the gaps, where the phrase is this one.
    fn gaps<'a>(&self, phrase: &'a str) -> Option<Vec<&'a str>> {
        let (first, rest) = self.parts.split_first()?;
        let (last, between) = rest.split_last()?;
        let mut left = phrase.strip_prefix(first)?;
        let mut gaps = Vec::with_capacity(rest.len());
        for part in between {
            let (gap, after) = left.split_once(part)?;
            gaps.push(gap);
            left = after;
        }
        gaps.push(left.strip_suffix(last)?);
        Some(gaps)
    }
}

/// The Chinese form with its gaps filled: `{}` one after the other, `{1}` the second of them.
fn filled(chinese: &str, gaps: &[String]) -> String {
    let mut text = String::with_capacity(chinese.len() + 32);
    let mut parts = chinese.split('{');
    text.push_str(parts.next().unwrap_or_default());
    let mut next = 0;
    for part in parts {
        let (number, after) = part.split_once('}').unwrap_or((part, ""));
        let index = number.parse().unwrap_or_else(|_| {
            next += 1;
            next - 1
        });
        text.push_str(gaps.get(index).map_or("", String::as_str));
        text.push_str(after);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "## errors
{} is {}, expected {}
{} 是 {}，应为{}

a finite number
有限的数

could not read {}: {}
{1}，读不了 {0}

no such file
没有这个文件
";

    #[test]
    fn a_phrase_is_found_with_what_stands_in_its_gaps() {
        let phrases = Phrases::of(OWN);
        for (english, chinese) in [
            ("a finite number", "有限的数"),
            ("  a finite number ", "  有限的数 "),
            ("heads is \"x\", expected a finite number", "heads 是 \"x\"，应为有限的数"),
            ("could not read a.md: no such file", "没有这个文件，读不了 a.md"),
            ("something else", "something else"),
            ("", ""),
        ] {
            assert_eq!(phrases.line(english), chinese);
        }
    }

    #[test]
    fn an_error_tells_its_causes_once_in_the_users_language() {
        #[derive(Debug, thiserror::Error)]
        #[error("could not read the settings a.toml")]
        struct Outer(#[source] std::io::Error);
        #[derive(Debug, thiserror::Error)]
        #[error("the library could not be read or written: {0}")]
        struct Quoting(#[source] std::io::Error);
        let missing = || std::io::Error::from_raw_os_error(2);
        let (outer, quoting) = (Outer(missing()), Quoting(missing()));
        assert_eq!(of_error(&outer, Lang::Zh), "读不了设置 a.toml：没有这个文件或文件夹");
        assert_eq!(
            of_error(&outer, Lang::En),
            "could not read the settings a.toml: No such file or directory (os error 2)"
        );
        assert_eq!(of_error(&quoting, Lang::Zh), "库读写不了：没有这个文件或文件夹");
    }

    #[test]
    fn every_phrase_is_a_pair_with_the_same_gaps() {
        let lines: Vec<&str> = PAIRS.lines().filter(|line| !line.is_empty() && !line.starts_with("## ")).collect();
        for pair in lines.chunks(2) {
            let [english, chinese] = pair else { panic!("{pair:?} is alone") };
            let has_chinese = chinese.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
            assert!(has_chinese || english == chinese, "no Chinese: {chinese}");
            let no_chinese = |letter: char| !('\u{4e00}'..='\u{9fff}').contains(&letter);
            assert!(
                english.contains("温故") || english.contains("wengu") || english.chars().all(no_chinese),
                "{english}"
            );
            let gaps = english.matches("{}").count();
            let filled =
                chinese.matches("{}").count() + (0..gaps).filter(|n| chinese.contains(&format!("{{{n}}}"))).count();
            // A number of the system may be left out
            assert!(filled <= gaps, "{english}");
        }
    }
}

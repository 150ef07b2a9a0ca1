//! Labels that count before a name, `办法1 辅助损失：…`: the label is no part of the name, and alone it names nothing.

use super::lexer::is_cjk;
use super::lines::{Line, LineKind};
use hashbrown::{HashMap, HashSet};

/// A label has no more characters before its number.
const LONGEST: usize = 4;

/// The words that the note counts with: those that stand before a one and before a two.
#[derive(Debug, Default)]
pub(super) struct Counted(HashSet<String>);

impl Counted {
    pub fn of(text: &str, lines: &[Line]) -> Self {
        let mut met: HashMap<&str, u8> = HashMap::new();
        for line in lines.iter().filter(|line| line.kind == LineKind::Text) {
            let words = line.words(text).trim_start_matches(['*', '#', ' ']);
            if let Some((word, number @ 1..=2, _)) = counted(words) {
                *met.entry(word).or_default() |= number;
            }
        }
        Self(met.into_iter().filter(|&(_, met)| met == 3).map(|(word, _)| word.to_owned()).collect())
    }

    /// What stands behind the label that `words` begin with.
    pub fn behind<'w>(&self, words: &'w str) -> Option<&'w str> {
        let (word, _, rest) = counted(words)?;
        self.0.contains(word).then(|| rest.trim_start_matches(['：', ':', '、', '.', ' ']))
    }
}

/// `假设 1：脏数据`: the word, its number, and what follows.
fn counted(words: &str) -> Option<(&str, u8, &str)> {
    let mut letters = words.char_indices().take(LONGEST).take_while(|&(_, letter)| is_cjk(letter));
    letters.find_map(|(at, letter)| {
        let (word, rest) = words.split_at(at + letter.len_utf8());
        let (number, rest) = ordinal(rest.strip_prefix(' ').unwrap_or(rest))?;
        let is_cut = rest.is_empty() || rest.starts_with(['：', ':', '、', '.', ' ', '（', '(', '*']);
        is_cut.then_some((word, number, rest))
    })
}

fn ordinal(text: &str) -> Option<(u8, &str)> {
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    if (1..=2).contains(&digits) {
        return Some((text[..digits].parse().ok()?, &text[digits..]));
    }
    let first = text.chars().next()?;
    let place = "一二三四五六七八九十".chars().position(|digit| digit == first)?;
    Some((u8::try_from(place + 1).ok()?, &text[first.len_utf8()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_count_are_told_from_names() {
        #[rustfmt::skip]
        let cases = [
            ("假设 1：脏数据", Some(("假设", 1, "：脏数据"))),
            ("好处一：更快", Some(("好处", 1, "：更快"))),
            ("办法2 容量因子", Some(("办法", 2, " 容量因子"))),
            // no number, a quantity, a name in Latin letters
            ("统计学习：", None),
            ("一共 12层", None),
            ("Llama 2：", None),
        ];
        for (words, expected) in cases {
            assert_eq!(counted(words), expected, "{words}");
        }
    }
}

//! The tokeniser that index and query share. A run of Chinese becomes its characters and its pairs of neighbours, so that any two
//! characters are found in the middle of any word, without a dictionary that cuts domain words wrongly; Latin words stay whole.

use super::folded::{Class, Folded};
use super::pinyin;
use hashbrown::{DefaultHashBuilder, HashSet, HashTable};
use std::hash::BuildHasher;

/// Changes with the tokens that a text gives; an index made by another version is made anew.
pub const VERSION: &str = "4";

/// Latin runs are cut here, so that a blob of base64 gives words of a bearable length.
const LONGEST_WORD: usize = 48;
/// So many characters stand in both of two pieces, so that what is looked for is in one of them whole.
const OVERLAP: usize = 8;
/// A name's head is indexed as one token of at most so many characters.
const LONGEST_HEAD: usize = 24;
/// Marks the token that holds the beginning of a name.
const HEAD: char = '≡';
/// A name gives sounds for at most so many of its characters.
const LONGEST_SOUNDED: usize = 64;

/// Different words in one line, in the order in which they came first.
#[derive(Debug, Default)]
struct Bag {
    /// With a space after each.
    line: String,
    short: HashSet<u64>,
    /// From where to where each of the longer ones stands.
    long: HashTable<(usize, usize)>,
    hashes: DefaultHashBuilder,
}

/// Room for more words than this is made only when they come.
const MOST_AT_ONCE: usize = 4096;

impl Bag {
    /// Makes room for the words of so many bytes of text: a table that grows hashes all of them again.
    fn expect(&mut self, bytes: usize) {
        let words = (bytes / 3).min(MOST_AT_ONCE);
        self.line.reserve(words * 8);
        self.short.reserve(words);
    }

    fn insert(&mut self, word: &str) {
        let is_new = match packed(word) {
            Some(word) => self.short.insert(word),
            None => self.insert_long(word),
        };
        if is_new {
            self.line.push_str(word);
            self.line.push(' ');
        }
    }

    fn insert_long(&mut self, word: &str) -> bool {
        let Self { line, long, hashes, .. } = self;
        let hash = hashes.hash_one(word);
        if long.find(hash, |&(from, to)| &line[from..to] == word).is_some() {
            return false;
        }
        let place = (line.len(), line.len() + word.len());
        long.insert_unique(hash, place, |&(from, to)| hashes.hash_one(&line[from..to]));
        true
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.line.split_terminator(' ')
    }

    fn clear(&mut self) {
        self.line.clear();
        self.short.clear();
        self.long.clear();
    }
}

/// A word of at most eight bytes as a number: no word holds a zero.
fn packed(word: &str) -> Option<u64> {
    let mut bytes = [0; 8];
    bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    Some(u64::from_le_bytes(bytes))
}

/// What a text is found by.
#[derive(Debug, Default)]
pub struct Tokens {
    words: Bag,
    latin: Bag,
}

impl Tokens {
    /// Adds the words of a text.
    pub fn add(&mut self, text: &str) {
        self.words.expect(text.len());
        self.add_folded(&Folded::new(text));
    }

    /// Adds the words of a name, its beginning, and how it sounds.
    pub fn add_name(&mut self, name: &str) {
        // A Chinese character alone, with its neighbour, as its syllable, and as an initial
        self.words.expect(name.len() * 4);
        let folded = Folded::new(name);
        self.add_folded(&folded);
        if let Some(head) = head(&folded) {
            self.words.insert(&head);
        }
        pinyin::keys(&folded, LONGEST_SOUNDED, &mut |key| self.words.insert(key));
    }

    fn add_folded(&mut self, folded: &Folded) {
        for run in folded.runs() {
            match run.class {
                Class::Han => grams(run.text).for_each(|gram| self.words.insert(gram)),
                Class::Latin => {
                    for word in chunks(run.text) {
                        self.words.insert(word);
                        self.latin.insert(word);
                    }
                }
                Class::Symbol => self.words.insert(run.text),
            }
        }
    }

    /// All tokens in one line, for the index.
    pub fn line(&self) -> &str {
        self.words.line.trim_end()
    }

    /// The same as a text of its own; what is added from here on is of another text, and needs no room anew.
    pub fn take_line(&mut self) -> String {
        let line = self.line().to_owned();
        self.words.clear();
        self.latin.clear();
        line
    }

    /// The Latin words alone, for the vocabulary.
    pub fn latin(&self) -> impl Iterator<Item = &str> {
        self.latin.words()
    }
}

/// The characters of a Chinese run, and its pairs of neighbours.
fn grams(run: &str) -> impl Iterator<Item = &str> {
    let single = run.char_indices().map(|(at, character)| &run[at..at + character.len_utf8()]);
    single.chain(pairs(run))
}

/// The pairs of neighbours in a Chinese run.
pub(super) fn pairs(run: &str) -> impl Iterator<Item = &str> {
    let ends = run.char_indices().map(|(at, character)| at + character.len_utf8()).skip(1);
    run.char_indices().zip(ends).map(|((at, _), end)| &run[at..end])
}

/// A Latin run in pieces of a bearable length.
pub(super) fn chunks(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        let end = rest.char_indices().nth(LONGEST_WORD).map_or(rest.len(), |(at, _)| at);
        let chunk = &rest[..end];
        let next = if end < rest.len() { LONGEST_WORD - OVERLAP } else { LONGEST_WORD };
        rest = rest.char_indices().nth(next).map_or("", |(at, _)| &rest[at..]);
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// The token that holds a name's beginning: a whole short name, by which it is found exactly or by its first characters.
pub(super) fn head(folded: &Folded) -> Option<String> {
    let head = folded.slice(0, LONGEST_HEAD.min(folded.len()));
    (!head.is_empty()).then(|| format!("{HEAD}{head}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> String {
        let mut tokens = Tokens::default();
        tokens.add(text);
        let mut words: Vec<&str> = tokens.line().split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    }

    #[test]
    fn chinese_gives_characters_and_pairs_and_latin_gives_words() {
        for (text, expected) in [
            ("归一化", "一 一化 化 归 归一"),
            ("用GQA后", "gqa 后 用"),
            // Pairs do not reach over punctuation
            ("层，归", "层 归"),
            (r"$\sqrt{d_k}$ σ²", "2 d k sigma sqrt"),
            ("ＭｏＥ moe", "moe"),
            ("", ""),
        ] {
            assert_eq!(tokens(text), expected, "{text}");
        }
    }

    #[test]
    fn a_name_is_found_by_its_head_and_its_sound() {
        let mut tokens = Tokens::default();
        tokens.add_name("KV 缓存");
        assert!(tokens.line().split(' ').any(|token| token == "≡kv缓存"), "{}", tokens.line());
        assert!(tokens.line().split(' ').any(|token| token.ends_with("kvhc")), "{}", tokens.line());
    }

    #[test]
    fn a_blob_is_cut_and_each_piece_of_it_stays_whole_somewhere() {
        let blob: String = (0..20_000_usize).map(|number| ['a', 'b', 'c', 'd', 'e'][number * number / 7 % 5]).collect();
        let tokens = tokens(&blob);
        let words: Vec<&str> = tokens.split(' ').collect();
        assert!(words.iter().all(|word| word.len() <= LONGEST_WORD) && tokens.len() < 2 * blob.len());
        for at in 0..200 {
            assert!(words.iter().any(|word| word.contains(&blob[at..at + OVERLAP])), "{at}");
        }
    }
}

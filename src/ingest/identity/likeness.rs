//! How alike two cards are, by the pairs of characters that they share.

use crate::domain::CardKind;

/// Of a longer text the beginning tells enough. Characters.
const LONGEST: usize = 4096;

/// A card's text, cut into pairs of characters.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    kind: CardKind,
    question: Vec<u64>,
    answer: Vec<u64>,
    /// Runs of four characters, by which a text is found among many.
    runs: Vec<u64>,
    /// Words and numbers of the question in Latin script, sorted.
    words: Vec<String>,
}

impl Profile {
    pub fn new(kind: CardKind, question: &str, answer: &str) -> Self {
        let mut runs = runs(question);
        runs.extend(self::runs(answer));
        Self { kind, question: pairs(question), answer: pairs(answer), runs, words: words(question) }
    }

    /// What the text may be found by: its runs and its pairs.
    pub fn traits(&self) -> impl Iterator<Item = u64> + '_ {
        self.runs.iter().chain(&self.question).chain(&self.answer).copied()
    }

    /// From 0 to 1; 0 for cards of two kinds.
    pub fn likeness(&self, other: &Self) -> f64 {
        if self.kind != other.kind {
            return 0.0;
        }
        let question = dice(&self.question, &other.question);
        let answer = dice(&self.answer, &other.answer);
        // Of another thing the same is asked: `the cost of A`, `the cost of B`
        if answer < 0.8 && self.is_about_another(other) {
            return 0.0;
        }
        match self.kind {
            CardKind::Basic => 0.65 * question + 0.35 * answer,
            CardKind::Cloze => 0.6 * question + 0.4 * answer,
            CardKind::Reread => question,
            // The question's words are the tool's own, so the answer has to agree
            _ if answer < 0.35 => 0.0,
            _ => 0.5 * question + 0.5 * answer,
        }
    }

    /// Whether each question has a word that the other lacks, and none of these is a slip of another.
    fn is_about_another(&self, other: &Self) -> bool {
        let lacking = |one: &[String], from: &[String]| -> Vec<String> {
            one.iter().filter(|word| from.binary_search(word).is_err()).take(16).cloned().collect()
        };
        let (own, others) = (lacking(&self.words, &other.words), lacking(&other.words, &self.words));
        !own.is_empty() && !others.is_empty() && own.iter().all(|word| others.iter().all(|other| !is_slip(word, other)))
    }
}

fn is_slip(word: &str, other: &str) -> bool {
    dice(&pairs(word), &pairs(other)) >= 0.5
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .filter(|word| !word.is_empty())
        .take(256)
        .map(str::to_owned)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The pairs of neighbours of a text, its start counted in, sorted.
fn pairs(text: &str) -> Vec<u64> {
    let mut last = 0_u64;
    let mut pairs: Vec<u64> = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .take(LONGEST)
        .map(|character| {
            let pair = (last << 32) | u64::from(u32::from(character));
            last = u64::from(u32::from(character));
            pair
        })
        .collect();
    pairs.sort_unstable();
    pairs
}

/// The runs of four neighbours of a text, each as a number that no pair has.
fn runs(text: &str) -> Vec<u64> {
    const PAIR: u64 = 1 << 53;
    let mut last = [0_u64; 3];
    let characters = text.chars().filter(|character| !character.is_whitespace()).take(LONGEST);
    characters
        .map(|character| {
            let next = u64::from(u32::from(character));
            let run = [last[0], last[1], last[2], next]
                .iter()
                .fold(0_u64, |run, one| run.wrapping_mul(0x0100_0000_01b3) ^ one);
            last = [last[1], last[2], next];
            run | PAIR
        })
        .collect()
}

/// Twice what both have, by what they have together. Two empty texts are alike.
fn dice(one: &[u64], other: &[u64]) -> f64 {
    if one.is_empty() && other.is_empty() {
        return 1.0;
    }
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    let mut shared = 0_u32;
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => {
                left.next();
            }
            std::cmp::Ordering::Greater => {
                right.next();
            }
            std::cmp::Ordering::Equal => {
                shared += 1;
                left.next();
                right.next();
            }
        }
    }
    2.0 * f64::from(shared) / (one.len() + other.len()) as f64
}

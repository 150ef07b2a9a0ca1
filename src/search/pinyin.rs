//! Pinyin: names found by how they sound, typed in full (`zhuyili`), by initials (`zyl`), or both at once (`zhuyl`), with Latin
//! parts as they are (`kvhc` is KV 缓存). Every reading of a character counts; where a word is known, its right one counts more.

mod initials;

use super::folded::{Class, Folded};
use crate::domain::Wanted;
use hashbrown::{HashMap, HashSet};
use initials::Letters;
use pinyin::ToPinyinMulti;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words that show which reading a character has in them.
const READINGS: &str = include_str!("../../assets/readings.txt");
/// Marks the token of some characters' initials.
const INITIALS: char = 'ˉ';
/// Marks the token of one character's syllable.
const SYLLABLE: char = 'ˇ';
/// A token of initials holds so many characters.
const REACH: usize = 4;
/// Characters of many readings are indexed by no more combinations than this.
const COMBINATIONS: usize = 4;
/// What is typed is read in no more ways than this.
const PLANS: usize = 48;
const FIRST: char = '\u{4e00}';
const LAST: char = '\u{9fff}';
/// Longer input is no pinyin of a name.
const LONGEST_TYPED: usize = 40;
const LONGEST_NAME: usize = 64;
const LONGEST_SYLLABLE: usize = 6;

static WORDS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let lines = READINGS.lines().filter(|line| !line.starts_with('#'));
    let word = |line: &'static str| {
        let mut parts = line.split_ascii_whitespace();
        let word = parts.next()?;
        let readings: Vec<_> = parts.collect();
        (word.chars().count() == readings.len()).then_some((word, readings))
    };
    lines.filter_map(word).collect()
});
static LONGEST_WORD: LazyLock<usize> =
    LazyLock::new(|| WORDS.keys().map(|word| word.chars().count()).max().unwrap_or_default());
/// The readings of the common characters, from the first on.
static TABLE: LazyLock<Vec<Vec<Reading>>> = LazyLock::new(|| (FIRST..=LAST).map(look_up).collect());
static SYLLABLES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| TABLE.iter().flatten().map(|reading| reading.syllable).collect());
/// The syllables as they are typed.
static TYPED: LazyLock<HashSet<String>> = LazyLock::new(|| SYLLABLES.iter().map(|syllable| typed(syllable)).collect());

/// One way to say a character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    syllable: &'static str,
    /// Whether the character is not commonly said so.
    is_odd: bool,
}

/// One character of a name, as it may be typed.
#[derive(Debug, Clone)]
pub(super) enum Sound {
    Spoken { written: char, readings: Cow<'static, [Reading]> },
    Written(char),
    Silent,
}

impl Sound {
    /// The letters by which it is commonly typed; none for what has no sound.
    pub(super) fn spelled(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Spoken { readings, .. } => {
                let syllable = readings.first()?.syllable;
                Some(if syllable.contains('ü') { typed(syllable).into() } else { syllable.into() })
            }
            Self::Written(letter) => Some(letter.to_string().into()),
            Self::Silent => None,
        }
    }
}

fn look_up(character: char) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::new();
    for syllable in character.to_pinyin_multi().into_iter().flatten().map(pinyin::Pinyin::plain) {
        let is_known = readings.iter().any(|known| known.syllable == syllable);
        // 嗯 and its like are no syllables that one would type
        if !is_known && syllable.contains(['a', 'e', 'i', 'o', 'u', 'ü']) {
            readings.push(Reading { syllable, is_odd: !readings.is_empty() });
        }
    }
    readings
}

fn readings(character: char) -> Cow<'static, [Reading]> {
    let index = u32::from(character).checked_sub(u32::from(FIRST)).and_then(|index| usize::try_from(index).ok());
    match index.and_then(|index| TABLE.get(index)) {
        Some(readings) => Cow::Borrowed(readings),
        None => Cow::Owned(look_up(character)),
    }
}

/// How each character of a text sounds.
pub(super) fn sounds(folded: &Folded) -> Vec<Sound> {
    let mut sounds: Vec<Sound> =
        folded.characters().take(LONGEST_NAME).map(|(text, class, _)| sound(text, class)).collect();
    let mut at = 0;
    while at < sounds.len() {
        let longest = (*LONGEST_WORD).min(sounds.len() - at);
        let known = (2..=longest).rev().find_map(|length| WORDS.get(folded.slice(at, at + length)));
        for (sound, right) in sounds[at..].iter_mut().zip(known.into_iter().flatten()) {
            if let Sound::Spoken { readings, .. } = sound {
                prefer(readings.to_mut(), right);
            }
        }
        at += known.map_or(1, Vec::len);
    }
    sounds
}

fn sound(text: &str, class: Class) -> Sound {
    let Some(written) = text.chars().next() else { return Sound::Silent };
    match class {
        Class::Latin => Sound::Written(written),
        Class::Symbol => Sound::Silent,
        Class::Han => Sound::Spoken { written, readings: readings(written) },
    }
}

fn prefer(readings: &mut Vec<Reading>, right: &'static str) {
    if !readings.iter().any(|reading| reading.syllable == right) {
        readings.push(Reading { syllable: right, is_odd: false });
    }
    for reading in readings.iter_mut() {
        reading.is_odd = reading.syllable != right;
    }
    readings.sort_by_key(|reading| reading.is_odd);
}

/// Adds the tokens by which a name is found by its sound.
pub(super) fn keys(folded: &Folded, longest: usize, add: &mut impl FnMut(&str)) {
    let mut sounds = sounds(folded);
    sounds.truncate(longest);
    if !sounds.iter().any(|sound| matches!(sound, Sound::Spoken { .. })) {
        return;
    }
    let letters = Letters::of(&sounds);
    let mut key = String::new();
    for (at, sound) in sounds.iter().enumerate() {
        match sound {
            Sound::Spoken { readings, .. } => {
                for reading in readings.iter() {
                    key.clear();
                    key.push(SYLLABLE);
                    key.extend(as_typed(reading.syllable));
                    add(&key);
                }
            }
            Sound::Written(_) if folded.is_border(at) => {}
            Sound::Written(_) | Sound::Silent => continue,
        }
        letters.initials(at, &mut key, add);
    }
}

/// A syllable as it is typed: ü is a v.
fn typed(syllable: &str) -> String {
    as_typed(syllable).collect()
}

fn as_typed(syllable: &str) -> impl Iterator<Item = char> {
    syllable.chars().map(|letter| if letter == 'ü' { 'v' } else { letter })
}

/// The token, or its beginning, of names with such initials.
pub(super) fn key(initials: &str) -> Wanted {
    let key = format!("{INITIALS}{initials}");
    if initials.chars().count() == REACH { Wanted::Word(key) } else { Wanted::Prefix(key) }
}

/// Collects the initials of every way in which `letters` are whole syllables, of the first syllables if there are many.
pub(super) fn initials_of(letters: &str, plans: &mut BTreeSet<String>) {
    let mut begun: Vec<BTreeSet<String>> = vec![BTreeSet::new(); letters.len() + 1];
    begun[0].insert(String::new());
    for at in 0..letters.len() {
        if begun[at].is_empty() {
            continue;
        }
        for end in at + 1..=letters.len().min(at + LONGEST_SYLLABLE) {
            let Some(syllable) = letters.get(at..end).filter(|syllable| TYPED.contains(*syllable)) else { continue };
            let initial = syllable.chars().next();
            let longer =
                begun[at].iter().take(COMBINATIONS).map(|begun| begun.chars().chain(initial).take(REACH).collect());
            let longer: Vec<String> = longer.collect();
            begun[end].extend(longer);
        }
    }
    plans.extend(begun.pop().unwrap_or_default().into_iter().filter(|plan| plan.len() > 1));
}

/// Where a name was found by its sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heard {
    /// Bytes of the name.
    pub from: usize,
    pub to: usize,
    /// How many characters stand before it.
    pub before: usize,
    /// How many characters were given by their initial alone.
    pub short: usize,
    /// How many were given by a reading that they do not have in this word.
    pub odd: usize,
}

/// What was typed, when it may be pinyin.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    letters: Vec<char>,
    /// Whether a word begins at each letter: no syllable reaches over that.
    borders: Vec<bool>,
}

/// The best way to read the typed letters from some point on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Path {
    short: usize,
    odd: usize,
    /// How many characters were given by their sound.
    spoken: usize,
    end: usize,
}

impl Typed {
    /// None if it is too short or too long, or holds no letter.
    pub(super) fn new(folded: &Folded) -> Option<Self> {
        if !(2..=LONGEST_TYPED).contains(&folded.len()) {
            return None;
        }
        let characters = || folded.characters();
        if characters().any(|(_, class, _)| class == Class::Symbol) {
            return None;
        }
        let letters: Vec<char> = characters().filter_map(|(text, ..)| text.chars().next()).collect();
        let borders = characters().map(|(_, _, begins)| begins).collect();
        letters.iter().any(char::is_ascii_lowercase).then_some(Self { letters, borders })
    }

    /// Whether letters `from..to` may be one syllable.
    fn is_open(&self, from: usize, to: usize) -> bool {
        self.borders.get(from + 1..to).is_some_and(|inside| !inside.contains(&true))
    }

    /// How many letters from `at` on are the beginning of `syllable`.
    fn shared(&self, at: usize, syllable: &str) -> usize {
        let same =
            |(typed, letter): &(&char, char)| **typed == *letter || (*letter == 'ü' && matches!(**typed, 'v' | 'u'));
        self.letters[at..].iter().zip(syllable.chars()).take_while(same).count()
    }

    /// The tokens of which a name that sounds so has at least one.
    pub(super) fn keys(&self) -> Wanted {
        let mut plans = BTreeSet::new();
        self.plan(0, String::new(), &mut plans);
        Wanted::Any(plans.iter().map(|plan| key(plan)).chain(self.syllable()).collect())
    }

    /// The one syllable that all of it may be, or begin.
    fn syllable(&self) -> Option<Wanted> {
        let all: String = self.letters.iter().collect();
        if self.letters.len() > LONGEST_SYLLABLE || !self.is_open(0, self.letters.len()) {
            return None;
        }
        let key = format!("{SYLLABLE}{all}");
        let whole = self.is_syllable(0, self.letters.len());
        let begun = all.len() > 2 && SYLLABLES.iter().any(|known| typed(known).starts_with(&all));
        match (whole, begun) {
            (_, true) => Some(Wanted::Prefix(key)),
            (true, false) => Some(Wanted::Word(key)),
            _ => None,
        }
    }

    fn is_syllable(&self, from: usize, to: usize) -> bool {
        let text: String = self.letters[from..to].iter().collect();
        SYLLABLES.contains(text.as_str()) || SYLLABLES.contains(text.replace('v', "ü").as_str())
    }

    fn begins_syllable(&self, from: usize) -> bool {
        let text: String = self.letters[from..].iter().collect();
        SYLLABLES.range(text.as_str()..).next().is_some_and(|known| known.starts_with(&text))
    }

    /// Collects the initials that a name may have which sounds as the letters from `at` on.
    fn plan(&self, at: usize, begun: String, plans: &mut BTreeSet<String>) {
        let length = begun.chars().count();
        if plans.len() >= PLANS {
            return;
        }
        if length == REACH || at >= self.letters.len() {
            if length > 1 {
                plans.insert(begun);
            }
            return;
        }
        let first = self.letters[at];
        if let Some(Sound::Spoken { readings, .. }) = (!first.is_ascii()).then(|| sound(&first.to_string(), Class::Han))
        {
            for letter in readings.iter().filter_map(|reading| reading.syllable.chars().next()) {
                self.plan(at + 1, format!("{begun}{letter}"), plans);
            }
            return;
        }
        let longest = LONGEST_SYLLABLE.min(self.letters.len() - at);
        for length in (1..=longest).rev().filter(|&length| self.is_open(at, at + length)) {
            let is_initial =
                length == 1 || (length == 2 && matches!(first, 'z' | 'c' | 's') && self.letters[at + 1] == 'h');
            let is_last = at + length == self.letters.len() && self.begins_syllable(at);
            if is_initial || is_last || self.is_syllable(at, at + length) {
                self.plan(at + length, format!("{begun}{first}"), plans);
            }
        }
    }

    /// Where a name sounds like what was typed; the fullest reading, then the earliest.
    pub(super) fn find(&self, name: &Folded, sounds: &[Sound]) -> Option<Heard> {
        let paths = self.paths(sounds);
        let starts = (0..sounds.len()).filter(|&at| name.is_border(at));
        let heard = starts.filter_map(|at| paths[at][0].filter(|path| path.spoken > 0).map(|path| (path, at)));
        let (path, at) = heard.min_by_key(|(path, at)| (path.short, path.odd, *at))?;
        let (from, to) = name.original(at, path.end);
        Some(Heard { from, to, before: at, short: path.short, odd: path.odd })
    }

    /// For each character and each letter, the best way to read the rest of the letters from there.
    fn paths(&self, sounds: &[Sound]) -> Vec<Vec<Option<Path>>> {
        let end = self.letters.len();
        let mut paths = vec![vec![None; end + 1]; sounds.len() + 1];
        for at in (0..=sounds.len()).rev() {
            paths[at][end] = Some(Path { short: 0, odd: 0, spoken: 0, end: at });
            let Some(sound) = sounds.get(at) else { continue };
            for typed in 0..end {
                paths[at][typed] = self.step(sound, typed, at, &paths[at + 1]);
            }
        }
        paths
    }

    fn step(&self, sound: &Sound, at: usize, index: usize, after: &[Option<Path>]) -> Option<Path> {
        let mut best: Option<Path> = None;
        let mut offer = |path: Option<Path>| best = best.into_iter().chain(path).min();
        match sound {
            Sound::Written(letter) if *letter == self.letters[at] => offer(after[at + 1]),
            Sound::Written(_) | Sound::Silent => {}
            Sound::Spoken { written, .. } if *written == self.letters[at] => offer(after[at + 1]),
            Sound::Spoken { readings, .. } => {
                for reading in readings.iter() {
                    let odd = usize::from(reading.is_odd);
                    let say = |path: Path, short| Path {
                        short: path.short + short,
                        odd: path.odd + odd,
                        spoken: path.spoken + 1,
                        end: path.end,
                    };
                    let shared = self.shared(at, reading.syllable);
                    let whole = shared == reading.syllable.chars().count();
                    let last = at + shared == self.letters.len();
                    if shared > 0 && self.is_open(at, at + shared) {
                        if whole {
                            offer(after[at + shared].map(|path| say(path, 0)));
                        } else if last && shared > 1 {
                            offer(Some(say(Path { short: 0, odd: 0, spoken: 0, end: index + 1 }, 0)));
                        }
                    }
                    if shared > 0 {
                        offer(after[at + 1].map(|path| say(path, usize::from(reading.syllable.len() > 1))));
                    }
                    if shared > 1 && reading.syllable[1..].starts_with('h') && self.is_open(at, at + 2) {
                        offer(after[at + 2].map(|path| say(path, 1)));
                    }
                }
            }
        }
        best
    }
}

#[cfg(test)]
pub(super) mod tests;

//! The initials by which a name is found: those of a few characters from each one on, in every way in which they are commonly said.

use super::{COMBINATIONS, INITIALS, REACH, Sound};

/// The letters with which each of some characters may begin, each once.
pub(super) struct Letters {
    all: Vec<char>,
    /// Where those of each character end.
    ends: Vec<usize>,
}

impl Letters {
    pub(super) fn of(sounds: &[Sound]) -> Self {
        let mut letters = Self { all: Vec::with_capacity(sounds.len()), ends: Vec::with_capacity(sounds.len()) };
        for sound in sounds {
            letters.add(sound);
            letters.ends.push(letters.all.len());
        }
        letters
    }

    fn add(&mut self, sound: &Sound) {
        let start = self.all.len();
        match sound {
            Sound::Written(letter) => self.all.push(*letter),
            Sound::Spoken { readings, .. } => {
                for letter in readings.iter().filter_map(|reading| reading.syllable.chars().next()) {
                    if !self.all[start..].contains(&letter) {
                        self.all.push(letter);
                    }
                }
            }
            Sound::Silent => {}
        }
    }

    fn get(&self, at: usize) -> &[char] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[at]]
    }

    /// Adds the tokens of the initials with which the characters from `at` on begin, up to one that has none.
    pub(super) fn initials(&self, at: usize, key: &mut String, add: &mut impl FnMut(&str)) {
        let (mut all, mut count, mut length) = ([['\0'; REACH]; COMBINATIONS], 1, 0);
        let heard = (at..self.ends.len()).take(REACH).map(|at| self.get(at)).take_while(|letters| !letters.is_empty());
        for letters in heard {
            let begun = all;
            let longer = begun[..count].iter().flat_map(|begun| letters.iter().map(move |&letter| (*begun, letter)));
            count = 0;
            for (place, (begun, letter)) in all.iter_mut().zip(longer) {
                *place = begun;
                place[length] = letter;
                count += 1;
            }
            length += 1;
        }
        for initials in all[..count].iter().filter(|_| length > 0) {
            key.clear();
            key.push(INITIALS);
            key.extend(&initials[..length]);
            add(key);
        }
    }
}

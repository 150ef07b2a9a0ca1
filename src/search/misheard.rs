//! Pinyin that is a little off: a slip of the finger (`zhuyiili`), an accent that does not part zh from z, n from l or ng from n
//! (`zuyili`), and Chinese that an input method put into other characters of the same sound (残差链接 for 残差连接).

use super::folded::{Class, Folded};
use super::lexicon::slips;
use super::name::{Fit, Name, Rank};
use super::pinyin::{self, Sound, Typed};
use super::synonyms;
use crate::domain::{Wanted, Why};
use std::collections::BTreeSet;

/// So few letters are too few to be told when they are off.
const SHORTEST: usize = 5;
const LONGEST: usize = 24;
/// From so many letters on one slip is forgiven, and two.
const ONE_SLIP: usize = 6;
const TWO_SLIPS: usize = 12;
/// What is typed is taken for no more beginnings of names than this.
const PLANS: usize = 96;

/// What was typed, as it may sound.
#[derive(Debug, Clone)]
pub struct Misheard {
    letters: Vec<char>,
    smooth: Vec<char>,
    allowed: usize,
    typed: Option<Typed>,
    /// Two characters sound like a part of too many names.
    only_whole: bool,
}

/// Where a name sounds nearly so.
struct Near {
    slips: usize,
    at: usize,
    end: usize,
}

impl Misheard {
    /// None if it can be no pinyin, nor Chinese of a sound.
    pub fn new(folded: &Folded) -> Option<Self> {
        let is_latin = folded.text().bytes().all(|byte| byte.is_ascii_lowercase());
        let spoken = folded.characters().filter(|(_, class, _)| *class == Class::Han).count();
        let is_chinese = spoken > 1;
        if folded.len() > LONGEST || !(is_latin || is_chinese) {
            return None;
        }
        let letters = if is_latin { folded.text().to_owned() } else { spelled(&pinyin::sounds(folded)) };
        let allowed = match letters.len() {
            _ if !is_latin => 0,
            ..ONE_SLIP => 0,
            ONE_SLIP..TWO_SLIPS => 1,
            _ => 2,
        };
        let smooth = smooth(&letters).chars().collect();
        let typed = Typed::new(folded).filter(|_| is_latin);
        let only_whole = is_chinese && spoken < 3;
        (letters.len() >= SHORTEST).then(|| Self {
            letters: letters.chars().collect(),
            smooth,
            allowed,
            typed,
            only_whole,
        })
    }

    /// The tokens of which a name that sounds nearly so has at least one.
    pub fn keys(&self) -> Wanted {
        let mut plans = BTreeSet::new();
        let letters: String = self.letters.iter().collect();
        pinyin::initials_of(&letters, &mut plans);
        if self.allowed > 0 {
            for slipped in one_slip(&letters) {
                if plans.len() >= PLANS {
                    break;
                }
                pinyin::initials_of(&slipped, &mut plans);
            }
        }
        let accents: BTreeSet<String> = plans.iter().flat_map(|plan| accents(plan)).collect();
        Wanted::Any(accents.iter().map(|plan| pinyin::key(plan)).collect())
    }

    /// How nearly a name sounds so.
    pub fn fit(&self, name: &Name) -> Option<Fit> {
        let sounds = name.sounds();
        let starts = (0..sounds.len()).filter(|&at| name.folded.is_border(at));
        let near = starts.filter_map(|at| self.near(sounds, at)).min_by_key(|near| (near.slips, near.at))?;
        if self.only_whole && (near.at > 0 || near.end < name.folded.len()) {
            return None;
        }
        let length = u16::try_from(name.folded.len()).unwrap_or(u16::MAX);
        let step = u8::try_from(8 * near.slips).unwrap_or(u8::MAX) + 2 + u8::from(near.at > 0);
        let before = u16::try_from(near.at).unwrap_or(u16::MAX);
        let rank = Rank { tier: Why::Typo as u8, is_other: false, step, before, length };
        Some(Fit { why: Why::Typo, rank, ranges: vec![name.folded.original(near.at, near.end)] })
    }

    /// The piece of a name from `at` on that sounds most nearly so.
    fn near(&self, sounds: &[Sound], at: usize) -> Option<Near> {
        let begins = |letter: char| self.smooth.iter().take(2).any(|typed| *typed == letter);
        let (mut letters, mut spoken, mut best) = (String::new(), 0, None::<Near>);
        for (offset, sound) in sounds[at..].iter().enumerate() {
            spoken += usize::from(matches!(sound, Sound::Spoken { .. }));
            letters.push_str(&sound.spelled()?);
            if offset == 0 && !smooth(&letters).starts_with(begins) {
                return None;
            }
            if letters.len() > self.letters.len() + self.allowed + 4 {
                break;
            }
            if spoken < 2 {
                continue;
            }
            let by_accent = slips(&self.smooth, &smooth(&letters), self.allowed);
            let by_finger = slips(&self.letters, &letters, self.allowed);
            let near = by_accent.into_iter().chain(by_finger).min();
            let near = near.map(|slips| Near { slips, at, end: at + offset + 1 });
            best = best.into_iter().chain(near).min_by_key(|near| near.slips);
        }
        best
    }

    /// Names of the field that sound so as a whole, whether or not a note has them for a name.
    pub fn known(&self) -> Vec<&'static str> {
        let exact = |name: &&Name| {
            let heard = self.typed.as_ref().and_then(|typed| typed.find(&name.folded, name.sounds()));
            heard.is_some_and(|heard| heard.before == 0 && heard.to == name.text.len())
        };
        let nearly = |name: &&Name| {
            let near = self.near(name.sounds(), 0);
            near.is_some_and(|near| near.end == name.folded.len())
        };
        let known: Vec<&str> = synonyms::chinese().filter(exact).map(|name| name.text.as_str()).collect();
        if !known.is_empty() {
            return known;
        }
        synonyms::chinese().filter(nearly).map(|name| name.text.as_str()).collect()
    }
}

fn spelled(sounds: &[Sound]) -> String {
    sounds.iter().filter_map(Sound::spelled).collect()
}

/// The letters without what accents do not part.
fn smooth(letters: &str) -> String {
    let mut smooth = String::with_capacity(letters.len());
    let mut last = ' ';
    for letter in letters.chars() {
        match (last, letter) {
            ('z' | 'c' | 's', 'h') | ('n', 'g') => {}
            (_, 'l') => smooth.push('n'),
            (_, 'v') => smooth.push('u'),
            _ => smooth.push(letter),
        }
        last = letter;
    }
    smooth
}

/// Everything that is one slip away: a letter too many, too few, another, or two swapped.
fn one_slip(letters: &str) -> impl Iterator<Item = String> + '_ {
    let at = |at: usize| letters.split_at(at);
    let dropped = (0..letters.len()).map(move |i| format!("{}{}", at(i).0, &at(i).1[1..]));
    let swapped = (1..letters.len()).map(move |i| {
        let (before, after) = at(i - 1);
        format!("{before}{}{}{}", &after[1..2], &after[..1], &after[2..])
    });
    let others = (0..=letters.len()).flat_map(move |i| {
        ('a'..='z').flat_map(move |letter| {
            let (before, after) = at(i);
            let changed = after.get(1..).map(|rest| format!("{before}{letter}{rest}"));
            std::iter::once(format!("{before}{letter}{after}")).chain(changed)
        })
    });
    dropped.chain(swapped).chain(others)
}

/// Initials with n for l and l for n.
fn accents(plan: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for letter in plan.chars() {
        let letters: &[char] = if matches!(letter, 'n' | 'l') { &['n', 'l'] } else { &[letter] };
        all = all.iter().flat_map(|begun| letters.iter().map(move |letter| format!("{begun}{letter}"))).collect();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(typed: &str, name: &str) -> Option<String> {
        let fit = Misheard::new(&Folded::new(typed))?.fit(&Name::new(name))?;
        name.get(fit.ranges[0].0..fit.ranges[0].1).map(str::to_owned)
    }

    #[test]
    fn a_slip_an_accent_and_another_character_are_heard() {
        for (typed, name, expected) in [
            // Too many, too few, swapped, another
            ("zhuyiili", "多头注意力", Some("注意力")),
            ("tiducaijan", "梯度裁剪", Some("梯度裁剪")),
            ("yinguoyamna", "因果掩码", Some("因果掩码")),
            ("guiyihus", "归一化", Some("归一化")),
            // Accents
            ("zuyili", "注意力", Some("注意力")),
            ("chenguiyihua", "层归一化", Some("层归一化")),
            ("niucun", "留存", Some("留存")),
            ("canchanianjie", "残差连接", Some("残差连接")),
            // The input method chose other characters
            ("残差链接", "残差连接", Some("残差连接")),
            ("归一话", "层归一化", Some("归一化")),
            ("KV环存", "KV 缓存", Some("KV 缓存")),
            ("剪纸", "剪枝", Some("剪枝")),
            ("归性", "递归形式", None),
            // Too far, too short, no pinyin
            ("zhuyeelo", "注意力", None),
            ("zuli", "注意力", None),
            ("layernorm", "层归一化", None),
        ] {
            assert_eq!(fitted(typed, name).as_deref(), expected, "{typed} in {name}");
        }
    }

    #[test]
    fn a_name_that_is_nearly_so_has_a_token_of_it() {
        for (typed, name) in [
            ("zhuyiili", "多头注意力"),
            ("jiaochashagn", "交叉熵"),
            ("duotouzhuyilli", "多头注意力"),
            ("chongfuchegnfa", "重复惩罚"),
            ("nianghua", "量化"),
            ("归一话", "层归一化"),
        ] {
            let mut tokens = BTreeSet::new();
            pinyin::keys(&Folded::new(name), 64, &mut |key| tokens.extend([key.to_owned()]));
            let Wanted::Any(wanted) = Misheard::new(&Folded::new(typed)).unwrap().keys() else { panic!("{typed}") };
            assert!(
                wanted.iter().any(|key| pinyin::tests::is_among(&tokens, key)),
                "{typed}: {wanted:?} against {tokens:?}"
            );
        }
    }

    #[test]
    fn the_names_of_the_field_are_known_by_their_sound() {
        for (typed, expected) in
            [("bingxingsaomiao", "并行扫描"), ("bingxingsaomaio", "并行扫描"), ("bxsm", "并行扫描")]
        {
            let known = Misheard::new(&Folded::new(typed)).map(|misheard| misheard.known()).unwrap_or_default();
            assert_eq!(known.contains(&expected), typed.len() > 4, "{typed}: {known:?}");
        }
    }
}

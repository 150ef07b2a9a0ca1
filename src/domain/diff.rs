//! What was typed beside what was asked for, and what a text said before, character by character.

use super::Grade;

/// A stretch that is alike in both, was left out, or was put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Same,
    Missing,
    Extra,
}

/// Texts longer than this are compared as wholes, in characters.
const LONGEST: usize = 400;

/// How `typed` differs from `expected`; letter case and blanks at the ends do not count.
pub fn compare(typed: &str, expected: &str) -> Vec<(Part, String)> {
    let (typed, expected): (Vec<char>, Vec<char>) = (typed.trim().chars().collect(), expected.trim().chars().collect());
    if typed.len() > LONGEST || expected.len() > LONGEST {
        let whole = |part, characters: &[char]| (part, characters.iter().collect::<String>());
        return vec![whole(Part::Missing, &expected), whole(Part::Extra, &typed)];
    }
    align(&typed, &expected)
}

/// What a text that said `before` says `now`, with as much of what stayed as shows where it changed: `Missing` is new, `Extra` is
/// gone. Nothing if they differ in blanks or letter case alone.
pub fn changes(before: &str, now: &str) -> Vec<(Part, String)> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect::<Vec<char>>();
    let (before, now) = (plain(before), plain(now));
    let alike = |a: &[char], b: &[char]| a.iter().zip(b).take_while(|(a, b)| is_alike(**a, **b)).count();
    let head = alike(&before, &now);
    let (old, new) = (&before[head..], &now[head..]);
    let backwards = |text: &[char]| text.iter().rev().copied().collect::<Vec<char>>();
    let tail = alike(&backwards(old), &backwards(new));
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    let cut = |text: &[char]| text.iter().take(LONGEST).copied().collect::<Vec<char>>();
    let mut parts = vec![(Part::Same, now[..head].iter().collect())];
    parts.extend(align(&cut(old), &cut(new)));
    parts.push((Part::Same, now[now.len() - tail..].iter().collect()));
    let last = parts.len() - 1;
    let shorten = |(at, (part, text)): (usize, (Part, String))| (part, shortened(part, &text, (at > 0, at < last)));
    parts.into_iter().enumerate().map(shorten).filter(|(_, text)| !text.is_empty()).collect()
}

/// Of what stayed, the ends that touch a change; of what changed, the beginning.
fn shortened(part: Part, text: &str, (after_change, before_change): (bool, bool)) -> String {
    const AROUND: usize = 16;
    const CHANGED: usize = 120;
    let text: Vec<char> = text.chars().collect();
    let (first, last) = match part {
        Part::Same => (if after_change { AROUND } else { 0 }, if before_change { AROUND } else { 0 }),
        Part::Missing | Part::Extra => (CHANGED, 0),
    };
    if text.len() <= first + last + 1 {
        return text.iter().collect();
    }
    text[..first].iter().chain(&['…']).chain(&text[text.len() - last..]).collect()
}

fn align(typed: &[char], expected: &[char]) -> Vec<(Part, String)> {
    let mut parts: Vec<(Part, String)> = Vec::new();
    let mut push = |part, character: char| match parts.last_mut() {
        Some((last, text)) if *last == part => text.push(character),
        _ => parts.push((part, character.to_string())),
    };
    // common[i][j]: the longest common subsequence of what is left from i and from j on
    let mut common = vec![vec![0_u16; typed.len() + 1]; expected.len() + 1];
    for i in (0..expected.len()).rev() {
        for j in (0..typed.len()).rev() {
            common[i][j] = if is_alike(expected[i], typed[j]) {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < expected.len() || j < typed.len() {
        if i < expected.len() && j < typed.len() && is_alike(expected[i], typed[j]) {
            push(Part::Same, expected[i]);
            (i, j) = (i + 1, j + 1);
        } else if j == typed.len() || (i < expected.len() && common[i + 1][j] >= common[i][j + 1]) {
            push(Part::Missing, expected[i]);
            i += 1;
        } else {
            push(Part::Extra, typed[j]);
            j += 1;
        }
    }
    parts
}

/// How alike the two are, 0 to 1.
pub fn likeness(parts: &[(Part, String)]) -> f64 {
    let count = |wanted: Part| {
        let texts = parts.iter().filter(|(part, _)| *part == wanted).map(|(_, text)| text.chars().count());
        texts.sum::<usize>() as f64
    };
    let (same, other) = (count(Part::Same), count(Part::Missing) + count(Part::Extra));
    if same + other == 0.0 { 1.0 } else { 2.0 * same / (2.0 * same + other) }
}

/// The grade that a typed answer deserves: with a slip or two it was hard. None where it says little that a long answer was put in
/// other words; only of a short one is that sure.
pub fn proposal(typed: &str, expected: &str) -> Option<Grade> {
    const SHORT: usize = 24;
    let bare = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let (typed, answer) = (bare(typed), bare(expected));
    if typed.is_empty() || answer.is_empty() {
        return None;
    }
    match likeness(&compare(&typed, &answer)) {
        alike if alike >= 0.99 => Some(Grade::Good),
        alike if alike >= 0.8 => Some(Grade::Hard),
        _ if answer.chars().count() <= SHORT => Some(Grade::Again),
        _ => None,
    }
}

fn is_alike(a: char, b: char) -> bool {
    a == b || a.to_lowercase().eq(b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_answer_proposes_its_grade() {
        for (typed, expected, grade) in [
            ("低秩潜在", "低秩潜在", Some(Grade::Good)),
            // Case, blanks and marks are no slip
            ("rms norm", "**RMSNorm**", Some(Grade::Good)),
            ("normalisation", "normalization", Some(Grade::Hard)),
            ("高斯", "低秩潜在", Some(Grade::Again)),
            // A long answer may be put in other words
            ("no mean is taken off", "It does not subtract the mean: x / RMS(x) times the gain.", None),
            (" ", "低秩", None),
        ] {
            assert_eq!(proposal(typed, expected), grade, "{typed}");
        }
    }

    #[test]
    fn what_changed_stands_in_as_much_as_shows_where() {
        let mark = |parts: Vec<(Part, String)>| {
            let words = parts.into_iter().map(|(part, text)| match part {
                Part::Same => text,
                Part::Missing => format!("[+{text}]"),
                Part::Extra => format!("[-{text}]"),
            });
            words.collect::<String>()
        };
        let long = "这一段很长，一直没有改动过，后面还有许多字，到这里为止";
        for (before, now, expected) in [
            ("除以 √D", "除以 √d", ""),
            ("one  two\n", "one two", ""),
            ("除以 D", "除以 √D", "除以 [+√]D"),
            ("每层 32 头", "每层 64 头", "每层 [+64][-32] 头"),
            ("", "new", "[+new]"),
            ("a b", "b", "[-a ]b"),
        ] {
            assert_eq!(mark(changes(before, now)), expected, "{before} -> {now}");
        }
        assert_eq!(
            mark(changes(&format!("{long}甲"), &format!("{long}乙"))),
            "…动过，后面还有许多字，到这里为止[+乙][-甲]"
        );
        assert_eq!(
            mark(changes(&format!("甲{long}"), &format!("乙{long}"))),
            "[+乙][-甲]这一段很长，一直没有改动过，后面…"
        );
    }

    #[test]
    fn what_is_missing_and_what_is_too_much_is_told() {
        use Part::{Extra, Missing, Same};
        for (typed, expected, parts) in [
            ("低秩", "低秩", vec![(Same, "低秩")]),
            ("低质潜在", "低秩潜在", vec![(Same, "低"), (Missing, "秩"), (Extra, "质"), (Same, "潜在")]),
            (" RMSNORM ", "RMSNorm", vec![(Same, "RMSNorm")]),
            ("", "abc", vec![(Missing, "abc")]),
            ("abcd", "abc", vec![(Same, "abc"), (Extra, "d")]),
        ] {
            let expected_parts: Vec<_> = parts.into_iter().map(|(part, text)| (part, text.to_owned())).collect();
            assert_eq!(compare(typed, expected), expected_parts, "{typed} for {expected}");
        }
    }

    #[test]
    fn likeness_is_a_share() {
        for (typed, expected, least, most) in
            [("abc", "abc", 1.0, 1.0), ("", "abc", 0.0, 0.0), ("abd", "abc", 0.6, 0.7)]
        {
            let likeness = likeness(&compare(typed, expected));
            assert!((least..=most).contains(&likeness), "{typed} for {expected}: {likeness}");
        }
        let long = "x".repeat(100_000);
        assert!(likeness(&compare(&long, "y")) < 0.1);
    }
}

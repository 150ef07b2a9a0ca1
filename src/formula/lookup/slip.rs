//! Slips of the finger: how far what is written is from what is meant.

/// The slips between two words, if they are few for the word's length: none below 4 characters, 1 below 8, else 2.
pub(super) fn slips(written: &str, meant: &str) -> Option<usize> {
    let written: Vec<char> = written.chars().collect();
    let allowed = match written.len() {
        ..4 => return None,
        4..8 => 1,
        _ => 2,
    };
    let meant: Vec<char> = meant.chars().collect();
    if meant.len().abs_diff(written.len()) > allowed {
        return None;
    }
    Some(distance(&written, &meant)).filter(|slips| *slips <= allowed)
}

/// Slips per thousand characters of the longer word.
pub(super) fn unlikeness(written: &[char], name: &str) -> usize {
    let name: Vec<char> = name.chars().collect();
    distance(written, &name) * 1000 / written.len().max(name.len()).max(1)
}

/// Damerau-Levenshtein distance in its restricted form (optimal string alignment): insertions, deletions,
/// substitutions and swaps of neighbours, no part edited twice.
pub(super) fn distance(written: &[char], meant: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=meant.len()).collect();
    for (i, &x) in written.iter().enumerate() {
        let mut row = Vec::with_capacity(meant.len() + 1);
        row.push(i + 1);
        for (j, &y) in meant.iter().enumerate() {
            let mut least = (above[j] + usize::from(x != y)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == meant[j - 1] && written[i - 1] == y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[meant.len()]
}

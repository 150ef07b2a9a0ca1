//! Names folded, so that one concept is one however it is written.

use crate::domain::hanzi::simplified;
use unicode_normalization::UnicodeNormalization;

/// `name` without case, width, spaces, hyphens and the English plural, and in simplified characters: what concepts of
/// different notes are compared by.
pub fn norm(name: &str) -> String {
    let (mut folded, word) = folded(name);
    singular(&mut folded, word);
    folded
}

/// The same with its plural, and the byte at which the last word begins.
pub(super) fn folded(name: &str) -> (String, usize) {
    let mut folded = String::with_capacity(name.len());
    let mut word = 0;
    let mut push = |character: char| {
        if character.is_alphanumeric() || matches!(character, '+' | '#' | '\'') {
            folded.push(character);
        } else if character.is_ascii_whitespace() || matches!(character, '-' | '_' | '/') {
            word = folded.len();
        }
    };
    // Most names are of characters that have no other form.
    if name.chars().all(|c| c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c)) {
        name.chars().map(|c| simplified(c.to_ascii_lowercase())).for_each(&mut push);
    } else {
        name.nfkc().flat_map(char::to_lowercase).map(simplified).for_each(&mut push);
    }
    (folded, word)
}

/// Adds a character in lower case. The scripts of East Asia have none, and need not be looked up.
pub(super) fn push_lower(out: &mut String, character: char) {
    match character {
        '\0'..='\x7f' => out.push(character.to_ascii_lowercase()),
        '\u{2e80}'..='\u{a3ff}' => out.push(character),
        _ => out.extend(character.to_lowercase()),
    }
}

/// Takes the plural's ending off the last word, which begins at byte `word`.
fn singular(folded: &mut String, word: usize) {
    let start = folded
        .rfind(|c: char| !c.is_ascii_alphabetic())
        .map_or(0, |at| at + folded[at..].chars().next().map_or(1, char::len_utf8));
    let last = &folded[start.max(word.min(folded.len()))..];
    if last.len() <= 3 || !last.ends_with('s') {
        return;
    }
    if last.len() > 4 && last.ends_with("ies") {
        folded.truncate(folded.len() - 3);
        folded.push('y');
    } else if last.ends_with("iases")
        || last.ends_with("sses")
        || last.ends_with("xes")
        || last.ends_with("ches")
        || last.ends_with("shes")
    {
        folded.truncate(folded.len() - 2);
    } else if !(["ss", "us", "is", "as"].iter().any(|ending| last.ends_with(ending))) {
        folded.truncate(folded.len() - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_concept_has_one_norm() {
        for group in [
            &[
                "multi-head attention",
                "Multi-Head Attention",
                "Multi Head Attentions",
                "ＭＵＬＴＩ－ＨＥＡＤ attention",
            ][..],
            &["LayerNorm", "Layer Norm", "layer-norm", "LayerNorms"],
            &["注意力机制", "注意力機制", "注意力 機制"],
            &["gradient boosting library", "Gradient Boosting Libraries"],
            &["KV 缓存", "KV缓存", "kv緩存"],
        ] {
            let norms: Vec<String> = group.iter().map(|name| norm(name)).collect();
            assert!(norms.windows(2).all(|pair| pair[0] == pair[1]), "{norms:?}");
        }
        for (one, other) in [("loss", "los"), ("bias", "bia"), ("C", "C++"), ("GAN", "GANS+")] {
            assert_ne!(norm(one), norm(other));
        }
    }
}

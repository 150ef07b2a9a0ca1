//! Folding: how names are made comparable. `RMS-Norm`, `rms norm` and `RmsNorm` are one name to a reader.
//!
//! The build script folds the names of the pack with the very same code, so that nothing is folded at start.

/// Lower-case words, one space between them. Punctuation parts words, and so does the border of Latin letters and
/// digits with any other script (`KV缓存` is `kv 缓存`). Width is not folded here: give characters in NFKC.
pub fn fold(characters: impl Iterator<Item = char>) -> String {
    let mut folded = String::new();
    let mut last: Option<char> = None;
    for character in characters {
        if !is_part_of_a_word(character) {
            last = None;
            continue;
        }
        let joins = last.is_some_and(|last| last.is_ascii() == character.is_ascii());
        if !joins && !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(character.to_lowercase());
        last = Some(character);
    }
    folded
}

/// A folded name without its spaces: what is left to compare when the spacing differs.
pub fn squeeze(folded: &str) -> String {
    folded.chars().filter(|character| *character != ' ').collect()
}

/// The root sign is kept because it names a formula: √D.
fn is_part_of_a_word(character: char) -> bool {
    character.is_alphanumeric() || character == '√'
}

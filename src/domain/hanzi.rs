//! Traditional characters and their simplified forms, so that a concept is one in both scripts, and found in both.

use std::sync::LazyLock;

/// Pairs in the order of the first.
static PAIRS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let table = include_str!("../../assets/hanzi/simplified.txt");
    let characters: Vec<char> = table.lines().filter(|line| !line.starts_with('#')).flat_map(str::chars).collect();
    characters.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
});

/// The simplified forms of the common characters, from the first on: whole libraries are folded when they are indexed.
static COMMON: LazyLock<Vec<char>> = LazyLock::new(|| (FIRST..=LAST).map(look_up).collect());
const FIRST: char = '\u{4e00}';
const LAST: char = '\u{9fff}';

/// The simplified form of `character`, which is itself where there is no other.
pub fn simplified(character: char) -> char {
    let index = u32::from(character).checked_sub(u32::from(FIRST)).and_then(|index| usize::try_from(index).ok());
    match index.and_then(|index| COMMON.get(index)) {
        Some(&simplified) => simplified,
        None if character < FIRST && character >= '\u{3400}' => look_up(character),
        None => character,
    }
}

fn look_up(character: char) -> char {
    PAIRS.binary_search_by_key(&character, |pair| pair.0).map_or(character, |at| PAIRS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_answers() {
        assert!(PAIRS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let text: String = "注意力機制與歸一化".chars().map(simplified).collect();
        assert_eq!(text, "注意力机制与归一化");
    }
}

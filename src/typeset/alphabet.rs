//! Letters in other shapes: mathematical alphabets, raised and lowered forms, and plain ASCII for all of them.

/// A mathematical alphabet. Italic, sans-serif and typewriter letters look like plain ones in a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Font {
    Plain,
    Bold,
    Script,
    Fraktur,
    Double,
}

/// Letters that Unicode had before it got the alphabets, and that are missing there.
const ELSEWHERE: [(Font, char, char); 24] = [
    (Font::Script, 'B', 'ℬ'),
    (Font::Script, 'E', 'ℰ'),
    (Font::Script, 'F', 'ℱ'),
    (Font::Script, 'H', 'ℋ'),
    (Font::Script, 'I', 'ℐ'),
    (Font::Script, 'L', 'ℒ'),
    (Font::Script, 'M', 'ℳ'),
    (Font::Script, 'R', 'ℛ'),
    (Font::Script, 'e', 'ℯ'),
    (Font::Script, 'g', 'ℊ'),
    (Font::Script, 'o', 'ℴ'),
    (Font::Fraktur, 'C', 'ℭ'),
    (Font::Fraktur, 'H', 'ℌ'),
    (Font::Fraktur, 'I', 'ℑ'),
    (Font::Fraktur, 'R', 'ℜ'),
    (Font::Fraktur, 'Z', 'ℨ'),
    (Font::Double, 'C', 'ℂ'),
    (Font::Double, 'H', 'ℍ'),
    (Font::Double, 'N', 'ℕ'),
    (Font::Double, 'P', 'ℙ'),
    (Font::Double, 'Q', 'ℚ'),
    (Font::Double, 'R', 'ℝ'),
    (Font::Double, 'Z', 'ℤ'),
    (Font::Bold, 'ϵ', '𝛜'),
];

/// A character in `font`; itself where the font has none.
pub(super) fn styled(character: char, font: Font) -> char {
    if font == Font::Plain {
        return character;
    }
    let elsewhere = ELSEWHERE.iter().find(|(of, plain, _)| *of == font && *plain == character);
    if let Some((_, _, shaped)) = elsewhere {
        return *shaped;
    }
    let first = match (font, character) {
        (Font::Bold, 'A'..='Z') => ('A', 0x1d400),
        (Font::Bold, 'a'..='z') => ('a', 0x1d41a),
        (Font::Bold, '0'..='9') => ('0', 0x1d7ce),
        (Font::Bold, 'Α'..='Ω') => ('Α', 0x1d6a8),
        (Font::Bold, 'α'..='ω') => ('α', 0x1d6c2),
        (Font::Bold, '∇') => ('∇', 0x1d6c1),
        (Font::Bold, 'ϕ') => ('ϕ', 0x1d6df),
        (Font::Bold, 'ϑ') => ('ϑ', 0x1d6dd),
        (Font::Script, 'A'..='Z') => ('A', 0x1d49c),
        (Font::Script, 'a'..='z') => ('a', 0x1d4b6),
        (Font::Fraktur, 'A'..='Z') => ('A', 0x1d504),
        (Font::Fraktur, 'a'..='z') => ('a', 0x1d51e),
        (Font::Double, 'A'..='Z') => ('A', 0x1d538),
        (Font::Double, 'a'..='z') => ('a', 0x1d552),
        (Font::Double, '0'..='9') => ('0', 0x1d7d8),
        _ => return character,
    };
    char::from_u32(first.1 + u32::from(character) - u32::from(first.0)).unwrap_or(character)
}

const RAISED: [(&str, &str); 2] = [
    ("0123456789+−=()niabcdefghjklmoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"),
    ("ABDEGHIJKLMNOPRTUVW⊤βγδθ′″‴*⋆†∘", "ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀᵝᵞᵟᶿ′″‴*⋆†°"),
];

const LOWERED: [(&str, &str); 1] = [("0123456789+−=()aehijklmnoprstuvxβγρχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵪ")];

/// `text` raised, if every character of it has a raised form.
pub(super) fn raised(text: &str) -> Option<String> {
    text.chars().map(|character| paired(&RAISED, character)).collect()
}

/// `text` lowered, if every character of it has a lowered form.
pub(super) fn lowered(text: &str) -> Option<String> {
    text.chars().map(|character| paired(&LOWERED, character)).collect()
}

/// The plain form of a raised (`true`) or lowered character.
pub(super) fn level(text: &str) -> Option<(char, bool)> {
    let character = text.chars().next().filter(|character| !character.is_ascii() && text.chars().nth(1).is_none())?;
    let find = |table: &[(&str, &str)]| {
        let mut pairs = table.iter().flat_map(|(from, to)| from.chars().zip(to.chars()));
        pairs.find(|(plain, shaped)| *shaped == character && plain != shaped && *shaped != '°').map(|pair| pair.0)
    };
    find(&RAISED).map(|plain| (plain, true)).or_else(|| find(&LOWERED).map(|plain| (plain, false)))
}

fn paired(table: &[(&str, &str)], character: char) -> Option<char> {
    table.iter().find_map(|(from, to)| from.chars().zip(to.chars()).find(|(plain, _)| *plain == character)).map(|p| p.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_take_other_shapes() {
        for (font, plain, shaped) in [
            (Font::Double, 'R', 'ℝ'),
            (Font::Double, 'E', '𝔼'),
            (Font::Double, '1', '𝟙'),
            (Font::Script, 'L', 'ℒ'),
            (Font::Script, 'N', '𝒩'),
            (Font::Fraktur, 'g', '𝔤'),
            (Font::Bold, 'x', '𝐱'),
            (Font::Bold, 'θ', '𝛉'),
            (Font::Bold, 'Σ', '𝚺'),
            (Font::Bold, '=', '='),
            (Font::Plain, 'x', 'x'),
        ] {
            assert_eq!(styled(plain, font), shaped);
        }
    }

    #[test]
    fn raised_and_lowered_forms_are_all_or_nothing() {
        assert_eq!(raised("2n+1").as_deref(), Some("²ⁿ⁺¹"));
        assert_eq!(raised("⊤").as_deref(), Some("ᵀ"));
        assert_eq!(raised("Q"), None);
        assert_eq!(lowered("ij").as_deref(), Some("ᵢⱼ"));
        assert_eq!(lowered("ib"), None);
        for (from, to) in RAISED.iter().chain(&LOWERED) {
            assert_eq!(from.chars().count(), to.chars().count());
        }
    }
}

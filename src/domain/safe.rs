//! Text from notes, decks and file names, made safe to show: nothing in it commands the terminal.

use std::borrow::Cow;

/// Stands for a character that must not reach the terminal.
const REPLACED: char = '\u{fffd}';

/// What is shown instead of a character that a terminal would obey: control characters (C0, DEL, C1), bidirectional
/// overrides, separators, invisible marks. Newlines stay when `lines` is true; a tab becomes a space.
fn replaced(character: char, lines: bool) -> Option<char> {
    match character {
        '\n' if lines => None,
        '\t' | '\n' => Some(' '),
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(character)),
        '\x7f' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(REPLACED)
        }
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{61c}' => Some(REPLACED),
        _ => None,
    }
}

fn cleaned(text: &str, lines: bool) -> Cow<'_, str> {
    if text.chars().all(|character| replaced(character, lines).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|character| replaced(character, lines).unwrap_or(character)).collect())
}

/// One line of text, safe to show.
pub fn clean(text: &str) -> Cow<'_, str> {
    cleaned(text, false)
}

/// Several lines of text, safe to show.
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    cleaned(text, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        assert_eq!(clean("a\x1b[31mb\x07\x7f\u{9b}\u{202e}c\td\ne"), "a␛[31mb␇␡\u{fffd}\u{fffd}c d e");
        assert_eq!(clean_lines("a\nb\r"), "a\nb␍");
    }
}

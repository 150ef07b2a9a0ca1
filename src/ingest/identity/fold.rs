//! A text without what its author may change without changing what it says: width, case, spacing, the form of punctuation.
//!
//! What changes the meaning stays: a word of negation, a digit, a decimal point, `≠`, a superscript, a letter's case in a formula
//! or in code.

use crate::ingest::lexer::{Lexed, SpanKind};
use crate::ingest::norm::push_lower;
use unicode_normalization::UnicodeNormalization;

/// The folded text; equal for texts that say the same.
pub fn folded(text: &str) -> String {
    let lexed = Lexed::new(text);
    let mut folded = String::with_capacity(text.len());
    let mut at = 0;
    for span in lexed.spans() {
        prose(&text[at..span.range.start], &mut folded);
        at = span.range.end;
        match span.kind {
            SpanKind::Math { display } => math(&text[span.inner.clone()], display, &mut folded),
            SpanKind::CodeFence | SpanKind::CodeSpan => code(&text[span.range.clone()], &mut folded),
            SpanKind::HtmlComment | SpanKind::ObsidianComment => {}
            _ => prose(&text[span.range.clone()], &mut folded),
        }
    }
    prose(&text[at..], &mut folded);
    folded.truncate(folded.trim_end().len());
    folded
}

/// Folds what is neither formula nor code. A space counts only between two words that need it.
fn prose(text: &str, folded: &mut String) {
    let mut is_apart = text.starts_with(char::is_whitespace);
    let push = |character: char| {
        let Some(character) = narrow(character) else { return };
        if character.is_whitespace() {
            is_apart = true;
            return;
        }
        let at = folded.len();
        push_lower(folded, character);
        let needs_space = is_apart
            && folded[at..].chars().next().is_some_and(keeps_space)
            && folded[..at].chars().next_back().is_some_and(keeps_space);
        if needs_space {
            folded.insert(at, ' ');
        }
        is_apart = false;
    };
    composed(text, push);
    if is_apart && folded.chars().next_back().is_some_and(keeps_space) {
        folded.push(' ');
    }
}

/// Whether a character is its own composed form beside any other of these: Latin without marks, Han and their punctuation.
const fn is_composed(character: char) -> bool {
    matches!(character, '\0'..='\u{2ff}' | '\u{3000}'..='\u{3029}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}')
}

/// Whether a space beside this character says something: not beside Chinese, nor beside what divides clauses, nor beside a
/// formula's dollar.
fn keeps_space(character: char) -> bool {
    !matches!(character, ',' | ';' | ':' | '!' | '?' | '(' | ')' | '"' | '$' | '\'' | ' ' | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// One character in its plain form, where that says the same: half width, straight quotes, plain punctuation.
fn narrow(character: char) -> Option<char> {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0),
        '\u{3000}' | '\u{a0}' | '\u{2009}' => Some(' '),
        '。' | '｡' => Some('.'),
        '、' => Some(','),
        '“' | '”' | '「' | '」' | '『' | '』' => Some('"'),
        '‘' | '’' => Some('\''),
        '【' | '〔' => Some('['),
        '】' | '〕' => Some(']'),
        '《' => Some('<'),
        '》' => Some('>'),
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{fe0f}' => None,
        other => Some(other),
    }
}

/// TeX ignores spaces but behind a command's name.
fn math(tex: &str, display: bool, folded: &mut String) {
    // `词 $x$ 词` is `词$x$词`
    folded.truncate(folded.trim_end().len());
    let fence = if display { "$$" } else { "$" };
    folded.push_str(fence);
    let mut is_command = false;
    let mut is_apart = false;
    let push = |character: char| {
        if character.is_whitespace() {
            is_apart = true;
            return;
        }
        if is_apart && is_command && character.is_ascii_alphabetic() {
            folded.push(' ');
            is_command = false;
        }
        is_command = character == '\\' || (is_command && !is_apart && character.is_ascii_alphabetic());
        folded.push(character);
        is_apart = false;
    };
    composed(tex, push);
    folded.push_str(fence);
}

/// Hands on each character of a text in its composed form.
fn composed(text: &str, push: impl FnMut(char)) {
    if text.chars().all(is_composed) {
        text.chars().for_each(push);
    } else {
        text.nfc().for_each(push);
    }
}

/// Code is what it is, but for the white space at its lines' ends.
fn code(text: &str, folded: &mut String) {
    for (nth, line) in text.lines().enumerate() {
        if nth > 0 {
            folded.push('\n');
        }
        folded.push_str(line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_the_same_folds_alike() {
        for (one, other) in [
            // white space
            ("A function is continuous", "A  function\nis continuous   "),
            ("残差连接 与 层归一化", "残差连接与层归一化"),
            ("KV 缓存", "KV缓存"),
            // case, width, punctuation
            ("HELLO World", "hello world"),
            ("ＲｏＰＥ（旋转）", "RoPE(旋转)"),
            ("甲，乙；丙：丁。", "甲, 乙; 丙: 丁."),
            ("“注意”", "\"注意\""),
            // formulas
            ("点积 $ QK^T $ 除以", "点积 $ QK^T $除以"),
            ("点积$QK^T$除以", "点积 $Q K^T$ 除以"),
            (r"$$ \frac{a}{b} $$", r"$$\frac {a} {b}$$"),
            (r"\[ x = y^2 \]", "$$x=y^2$$"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} / {other}");
        }
    }

    #[test]
    fn what_says_something_else_does_not() {
        for (one, other) in [
            ("the limit does not exist", "the limit does exist"),
            ("the function isn't continuous", "the function is continuous"),
            ("收敛", "不收敛"),
            ("the value is 3.14", "the value is 314"),
            ("the value is 3. 14", "the value is 3.14"),
            ("x != y", "x = y"),
            ("x ≠ y", "x = y"),
            ("x²", "x2"),
            ("共 4 项", "共 5 项"),
            ("dog bites man", "man bites dog"),
            ("a well-defined map", "a well defined map"),
            ("input/output map", "input output map"),
            // case and spacing where they mean something
            (r"$\Delta$", r"$\delta$"),
            (r"$\alpha x$", r"$\alphax$"),
            ("`K`", "`k`"),
            ("$x$", "$$x$$"),
        ] {
            assert_ne!(folded(one), folded(other), "{one} / {other}");
        }
    }
}

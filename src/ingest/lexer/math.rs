//! Mathematics: which dollars and backslashes open a formula, and where it closes.

use super::meant::{is_behind_bracket, is_behind_dollar};
use super::{Lexer, Prefix, SpanKind};

const INLINE: SpanKind = SpanKind::Math { display: false };
const DISPLAY: SpanKind = SpanKind::Math { display: true };

/// At most so many bytes of a would-be formula are looked at to tell it from prose.
const LOOK: usize = 300;

impl Lexer<'_> {
    pub(super) fn backslash(&mut self, end: usize) {
        let start = self.at;
        match self.byte(start + 1) {
            Some(b'[') => self.bracketed(),
            Some(b'(') => self.parenthesised(end),
            Some(next) if next.is_ascii_punctuation() => self.at = start + 2,
            _ => self.at = start + 1,
        }
    }

    fn bracketed(&mut self) {
        let start = self.at;
        self.at = start + 2;
        if start < self.hopeless.bracketed {
            return;
        }
        let rest = self.bytes[start + 2..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        let is_alone = matches!(rest, None | Some(b'\n'));
        match self.closing(start + 2, "\\]") {
            Ok(closing) if is_display(&self.text[start + 2..closing], is_alone) => {
                self.push(DISPLAY, start..closing + 2, start + 2..closing);
            }
            Ok(_) => {}
            Err(barrier) => {
                self.hopeless.bracketed = barrier;
                if is_alone || is_behind_bracket(beginning(&self.text[start + 2..barrier])) {
                    self.leave_open(DISPLAY, start);
                }
            }
        }
    }

    fn parenthesised(&mut self, end: usize) {
        let start = self.at;
        self.at = start + 2;
        if start < self.hopeless.parenthesised {
            return;
        }
        let mut at = start + 2;
        while let Some(offset) = memchr::memchr(b'\\', &self.bytes[at..end]) {
            at += offset;
            match self.byte(at + 1) {
                Some(b')') if at + 2 <= end => {
                    if is_inline(&self.text[start + 2..at]) {
                        self.push(INLINE, start..at + 2, start + 2..at);
                    }
                    return;
                }
                Some(b'(') => return,
                Some(next) if next.is_ascii() => at += 2,
                _ => at += 1,
            }
            at = at.min(end);
        }
        self.hopeless.parenthesised = end;
        if is_behind_bracket(look(&self.text[start + 2..end])) {
            self.leave_open(INLINE, start);
        }
    }

    pub(super) fn dollar(&mut self, end: usize) {
        if self.byte(self.at + 1) == Some(b'$') { self.double_dollar() } else { self.single_dollar(end) }
    }

    fn double_dollar(&mut self) {
        let start = self.at;
        self.at = start + 2;
        if start < self.hopeless.display {
            return;
        }
        match self.closing(start + 2, "$$") {
            Ok(closing) if self.text[start + 2..closing].trim().is_empty() => self.at = closing + 2,
            Ok(closing) => self.push(DISPLAY, start..closing + 2, start + 2..closing),
            Err(barrier) => {
                self.hopeless.display = barrier;
                self.leave_open(DISPLAY, start);
            }
        }
    }

    /// Where the display that began before `from` closes; else the byte before which it does not.
    fn closing(&self, from: usize, mark: &str) -> Result<usize, usize> {
        let mut at = from;
        while let Some(offset) = memchr::memchr3(b'\\', b'$', b'\n', &self.bytes[at..]) {
            at += offset;
            if self.starts_with(at, mark) {
                return Ok(at);
            }
            match self.bytes[at] {
                b'\\' if mark == "\\]" && self.byte(at + 1) == Some(b'[') => return Err(at),
                b'\n' => {
                    at += 1;
                    let line = Prefix::read(self.bytes, at);
                    if at >= self.bytes.len() || self.ends_formula(&line) {
                        return Err(at);
                    }
                }
                b'\\' if matches!(self.byte(at + 1), Some(b'\\' | b'$' | b'[' | b']')) => at += 2,
                _ => at += 1,
            }
        }
        Err(self.bytes.len())
    }

    fn single_dollar(&mut self, end: usize) {
        let start = self.at;
        self.at = start + 1;
        if self.byte(start + 1) == Some(b'`') {
            return self.ticked(end);
        }
        let opens = self.text[start + 1..end].chars().next().is_some_and(|next| !next.is_whitespace());
        if !opens {
            return;
        }
        if start < self.hopeless.dollar {
            return;
        }
        match self.closing_dollar(start + 1, end) {
            Ok(closing) if !is_prose(&self.text[start + 1..closing]) => {
                self.push(INLINE, start..closing + 1, start + 1..closing);
            }
            Ok(_) => {}
            Err(stop) => {
                // Another dollar may still open a formula; a backtick or the end stops them all.
                if self.byte(stop) != Some(b'$') {
                    self.hopeless.dollar = stop;
                }
                if stop == end && is_behind_dollar(look(&self.text[start + 1..end])) {
                    self.leave_open(INLINE, start);
                }
            }
        }
    }

    /// The next dollar, if it closes: after no space and before no digit. Else the byte that rules a formula out.
    fn closing_dollar(&self, from: usize, end: usize) -> Result<usize, usize> {
        let mut at = from;
        while let Some(offset) = memchr::memchr3(b'\\', b'$', b'`', &self.bytes[at..end]) {
            at += offset;
            match self.bytes[at] {
                b'\\' if self.byte(at + 1).is_some_and(|next| next.is_ascii_punctuation()) => at += 2,
                b'\\' => at += 1,
                b'$' => {
                    let is_after_space = self.text[..at].chars().next_back().is_none_or(char::is_whitespace);
                    let is_before_digit = self.byte(at + 1).is_some_and(|next| next.is_ascii_digit());
                    return if is_after_space || is_before_digit { Err(at) } else { Ok(at) };
                }
                _ => return Err(at),
            }
            at = at.min(end);
        }
        Err(end)
    }

    /// `` $`…`$ ``, which some forges want.
    fn ticked(&mut self, end: usize) {
        let start = self.at - 1;
        let Some(closing) = self.find("`", start + 2, end) else { return };
        if self.byte(closing + 1) == Some(b'$') && closing > start + 2 {
            self.push(INLINE, start..closing + 2, start + 2..closing);
        }
    }
}

/// The beginning of `text`: of its first line, and not too much.
fn look(text: &str) -> &str {
    let start = beginning(text);
    start.lines().next().unwrap_or_default()
}

fn beginning(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LOOK)).unwrap_or_default()
}

/// Whether the text has what formulas have and prose has not.
pub(super) fn is_tex(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'\\' => bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic),
        b'^' | b'=' | b'{' => true,
        b'_' => at > 0 && bytes.get(at + 1).is_some_and(|next| !next.is_ascii_whitespace()),
        _ => false,
    })
}

/// Money and variables of a shell look like formulas to the dollars: words or a sentence between, and no sign.
fn is_prose(inner: &str) -> bool {
    let start = beginning(inner);
    if is_tex(start) {
        return false;
    }
    let words = start.split(' ').filter(|word| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic()));
    start.contains(['，', '。', '；', '！', '？']) || words.take(2).count() == 2
}

/// `\[1\]`, `\[ \]` and `\[link\]` are brackets that Markdown was asked to leave alone.
fn is_display(inner: &str, is_alone: bool) -> bool {
    !inner.trim().is_empty() && (is_alone || is_tex(beginning(inner)) || has_operator(beginning(inner)))
}

fn is_inline(inner: &str) -> bool {
    let inner = inner.trim();
    !inner.is_empty() && (inner.len() <= 3 || is_tex(look(inner)) || has_operator(look(inner)))
}

fn has_operator(text: &str) -> bool {
    text.contains(['+', '<', '>', '\\']) || (text.contains(['*', '/', '|', '(', ',']) && !text.contains(' '))
}

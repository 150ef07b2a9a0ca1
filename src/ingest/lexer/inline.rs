//! One paragraph: what its marks open and close.

use super::block::is_cjk;
use super::{Lexer, SpanKind};
use hashbrown::HashMap;

/// The bytes at which something may begin or end.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let marks = b"\\$`[]!<%:";
    let mut index = 0;
    while index < marks.len() {
        special[marks[index] as usize] = true;
        index += 1;
    }
    special
};

/// Where runs of backticks of each length last stand in a paragraph, so that a run without a fellow is not sought for.
type Ticks = Option<HashMap<usize, usize>>;

impl Lexer<'_> {
    /// Reads from `from` to `end`, which is a paragraph's; a formula or a comment may lead past it.
    pub(super) fn inline(&mut self, from: usize, end: usize) {
        self.at = from;
        self.brackets.clear();
        let mut ticks: Ticks = None;
        while self.at < end {
            let Some(offset) = self.bytes[self.at..end].iter().position(|&byte| SPECIAL[usize::from(byte)]) else {
                self.at = end;
                return;
            };
            self.at += offset;
            match self.bytes[self.at] {
                b'\\' => self.backslash(end),
                b'$' => self.dollar(end),
                b'`' => self.code_span(end, &mut ticks),
                b'[' | b'!' => self.open_bracket(end),
                b']' => self.close_bracket(end),
                b'<' => self.angle(end),
                b'%' => self.percent(end),
                _ => self.address(from, end),
            }
        }
    }

    fn code_span(&mut self, end: usize, ticks: &mut Ticks) {
        let start = self.at;
        let length = run(self.bytes, start, end);
        let last = ticks.get_or_insert_with(|| last_runs(self.bytes, start, end)).get(&length);
        let from = start + length;
        self.at = from;
        if last.is_none_or(|&last| last <= start) {
            return;
        }
        let mut at = from;
        while let Some(offset) = memchr::memchr(b'`', &self.bytes[at..end]) {
            at += offset;
            let found = run(self.bytes, at, end);
            if found == length {
                self.push(SpanKind::CodeSpan, start..at + length, from..at);
                return;
            }
            at += found;
        }
    }

    fn percent(&mut self, end: usize) {
        let start = self.at;
        let is_comment =
            self.starts_with(start, "%%") && start.checked_sub(1).is_none_or(|at| !self.bytes[at].is_ascii_digit());
        if !is_comment {
            self.at += 1;
            return;
        }
        let before = self.bytes[..start].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t' | b'>'));
        let is_block = matches!(before, None | Some(b'\n'));
        let to = if is_block { self.bytes.len() } else { end };
        let closing = if is_block && self.hopeless.obsidian_comment { None } else { self.find("%%", start + 2, to) };
        if let Some(closing) = closing {
            self.push(SpanKind::ObsidianComment, start..closing + 2, start + 2..closing);
        } else {
            self.hopeless.obsidian_comment |= is_block;
            self.at = start + 2;
        }
    }

    /// At a colon: an address, if a scheme stands before it and `//` after it.
    fn address(&mut self, from: usize, end: usize) {
        let colon = self.at;
        self.at = colon + 1;
        if !self.starts_with(colon, "://") {
            return;
        }
        let floor = self.spans.last().map_or(from, |span| span.range.end.max(from));
        let scheme =
            self.bytes[floor..colon].iter().rev().take(12).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let length = if scheme < 2 { 0 } else { address_length(&self.text[colon + 3..end]) };
        if length > 0 {
            let range = colon - scheme..colon + 3 + length;
            self.push(SpanKind::Url, range.clone(), range);
        }
    }
}

/// How many marks like the one at `at` follow one another.
fn run(bytes: &[u8], at: usize, end: usize) -> usize {
    bytes[at..end].iter().take_while(|&&byte| byte == bytes[at]).count()
}

fn last_runs(bytes: &[u8], from: usize, end: usize) -> HashMap<usize, usize> {
    let mut last = HashMap::new();
    let mut at = from;
    while let Some(offset) = memchr::memchr(b'`', &bytes[at..end]) {
        at += offset;
        let length = run(bytes, at, end);
        last.insert(length, at);
        at += length;
    }
    last
}

/// How many bytes of `text` belong to an address. Han letters do only where a path or a query goes on with them.
fn address_length(text: &str) -> usize {
    let mut depth = 0_u32;
    let mut before = '/';
    let mut end = 0;
    let mut sure = 0;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            '<' | '>' | '"' | '`' | '[' | ']' | '|' | '\\' | '{' | '}' | '“' | '”' | '‘' | '’' => break,
            _ if character.is_whitespace() || character.is_control() => break,
            _ if is_cjk(character) && !(character.is_alphabetic() && (is_cjk(before) || "/=_-#".contains(before))) => {
                break;
            }
            _ => {}
        }
        before = character;
        end = at + character.len_utf8();
        if !matches!(character, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '=' | '$' | '(') {
            sure = end;
        }
    }
    sure.min(end)
}

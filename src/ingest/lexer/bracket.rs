//! Square brackets: links, wikilinks, embeds, definitions of references.

use super::prefix::Prefix;
use super::{Lexer, SpanKind};
use hashbrown::HashSet;
use std::collections::VecDeque;

/// Brackets nest so deep and no deeper; outer ones are forgotten first.
const DEPTH: usize = 256;
/// At most so many bytes make a label or a title.
const LABEL: usize = 1000;
/// Parentheses in an address.
const ADDRESS_DEPTH: u32 = 32;

#[derive(Debug)]
struct Bracket {
    at: usize,
    is_embed: bool,
    /// How many spans there were when it opened.
    spans: usize,
}

/// The brackets that are open in a paragraph.
#[derive(Debug, Default)]
pub(super) struct Brackets(VecDeque<Bracket>);

impl Brackets {
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// The labels of all lines `[label]: address`.
pub(super) fn references(text: &str) -> HashSet<String> {
    let bytes = text.as_bytes();
    let mut labels = HashSet::new();
    let mut from = 0;
    while let Some(offset) = memchr::memmem::find(&bytes[from..], b"]:") {
        let at = from + offset;
        let start = memchr::memrchr(b'\n', &bytes[from..at]).map_or(from, |newline| from + newline + 1);
        let is_line_start = start == 0 || bytes[start - 1] == b'\n';
        if let Some(label) = text.get(start..at).map(str::trim_start).and_then(|line| line.strip_prefix('['))
            && is_line_start
            && !label.starts_with('^')
        {
            labels.insert(folded(label));
        }
        from = at + 2;
    }
    labels
}

fn folded(label: &str) -> String {
    label.trim().to_lowercase()
}

impl Lexer<'_> {
    /// A line `[label]: address` defines and says nothing.
    pub(super) fn reference(&mut self, prefix: &Prefix) -> bool {
        let line = &self.text[prefix.content..prefix.end];
        let Some((label, address)) = line.strip_prefix('[').and_then(|line| line.split_once("]:")) else {
            return false;
        };
        let address = address.trim();
        let is_address = address.starts_with('<')
            || !address.split(['"', '\'', '(']).next().unwrap_or_default().trim().contains(' ');
        if label.starts_with('^') || label.contains(']') || !address.is_ascii() || address.is_empty() || !is_address {
            return false;
        }
        let end = prefix.content + 1 + label.len();
        self.push(SpanKind::Link, prefix.content..prefix.end, prefix.content + 1..end);
        self.at = prefix.next;
        true
    }

    pub(super) fn open_bracket(&mut self, end: usize) {
        let start = self.at;
        let is_embed = self.byte(start) == Some(b'!');
        let bracket = start + usize::from(is_embed);
        if self.byte(bracket) != Some(b'[') {
            self.at = start + 1;
            return;
        }
        self.at = bracket + 1;
        if self.byte(bracket + 1) == Some(b'[') && self.wikilink(start, bracket + 2, end) {
            return;
        }
        if self.brackets.0.len() >= DEPTH {
            self.brackets.0.pop_front();
        }
        self.brackets.0.push_back(Bracket { at: start, is_embed, spans: self.spans.len() });
    }

    fn wikilink(&mut self, start: usize, from: usize, end: usize) -> bool {
        let mut at = from;
        while let Some(offset) = memchr::memchr3(b'[', b']', b'\n', &self.bytes[at..end]) {
            at += offset;
            let next = self.byte(at + 1);
            match (self.bytes[at], next) {
                (b']', Some(b']')) if at > from => {
                    let kind = if self.byte(start) == Some(b'!') { SpanKind::Embed } else { SpanKind::WikiLink };
                    self.push(kind, start..at + 2, from..at);
                    return true;
                }
                (b'\n', _) | (b'[', Some(b'[')) => return false,
                _ => at += 1,
            }
        }
        false
    }

    pub(super) fn close_bracket(&mut self, end: usize) {
        let at = self.at;
        self.at = at + 1;
        let Some(open) = self.brackets.0.pop_back() else { return };
        let inner = open.at + 1 + usize::from(open.is_embed)..at;
        let closing = match self.byte(at + 1) {
            Some(b'(') => self.target(at + 1, end, open.is_embed),
            Some(b'[') => self.labelled(at + 1, end, &self.text[inner.clone()]),
            _ => self.defines(&self.text[inner.clone()]).then_some(at + 1),
        };
        let closing = closing.or_else(|| (open.is_embed && self.is_name(&inner)).then_some(at + 1));
        let Some(closing) = closing else { return };
        let kind = if open.is_embed { SpanKind::Embed } else { SpanKind::Link };
        self.spans.truncate(open.spans);
        // Without a whole address behind it the name itself is the file
        let has_address = closing > at + 1 && self.byte(at + 1) == Some(b'(');
        let inner = if open.is_embed && has_address { at + 2..closing - 1 } else { inner };
        self.push(kind, open.at..closing, inner);
    }

    /// Whether what stands in `![…]` may name a file.
    fn is_name(&self, inner: &std::ops::Range<usize>) -> bool {
        let name = self.text[inner.clone()].trim();
        !name.is_empty() && name.len() <= 256 && !name.contains(['\n', '[', ']', '，', '。'])
    }

    /// `[label]` after a link's text: the byte after it, if the note defines it.
    fn labelled(&self, from: usize, end: usize, text: &str) -> Option<usize> {
        let to = (from + LABEL).min(end);
        let closing = from + memchr::memchr(b']', &self.bytes[from..to])?;
        let label = &self.text[from + 1..closing];
        let label = if label.is_empty() { text } else { label };
        self.defines(label).then_some(closing + 1)
    }

    fn defines(&self, label: &str) -> bool {
        !self.references.is_empty() && label.len() <= LABEL && self.references.contains(&folded(label))
    }

    /// `(address "title")`: the byte after it. A file's name may hold spaces.
    fn target(&self, from: usize, end: usize, is_embed: bool) -> Option<usize> {
        let mut depth = 0_u32;
        let mut at = from;
        while at < end {
            match self.bytes[at] {
                b'\n' => return None,
                b'(' if depth > ADDRESS_DEPTH => return None,
                b'(' => depth += 1,
                b')' if depth == 1 => return Some(at + 1),
                b')' => depth -= 1,
                b'<' if at == from + 1 => {
                    at += 1 + memchr::memchr3(b'>', b'<', b'\n', &self.bytes[at + 1..end])?;
                    if self.bytes[at] != b'>' {
                        return None;
                    }
                }
                b' ' | b'\t' if !is_embed => return self.title(at, end),
                b'\\' => at += 1,
                _ => {}
            }
            at += 1;
        }
        None
    }

    fn title(&self, from: usize, end: usize) -> Option<usize> {
        let spaces = self.bytes[from..end].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let start = from + spaces;
        let quote = match self.bytes[from..end].get(spaces)? {
            b')' => return Some(start + 1),
            quote @ (b'"' | b'\'') => *quote,
            b'(' => b')',
            _ => return None,
        };
        let to = (start + LABEL).min(end);
        let mut at = start + 1 + memchr::memchr(quote, &self.bytes[start + 1..to])? + 1;
        while matches!(self.byte(at), Some(b' ' | b'\t')) && at < end {
            at += 1;
        }
        (at < end && self.byte(at) == Some(b')')).then_some(at + 1)
    }
}

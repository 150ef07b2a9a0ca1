//! Angle brackets: comments, tags, raw elements, addresses.

use super::{Lexer, SpanKind};

/// Elements whose content is no Markdown, wherever they close.
const RAW: [&str; 5] = ["script", "style", "pre", "textarea", "svg"];
/// The same within one paragraph.
const CODE: [&str; 4] = ["code", "kbd", "samp", "tt"];

impl Lexer<'_> {
    pub(super) fn angle(&mut self, end: usize) {
        let start = self.at;
        self.at = start + 1;
        match self.byte(start + 1) {
            Some(b'!') if self.starts_with(start, "<!--") => self.html_comment(start),
            Some(b'!' | b'?' | b'/') => self.tag(start, end),
            Some(next) if next.is_ascii_alphabetic() && !self.autolink(start, end) => self.tag(start, end),
            _ => {}
        }
    }

    fn html_comment(&mut self, start: usize) {
        self.at = start + 4;
        if self.hopeless.html_comment {
            return;
        }
        if let Some(closing) = self.find("-->", start + 4, self.bytes.len()) {
            self.push(SpanKind::HtmlComment, start..closing + 3, start + 4..closing);
        } else {
            self.hopeless.html_comment = true;
            self.leave_open(SpanKind::HtmlComment, start);
        }
    }

    /// `<scheme:…>` and `<name@host>`
    fn autolink(&mut self, start: usize, end: usize) -> bool {
        let rest = &self.bytes[start + 1..end];
        let stop = rest.iter().position(|byte| matches!(byte, b'<' | b'>' | b' ' | b'\n' | b'"' | b'`'));
        let Some(length) = stop.filter(|&at| rest[at] == b'>') else { return false };
        let scheme =
            rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-')).count();
        let is_address = scheme >= 2 && matches!(rest[scheme], b':' | b'@');
        if is_address {
            self.push(SpanKind::Url, start..start + length + 2, start + 1..start + 1 + length);
        }
        is_address
    }

    fn tag(&mut self, start: usize, end: usize) {
        let is_closing = self.byte(start + 1) == Some(b'/');
        let from = start + 1 + usize::from(is_closing);
        let Some(close) = self.tag_end(from, end) else { return };
        let rest = &self.bytes[from..close];
        let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name = &rest[..name];
        let mut range = start..close + 1;
        if !is_closing && self.byte(close - 1) != Some(b'/') {
            let is = |element: &&&str| name.eq_ignore_ascii_case(element.as_bytes());
            if let Some(element) = RAW.iter().find(is) {
                range.end = self.element_end(element, close, self.bytes.len()).unwrap_or(range.end);
            } else if let Some(element) = CODE.iter().find(is) {
                range.end = self.element_end(element, close, end).unwrap_or(range.end);
            }
        }
        self.push(SpanKind::Html, range.clone(), range);
    }

    /// Where the tag's `>` stands; `None` if this is no tag.
    fn tag_end(&self, from: usize, end: usize) -> Option<usize> {
        let mut at = from;
        let first = self.byte(at)?;
        if !(first.is_ascii_alphabetic() || matches!(first, b'!' | b'?')) {
            return None;
        }
        while at < end
            && (self.bytes[at].is_ascii_alphanumeric() || matches!(self.bytes[at], b'-' | b'!' | b'?' | b':'))
        {
            at += 1;
        }
        if at < end && !matches!(self.bytes[at], b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'>') {
            return None;
        }
        while at < end {
            match self.bytes[at] {
                b'>' => return Some(at),
                b'<' => return None,
                quote @ (b'"' | b'\'') => at += 1 + memchr::memchr(quote, &self.bytes[at + 1..end])?,
                byte if !byte.is_ascii() || matches!(byte, b'$' | b'\\' | b'`') => return None,
                _ => {}
            }
            at += 1;
        }
        None
    }

    fn element_end(&mut self, element: &'static str, from: usize, end: usize) -> Option<usize> {
        if self.hopeless.elements.get(element).is_some_and(|&until| from < until) {
            return None;
        }
        let mut at = from;
        while let Some(found) = self.find("</", at, end) {
            let name = found + 2..(found + 2 + element.len()).min(end);
            if self.bytes[name.clone()].eq_ignore_ascii_case(element.as_bytes()) {
                let closing = memchr::memchr2(b'>', b'\n', &self.bytes[name.end..end]);
                return Some(closing.map_or(end, |offset| name.end + offset + 1));
            }
            at = found + 2;
        }
        self.hopeless.elements.insert(element, end);
        None
    }
}

//! Front matter, code blocks, and where a paragraph ends.

use super::prefix::{Marker, Prefix, is_rule};
use super::{Lexer, SpanKind};

/// Whether the line stands in a list, which moves the column from which a line is indented code.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The column of the words of the latest item; 0 outside of lists.
    column: usize,
    is_after_blank: bool,
    is_after_text: bool,
}

impl Lists {
    fn meet(&mut self, prefix: &Prefix) {
        if prefix.is_blank() {
            self.is_after_blank = true;
            self.is_after_text = false;
            return;
        }
        if prefix.marker.is_some() {
            self.column = prefix.column;
        } else if self.is_after_blank && prefix.indent < 2 {
            self.column = 0;
        }
        self.is_after_blank = false;
        self.is_after_text = true;
    }

    fn code_column(&self) -> usize {
        self.column + 4
    }
}

impl Lexer<'_> {
    pub(super) fn front_matter(&mut self) {
        let start = self.at;
        let first = Prefix::read(self.bytes, start);
        let fence = match self.bytes.get(start..first.end).map(<[u8]>::trim_ascii_end) {
            Some(b"---") => "---",
            Some(b"+++") => "+++",
            _ => return,
        };
        let mut at = first.next;
        if !self.is_key(at, fence) {
            return;
        }
        while at < self.bytes.len() {
            let line = Prefix::read(self.bytes, at);
            let words = self.bytes.get(at..line.end).unwrap_or_default().trim_ascii_end();
            if words == fence.as_bytes() || (fence == "---" && words == b"...") {
                self.push(SpanKind::FrontMatter, start..line.next, first.next..at);
                return;
            }
            at = line.next;
        }
    }

    /// Whether the line that starts at `at` is a key with its value, or a comment: what front matter begins with and a text
    /// after a thematic break does not.
    fn is_key(&self, at: usize, fence: &str) -> bool {
        let line = self.text.get(at..self.next_line(at)).unwrap_or_default().trim_end();
        let (key, is_value) = match line.split_once(if fence == "---" { ':' } else { '=' }) {
            Some((key, value)) => {
                (key.trim_end(), fence != "---" || value.is_empty() || value.starts_with([' ', '\t']))
            }
            None => return line.starts_with('#') || (fence != "---" && line.starts_with('[')),
        };
        is_value && !key.is_empty() && key.len() <= 40 && !key.starts_with([' ', '#', '-', '*']) && !key.contains(' ')
    }

    /// Passes over a block that begins with this line and holds no inline text. `false` if there is none.
    pub(super) fn block(&mut self, prefix: &Prefix) -> bool {
        if prefix.is_blank() {
            self.lists.meet(prefix);
            self.at = prefix.next;
            return true;
        }
        let found =
            self.indented_code(prefix) || self.fence(prefix) || self.shortcode(prefix) || self.reference(prefix);
        if !found {
            self.lists.meet(prefix);
        }
        found
    }

    fn indented_code(&mut self, prefix: &Prefix) -> bool {
        let is_code = prefix.indent >= self.lists.code_column() && prefix.quotes == 0 && !self.lists.is_after_text;
        if !is_code || is_written(self.text.get(prefix.content..prefix.end).unwrap_or_default()) {
            return false;
        }
        let start = self.at;
        let mut end = prefix.end;
        let mut at = prefix.next;
        while at < self.bytes.len() {
            let line = Prefix::read(self.bytes, at);
            if !line.is_blank() {
                if line.indent < self.lists.code_column() {
                    break;
                }
                end = line.end;
            }
            at = line.next;
        }
        self.push(SpanKind::CodeFence, start..end, start..end);
        self.at = self.next_line(end);
        true
    }

    fn fence(&mut self, prefix: &Prefix) -> bool {
        let Some((fence, length)) = fence_at(self.bytes.get(prefix.content..prefix.end).unwrap_or_default()) else {
            return false;
        };
        let start = prefix.content;
        let info = self.text.get(start + length..prefix.end).unwrap_or_default().trim();
        let is_math = info.eq_ignore_ascii_case("math");
        let width = match prefix.marker {
            Some(_) => prefix.column,
            None if prefix.indent >= self.lists.column => self.lists.column,
            None => 0,
        };
        self.lists.meet(prefix);
        let mut at = prefix.next;
        let mut closing = None;
        while at < self.bytes.len() {
            let line = Prefix::read(self.bytes, at);
            let words = self.bytes.get(line.content..line.end).unwrap_or_default();
            if closes(words, fence, length) && line.marker.is_none() {
                closing = Some(line);
                break;
            }
            // An item ends where the next begins; a line that merely lost its indentation is still code.
            let is_next_item = prefix.quotes == 0 && line.indent < width && line.marker.is_some();
            if line.quotes < prefix.quotes || is_next_item {
                break;
            }
            at = line.next;
        }
        let is_open = closing.is_none() && at >= self.bytes.len();
        let inner = prefix.next.min(at)..at;
        let end = closing.map_or(at, |line| line.end);
        let kind = if is_math { SpanKind::Math { display: true } } else { SpanKind::CodeFence };
        if is_open {
            self.leave_open(kind, start);
        }
        self.push(kind, start..end, inner);
        self.at = closing.map_or(at, |line| line.next);
        self.lists.is_after_text = false;
        true
    }

    /// Where the paragraph that this line begins ends: before a blank line, and before a line that begins a block of its own.
    pub(super) fn paragraph_end(&self, first: &Prefix) -> usize {
        let mut at = first.next;
        while at < self.bytes.len() {
            let line = Prefix::read(self.bytes, at);
            if line.is_blank() || line.quotes != first.quotes || self.begins_block(&line) {
                break;
            }
            at = line.next;
        }
        at
    }

    fn begins_block(&self, line: &Prefix) -> bool {
        let words = self.bytes.get(line.content..line.end).unwrap_or_default();
        line.marker.is_some()
            || is_heading(words)
            || is_rule(words)
            || fence_at(words).is_some()
            || words.first() == Some(&b'|')
            || words.starts_with(b"{{<")
            || words.starts_with(b"{{%")
            || is_numbered(self.text.get(line.content..line.end).unwrap_or_default())
    }

    /// Whether the line cannot belong to a formula that was begun above it.
    pub(super) fn ends_formula(&self, line: &Prefix) -> bool {
        let words = self.text.get(line.content..line.end).unwrap_or_default();
        if line.is_blank() || is_heading(words.as_bytes()) || fence_at(words.as_bytes()).is_some() {
            return true;
        }
        let is_item = matches!(line.marker, Some(Marker::Ordered(_))) || is_numbered(words);
        let is_word = words.starts_with(is_cjk) || words.bytes().take_while(u8::is_ascii_alphabetic).count() > 1;
        (line.marker.is_some() || is_item || words.starts_with(is_cjk))
            && (is_word || is_item)
            && !super::math::is_tex(words)
    }
}

/// The fence that `words` begin with: its mark and how many there are.
fn fence_at(words: &[u8]) -> Option<(u8, usize)> {
    let &mark = words.first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = words.iter().take_while(|&&byte| byte == mark).count();
    let is_fence = length >= 3 && (mark == b'~' || !words[length..].contains(&b'`'));
    is_fence.then_some((mark, length))
}

fn closes(words: &[u8], mark: u8, length: usize) -> bool {
    let run = words.iter().take_while(|&&byte| byte == mark).count();
    run >= length && words[run..].trim_ascii().is_empty()
}

fn is_heading(words: &[u8]) -> bool {
    let level = words.iter().take(7).take_while(|&&byte| byte == b'#').count();
    (1..=6).contains(&level) && matches!(words.get(level), None | Some(b' ' | b'\t'))
}

/// Whether the line begins with a number as headings do: `2.1多头`, `一、`, `第三章`.
fn is_numbered(words: &str) -> bool {
    let rest = words.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < words.len() {
        return rest.starts_with(['.', '、', '．', ')', '）']);
    }
    let rest = words.trim_start_matches(|c: char| "一二三四五六七八九十百".contains(c));
    rest.len() < words.len() && rest.starts_with(['、', '．', '.'])
}

/// Whether an indented line is written in words: it begins in Han or with a number in parentheses, or has Han punctuation.
fn is_written(words: &str) -> bool {
    let inner = words.strip_prefix(['(', '（']).unwrap_or_default();
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = rest.len() < inner.len() && rest.starts_with([')', '）']);
    let is_punctuated = words.contains(['：', '，', '。', '；']) && !words.contains(['"', '\'', '#', '=', ';', '{']);
    words.starts_with(is_cjk) || is_numbered || is_punctuated
}

/// Whether the character is written without spaces around it: Han, kana, hangul, and their punctuation.
pub(crate) fn is_cjk(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// How many characters of the text are.
pub(crate) fn count_cjk(text: &str) -> usize {
    text.chars().filter(|&c| is_cjk(c)).count()
}

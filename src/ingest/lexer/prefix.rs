//! What stands before a line's own words: indentation, quote marks, list marks.

/// A list mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    /// `-`, `*` or `+`
    Bullet,
    /// `1.` or `1)`
    Ordered(u32),
}

/// A line, taken apart as far as its containers go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prefix {
    /// Columns of white space before anything else; a tab reaches to the next multiple of 4.
    pub indent: usize,
    /// How many `>` stand before.
    pub quotes: usize,
    /// The last list mark.
    pub marker: Option<Marker>,
    /// The byte of the first list mark.
    pub mark_at: usize,
    /// The byte of the line's own words.
    pub content: usize,
    /// The column of the same.
    pub column: usize,
    /// The byte after the line's last, its line break left out.
    pub end: usize,
    /// The byte where the next line starts.
    pub next: usize,
}

/// The start of the line after the one that `at` is in.
pub(super) fn next_line(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(bytes.len(), |offset| at + offset + 1)
}

impl Prefix {
    /// Takes the line apart that starts at byte `start`.
    pub fn read(bytes: &[u8], start: usize) -> Self {
        let next = next_line(bytes, start);
        let mut end = next;
        while end > start && matches!(bytes[end - 1], b'\n' | b'\r') {
            end -= 1;
        }
        let mut prefix =
            Self { indent: 0, quotes: 0, marker: None, mark_at: start, content: start, column: 0, end, next };
        prefix.skip_space(bytes);
        prefix.indent = prefix.column;
        let mut no_rule = (0, 0);
        while prefix.quote(bytes) || prefix.list_mark(bytes, &mut no_rule) {}
        prefix
    }

    pub fn is_blank(&self) -> bool {
        self.content >= self.end && self.marker.is_none()
    }

    fn skip_space(&mut self, bytes: &[u8]) {
        while self.content < self.end {
            match bytes[self.content] {
                b' ' => self.column += 1,
                b'\t' => self.column += 4 - self.column % 4,
                _ => break,
            }
            self.content += 1;
        }
    }

    fn quote(&mut self, bytes: &[u8]) -> bool {
        if self.content >= self.end || bytes[self.content] != b'>' {
            return false;
        }
        self.quotes += 1;
        self.content += 1;
        self.column += 1;
        self.skip_space(bytes);
        true
    }

    /// `no_rule`: up to which byte a mark is known not to be a thematic break's, so that a line of marks is read once.
    fn list_mark(&mut self, bytes: &[u8], no_rule: &mut (u8, usize)) -> bool {
        let line = &bytes[self.content..self.end];
        let Some((marker, length)) = list_mark(line) else { return false };
        if (line[0], true) != (no_rule.0, self.content < no_rule.1) {
            let (length, is_rule) = rule(line);
            if is_rule {
                return false;
            }
            *no_rule = (line[0], self.content + length);
        }
        if self.marker.is_none() {
            self.mark_at = self.content;
        }
        self.marker = Some(marker);
        self.content += length;
        self.column += length;
        self.skip_space(bytes);
        true
    }
}

/// The list mark that `line` begins with, and its bytes without the space that must follow.
fn list_mark(line: &[u8]) -> Option<(Marker, usize)> {
    let digits = line.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let (marker, length) = match (digits, line.get(digits)?) {
        (0, b'-' | b'*' | b'+') => (Marker::Bullet, 1),
        (1..=9, b'.' | b')') => {
            let number = line[..digits].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
            (Marker::Ordered(number), digits + 1)
        }
        _ => return None,
    };
    matches!(line.get(length), None | Some(b' ' | b'\t')).then_some((marker, length))
}

/// Whether `line` is a thematic break: three or more of one of `-*_`, and spaces.
pub(super) fn is_rule(line: &[u8]) -> bool {
    rule(line).1
}

/// How far `line` looks like a thematic break, and whether it is one.
fn rule(line: &[u8]) -> (usize, bool) {
    let Some(&first) = line.first().filter(|first| matches!(first, b'-' | b'*' | b'_')) else { return (0, false) };
    let marks = line.iter().take_while(|&&byte| byte == first || matches!(byte, b' ' | b'\t' | b'\r'));
    let mut count = 0;
    let mut length = 0;
    for byte in marks {
        length += 1;
        count += usize::from(*byte == first);
    }
    (length, length == line.len() && count >= 3)
}

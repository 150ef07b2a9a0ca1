//! What parts a name from what it is, as the note itself teaches it: a mark that says little where it stands once says so where line
//! after line has a name before it and words behind it.

use super::counted::Counted;
use super::definitions::Source;
use super::explanation::opens_with_amount;
use super::lexer::{Lexed, is_cjk};
use super::lines::{Line, LineKind};
use super::numbering::numbered;
use super::plain::width;
use hashbrown::{HashMap, HashSet};
use std::ops::Range;

/// A name does not reach farther into its line. Bytes.
const REACH: usize = 160;
/// At most so many lines may stand between two lines of one run.
const BETWEEN: usize = 2;

/// For each line that defines by a mark of the note's own: where the name ends, and where the explanation begins.
#[derive(Debug, Default)]
pub(super) struct Learned {
    parted: HashMap<usize, Range<usize>>,
    /// Labels that come again and again with other words: speakers, and fields of a form.
    labels: HashSet<String>,
    counted: Counted,
    is_spoken: bool,
}

impl Learned {
    pub fn of(text: &str, lexed: &Lexed, lines: &[Line]) -> Self {
        let nothing = Self::default();
        let source = Source { text, lexed, lines, rows: &[], learned: &nothing };
        let mut parted = HashMap::new();
        for run in proved(&source) {
            parted.extend(run.into_iter().map(|one| (one.line, one.gap)));
        }
        Self { parted, labels: labels(&source), counted: Counted::of(text, lines), is_spoken: is_spoken(text) }
    }

    /// Whether the note is speech that was written down.
    pub fn is_spoken(&self) -> bool {
        self.is_spoken
    }

    pub fn gap(&self, line: usize) -> Option<Range<usize>> {
        self.parted.get(&line).cloned()
    }

    /// `辅助损失` in `办法1 辅助损失`, where the note counts so.
    pub fn behind_label<'w>(&self, words: &'w str) -> Option<&'w str> {
        self.counted.behind(words)
    }

    pub fn is_label(&self, name: &str) -> bool {
        self.labels.contains(name)
    }
}

/// What is said and seldom written, which is a fortieth of what a recorded speaker says, and rarer in any note.
fn is_spoken(text: &str) -> bool {
    const LEAST: usize = 600;
    const PARTICLES: &str = "啊呢吧嘛哦嗯呀哎";
    const WORDS: [&str; 7] = ["就是", "然后", "然後", "那么", "那麼", "这个", "這個"];
    let (mut han, mut spoken) = (0_usize, 0_usize);
    for (at, character) in text.char_indices().filter(|(_, c)| is_cjk(*c)) {
        han += 1;
        let is_word = "就然那这這".contains(character) && WORDS.iter().any(|word| text[at..].starts_with(word));
        spoken += usize::from(is_word || PARTICLES.contains(character));
    }
    han >= LEAST && spoken * 40 > han
}

/// A kind of mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Mark {
    Arrow,
    Equals,
    Dash,
    /// White space as wide as a column.
    Gap,
    /// A full stop, behind a numbered name.
    Stop,
    Comma,
    Other(char),
}

/// A line that a mark parts.
#[derive(Debug, Clone)]
struct Parted {
    line: usize,
    mark: Mark,
    gap: Range<usize>,
}

/// The runs of lines that define by the same mark.
fn proved(source: &Source<'_>) -> Vec<Vec<Parted>> {
    let mut runs: Vec<Vec<Parted>> = Vec::new();
    let mut totals: HashMap<Mark, (usize, usize)> = HashMap::new();
    let mut since = 0;
    for index in 0..source.lines.len() {
        let line = &source.lines[index];
        if line.kind == LineKind::Blank {
            continue;
        }
        let found = if line.kind == LineKind::Text { parted(source, index) } else { None };
        let Some(found) = found else {
            since += 1;
            continue;
        };
        let is_name = defines(source, &found);
        let total = totals.entry(found.mark).or_default();
        if !is_name {
            total.1 += 1;
            since += 1;
            continue;
        }
        total.0 += 1;
        let goes_on = runs.last().and_then(|run| run.last()).is_some_and(|last| {
            last.mark == found.mark && since <= BETWEEN && source.lines[last.line].indent == line.indent
        });
        match runs.last_mut().filter(|_| goes_on) {
            Some(run) => run.push(found),
            None => runs.push(vec![found]),
        }
        since = 0;
    }
    runs.retain(|run| run.first().is_some_and(|first| is_proved(source, run, totals[&first.mark])));
    runs
}

/// Whether a run is long enough for its mark, which is `right` as often as `wrong` in the note.
fn is_proved(source: &Source<'_>, run: &[Parted], (right, wrong): (usize, usize)) -> bool {
    let Some(first) = run.first() else { return false };
    match first.mark {
        Mark::Comma => run.len() >= 2 && is_whole_block(source, run),
        Mark::Stop => run.len() >= 2,
        Mark::Gap => run.len() >= 3,
        Mark::Arrow => run.len() >= 2 || (right >= wrong && right >= 3),
        Mark::Equals | Mark::Dash | Mark::Other(_) => run.len() >= 2 || (right >= wrong && right >= 4),
    }
}

/// Whether the run is all that stands under `三种：`.
fn is_whole_block(source: &Source<'_>, run: &[Parted]) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    let is_text = |index: usize| source.lines.get(index).is_some_and(|line| line.kind != LineKind::Blank);
    let introduces = |index: usize| {
        let words = source.lines[index].words(source.text);
        words.len() <= 60
            && words.ends_with(['：', ':'])
            && words.contains(['种', '種', '类', '類', '个', '個', '几', '幾', '：'])
    };
    last.line - first.line + 1 == run.len()
        && !is_text(last.line + 1)
        && first.line.checked_sub(1).is_some_and(introduces)
}

/// The first mark of the line at `index`, where no stronger one stands before it.
fn parted(source: &Source<'_>, index: usize) -> Option<Parted> {
    let (text, line) = (source.text, &source.lines[index]);
    let end = line.content + line.words(text).len();
    let reach = text.floor_char_boundary((line.content + REACH).min(end));
    let mut depth = 0_i32;
    for open in source.lexed.open(line.content..reach) {
        for (offset, character) in text.get(open.clone()).unwrap_or_default().char_indices() {
            let at = open.start + offset;
            match character {
                '（' | '(' | '《' | '“' | '「' | '[' | '{' => depth += 1,
                '）' | ')' | '》' | '”' | '」' | ']' | '}' => depth -= 1,
                _ if depth > 0 || at == line.content => {}
                '：' | '！' | '？' | '；' | '!' | '?' | ';' => return None,
                _ => match mark(text, line, at, end) {
                    Some((_, 0)) => return None,
                    Some((mark, length)) => return Some(Parted { line: index, mark, gap: at..at + length }),
                    None => {}
                },
            }
        }
    }
    None
}

/// `0.01 - 0.1`
fn is_range(before: &str, after: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    before.trim_end().ends_with(is_digit) && after.trim_start().starts_with(is_digit)
}

/// The mark at the byte `at`, and its bytes; none if what stands there says that no name goes before it.
fn mark(text: &str, line: &Line, at: usize, end: usize) -> Option<(Mark, usize)> {
    let (before, rest) = (&text[line.content..at], &text[at..end]);
    let first = rest.chars().next()?;
    let length = first.len_utf8();
    let after = &rest[length..];
    let is_spaced = before.ends_with(' ') && after.starts_with(' ');
    Some(match first {
        '→' | '⇒' | '➜' | '⟶' | '⇨' | '↦' | '➡' => (Mark::Arrow, length),
        '-' | '=' if after.starts_with('>') => (Mark::Arrow, 2),
        '=' if after.starts_with('=') => (Mark::Equals, 0),
        '=' | '＝' | '≈' | '≜' => (Mark::Equals, length),
        '—' if after.starts_with('—') => (Mark::Dash, 0),
        '-' | '–' if is_spaced && is_range(before, after) => return None,
        '-' | '–' | '—' if is_spaced => (Mark::Dash, length),
        '—' if after.starts_with(is_cjk) => (Mark::Dash, length),
        ':' if after.starts_with([' ', '/', ':']) || after.starts_with(is_cjk) || after.is_empty() => (Mark::Dash, 0),
        ':' if after.starts_with(char::is_alphabetic) => (Mark::Other(':'), length),
        '\t' | '\u{3000}' => (Mark::Gap, length),
        ' ' if after.starts_with(' ') => (Mark::Gap, length),
        '。' if numbered(line.marked(text)).is_some() => (Mark::Stop, length),
        '。' => (Mark::Stop, 0),
        '，' => (Mark::Comma, length),
        '…' => (Mark::Other('…'), rest.len() - rest.trim_start_matches('…').len()),
        '.' if rest.starts_with("...") => (Mark::Other('…'), rest.len() - rest.trim_start_matches('.').len()),
        '|' | '｜' | '│' | '┃' => (Mark::Other('|'), length),
        '~' | '～' | '>' | '＞' | '»' | '›' | '·' | '/' | '▸' | '►' | '☞' | '<' | '←' | '+' if is_spaced => {
            (Mark::Other(first), length)
        }
        '～' | '＞' | '»' | '›' | '☞' => (Mark::Other(first), length),
        _ => return None,
    })
}

/// Whether a name stands before the mark, and words behind it that say what it is.
fn defines(source: &Source<'_>, one: &Parted) -> bool {
    let line = &source.lines[one.line];
    let end = line.content + line.words(source.text).len();
    let said = source.text.get(one.gap.end..end).unwrap_or_default().trim();
    if line.quotes > 0 || !tells(one.mark, said) {
        return false;
    }
    let terms = source.terms(line.content, one.gap.start, true);
    !terms.is_empty() && terms.iter().all(|term| is_nominal(&term.name))
}

fn tells(mark: Mark, said: &str) -> bool {
    let han = said.chars().filter(|&c| is_cjk(c) && c.is_alphabetic()).count();
    let words = said.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).count();
    let is_word = said.starts_with(|c: char| c.is_alphanumeric() || "“《「`（(≥≤+$".contains(c));
    let is_long = width(said) >= 8 && (han >= 3 || words >= 3);
    let is_chain = match mark {
        Mark::Arrow => said.contains(['→', '⇒']) || said.contains("->"),
        Mark::Equals => is_reckoned(said),
        Mark::Gap => said.contains("  ") || said.contains('\t'),
        Mark::Stop => {
            !said.starts_with(['即', '指', '是', '就', '也']) && !said.starts_with("所谓") && width(said) < 16
        }
        Mark::Other('|') => said.contains(['|', '｜', '│']),
        _ => false,
    };
    is_word && is_long && !is_chain && !opens_with_amount(said)
}

/// `TP × PP × DP`: what something equals, and not what it is.
fn is_reckoned(said: &str) -> bool {
    let open = said.split(['（', '(']).next().unwrap_or_default();
    open.contains(['+', '*', '^', '=', '×', '÷', '$', '√', '∑']) || open.contains(" / ")
}

/// Whether a name names and nobody does anything in it.
fn is_nominal(name: &str) -> bool {
    const SAID: [&str; 16] =
        ["是", "了", "没", "沒", "太", "很", "把", "被", "吗", "变差", "变慢", "失败", "报错", "出错", "不对", "不了"];
    let is_long = width(name) > 32 || name.split_whitespace().count() > 5;
    !is_long && !name.starts_with(['看', '跑', '用']) && !SAID.iter().any(|word| name.contains(word))
}

/// Labels that speak in turn, `甲：… 乙：… 甲：…`, and those that come three times with other words.
fn labels(source: &Source<'_>) -> HashSet<String> {
    let mut labels = HashSet::new();
    let mut said: HashMap<&str, HashSet<&str>> = HashMap::new();
    let mut last: Vec<&str> = Vec::new();
    for line in source.lines {
        if line.kind == LineKind::Blank {
            continue;
        }
        let words = if line.kind == LineKind::Text { line.words(source.text) } else { "" };
        let Some((label, rest)) = label(words) else {
            join_in(&mut labels, &last);
            last.clear();
            continue;
        };
        let known = said.entry(label).or_default();
        let is_new = known.insert(rest);
        let speaks = is_new
            && known.len() >= 2
            && last.len() >= 2
            && last[last.len() - 2] == label
            && last[last.len() - 1] != label;
        if speaks || known.len() >= 3 {
            labels.insert(label.to_owned());
        }
        if speaks && let Some(other) = last.last() {
            labels.insert((*other).to_owned());
        }
        last.push(label);
    }
    join_in(&mut labels, &last);
    labels
}

/// Who says but one thing where others speak in turn.
fn join_in(labels: &mut HashSet<String>, run: &[&str]) {
    let speakers = run.iter().filter(|label| labels.contains(**label)).count();
    if speakers >= 2 && speakers * 2 >= run.len() {
        labels.extend(run.iter().filter(|label| label.chars().count() <= 3).map(|label| (*label).to_owned()));
    }
}

fn label(words: &str) -> Option<(&str, &str)> {
    let words = words.trim_start_matches(['*', ' ']);
    let end = words.find(['：', ':']).filter(|&end| (1..=48).contains(&end))?;
    let rest = words[end..].trim_start_matches(['：', ':', '*', ' ']);
    (!rest.is_empty()).then(|| (words[..end].trim_end_matches(['*', ' ']), rest))
}

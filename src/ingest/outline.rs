//! Lines that may be headings, and what speaks for each.

use super::caption::forget_captions;
use super::counted::Counted;
use super::dates;
use super::lexer::{Lexed, Marker};
use super::lines::{Line, LineKind, is_explained};
use super::listing::is_code;
use super::numbering::{Numbered, Style, appendix, numbered, shaped, undotted};
use super::ornament::{is_in_capitals, ornamented};
use super::plain::{at_colon, is_emoji, is_title, plain, width, without_emoji};
use super::sequence;

/// What comes after a line that may be a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follower {
    Nothing,
    /// A heading of Markdown's own.
    Heading,
    /// A line of the same style: the items of a list follow one another so.
    Sibling,
    /// Text that is indented under it, as in a list item.
    Nested,
    /// Text that stands on its own, or a line of another style.
    Text,
}

/// A line that may be a heading.
#[allow(clippy::struct_excessive_bools, reason = "each is a piece of evidence, and all of their combinations occur")]
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Index of its line.
    pub line: usize,
    pub style: Style,
    /// The level that Markdown gives it.
    pub level: Option<u8>,
    pub number: String,
    pub counts: Vec<u32>,
    pub title: String,
    /// The byte where the title begins.
    pub title_at: usize,
    pub is_bold: bool,
    /// Its number may be a quantity.
    pub is_doubtful: bool,
    /// The words read as a title.
    pub is_title: bool,
    /// `term：explanation`
    pub is_definition: bool,
    pub ends_in_colon: bool,
    pub follower: Follower,
    /// A rule stands under it.
    pub is_ruled: bool,
    /// Code comes next.
    pub is_before_code: bool,
    /// It ends in a colon, and the items of a list come next.
    pub introduces_list: bool,
    /// The line before introduces a list.
    pub is_introduced: bool,
    pub is_accepted: bool,
}

/// Every line that may be a heading, in order.
pub(super) fn candidates(text: &str, lexed: &Lexed, lines: &[Line]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for index in 0..lines.len() {
        found.extend(candidate(text, lexed, lines, index));
    }
    forget_contents(text, lines, &mut found);
    // `**假设 1：脏数据**` has a number before its colon, and no term
    let counted = Counted::of(text, lines);
    for one in found.iter_mut().filter(|one| one.is_bold && one.is_definition) {
        let label = at_colon(&one.title).map(|(label, _)| label);
        one.is_definition = label.and_then(|label| counted.behind(label)) != Some("");
    }
    sequence::learn(&mut found);
    for at in 0..found.len() {
        found[at].follower = follower(lines, &found, at);
        found[at].is_introduced = is_introduced(text, lines, found[at].line);
        found[at].is_ruled = lines.get(found[at].line + 1).is_some_and(|line| line.kind == LineKind::Rule);
        let ends_in_colon = lines[found[at].line].words(text).trim_end_matches(['*', ' ']).ends_with(['：', ':']);
        found[at].introduces_list =
            ends_in_colon && next(lines, found[at].line).is_some_and(|(_, line)| line.marker.is_some());
        if found[at].style == Style::Bold && found[at].level.is_none() {
            found[at].ends_in_colon = ends_in_colon;
        }
        found[at].is_before_code = next(lines, found[at].line).is_some_and(|(_, line)| line.kind == LineKind::Opaque);
    }
    forget_captions(lexed, lines, &mut found);
    found
}

/// A table of contents lists headings and is none: its lines go, up to where its first entry comes again.
fn forget_contents(text: &str, lines: &[Line], found: &mut Vec<Candidate>) {
    const NAMES: [&str; 6] = ["目录", "目錄", "大纲", "contents", "table of contents", "toc"];
    let is_contents = |line: &Line| {
        let words = line.words(text);
        words.len() <= 60
            && NAMES.contains(
                &without_emoji(words.trim_matches(['#', '*', '【', '】', ' ', '：', ':'])).to_lowercase().as_str(),
            )
    };
    let Some(at) = lines.iter().position(|line| line.kind == LineKind::Text && is_contents(line)) else { return };
    let first = found.partition_point(|candidate| candidate.line <= at);
    let Some(entry) = found.get(first).filter(|entry| entry.level.is_none()) else { return };
    let again = found[first + 1..].iter().position(|other| other.title == entry.title);
    if let Some(count) = again {
        found.drain(first..=first + count);
    }
}

fn candidate(text: &str, lexed: &Lexed, lines: &[Line], index: usize) -> Option<Candidate> {
    let line = &lines[index];
    if line.kind != LineKind::Text || line.quotes > 0 || line.end == line.start {
        return None;
    }
    let raw = line.marked(text).trim_start();
    if line.is_bullet()
        && let Some((level, raw)) = hashed(line.words(text), false).filter(|(_, raw)| !raw.is_empty())
    {
        // The outline of a block editor: `- ## Title`
        let raw = without_emoji(raw);
        let numbered = numbered(raw).unwrap_or_else(|| Numbered { style: Style::Mark, ..Numbered::of(raw) });
        return Some(made(text, lexed, index, &numbered, (Some(level), false)));
    }
    let is_free = matches!(line.marker, None | Some(Marker::Ordered(_))) || ornamented(raw).is_some();
    if !is_free || (line.indent > 3 && line.marker.is_some()) {
        return None;
    }
    let (level, raw) = match marked(text, lexed, lines, index, raw) {
        Some((level, raw)) => (Some(level), raw),
        None => (None, raw),
    };
    if level.is_none() && (raw.len() > 400 || is_hanging(lines, index) || is_explained(text, lines, index)) {
        return None;
    }
    if is_comment(text, lines, index, raw) {
        return None;
    }
    if let Some(words) = italic(raw).filter(|_| level.is_none() && stands_apart(lines, index)) {
        let numbered = Numbered { style: Style::Italic, ..Numbered::of(words) };
        return Some(made(text, lexed, index, &numbered, (None, false)));
    }
    let (raw, is_bold) = unwrapped(raw);
    let bare = without_emoji(raw);
    let (bare, is_bold) = if is_bold { (bare, true) } else { unwrapped(bare) };
    let is_plain = level.is_none() && !is_bold;
    let lettered = appendix(bare).filter(|_| is_bold && level.is_none());
    let numbered = lettered.or_else(|| numbered(bare)).or_else(|| undotted(bare).filter(|_| is_plain));
    let numbered = numbered.or_else(|| style(raw, bare, level.is_some(), is_bold))?;
    Some(made(text, lexed, index, &numbered, (level, is_bold)))
}

/// The style of a line whose opening is no number that is known.
fn style<'t>(raw: &str, bare: &'t str, is_marked: bool, is_bold: bool) -> Option<Numbered<'t>> {
    let style = match () {
        () if is_marked => Style::Mark,
        () if dates::is_date_line(bare) => Style::Day,
        () if bare.len() < raw.len() => Style::Emoji,
        () if is_bold => Style::Bold,
        () if is_in_capitals(bare) => Style::Caps,
        () => {
            let signed = |(sign, title)| Numbered { style: Style::Sign(sign), ..Numbered::of(title) };
            return shaped(bare).or_else(|| ornamented(bare).map(signed));
        }
    };
    Some(Numbered { style, ..Numbered::of(bare) })
}

/// What a section may be, before the colon of its title.
const TOPICS: [&str; 16] = [
    "论文",
    "論文",
    "Paper",
    "paper",
    "补课",
    "先补课",
    "专题",
    "專題",
    "主题",
    "主題",
    "分享",
    "案例",
    "阅读",
    "實驗",
    "项目",
    "Keynote",
];

pub(super) fn made(
    text: &str,
    lexed: &Lexed,
    line: usize,
    numbered: &Numbered<'_>,
    (level, is_bold): (Option<u8>, bool),
) -> Candidate {
    let title_at = numbered.title.as_ptr() as usize - text.as_ptr() as usize;
    let whole = plain(text, lexed, title_at..title_at + numbered.title.len());
    let whole = whole.trim_end_matches(is_emoji).trim_end();
    let ends_in_colon = whole.ends_with(['：', ':']);
    let title = whole.trim_end_matches(['：', ':']).trim_end();
    let title = if numbered.number.is_empty() { title } else { without_emoji(title) }.to_owned();
    let is_plain_number = title.is_empty() && !numbered.number.is_empty();
    let is_enclosed = numbered.style == Style::Bracket && numbered.number.is_empty();
    // `论文：ReAct`: a kind of section, and its subject
    let is_kind = at_colon(&title).is_some_and(|(kind, rest)| TOPICS.contains(&kind) && rest.chars().count() <= 24);
    // `**1. 背景：奖励太少怎么办**`, in bold to its end
    let is_titled =
        is_bold && !numbered.number.is_empty() && at_colon(&title).is_some_and(|(_, rest)| width(rest) <= 30);
    let explains = !is_enclosed
        && !is_kind
        && !is_titled
        && at_colon(&title).is_some_and(|(term, explanation)| !term.is_empty() && !explanation.is_empty());
    Candidate {
        line,
        style: numbered.style,
        level,
        number: numbered.number.to_owned(),
        counts: numbered.counts.clone(),
        is_title: is_plain_number || is_title(&title),
        is_definition: explains,
        ends_in_colon,
        title,
        title_at,
        is_bold,
        is_doubtful: numbered.is_doubtful,
        follower: Follower::Nothing,
        is_ruled: false,
        is_before_code: false,
        introduces_list: false,
        is_introduced: false,
        is_accepted: level.is_some(),
    }
}

/// A heading of Markdown's own: its level and its words.
fn marked<'t>(text: &'t str, lexed: &Lexed, lines: &[Line], index: usize, raw: &'t str) -> Option<(u8, &'t str)> {
    let line = &lines[index];
    if line.marker.is_none()
        && line.indent <= 3
        && let Some(found) = hashed(raw, true)
    {
        // `###### tags: …`: what an editor keeps of a note, and no heading
        return Some(found).filter(|(level, words)| !(*level == 6 && words.starts_with("tags:")));
    }
    html(raw).or_else(|| underlined(text, lexed, lines, index).map(|level| (level, without_id(raw))))
}

/// The level and the words of `## words`; `##words` where it may be tight.
fn hashed(raw: &str, may_be_tight: bool) -> Option<(u8, &str)> {
    let level = raw.bytes().take_while(|&byte| byte == b'#').count();
    let rest = &raw[level..];
    let is_spaced = rest.is_empty() || rest.starts_with([' ', '\t', '\u{3000}']);
    let is_tight = may_be_tight && level >= 2 && rest.starts_with(char::is_alphanumeric) && !rest.contains('#');
    let is_heading = (1..=6).contains(&level) && (is_spaced || is_tight);
    is_heading.then(|| Some((u8::try_from(level).ok()?, closed(rest)))).flatten()
}

/// Without closing `##`, `{#id}` and `^id`.
fn closed(words: &str) -> &str {
    let words = words.trim();
    let bare = words.trim_end_matches('#');
    without_id(if bare.is_empty() || bare.ends_with([' ', '\t']) { bare } else { words })
}

/// Without `{#id}` and `^id`, by which other places refer to the line.
pub(super) fn without_id(words: &str) -> &str {
    let words = words.trim_end();
    let words = words.strip_suffix('}').and_then(|rest| rest.rfind(" {#")).map_or(words, |at| words[..at].trim_end());
    match words.rsplit_once(" ^") {
        Some((before, id)) if !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => {
            before.trim_end()
        }
        _ => words,
    }
}

/// `<h2>…</h2>`
fn html(raw: &str) -> Option<(u8, &str)> {
    let rest = raw.strip_prefix("<h").or_else(|| raw.strip_prefix("<H"))?;
    let level = rest.bytes().next().filter(|level| (b'1'..=b'6').contains(level))? - b'0';
    let (_, rest) = rest.split_once('>')?;
    let (inner, _) = rest.rsplit_once("</")?;
    Some((level, inner.trim()))
}

/// A line of `===` or `---` under one line of text.
fn underlined(text: &str, lexed: &Lexed, lines: &[Line], index: usize) -> Option<u8> {
    let (line, under) = (&lines[index], lines.get(index + 1)?);
    let before = index.checked_sub(1).map(|at| &lines[at]);
    let is_alone = before.is_none_or(|before| before.kind != LineKind::Text || before.quotes > 0);
    let mark = under.words(text);
    let is_pure = mark.len() >= 2 && mark.bytes().all(|byte| Some(byte) == mark.bytes().next());
    // `4. Questions` over a rule is meant as the others are
    let is_numbered = matches!(line.marker, Some(Marker::Ordered(_))) && line.indent == 0 && mark.len() >= 5;
    if under.kind != LineKind::Rule
        || (line.marker.is_some() && !is_numbered)
        || under.indent > 3
        || !is_pure
        || !is_alone
    {
        return None;
    }
    let is_math = lexed.span_at(line.content).is_some_and(|span| span.range.end >= line.end);
    let words = without_id(line.words(text));
    match mark.as_bytes()[0] {
        b'=' => Some(1),
        b'-' if !is_math && (is_title(words.trim_end_matches(['!', '！'])) || is_measured(mark, words)) => Some(2),
        _ => None,
    }
}

/// Whether the rule was drawn to the length of the words: nobody takes the pains for a rule between two paragraphs.
fn is_measured(rule: &str, words: &str) -> bool {
    rule.len() > 8 && rule.len().abs_diff(width(words)) <= 1
}

/// Whether the line is indented under a list item, whose text it goes on with.
fn is_hanging(lines: &[Line], index: usize) -> bool {
    let line = &lines[index];
    line.indent >= 2
        && lines[..index]
            .iter()
            .rev()
            .take(40)
            .find(|before| before.kind != LineKind::Blank && before.indent < line.indent)
            .is_some_and(|before| before.marker.is_some())
}

/// `# 注释` under a line of code that has no fence.
fn is_comment(text: &str, lines: &[Line], index: usize, raw: &str) -> bool {
    let is_marked = lines[index].marked(text).starts_with('#') && !raw.is_empty();
    let before = index.checked_sub(1).map(|before| &lines[before]);
    is_marked && before.is_some_and(|before| before.kind == LineKind::Text && is_code(before.words(text)))
}

/// `*words*` without its marks, if they hold all of it.
fn italic(raw: &str) -> Option<&str> {
    let inner = raw.strip_prefix('*')?.strip_suffix('*')?;
    (!inner.is_empty() && !inner.contains('*') && !inner.starts_with(' ') && !inner.ends_with(' ')).then_some(inner)
}

/// Whether nothing stands right above or below the line.
fn stands_apart(lines: &[Line], index: usize) -> bool {
    let is_blank = |at: usize| lines.get(at).is_none_or(|line| line.kind == LineKind::Blank);
    index.checked_sub(1).is_none_or(is_blank) && is_blank(index + 1)
}

/// `**words**` without its marks, if they hold all of it.
fn unwrapped(raw: &str) -> (&str, bool) {
    for mark in ["**", "__", "=="] {
        if let Some(rest) = raw.strip_prefix(mark) {
            let tail = rest.trim_end_matches(['：', ':', ' ']);
            if let Some(inner) = tail.strip_suffix(mark)
                && !inner.contains(mark)
                && !inner.trim().is_empty()
            {
                return (inner.trim_matches('*').trim(), mark != "==");
            }
        }
    }
    (raw, false)
}

/// The next line that is not blank.
pub(super) fn next(lines: &[Line], line: usize) -> Option<(usize, &Line)> {
    let mut rest = lines.iter().enumerate().skip(line + 1);
    rest.find(|(_, line)| !matches!(line.kind, LineKind::Blank | LineKind::Rule))
}

fn follower(lines: &[Line], candidates: &[Candidate], at: usize) -> Follower {
    let candidate = &candidates[at];
    let own = &lines[candidate.line];
    let Some((index, next)) = next(lines, candidate.line) else { return Follower::Nothing };
    // Behind a mark that no list has, text is indented for the eye
    let is_item = own.marker.is_some() || next.marker.is_some() || !matches!(candidate.style, Style::Shape(_));
    if is_item && next.indent > own.indent + 1 && next.kind != LineKind::Opaque {
        return Follower::Nested;
    }
    match candidates.get(at + 1).filter(|following| following.line == index) {
        Some(following)
            if following.style == candidate.style && following.level.is_some() == candidate.level.is_some() =>
        {
            Follower::Sibling
        }
        Some(following) if following.level.is_some() => Follower::Heading,
        _ => Follower::Text,
    }
}

/// Whether the line before ends in a colon.
fn is_introduced(text: &str, lines: &[Line], index: usize) -> bool {
    let before = lines[..index].iter().rev().take(3).find(|line| line.kind != LineKind::Blank);
    before.is_some_and(|line| line.kind == LineKind::Text && line.words(text).ends_with(['：', ':']))
}

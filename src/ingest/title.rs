//! A note's title, and which of the lines that look like headings it is.

use super::lexer::Lexed;
use super::lines::{Line, LineKind};
use super::norm::norm;
use super::numbering::Style;
use super::outline::{Candidate, Follower, without_id};
use super::plain::{is_emoji, is_title, plain, without_emoji};

/// The title and where it stands.
#[derive(Debug, Default)]
pub(super) struct Title {
    pub text: Option<String>,
    /// Indices of the lines that say it, in order: the first, and each time that the note was pasted once more. They belong
    /// to no section.
    pub lines: Vec<usize>,
}

impl Title {
    /// Where the front matter gives another title, a heading of Markdown's own stays a heading.
    pub fn yield_to(&mut self, other: &str, candidates: &mut [Candidate]) {
        let (own, other) = (norm(self.text.as_deref().unwrap_or_default()), norm(other));
        if own.is_empty() || other.is_empty() || own.contains(&other) || other.contains(&own) {
            return;
        }
        let mut has_heading = false;
        for candidate in candidates.iter_mut() {
            if candidate.level.is_some() && self.lines.binary_search(&candidate.line).is_ok() {
                candidate.is_accepted = true;
                has_heading = true;
            }
        }
        if has_heading {
            self.lines.clear();
        }
    }
}

/// Words by which a first line is known as a title, though others of its style are sections.
const LOG: [&str; 18] = [
    "总结", "總結", "笔记", "筆記", "日报", "日志", "日誌", "日記", "日记", "周报", "记录", "紀錄", "打卡", "summary",
    "notes", "log", "journal", "diary",
];

/// Finds the title, and takes its line from the headings.
pub(super) fn find(text: &str, lexed: &Lexed, lines: &[Line], candidates: &mut [Candidate]) -> Title {
    let says = |line: &Line| {
        let is_text = matches!(line.kind, LineKind::Text) && !line.is_lone_mark();
        is_text
            && !is_small_talk(line.words(text))
            && !is_navigation(line.words(text))
            && property(line.words(text)).is_none()
    };
    let first = lines.iter().position(says);
    let heading = candidates.iter().position(|candidate| candidate.is_accepted);
    let is_page =
        |at: usize| first == Some(candidates[at].line) && is_over_properties(text, lines, candidates[at].line);
    if let Some(at) = heading.filter(|&at| is_top(candidates, at, first) || is_page(at)) {
        let text_of = shown(text, lexed, &lines[candidates[at].line]);
        return Title { text: Some(text_of), lines: take(lines, text, candidates, at) };
    }
    let Some(first) = first else { return Title::default() };
    let line = &lines[first];
    if heading.is_some_and(|at| candidates[at].line == first) {
        let called = |one: &Candidate| if one.title.is_empty() { one.number.clone() } else { one.title.clone() };
        return Title { text: heading.map(|at| called(&candidates[at])), lines: Vec::new() };
    }
    let words = shown(text, lexed, line);
    let stands_alone = line.marker.is_none() && line.quotes == 0 && is_title(&words) && !words.ends_with(['：', ':']);
    let defines = super::plain::at_colon(&words).is_some_and(|(_, rest)| !rest.is_empty());
    let has_more = lines[first + 1..].iter().any(|line| line.kind != LineKind::Blank);
    if stands_alone && has_more && (!defines || is_log(&words)) {
        let repeated =
            |other: &Line| other.end - other.start == line.end - line.start && other.marked(text) == line.marked(text);
        let lines = (first..lines.len()).filter(|&at| repeated(&lines[at])).collect();
        return Title { text: Some(words), lines };
    }
    Title { text: Some(cut(&words)).filter(|title| !title.is_empty()), lines: Vec::new() }
}

/// `当然可以！以下是整理好的总结 👇`: what a machine says before the note.
fn is_small_talk(words: &str) -> bool {
    const STARTS: [&str; 14] = [
        "当然",
        "當然",
        "好的",
        "没问题",
        "以下是",
        "下面是",
        "这是",
        "Sure",
        "Certainly",
        "Of course",
        "Here is",
        "Here's",
        "Absolutely",
        "Great",
    ];
    let ends = words.trim_end_matches([' ', '*']).ends_with(['👇', '：', ':', '！', '!', '。', '.', '～']);
    ends && words.chars().count() <= 80 && STARTS.iter().any(|start| words.starts_with(start))
}

/// `← [[2025-03-13]] | [[2025-03-15]] →`
fn is_navigation(words: &str) -> bool {
    let mut rest = words;
    let mut links = 0;
    while let Some((before, after)) = rest.split_once("[[") {
        let Some((_, behind)) = after.split_once("]]").filter(|_| !before.contains(char::is_alphanumeric)) else {
            return false;
        };
        links += 1;
        rest = behind;
    }
    links > 0 && !rest.contains(char::is_alphanumeric) && words.contains(['←', '→', '|', '<', '>', '⬅', '➡', '·'])
}

/// `key:: value`, as block editors write what they know of a page.
pub(super) fn property(words: &str) -> Option<(&str, &str)> {
    let (key, value) = words.split_once("::")?;
    let is_key =
        !key.is_empty() && key.len() <= 24 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    (is_key && value.starts_with(' ')).then(|| (key, value.trim()))
}

/// Whether a page's title stands at `line`, over lines that say when it was made and what it is about.
fn is_over_properties(text: &str, lines: &[Line], line: usize) -> bool {
    const KEYS: [&str; 22] = [
        "created",
        "created time",
        "last edited",
        "last edited time",
        "updated",
        "tags",
        "status",
        "date",
        "author",
        "property",
        "创建时间",
        "创建日期",
        "最后编辑",
        "编辑时间",
        "更新时间",
        "标签",
        "状态",
        "日期",
        "作者",
        "建立時間",
        "標籤",
        "狀態",
    ];
    let below = lines[line + 1..].iter().filter(|line| line.kind != LineKind::Blank).take(2);
    let is_property = |line: &Line| {
        super::plain::at_colon(line.words(text)).is_some_and(|(key, _)| KEYS.contains(&key.to_lowercase().as_str()))
    };
    below.filter(|line| line.kind == LineKind::Text && is_property(line)).count() == 2
}

/// Whether the first heading is the title of the whole: alone at its level, and first.
fn is_top(candidates: &[Candidate], at: usize, first: Option<usize>) -> bool {
    let heading = &candidates[at];
    let accepted = || candidates.iter().enumerate().filter(|(_, candidate)| candidate.is_accepted);
    let is_first_line = first == Some(heading.line);
    let is_other = |other: &Candidate| other.title != heading.title || other.number != heading.number;
    if let Some(level) = heading.level {
        // `# 笔记` over `# 一、…`, with nothing said between them
        let is_cover = is_first_line && heading.style == Style::Mark && heading.follower == Follower::Heading;
        let is_rival = |other: &Candidate| !(is_cover && other.level == Some(level) && !other.counts.is_empty());
        let rivals = accepted()
            .any(|(_, other)| other.level.is_some_and(|other| other <= level) && is_other(other) && is_rival(other));
        let has_parts = accepted().any(|(other, _)| other != at);
        let is_numbered =
            !heading.number.is_empty() && accepted().any(|(other, c)| other != at && c.style == heading.style);
        let is_chapter = matches!(heading.style, Style::HanFormal | Style::Han | Style::Decimal(_) | Style::HanParen);
        let is_named = is_first_line && heading.style == Style::Mark && is_log(&heading.title);
        // `# 3.14学习总结`: a day, and no number
        let is_dated = level == 1 && is_first_line && !rivals && is_log(&heading.title);
        return is_dated
            || (!rivals || is_named) && !is_numbered && !is_chapter && (level == 1 || (is_first_line && has_parts));
    }
    let is_alone = accepted().filter(|(_, other)| other.style == heading.style).all(|(_, other)| !is_other(other));
    let may_be = matches!(
        heading.style,
        Style::Emoji
            | Style::Bracket
            | Style::Bold
            | Style::Day
            | Style::Keyword(_)
            | Style::Unit(_)
            | Style::Sign(_)
            | Style::Caps
    );
    is_first_line && may_be && (is_alone || is_log(&heading.title))
}

/// Takes the heading at `at`, and each that says the same, from the headings.
fn take(lines: &[Line], text: &str, candidates: &mut [Candidate], at: usize) -> Vec<usize> {
    let top = candidates[at].clone();
    let mut taken = Vec::new();
    for candidate in candidates.iter_mut() {
        // `## 光流` in a note called `# 光流` is one of its parts
        let is_as_high = candidate.style == top.style && candidate.level == top.level;
        if candidate.is_accepted && is_as_high && candidate.title == top.title && candidate.number == top.number {
            candidate.is_accepted = false;
            taken.push(candidate.line);
            let under = lines.get(candidate.line + 1);
            let is_underlined = candidate.level.is_some() && !lines[candidate.line].words(text).starts_with('#');
            if is_underlined && under.is_some_and(|line| line.kind == LineKind::Rule) {
                taken.push(candidate.line + 1);
            }
        }
    }
    taken
}

/// The words of a title's line, without marks and pictographs.
fn shown(text: &str, lexed: &Lexed, line: &Line) -> String {
    let from = if line.is_bullet() { line.content } else { line.mark };
    let words = without_id(text[from..line.end].trim_end());
    let plain = plain(text, lexed, from..from + words.len());
    let bare = without_emoji(plain.trim_matches('#').trim());
    let bare = bare.trim_end_matches(is_emoji).trim_end();
    let inside = bare.strip_prefix('【').and_then(|rest| rest.strip_suffix('】'));
    inside.unwrap_or(bare).trim_end_matches(['：', ':']).to_owned()
}

fn is_log(title: &str) -> bool {
    let lower = title.to_lowercase();
    LOG.iter().any(|word| lower.contains(word)) || counts_days(title)
}

/// `第12晚｜…`: one of a row of evenings.
fn counts_days(title: &str) -> bool {
    let rest = title.trim_start_matches(|c: char| !c.is_alphanumeric()).strip_prefix('第');
    rest.is_some_and(|rest| {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
        unit.len() < rest.len() && unit.starts_with(['晚', '天', '夜', '日'])
    })
}

/// The beginning of a first line that is no title: its first clause.
fn cut(words: &str) -> String {
    let end = words.find(['。', '！', '？', '；']).unwrap_or(words.len());
    let clause = &words[..end];
    clause.chars().take(60).collect()
}

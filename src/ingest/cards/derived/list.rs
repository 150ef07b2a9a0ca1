//! Which items make up X? Made from a line that ends in a colon and the list that it introduces.

use super::{Maker, Sketch, words};
use crate::domain::{CardKind, ParsedSection};
use crate::ingest::lexer::{Lexed, Marker, Prefix};
use crate::locale::cards as texts;
use hashbrown::HashMap;

/// More than seven items are recited, not recalled.
const ITEMS: std::ops::RangeInclusive<usize> = 2..=7;
/// All items together. Bytes.
const LONGEST: usize = 900;
/// Introductions of what is no closed list.
const OPEN_ENDED: [&str; 16] = [
    "例如",
    "比如",
    "譬如",
    "如",
    "注意",
    "见",
    "参见",
    "参考",
    "例",
    "等",
    "e.g.",
    "for example",
    "such as",
    "note",
    "see",
    "todo",
];

/// One line of a section's text.
struct Line<'t> {
    words: &'t str,
    indent: usize,
    is_item: bool,
    is_numbered: bool,
}

pub(super) fn make(maker: &mut Maker<'_>) {
    let note = maker.note;
    let lines: Vec<&str> = maker.text.lines().collect();
    let mut children: HashMap<usize, Vec<usize>> = HashMap::new();
    for (nth, section) in note.sections.iter().enumerate() {
        if let Some(parent) = section.parent {
            children.entry(parent).or_default().push(nth);
        }
    }
    for (nth, section) in note.sections.iter().enumerate() {
        if section.body.contains([':', '：']) {
            let below = children.get(&nth).map(Vec::as_slice).unwrap_or_default();
            lists(maker, nth, section, below, &lines);
        }
    }
}

fn lists(maker: &mut Maker<'_>, nth: usize, section: &ParsedSection, children: &[usize], source: &[&str]) {
    let body = read(&section.body);
    let mut known: Option<HashMap<&str, u32>> = None;
    for (at, line) in body.iter().enumerate() {
        let Some(introduction) = introduction(line.words) else { continue };
        let items = items(&body, at);
        let items = if items.is_empty() && at + 1 == body.len() {
            let titles = children.iter().map(|&child| maker.note.sections[child].title.clone());
            titles.filter(|title| !words::is_generic(title)).collect()
        } else {
            items
        };
        let places = known.get_or_insert_with(|| places(section, source));
        let number = places.get(line.words).copied().unwrap_or(section.line);
        card(maker, nth, introduction, &items, number);
    }
}

fn read(body: &str) -> Vec<Line<'_>> {
    let lexed = Lexed::new(body);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < body.len() {
        let prefix = Prefix::read(body.as_bytes(), start);
        let is_inside = lexed.span_at(start).is_some_and(|span| span.range.start < start);
        if !prefix.is_blank() && !is_inside {
            let words = body[prefix.content..prefix.end].trim();
            let is_item = prefix.marker.is_some() && prefix.quotes == 0;
            let is_numbered = matches!(prefix.marker, Some(Marker::Ordered(_)));
            lines.push(Line { words, indent: prefix.indent, is_item, is_numbered });
        }
        start = prefix.next.max(start + 1);
    }
    lines
}

/// The lines of the section's source by what they say.
fn places<'s>(section: &ParsedSection, source: &[&'s str]) -> HashMap<&'s str, u32> {
    let mut places = HashMap::new();
    for number in section.line..=section.end_line {
        let Some(line) = (number as usize).checked_sub(1).and_then(|nth| source.get(nth)) else { break };
        let prefix = Prefix::read(line.as_bytes(), 0);
        places.entry(line[prefix.content.min(prefix.end)..prefix.end].trim()).or_insert(number);
    }
    places
}

/// What a line that ends in a colon says before it.
fn introduction(words: &str) -> Option<&str> {
    let said = words.trim_end_matches('*').strip_suffix([':', '：'])?;
    let said = said.trim().trim_matches('*').trim();
    let weight = words::weight(said);
    let lowered = said.to_lowercase();
    let is_open_ended = OPEN_ENDED.iter().any(|word| lowered.ends_with(word) && lowered.len() <= word.len() + 6);
    ((1.0..=24.0).contains(&weight) && !is_open_ended && !asks_nothing(said) && !said.contains('\n')).then_some(said)
}

/// `拆成两步`, `其中`, `模型需进行扩展和优化`: no question comes of them.
fn asks_nothing(said: &str) -> bool {
    let last = said.rsplit(['，', ',', '。', '；']).next().unwrap_or(said).trim();
    let is_split =
        ["拆成", "拆为", "分成", "分为", "分"].iter().any(|mark| last.starts_with(mark)) && last.ends_with('步');
    is_split
        || matches!(last, "其中" | "具体来说" | "具体" | "也就是说")
        || last.contains("需进行")
        || last.contains("需要进行")
}

/// The items that the line `at` introduces: below it, and deeper if it is an item itself.
fn items(body: &[Line<'_>], at: usize) -> Vec<String> {
    let intro = &body[at];
    let mut items = Vec::new();
    let mut indent = None;
    let mut is_numbered = None;
    for line in &body[at + 1..] {
        let is_deeper = line.indent > intro.indent;
        if !is_deeper && (intro.is_item || !line.is_item) {
            break;
        }
        if line.is_item && line.indent <= *indent.get_or_insert(line.indent) {
            // Another kind of mark begins another list
            if *is_numbered.get_or_insert(line.is_numbered) != line.is_numbered {
                break;
            }
            items.push(line.words.to_owned());
        }
        if items.len() > *ITEMS.end() {
            break;
        }
    }
    items
}

fn card(maker: &mut Maker<'_>, section: usize, introduction: &str, items: &[String], line: u32) {
    let named: Vec<&str> = items.iter().map(|item| name(item)).collect();
    let is_said = named.iter().all(|item| words::weight(item) >= 0.5);
    if !ITEMS.contains(&named.len()) || !is_said || named.iter().map(|item| item.len()).sum::<usize>() > LONGEST {
        return;
    }
    let is_generic = words::is_generic(introduction);
    // Of `its parts` somebody has to know whose
    let points_back = introduction.starts_with(['其', '它', '他', '这', '那']) || introduction.starts_with("Its ");
    let is_named = |topic: &&str| words::folded(introduction).contains(&words::folded(topic));
    let topic = maker.topic(Some(section)).filter(|topic| points_back || !is_named(topic));
    if topic.is_none() && (is_generic || points_back) {
        return;
    }
    let answer: Vec<String> = named.iter().map(|item| format!("- {item}")).collect();
    maker.sketches.push(Sketch {
        kind: CardKind::List,
        question: texts::ask_list(maker.lang, introduction, topic, named.len()),
        answer: answer.join("\n"),
        section: Some(section),
        line,
        siblings: None,
    });
}

/// Of an item that explains itself only its name is recalled.
fn name(item: &str) -> &str {
    let lexed = Lexed::new(item);
    let colon = item.match_indices([':', '：']).find(|(at, colon)| {
        let is_open = *colon == "："
            || item[at + 1..].starts_with(' ')
            || item[at + 1..].chars().next().is_some_and(words::is_cjk);
        is_open && !lexed.protects(*at)
    });
    let before = colon.map_or(item, |(at, _)| item[..at].trim());
    if words::is_term(before) { before } else { item }
}

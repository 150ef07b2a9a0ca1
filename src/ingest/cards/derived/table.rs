//! What does X have in this column? One card for each cell of a table that compares; they are siblings.

use super::{Maker, Sketch, words};
use crate::domain::{CardKind, ParsedSection};
use crate::ingest::lexer::Lexed;
use crate::locale::cards as texts;
use hashbrown::{HashMap, HashSet};

/// A larger table is looked up, not learnt.
const ROWS: usize = 12;
const COLUMNS: usize = 8;
/// Cells that say nothing.
const EMPTY: [&str; 8] = ["", "-", "—", "–", "/", "n/a", "无", "?"];

/// Cells that say yes or no, which is guessed and not recalled.
const YES_OR_NO: [&str; 24] = [
    "是",
    "否",
    "有",
    "无",
    "會",
    "会",
    "不会",
    "需要",
    "不需要",
    "需",
    "不需",
    "支持",
    "不支持",
    "可以",
    "不可以",
    "yes",
    "no",
    "true",
    "false",
    "✓",
    "✗",
    "✅",
    "❌",
    "×",
];
/// Columns that say what their row is.
const EXPLAINS: [&str; 10] =
    ["解释", "解釋", "含义", "含義", "定义", "定義", "释义", "meaning", "definition", "explanation"];

pub(super) fn make(maker: &mut Maker<'_>) {
    let note = maker.note;
    let lines: Vec<&str> = maker.text.lines().collect();
    for (nth, section) in note.sections.iter().enumerate() {
        if section.body.contains('|') {
            tables(maker, nth, section, &lines);
        }
    }
}

fn tables(maker: &mut Maker<'_>, nth: usize, section: &ParsedSection, source: &[&str]) {
    let places = places(section, source);
    let body: Vec<&str> = section.body.lines().map(str::trim).collect();
    let mut at = 0;
    while at + 2 < body.len() {
        if !(is_row(body[at]) && is_rule(body[at + 1])) {
            at += 1;
            continue;
        }
        let end = (at + 2..body.len()).find(|&row| !is_row(body[row])).unwrap_or(body.len());
        table(maker, nth, body[at], &body[at + 2..end], &places, section.line);
        at = end;
    }
}

fn places<'s>(section: &ParsedSection, source: &[&'s str]) -> HashMap<&'s str, u32> {
    let numbers = section.line..=section.end_line;
    let lines =
        numbers.map_while(|number| source.get((number as usize).checked_sub(1)?).map(|line| (line.trim(), number)));
    let rows = lines.filter(|(line, _)| is_row(line));
    let mut places = HashMap::new();
    for (line, number) in rows {
        places.entry(line).or_insert(number);
    }
    places
}

fn is_row(line: &str) -> bool {
    line.starts_with('|') && line.len() > 2
}

fn is_rule(line: &str) -> bool {
    is_row(line) && line.contains('-') && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
}

fn cells(row: &str) -> Vec<String> {
    let lexed = Lexed::new(row);
    let inside = row.trim().trim_start_matches('|');
    let shift = row.len() - inside.len();
    let mut cells = Vec::new();
    let mut start = shift;
    for (offset, _) in inside.match_indices('|') {
        let at = shift + offset;
        if !lexed.protects(at) && !row[..at].ends_with('\\') {
            cells.push(row[start..at].trim().replace("\\|", "|"));
            start = at + 1;
        }
    }
    let last = row[start..].trim();
    if !last.is_empty() {
        cells.push(last.to_owned());
    }
    cells
}

fn is_number(cell: &str) -> bool {
    let bare = cell.trim_start_matches(['约', '~', '≈', '<', '>', ' ']);
    // `1×1 卷积` begins with a digit and is no number
    bare.starts_with(|c: char| c.is_ascii_digit()) && words::weight(bare) <= 2.0
}

fn table(
    maker: &mut Maker<'_>,
    section: usize,
    header: &str,
    rows: &[&str],
    places: &HashMap<&str, u32>,
    first_line: u32,
) {
    let columns = cells(header);
    if rows.is_empty() || rows.len() > ROWS || !(2..=COLUMNS).contains(&columns.len()) {
        return;
    }
    let topic = maker.topic(Some(section));
    let siblings = Some(maker.new_group());
    let own = first_line..=maker.note.sections.get(section).map_or(first_line, |section| section.end_line);
    let definitions = maker.sketches.iter().filter(|one| one.kind == CardKind::Definition && own.contains(&one.line));
    let defined: HashSet<String> = definitions.map(|one| one.answer.clone()).collect();
    for row in rows {
        let cells = cells(row);
        let Some(subject) =
            cells.first().filter(|subject| words::is_row_name(subject)).map(|one| one.trim_matches('*').to_owned())
        else {
            continue;
        };
        for (column, cell) in columns.iter().zip(&cells).skip(1) {
            let said = cell.to_lowercase();
            let is_mute = EMPTY.contains(&said.as_str()) || YES_OR_NO.contains(&said.as_str());
            let is_asked = EXPLAINS.contains(&column.to_lowercase().as_str()) && defined.contains(cell);
            if is_mute || is_asked || !words::is_term(column) {
                continue;
            }
            maker.sketches.push(Sketch {
                kind: CardKind::Comparison,
                question: texts::ask_cell(maker.lang, (&subject, column), is_number(cell), topic),
                answer: cell.clone(),
                section: Some(section),
                line: places.get(row).copied().unwrap_or(first_line),
                siblings,
            });
        }
    }
}

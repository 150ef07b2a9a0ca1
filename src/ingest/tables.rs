//! Tables: each row says something of what its first cell names.

use super::lexer::{Lexed, count_cjk};
use super::lines::{Line, LineKind};
use super::plain::plain;
use super::term::{Term, symbol, terms};
use std::ops::Range;

/// A row that says something, or only names something.
#[derive(Debug)]
pub(super) struct Entry {
    pub terms: Vec<Term>,
    pub explanation: Option<String>,
    /// The byte where the first cell begins.
    pub at: usize,
    pub line: usize,
}

/// At most so many columns are read.
const COLUMNS: usize = 32;

/// The rows of every table in the note.
pub(super) fn entries(text: &str, lexed: &Lexed, lines: &[Line]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut at = 1;
    while at < lines.len() {
        if !is_delimiter(text, &lines[at]) || !is_row(text, &lines[at - 1]) {
            at += 1;
            continue;
        }
        let header = cells(text, lexed, &lines[at - 1]);
        at += 1;
        let mut rows = Vec::new();
        while at < lines.len() && is_row(text, &lines[at]) {
            rows.push((at, cells(text, lexed, &lines[at])));
            at += 1;
        }
        let defines = defines(text, lexed, &header, &rows);
        let found = rows.iter().filter_map(|(line, cells)| entry(text, lexed, &header, cells, *line));
        entries.extend(found.map(|entry| Entry { explanation: entry.explanation.filter(|_| defines), ..entry }));
    }
    entries
}

/// A row's line and its cells.
type Row = (usize, Vec<Range<usize>>);

/// Whether a table says what the things of its first column are: a table of values measures them, and one of properties compares.
fn defines(text: &str, lexed: &Lexed, header: &[Range<usize>], rows: &[Row]) -> bool {
    let mut names = header.iter().map(|cell| plain(text, lexed, cell.clone()).to_lowercase());
    let corner = names.next().unwrap_or_default();
    if COMPARED.contains(&corner.as_str()) && !names.any(|name| EXPLAINING.contains(&name.as_str())) {
        return false;
    }
    // `LLaMA | SwiGLU | $8d/3$`: models and data are told of in more than a word
    let is_many = ["模型", "model", "models", "架构", "数据集", "dataset", "版本"].contains(&corner.as_str());
    let least = if is_many { 4 } else { 2 };
    let tells = |(_, cells): &&Row| {
        let mut said = cells.iter().skip(1).map(|cell| weight(&text[cell.clone()]));
        said.next().is_some_and(|first| first >= least) || said.any(|other| other >= 6)
    };
    rows.iter().filter(tells).count() * 2 >= rows.len()
}

/// What a first column is called that holds what is measured, done or compared, and no names of things.
#[rustfmt::skip]
const COMPARED: [&str; 39] = [ "步骤", "步驟", "流程",
    "阶段", "階段", "环节", "层面", "方向",
    "位置", "维度", "維度", "指标", "指標", "对比项", "情况", "情況", "场景", "任务", "任務", "事项", "事項", "实验", "實驗", "配置", "超参", "参数", "參數",
    "规则", "日期", "时间", "時間", "序号", "编号", "setting", "settings", "task", "run", "case", "date",
];

/// What a column is called that says what the first one names.
#[rustfmt::skip]
const EXPLAINING: [&str; 18] = [
    "含义", "含義", "意思", "说明", "說明", "解释", "解釋", "是什么", "是什麼", "定义", "定義", "作用", "描述", "meaning", "definition", "what it is",
    "description", "what it does",
];

fn is_row(text: &str, line: &Line) -> bool {
    matches!(line.kind, LineKind::Table | LineKind::Text) && line.marker.is_none() && line.words(text).contains('|')
}

/// `| --- | :-: |`
pub(super) fn is_delimiter(text: &str, line: &Line) -> bool {
    let words = line.words(text);
    matches!(line.kind, LineKind::Table | LineKind::Text)
        && words.starts_with(['|', '-', ':'])
        && words.contains('-')
        && words.contains('|')
        && words.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// The cells of a row: a bar in a formula or in code parts nothing.
fn cells(text: &str, lexed: &Lexed, line: &Line) -> Vec<Range<usize>> {
    let end = line.content + line.words(text).len();
    let mut bars = vec![];
    for open in lexed.open(line.content..end) {
        let stretch = text.as_bytes().get(open.clone()).unwrap_or_default();
        let found = memchr::memchr_iter(b'|', stretch).map(|offset| open.start + offset);
        bars.extend(found.filter(|&at| at == 0 || text.as_bytes()[at - 1] != b'\\').take(COLUMNS));
    }
    let mut cells = Vec::new();
    let mut from = line.content;
    for bar in bars {
        if bar > line.content {
            cells.push(from..bar);
        }
        from = bar + 1;
    }
    if !text[from.min(end)..end].trim().is_empty() {
        cells.push(from..end);
    }
    cells
}

fn entry(text: &str, lexed: &Lexed, header: &[Range<usize>], cells: &[Range<usize>], line: usize) -> Option<Entry> {
    let first = cells.first()?;
    let corner = plain(text, lexed, header.first()?.clone());
    // Without a word for what its first column names, a table compares its columns, and its rows are their properties.
    if corner.is_empty() {
        return None;
    }
    let name = plain(text, lexed, first.clone());
    let terms = terms(&name);
    // `有限区间，无其他约束`: a case
    if terms.len() > 1 && name.contains('，') {
        return None;
    }
    // `秩`, which a table explains as a list does
    let single = symbol(&name).filter(|_| terms.is_empty() && name.starts_with(super::lexer::is_cjk));
    let terms: Vec<Term> = terms.into_iter().chain(single).collect();
    // `变量 $x$ | 函数 $y(x)$`: what stands for what
    let is_shown = |cell: &Range<usize>| text[cell.clone()].contains('$') && weight(&text[cell.clone()]) <= 4;
    if cells.len() == 2 && cells.iter().all(is_shown) {
        return None;
    }
    let raw = |cell: &Range<usize>| text.get(cell.clone()).unwrap_or_default().trim();
    let told: Vec<&Range<usize>> = cells.iter().skip(1).filter(|cell| says_something(raw(cell))).collect();
    let explanation = match told.as_slice() {
        [] => None,
        // One word names something else
        [only] if cells.len() == 2 => Some(raw(only).to_owned()).filter(|said| !is_word(said)),
        _ => {
            let named = cells.iter().zip(header).skip(1).filter(|(cell, _)| !raw(cell).is_empty());
            let items: Vec<String> = named.map(|(cell, name)| format!("- {}：{}", raw(name), raw(cell))).collect();
            Some(items.join("\n"))
        }
    };
    let start = first.start + (text[first.clone()].len() - text[first.clone()].trim_start().len());
    (!terms.is_empty()).then_some(Entry { terms, explanation, at: start, line })
}

/// How much a cell says in words and not in figures: characters in Han, and two for each Latin word.
fn weight(cell: &str) -> usize {
    let han = count_cjk(cell);
    let words = cell
        .split_whitespace()
        .filter(|word| word.len() > 2 && word.chars().all(|c| c.is_alphabetic() || "-,.'()".contains(c)))
        .count();
    han + words * 2
}

fn is_word(said: &str) -> bool {
    said.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// More than a number, a mark or a yes.
fn says_something(cell: &str) -> bool {
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 4 || count_cjk(cell) >= 2 || cell.contains('$')
}

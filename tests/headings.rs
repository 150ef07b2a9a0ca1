//! Headings are those that a Markdown parser sees, and the plain lines that number themselves.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::fmt::Write as _;
use std::ops::Range;
use wengu::ingest::{Context, parse};

/// The line of each heading that Markdown sees, and its words.
type Headings = Vec<(usize, String)>;

/// What Markdown sees outside of quotes and list items, and the lines of these.
fn markdown(text: &str) -> (Headings, Vec<Range<usize>>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS | Options::ENABLE_MATH;
    let line_of = |byte: usize| text[..byte].matches('\n').count() + 1;
    let (mut depth, mut open, mut found, mut inside) = (0, None::<(usize, String)>, Vec::new(), Vec::new());
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::Item) => {
                depth += 1;
                inside.push(line_of(range.start)..line_of(range.end));
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Item) => depth -= 1,
            Event::Start(Tag::Heading { .. }) if depth == 0 => {
                open = Some((line_of(range.start), String::new()));
            }
            Event::End(TagEnd::Heading(_)) => found.extend(open.take()),
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, title)) = &mut open {
                    title.push_str(&words);
                }
            }
            Event::InlineMath(tex) => {
                if let Some((_, title)) = &mut open {
                    let _ = write!(title, "${tex}$");
                }
            }
            _ => {}
        }
    }
    (found, inside)
}

/// A block of a document, with the plain headings that it holds.
#[derive(Debug, Clone)]
enum Block {
    Mark { depth: usize, words: String },
    Underlined { words: String, mark: char },
    Chapter(String),
    Section(String),
    Other(String),
}

/// A word that no other block has, by its number: a heading that repeats another is one section with it.
fn words() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["注意力机制", "Rotary embedding", "`KV` 缓存", "损失 $L$ 的来历", "*重要*的层"])
        .prop_map(str::to_owned)
}

fn block() -> impl Strategy<Value = Block> {
    let other = vec![
        "一段平常的话，它有两句。\n它不是标题。",
        "Plain prose that goes on\nover a line.",
        "- 第一点\n- 第二点\n  - 其中之一",
        "1. 先做这个，然后等一会儿。\n2. 再做那个，最后收拾干净。",
        "> # 引文里的标题\n> 引文里的话。",
        "- 条目\n\n  # 条目里的标题",
        "```python\n# 注释不是标题\nx = 1\n```",
        "~~~\n## 也不是\n~~~",
        // A `#` in a formula would be a heading to Markdown alone, which knows no formulas: there the reader is meant to differ
        "$$\n\\# = 3\n$$",
        "| 甲 | 乙 |\n|---|---|\n| # | 二 |",
        "<!-- \n# 藏起来的\n-->",
        "---",
        "#标签 #另一个",
        "    # 缩进的代码",
        "\\# 不是标题",
        "####### 七个太多",
    ];
    prop_oneof![
        3 => (1..=6_usize, words()).prop_map(|(depth, words)| Block::Mark { depth, words }),
        1 => (words(), proptest::sample::select(vec!['=', '-'])).prop_map(|(words, mark)| Block::Underlined { words, mark }),
        1 => words().prop_map(Block::Chapter),
        1 => words().prop_map(Block::Section),
        5 => proptest::sample::select(other).prop_map(|text| Block::Other(text.to_owned())),
    ]
}

const HAN: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// The document, and the lines of the headings that are plain.
fn document(blocks: &[Block]) -> (String, Vec<usize>) {
    let (mut text, mut plain, mut chapter, mut section) = (String::from("开头的话。\n\n"), Vec::new(), 0, 0);
    for (nth, block) in blocks.iter().enumerate() {
        let line = text.matches('\n').count() + 1;
        match block {
            Block::Mark { depth, words } => drop(write!(text, "{} {words} {nth} 号", "#".repeat(*depth))),
            Block::Underlined { words, mark } => {
                let _ = write!(text, "{words} {nth} 号\n{}", mark.to_string().repeat(5));
            }
            Block::Chapter(words) if chapter < HAN.len() => {
                let _ = write!(text, "{}、{words} {nth} 号\n\n章下的话，它是一句。", HAN[chapter]);
                (chapter, section) = (chapter + 1, 0);
                plain.push(line);
            }
            Block::Section(words) if chapter > 0 => {
                section += 1;
                let _ = write!(text, "{chapter}.{section} {words} {nth} 号\n\n节下的话，它是一句。");
                plain.push(line);
            }
            Block::Chapter(_) | Block::Section(_) => text.push_str("没有标题的一段。"),
            Block::Other(other) => text.push_str(other),
        }
        text.push_str("\n\n");
    }
    (text, plain)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_heading_of_markdown_is_one_and_nothing_else_but_numbered_lines(blocks in proptest::collection::vec(block(), 0..14)) {
        let (text, plain) = document(&blocks);
        let (expected, inside) = markdown(&text);
        let note = parse(&text, &Context::default());
        let found: Headings =
            note.sections.iter().map(|section| (section.line as usize, section.title.clone())).collect();
        for (line, title) in &expected {
            let is_found = found.iter().any(|(at, own)| at == line && bare(own) == bare(title));
            // The one top heading above all others is the title of the note
            let is_title = note.title.as_deref().map(bare) == Some(bare(title));
            prop_assert!(is_found || is_title, "line {line}, {title:?} is missing from {found:?} in\n{text}");
        }
        for (line, title) in &found {
            let is_expected = expected.iter().any(|(at, _)| at == line) || plain.contains(line);
            let is_inside = inside.iter().any(|lines| lines.contains(line));
            prop_assert!(is_expected || is_inside, "line {line}, {title:?} is none in\n{text}");
        }
    }
}

/// Without the spaces and marks that one shows and the other does not.
fn bare(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).collect()
}

//! Whole notes: one that was really written, and summaries in the styles of many hands.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its data fails")]

use std::collections::BTreeSet;
use std::fmt::Write;
use wengu::domain::{DateSource, ParsedNote, Stance};
use wengu::ingest::{Context, parse};

const DAILY: &str = include_str!("fixtures/notes/daily-summary.md");

fn read(text: &str) -> ParsedNote {
    parse(text, &Context::default())
}

/// The tree of sections, without lines.
fn tree(note: &ParsedNote) -> Vec<String> {
    let row = |section: &wengu::domain::ParsedSection| {
        format!("{}{} {}", "  ".repeat(usize::from(section.depth) - 1), section.number, section.title)
    };
    note.sections.iter().map(row).collect()
}

fn names(note: &ParsedNote) -> BTreeSet<String> {
    note.concepts.iter().map(|concept| concept.norm.clone()).collect()
}

#[test]
fn the_real_note_is_read_whole() {
    let note = read(DAILY);
    assert_eq!(note.title.as_deref(), Some("今日学习总结"));
    assert_eq!(
        tree(&note),
        [
            "一 博客美化",
            "  1.1 整体视觉与布局的现代化改造",
            "  1.2 个性化功能元素的成功引入",
            "二 Transformer 模型核心机制",
            "  2.1 注意力机制",
            "  2.2 多头注意力",
            "  2.3 位置编码",
            "  4 前馈网络与残差连接",
            "三 大语言模型的关键配置",
            "  3.1 归一化方法",
            "  2 激活函数",
            "  3 位置编码方式",
            "  4 注意力机制优化",
            "  5 混合专家架构",
            "四 长上下文模型与扩展方法",
            "  4.1 长度外推方法",
            "  4.2 受限注意力机制",
            "  4.3 长文本数据训练",
            "五 新型模型架构探索",
            "  5.1 状态空间模型",
            "  5.2 模型对比",
        ]
    );
    let formulas: Vec<_> =
        note.formulas.iter().map(|formula| (formula.tex.as_str(), formula.display, formula.at.line)).collect();
    let tex = r"\text{Attention}(Q, K, V) = \text{softmax}\left(\frac{QK^T}{\sqrt{D}}\right)V";
    assert_eq!(formulas, [(tex, true, 27)]);
    assert_eq!(note.formulas[0].owner.as_deref(), Some("注意力机制"));
    let images: Vec<&str> = note.images.iter().map(|image| image.name.as_str()).collect();
    assert_eq!(images, ["image-20251016093919467.png", "image-20251016094411201.png", "image-20251016094024787.png"]);
    assert_eq!(
        (note.date.map(|date| date.to_string()).as_deref(), note.date_source),
        (Some("2025-10-16"), Some(DateSource::ImageName))
    );
    assert!(note.definitions() >= 20, "{}", note.definitions());
    for term in ["ALiBi", "Mamba", "MQA", "GQA", "MLA", "RoPE 扩展", "NTK-RoPE", "Λ型上下文窗口", "动态页脚", "Hyena"]
    {
        let concept = note.concepts.iter().find(|concept| concept.name == term);
        assert!(
            concept.is_some_and(|concept| concept.mentions.iter().any(|m| m.stance == Stance::Definition)),
            "{term}"
        );
    }
}

#[test]
fn the_real_note_survives_what_editors_do_to_it() {
    let original = read(DAILY);
    let wide = [(",", "，"), (":", "："), ("(", "（"), (")", "）")];
    let narrow =
        [("，", ","), ("：", ":"), ("（", "("), ("）", ")"), ("。", "."), ("；", ";"), ("“", "\""), ("”", "\"")];
    // Formulas are not prose: their punctuation stays.
    let replaced = |pairs: &[(&str, &str)]| {
        let line = |line: &str| {
            if line.contains("$$") {
                line.to_owned()
            } else {
                pairs.iter().fold(line.to_owned(), |line, (from, to)| line.replace(from, to))
            }
        };
        DAILY.lines().map(line).collect::<Vec<_>>().join("\n")
    };
    let is_chapter = |line: &str| ["一、", "二、", "三、", "四、", "五、"].iter().any(|mark| line.starts_with(mark));
    let is_section = |line: &str| line.starts_with(|c: char| c.is_ascii_digit());
    let marked = |chapter: &str, section: &str| {
        let line = |line: &str| match line {
            line if is_chapter(line) => format!("{chapter}{line}"),
            line if is_section(line) => format!("{section}{line}"),
            line => line.to_owned(),
        };
        DAILY.lines().map(line).collect::<Vec<_>>().join("\n")
    };
    for (what, text) in [
        ("full-width punctuation", replaced(&wide)),
        ("half-width punctuation", replaced(&narrow)),
        ("carriage returns", DAILY.replace('\n', "\r\n")),
        ("blank lines between all", DAILY.replace('\n', "\n\n")),
        ("more blank lines", DAILY.replace('\n', "\n\n\n")),
        ("marks of two levels", marked("## ", "### ")),
        ("marks of one level", marked("## ", "## ")),
        ("marks on chapters alone", marked("## ", "")),
        ("marks on sections alone", marked("", "### ")),
        ("top marks", marked("# ", "## ")),
        ("trailing spaces", DAILY.replace('\n', "  \n")),
        ("a byte order mark", format!("\u{feff}{DAILY}")),
        ("once instead of twice", DAILY[..DAILY.rfind("📘").unwrap()].to_owned()),
    ] {
        let note = read(&text);
        assert_eq!(tree(&note), tree(&original), "{what}");
        assert_eq!(names(&note), names(&original), "{what}");
        assert_eq!(note.formulas.len(), 1, "{what}");
        assert_eq!(note.formulas[0].tex, original.formulas[0].tex, "{what}");
        assert_eq!(note.date, original.date, "{what}");
    }
}

/// What a careful reader marked in a summary.
struct Marked {
    name: String,
    text: String,
    /// `depth title`, in order.
    headings: Vec<String>,
    /// Terms that the text defines.
    terms: BTreeSet<String>,
}

/// Summaries of many hands, each with its headings and, after a blank line, the terms that it defines. A line `= …` gives the
/// title.
fn summaries() -> Vec<Marked> {
    // The queries of the search's tests ask a library of the first folder, which therefore stays as it is
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folders = ["summaries", "evenings"].map(|folder| std::fs::read_dir(root.join(folder)).unwrap());
    let mut paths: Vec<_> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let marked = |path: std::path::PathBuf| {
        let expected = std::fs::read_to_string(path.with_extension("expected")).unwrap();
        let (headings, terms) = expected.split_once("\n\n").unwrap();
        Marked {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            text: std::fs::read_to_string(&path).unwrap(),
            headings: headings.lines().map(str::to_owned).collect(),
            terms: terms.lines().map(str::to_owned).collect(),
        }
    };
    paths.into_iter().map(marked).collect()
}

#[test]
fn summaries_of_many_hands_are_read_as_a_careful_reader_would() {
    let (mut expected, mut found, mut reported, mut wrong) = (0, 0, 0, 0);
    let mut notes = String::new();
    for marked in summaries() {
        let note = read(&marked.text);
        let title = note.title.iter().filter(|_| marked.headings.iter().any(|line| line.starts_with("= ")));
        let headings: Vec<String> = title
            .map(|title| format!("= {title}"))
            .chain(note.sections.iter().map(|section| format!("{} {}", section.depth, section.title)))
            .collect();
        let is_defined =
            |concept: &&wengu::domain::ParsedConcept| concept.mentions.iter().any(|m| m.stance == Stance::Definition);
        let terms: BTreeSet<String> =
            note.concepts.iter().filter(is_defined).map(|concept| concept.name.clone()).collect();
        let missed: Vec<&String> = marked
            .headings
            .iter()
            .filter(|line| !headings.contains(line))
            .chain(marked.terms.difference(&terms))
            .collect();
        let extra: Vec<&String> = headings
            .iter()
            .filter(|line| !marked.headings.contains(line))
            .chain(terms.difference(&marked.terms))
            .collect();
        expected += marked.headings.len() + marked.terms.len();
        found += marked.headings.len() + marked.terms.len() - missed.len();
        reported += headings.len() + terms.len();
        wrong += extra.len();
        let _ = writeln!(notes, "{}: missed {missed:?}, wrong {extra:?}", marked.name);
    }
    println!("{notes}{found} of {expected} found, {wrong} of {reported} wrong");
    assert!(found * 100 >= expected * 99, "{notes}{found} of {expected} found");
    assert!(wrong * 100 <= reported * 2, "{notes}{wrong} of {reported} wrong");
}

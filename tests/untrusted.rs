//! Any text is a note: nothing panics, and every place that is named lies in the text.

use proptest::prelude::*;
use wengu::domain::{ParsedNote, Provenance};
use wengu::ingest::{Context, parse};

fn read(text: &str) -> ParsedNote {
    parse(text, &Context { file_name: Some("2025-10-16.md"), ..Context::default() })
}

fn is_inside(text: &str, at: Provenance) -> bool {
    let line = text.trim_start_matches('\u{feff}').split('\n').nth(at.line as usize - 1);
    line.is_some_and(|line| at.column >= 1 && at.column as usize <= line.chars().count() + 1)
}

fn assert_places(text: &str, note: &ParsedNote) {
    let sections = note.sections.len();
    for (at, section) in note.sections.iter().enumerate() {
        assert!(section.parent.is_none_or(|parent| parent < at), "{text:?}");
        assert_eq!(section.depth, section.parent.map_or(1, |parent| note.sections[parent].depth + 1));
        assert!(section.line <= section.end_line && section.end_line as usize <= text.split('\n').count());
        assert!(!section.title.is_empty() || section.number.is_empty());
    }
    let mentions =
        note.concepts.iter().flat_map(|concept| concept.mentions.iter().map(|mention| (mention.section, mention.at)));
    let formulas = note.formulas.iter().map(|formula| (formula.section, formula.at));
    let images = note.images.iter().map(|image| (image.section, image.at));
    for (section, at) in mentions.chain(formulas).chain(images) {
        assert!(is_inside(text, at), "{at:?} in {text:?}");
        assert!(section.is_none_or(|section| section < sections));
    }
    for diagnostic in &note.diagnostics {
        assert!(
            is_inside(text, Provenance { line: diagnostic.line, column: diagnostic.column }),
            "{diagnostic:?} in {text:?}"
        );
    }
}

/// Pieces of which notes are made, and of which broken ones are.
fn pieces() -> impl Strategy<Value = String> {
    let pieces = vec![
        "一、",
        "二、",
        "（一）",
        "1.1",
        "1.2 ",
        "2. ",
        "3、",
        "第三章 ",
        "第 3 讲：",
        "【",
        "】",
        "Day 12 ",
        "Step 3: ",
        "①",
        "A. ",
        "I. ",
        "1️⃣ ",
        "**",
        "*",
        "📘",
        "# ",
        "## ",
        "###",
        "===\n",
        "---\n",
        "- ",
        "-\n",
        "• ",
        "1) ",
        "> ",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "\r\n",
        "注意力",
        "ALiBi",
        "：",
        ":",
        "——",
        " - ",
        "（",
        "）",
        "、",
        "，",
        "。",
        "又称",
        "即",
        "a.k.a. ",
        "also known as ",
        "$",
        "$$",
        "\\[",
        "\\]",
        "\\(",
        "\\)",
        "`",
        "```",
        "```math\n",
        "[",
        "]",
        "[[",
        "]]",
        "![[",
        "![",
        "](",
        ")",
        "<!--",
        "-->",
        "%%",
        "<b>",
        "<pre>",
        "https://a.b/c",
        "| a | b |\n",
        "| --- | --- |\n",
        "|",
        "#标签 ",
        "#tag",
        "title: x\n",
        "aliases: [a, b]\n",
        "2025-10-16",
        "20251016",
        "2025年10月16日",
        "image-20251016093919467.png",
        "\u{feff}",
        "\u{0}",
        "\u{200b}",
        "é",
        "e\u{301}",
        "👩‍🔬",
        "機",
        " ",
        "目录\n",
        "[x] ",
    ];
    proptest::collection::vec(proptest::sample::select(pieces), 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_arrangement_of_marks_is_read(text in pieces()) {
        assert_places(&text, &read(&text));
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        assert_places(&text, &read(&text));
    }

    #[test]
    fn reading_twice_gives_the_same(text in pieces()) {
        prop_assert_eq!(read(&text), read(&text));
    }
}

/// Texts that make a careless reader overflow its stack, or go over the same bytes again and again.
#[test]
fn hostile_texts_are_read() {
    const SIZE: usize = 60_000;
    for piece in [
        ">",
        "> ",
        "- ",
        "1. ",
        "#",
        "# a\n",
        "一、a\n",
        "1.1 a\n",
        "1. a\n",
        "【a】\n",
        "**a**\n",
        "📘 a\n",
        "①a\n",
        "- a：\n",
        "a：b\n",
        "- a：b\n",
        "|",
        "| a |\n",
        "| a | b |\n| - | - |\n",
        "又称",
        "a，又称b，",
        "#a ",
        "#",
        "[[a]]",
        "![[a.png]]",
        "$a$ ",
        "$$a$$\n",
        "[",
        "$",
        "`",
        "\\[",
        "<",
        "%%",
        "  ",
        "\t",
        "-\n",
        "\n",
        "(",
        "（a",
        "a：",
        "a、",
        "image-20251016",
        "2025-10-16\n",
        "a:: b\n",
        "目录\n一、a\n",
        "1.1.1.1.1.1.1.1 a\n",
        "- [ ] a\n",
        "![image-1]\n",
        "==a==",
        "\u{301}",
    ] {
        let text = piece.repeat(SIZE / piece.len());
        let note = read(&text);
        assert!(note.sections.len() <= text.len());
    }
    let nested: Vec<String> = (0..300).map(|depth| format!("{}- a{depth}：\n", "  ".repeat(depth))).collect();
    read(&nested.concat());
    read(&format!("{} a", ">".repeat(10_000)));
}

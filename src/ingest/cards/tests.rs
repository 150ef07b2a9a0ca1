use super::{CardsRead, Derived, Made, Settings, Source, language, read, reread};
use crate::domain::{
    CardDraft, CardKind, CardOrigin, Mention, ParsedConcept, ParsedFormula, ParsedNote, ParsedSection, Provenance,
    Stance,
};
use crate::ingest::lexer::{Lexed, SpanKind};
use proptest::prelude::*;

fn cards(text: &str, settings: &Settings) -> CardsRead {
    let lexed = Lexed::new(text);
    read(&Source { text, lexed: &lexed, sections: &[], tags: &[], deck: &[], has_image: |_| true, settings })
}

fn everywhere() -> Settings {
    Settings { everywhere: true, ..Settings::default() }
}

/// A note with one section, as the structure reader would give it.
fn note(title: &str, body: &str) -> (String, ParsedNote) {
    let text = format!("# {title}\n{body}\n");
    let lines = u32::try_from(text.lines().count()).unwrap();
    let section = ParsedSection {
        depth: 1,
        number: String::new(),
        title: title.to_owned(),
        parent: None,
        line: 1,
        end_line: lines,
        body: body.to_owned(),
    };
    (text, ParsedNote { sections: vec![section], ..ParsedNote::default() })
}

fn concept(name: &str, definition: &str, line: u32) -> ParsedConcept {
    let at = Provenance { line, column: 1 };
    let mention = Mention { stance: Stance::Definition, definition: Some(definition.to_owned()), section: Some(0), at };
    ParsedConcept { name: name.to_owned(), norm: name.to_lowercase(), aliases: Vec::new(), mentions: vec![mention] }
}

fn made(text: &str, note: &ParsedNote, hand: &[CardDraft]) -> Vec<CardDraft> {
    let lexed = Lexed::new(text);
    Made {
        note,
        text,
        lexed: &lexed,
        deck: &["笔记".to_owned()],
        hand,
        which: Derived::default(),
        lang: language(text, &lexed),
    }
    .cards()
}

fn shown(cards: &[CardDraft]) -> Vec<String> {
    cards
        .iter()
        .map(|card| {
            format!("{} {}: {} → {}", card.place.line, card.kind.name(), card.question, card.answer).replace('\n', "⏎")
        })
        .collect()
}

#[test]
fn a_definition_is_asked_both_ways_where_it_leads_to_its_term() {
    for (title, concept, expected) in [
        // both ways
        (
            "位置编码",
            concept("ALiBi", "通过线性偏置惩罚远距离词元，增强外推能力。", 2),
            vec![
                "2 definition: 什么是 ALiBi？ → 通过线性偏置惩罚远距离词元，增强外推能力。",
                "2 definition: 这说的是什么？（位置编码）⏎⏎通过线性偏置惩罚远距离词元，增强外推能力。 → ALiBi",
            ],
        ),
        // the explanation names the term, or says too little to lead to it
        (
            "压缩",
            concept("MLA", "MLA 由 DeepSeek-V2 提出，进一步压缩 KV 缓存来降低显存。", 2),
            vec!["2 definition: 什么是 MLA？ → MLA 由 DeepSeek-V2 提出，进一步压缩 KV 缓存来降低显存。"],
        ),
        (
            "压缩",
            concept("MQA", "减少 KV 缓存，提升推理速度。", 2),
            vec!["2 definition: 什么是 MQA？ → 减少 KV 缓存，提升推理速度。"],
        ),
        // a term that says nothing alone
        (
            "残差连接",
            concept("作用", "让梯度可以绕过非线性层直接传回去", 2),
            vec!["2 definition: 什么是“残差连接”的作用？ → 让梯度可以绕过非线性层直接传回去"],
        ),
        ("总结", concept("作用", "让梯度可以绕过非线性层直接传回去", 2), vec![]),
        // a term that is a question
        (
            "注意力",
            concept("为什么除以 $\\sqrt{d}$？", "否则点积的方差随维度增长", 2),
            vec!["2 definition: 为什么除以 $\\sqrt{d}$？ → 否则点积的方差随维度增长"],
        ),
        // too vague, a sentence, chatter
        ("窗口", concept("窗口", "分段编码", 2), vec![]),
        ("窗口", concept("我今天看了论文，觉得很好", "因为它的实验做得很充分很完整", 2), vec![]),
        ("窗口", concept("日期", "二〇二五年十月十六日星期四", 2), vec![]),
        // English
        (
            "Normalisation",
            concept("RMSNorm", "scales by the root mean square of the activations and leaves the mean alone", 2),
            vec![
                "2 definition: What is RMSNorm? → scales by the root mean square of the activations and leaves the mean alone",
                "2 definition: What is this? (Normalisation)⏎⏎scales by the root mean square of the activations and leaves the mean alone → RMSNorm",
            ],
        ),
    ] {
        let (text, mut note) =
            note(title, &format!("{}: {}", concept.name, concept.mentions[0].definition.as_ref().unwrap()));
        note.concepts = vec![concept];
        assert_eq!(shown(&made(&text, &note, &[])), expected);
    }
}

#[test]
fn a_formula_is_asked_by_its_name_and_by_its_part() {
    let attention = r"\text{Attention}(Q, K, V) = \text{softmax}\left(\frac{QK^T}{\sqrt{D}}\right)V";
    for (title, body, column, tex, expected) in [
        (
            "注意力机制",
            format!("- 公式为：$${attention}$$"),
            7,
            attention,
            vec![
                r"2 cloze: 补全“注意力机制”的公式：⏎⏎$$\text{Attention}(Q, K, V) = \text{softmax}\left(\frac{QK^T}{[...]}\right)V$$ → $\sqrt{D}$".to_owned(),
                format!("2 formula: “注意力机制”的公式是什么？ → $${attention}$$"),
            ],
        ),
        ("归一化", "均方根的公式：$$r = x/n$$".to_owned(), 8, "r = x/n", vec!["2 formula: “均方根”的公式是什么？ → $$r = x/n$$".to_owned()]),
        // neither name nor title
        ("总结", "$$r = x/n$$".to_owned(), 1, "r = x/n", vec![]),
        // too little to ask
        ("归一化", "$$r$$".to_owned(), 1, "r", vec![]),
    ] {
        let (text, mut note) = note(title, &body);
        let at = Provenance { line: 2, column };
        note.formulas = vec![ParsedFormula { tex: tex.to_owned(), display: true, section: Some(0), owner: None, at }];
        assert_eq!(shown(&made(&text, &note, &[])), expected, "{body}");
    }
}

#[test]
fn a_list_that_is_announced_is_recalled() {
    for (title, body, expected) in [
        (
            "Transformer 模型",
            "其核心机制包括：\n- 注意力：加权求和\n- 位置编码\n- 残差连接",
            vec!["2 list: “Transformer 模型”：其核心机制包括哪些？（共 3 项） → - 注意力⏎- 位置编码⏎- 残差连接"],
        ),
        (
            "外推",
            "- RoPE 扩展：\n  - 位置插值：缩放位置索引。\n  - NTK-RoPE：动态调整旋转基。\n- 别的",
            vec!["2 list: “外推”：RoPE 扩展有哪些？（共 2 项） → - 位置插值⏎- NTK-RoPE"],
        ),
        (
            "配置",
            "构建大模型时需考虑以下配置：\n\n1. 归一化\n2. 激活函数",
            vec!["2 list: 构建大模型时需考虑哪些配置？（共 2 项） → - 归一化⏎- 激活函数"],
        ),
        // one item, too many, open-ended, no list
        ("组件", "其组成包括：\n- 一个", vec![]),
        ("组件", "其组成包括：\n- 一\n- 二\n- 三\n- 四\n- 五\n- 六\n- 七\n- 八", vec![]),
        ("组件", "例如：\n- 一个\n- 两个", vec![]),
        ("组件", "其组成包括：\n没有列表", vec![]),
        (
            "Transformers",
            "The parts are:\n- attention\n- feed-forward",
            vec!["2 list: “Transformers”: The parts are: which? (2 items) → - attention⏎- feed-forward"],
        ),
    ] {
        let (text, note) = note(title, body);
        assert_eq!(shown(&made(&text, &note, &[])), expected, "{body}");
    }
}

#[test]
fn a_list_of_sections_is_recalled_too() {
    let (text, mut note) = note("核心机制", "其核心机制包括：");
    for (nth, title) in ["注意力", "多头注意力"].into_iter().enumerate() {
        let line = u32::try_from(nth).unwrap() + 3;
        note.sections.push(ParsedSection {
            depth: 2,
            parent: Some(0),
            title: title.to_owned(),
            line,
            end_line: line,
            ..note.sections[0].clone()
        });
        note.sections[nth + 1].body = String::new();
    }
    assert_eq!(
        shown(&made(&text, &note, &[])),
        ["2 list: “核心机制”：其核心机制包括哪些？（共 2 项） → - 注意力⏎- 多头注意力"]
    );
}

#[test]
fn each_cell_of_a_comparison_is_a_card_and_they_are_siblings() {
    let (text, note) = note(
        "四种注意力",
        "| 模型 | 缓存 | 说明 |\n| --- | ---: | --- |\n| MHA | $2n_hd$ | - |\n| MQA | $2d$ | 共用 `a\\|b` |",
    );
    let cards = made(&text, &note, &[]);
    assert_eq!(
        shown(&cards),
        [
            "4 comparison: MHA 的缓存是什么？（四种注意力） → $2n_hd$",
            "5 comparison: MQA 的缓存是什么？（四种注意力） → $2d$",
            "5 comparison: MQA 的说明是什么？（四种注意力） → 共用 `a|b`",
        ]
    );
    assert!(cards.iter().all(|card| card.siblings == Some(1) && card.origin == CardOrigin::Note));
    assert_eq!(cards[0].deck, ["笔记", "四种注意力"]);
}

#[test]
fn lines_of_a_hand_written_card_make_no_other() {
    let (text, mut note) = note("位置编码", "ALiBi：通过线性偏置惩罚远距离词元");
    note.concepts = vec![concept("ALiBi", "通过线性偏置惩罚远距离词元", 2)];
    let mut hand = CardDraft { end_line: 2, ..CardDraft::default() };
    hand.place.line = 2;
    assert_eq!(made(&text, &note, &[hand]), []);
    assert_eq!(made("---\ncards: false\n---\n", &note, &[]), []);
}

#[test]
fn a_day_comes_back_to_be_read_again() {
    let text = "---\nsr-due: 2024-01-17\nsr-interval: 16\nsr-ease: 278\n---\n今天学习注意力。";
    let lexed = Lexed::new(text);
    let mut note = ParsedNote { date: "2024-01-01".parse().ok(), ..ParsedNote::default() };
    let which = Derived::default();
    let made = |note: &ParsedNote| {
        reread(&Made { note, text, lexed: &lexed, deck: &[], hand: &[], which, lang: language(text, &lexed) }, "注意力")
    };
    let cards = made(&note);
    assert_eq!(cards.len(), 1);
    assert_eq!((cards[0].kind, cards[0].question.as_str()), (CardKind::Reread, "重读 2024-01-01：注意力"));
    assert!(cards[0].schedule.is_some());
    note.date = None;
    assert_eq!(made(&note), [], "a file's time is no day of study");
}

/// Pieces that notes and their marks are made of.
fn piece() -> impl Strategy<Value = String> {
    const MARKS: &[&str] = &[
        "::",
        ":::",
        "\n?\n",
        "\n??\n",
        "==",
        "**",
        "{{",
        "}}",
        "{{c1::",
        "[",
        "]",
        "\\[",
        "\\",
        "$",
        "$$",
        "`",
        "\n```\n",
        "\nQ: ",
        "\nA: ",
        "\nC: ",
        "\n---\n",
        "\n***\n",
        "#flashcards/a",
        " #flashcard",
        " : ",
        "：",
        "🧠",
        "<!--SR:!2023-09-02,4,270-->",
        "<!--",
        "-->",
        "%%",
        "\n## 卡片\n",
        "\n# T\n",
        "\n> [!card] ",
        "\n> ",
        "\n- ",
        "\n| a | b |\n",
        "\r\n",
        "\n\n",
        "^[",
        "[^1]",
        "[^ash]",
        ";;",
        "^id",
        "词",
        "x",
        " ",
        "\u{feff}",
    ];
    prop_oneof![4 => proptest::sample::select(MARKS).prop_map(str::to_owned), 1 => "\\PC{0,3}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_is_read(pieces in prop::collection::vec(piece(), 0..60), headings: bool) {
        let text = pieces.concat();
        let lines = u32::try_from(text.lines().count().max(1)).unwrap();
        for settings in [Settings::default(), Settings { heading_cards: headings, ..everywhere() }] {
            let read = cards(&text, &settings);
            for card in &read.drafts {
                prop_assert!((1..=lines).contains(&card.place.line) && card.place.line <= card.end_line && card.end_line <= lines);
                prop_assert!(!card.question.is_empty());
            }
        }
    }

    #[test]
    fn no_formula_is_changed(tex in "[a-z_^{}\\[\\]=*:+ ]{1,20}", mark in 0..6_usize) {
        let formula = format!("${}$", tex.trim());
        let lexed = Lexed::new(&formula);
        prop_assume!(lexed.spans().len() == 1 && matches!(lexed.spans()[0].kind, SpanKind::Math { .. }));
        let text = match mark {
            0 => format!("甲{formula}乙::丙{formula}丁"),
            1 => format!("甲{formula}乙 ==丙==，{formula}"),
            2 => format!("Q: 甲{formula}\nA: 乙{formula}"),
            3 => format!("C: 甲{formula}，[丙]，{formula}"),
            4 => format!("甲{formula} : 乙{formula} #flashcard"),
            _ => format!("甲{formula}，{{{{c1::丙}}}}，{formula}"),
        };
        let read = cards(&text, &everywhere());
        prop_assert_eq!(read.drafts.len(), 1, "{}", text);
        let card = &read.drafts[0];
        let whole = format!("{}{}", card.question, card.answer);
        prop_assert_eq!(whole.matches(&formula).count(), 2, "{}", text);
    }
}

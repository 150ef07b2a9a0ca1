//! How much a text says, and in which language: what decides whether a card can be answered.

use crate::ingest::lexer::{Lexed, SpanKind};
use crate::ingest::norm::push_lower;
use crate::locale::Lang;
use hashbrown::HashSet;
use std::sync::LazyLock;

/// Terms and titles that say nothing without what they belong to.
static GENERIC: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "公式 优点 缺点 作用 定义 特点 特征 步骤 例子 示例 举例 注意 目的 原因 结论 总结 小结 问题 背景 应用 方法 思路 核心 \
    本质 输入 输出 参数 结果 解决 区别 意义 原理 流程 优势 劣势 局限 代价 关键 要点 说明 备注 补充 来源 名称 类型 功能 场景 影响 其他 实现 \
    复杂度 时间复杂度 空间复杂度 效果 结构 组成 概念 概述 简介 介绍 推导 证明 性质 条件 对比 比较 模型对比 直觉 理解 疑问 收获 反思 计划 \
    更新 看了什么 学了什么 学到了什么 做了什么 今日 今天 今日内容 今日学习 递推 计算 \
    formula definition example examples note notes summary goal purpose pros cons advantages disadvantages input output parameters \
    result results steps idea intuition use usage reason cause effect why how what problem solution takeaways conclusion complexity \
    overview introduction background method methods comparison properties proof derivation key motivation limitations"
        .split_whitespace()
        .collect()
});
/// Labels of what surrounds the learning.
static CHATTER: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "日期 时间 作者 链接 来源 标签 天气 心情 地点 参考 参考资料 出处 进度 状态 今日状态 明日计划 待办 关键词 地址 网址 \
    date time author link links source tags mood weather place todo reference references keywords status tomorrow today url next"
        .split_whitespace()
        .collect()
});

/// The longest of these words, in bytes.
const LONGEST: usize = 20;

fn is_in(list: &HashSet<&str>, word: &str) -> bool {
    let word = word.trim();
    word.len() <= LONGEST && list.contains(word.to_lowercase().as_str())
}

pub(super) fn is_generic(term: &str) -> bool {
    is_in(&GENERIC, term)
}

/// How much a text says: about one for each word, half of one for each Chinese character, two for each formula.
pub(super) fn weight(text: &str) -> f64 {
    let lexed = Lexed::new(text);
    let formulas =
        lexed.spans().iter().filter(|span| matches!(span.kind, SpanKind::Math { .. } | SpanKind::CodeSpan)).count();
    let mut weight = 2.0 * formulas as f64;
    for range in lexed.open(0..text.len()) {
        let mut is_word = false;
        for character in text[range].chars() {
            if is_cjk(character) {
                weight += 0.5;
                is_word = false;
            } else if character.is_alphanumeric() {
                weight += if is_word { 0.0 } else { 1.0 };
                is_word = true;
            } else if !matches!(character, '-' | '\'' | '_' | '.') {
                is_word = false;
            }
        }
    }
    weight
}

/// Whether a name is one: not a sentence, not a date, not chatter.
pub(super) fn is_term(name: &str) -> bool {
    is_term_of(name, weight(name))
}

fn is_term_of(name: &str, weight: f64) -> bool {
    let has_letter = name.chars().any(char::is_alphabetic);
    let is_sentence = name.contains(['，', '。', '；', '！', ';', '!', '\n']) || name.contains(", ");
    has_letter && (0.5..=8.0).contains(&weight) && !is_sentence && !is_in(&CHATTER, name)
}

/// Whether a table's row is called by this: `Llama-3-8B（GQA，8 组）` is no term, but a name.
pub(super) fn is_row_name(name: &str) -> bool {
    let is_sentence = name.contains(['。', '；', '！', ';', '!', '\n']);
    name.chars().any(char::is_alphabetic) && !is_sentence && (0.5..=10.0).contains(&weight(name))
}

/// Whether a title says what is below it.
pub(super) fn is_topic(title: &str) -> bool {
    let weight = weight(title);
    let is_dated = title.bytes().filter(u8::is_ascii_digit).count() >= 4 && weight < 5.0;
    weight >= 1.0 && !is_dated && is_term_of(title, weight) && !is_generic(title)
}

pub(super) const fn is_cjk(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{3040}'..='\u{30ff}' | '\u{20000}'..='\u{3ffff}')
}

/// The language of a note: Chinese where at least one in five of what is written is.
pub(super) fn language(text: &str, lexed: &Lexed) -> Lang {
    let (mut chinese, mut latin) = (0_usize, 0_usize);
    for range in lexed.open(0..text.len()) {
        for character in text[range].chars() {
            chinese += usize::from(is_cjk(character));
            latin += usize::from(character.is_ascii_alphabetic());
        }
    }
    // A Chinese character says about as much as three letters
    if chinese > 0 && chinese * 3 * 4 >= latin { Lang::Zh } else { Lang::En }
}

/// Folded for telling whether one text names another.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().filter(|c| c.is_alphanumeric()).for_each(|c| push_lower(&mut folded, c));
    folded
}

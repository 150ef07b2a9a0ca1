//! Labels that name nothing that one could know: `金门大桥那个 demo`, `Nice property`, `作业四`, `三个来源`.

use super::explanation::is_defining;
use super::words;

const INSIDE: [&str; 10] = ["那个", "那個", "那篇", "这篇", "這篇", "这东西", "值得", "et al", "stuff", " I "];

#[rustfmt::skip]
const STARTS: [&str; 29] = [
    "不过", "不過", "后来", "于是", "所以", "因此", "代码里", "图里", "每个", "每個", "常说", "以前", "之前", "现在", "現在", "原来", "跑 ",
    "问助", "問助", "问老", "問老", "我", "还没", "为什么", "為什麼", "为啥", "怎么", "如何", "要不要",
];

#[rustfmt::skip]
const ENDS: [&str; 32] = [
    "的概念", "的地方", "例子", "的写法", "的寫法", "的切法", "的做法", "的关系", "的關係", "这边", "這邊", "的说法", "的說法", "的区分", "的區分",
    "的发现", "的發現", "的观点", "的觀點", "结论", "結論", "的差别", "的差別", "的图", "的圖", "的理由", "的毛病", "上看", "下来", "几何上", "理论上",
    "直观上",
];

/// How many there are of what follows.
#[rustfmt::skip]
const COUNTS: [&str; 14] = [
    "两个", "三个", "四个", "五个", "几个", "兩個", "三個", "四個", "五個", "幾個", "两种", "三种", "兩種", "三種",
];

pub(super) fn is_remark(name: &str) -> bool {
    let lower = name.to_lowercase();
    INSIDE.iter().chain(&COUNTS).any(|inside| name.contains(inside))
        || STARTS.iter().any(|start| lower.starts_with(start))
        || ENDS.iter().any(|end| name.ends_with(end))
        || is_count(name)
        || is_case(name)
        || is_exercise(&lower)
        || is_statement(name)
        || words::is_vague(name)
        || words::is_closing(name)
        || is_defining(name)
}

/// `RWKV 每层两块`, `一件小事`, and no `两样本检验`.
fn is_count(name: &str) -> bool {
    let is_number = |c: Option<char>| c.is_some_and(|c| "一二两兩三四五六几幾".contains(c));
    let is_measure = |c: Option<char>| c.is_some_and(|c| "个個种種样樣块塊件".contains(c));
    let (mut letters, mut back) = (name.chars(), name.chars().rev());
    let begins = is_number(letters.next()) && is_measure(letters.next()) && letters.next() != Some('本');
    begins || (is_measure(back.next()) && is_number(back.next()))
}

/// `小于 10 万条`, `百万以上`: when something is so.
fn is_case(name: &str) -> bool {
    const STARTS: [&str; 8] = ["小于", "大于", "超过", "小於", "大於", "超過", "只看", "第 "];
    const ENDS: [&str; 4] = ["以上", "以下", "以内", "以內"];
    STARTS.iter().any(|start| name.starts_with(start)) || ENDS.iter().any(|end| name.ends_with(end))
}

/// `作业四`, `hw3`, `P87 第6题`: what is to be solved.
fn is_exercise(lower: &str) -> bool {
    let is_number = |rest: &str| {
        let rest = rest.trim();
        rest.chars().count() <= 2 && rest.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    };
    let is_homework =
        ["hw", "homework", "作业", "作業"].iter().any(|word| lower.strip_prefix(word).is_some_and(is_number));
    let is_of_book = lower.ends_with(['题', '題']) || lower.contains("习题");
    is_homework || (is_of_book && lower.contains(|c: char| c.is_ascii_digit()))
}

/// `无偏估计是采 n 次`: `是` that joins what stands around it, and is no part of a word.
fn is_statement(name: &str) -> bool {
    name.match_indices('是').any(|(at, joint)| {
        let (before, after) = (&name[..at], &name[at + joint.len()..]);
        let is_word = after.starts_with('否') || before.ends_with(['于', '但', '只', '可', '总']);
        !before.is_empty() && !after.is_empty() && !is_word
    })
}

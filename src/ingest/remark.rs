//! Labels that name nothing that one could know: `金门大桥那个 demo`, `Nice property`, `作业四`, `三个来源`.

use super::explanation::is_defining;
use super::lexer::is_cjk;
use super::words;
use crate::domain::hanzi::simplified;

pub(super) fn is_remark(name: &str) -> bool {
    let lower = name.to_lowercase();
    words::REMARK_INSIDE.stand_in(name)
        || words::REMARK_STARTS.begin(&lower)
        || words::REMARK_ENDS.end(name)
        || is_count(name)
        || is_about(&lower)
        || is_property(name)
        || is_case(name)
        || is_place(name)
        || is_person(name)
        || is_complaint(name)
        || (name.starts_with('在')
            && name.chars().count() >= 5
            && !["在线", "在险", "在位"].iter().any(|own| name.starts_with(own)))
        || is_exercise(&lower)
        || is_statement(name)
        || words::is_vague(name)
        || words::is_closing(name)
        || is_defining(name)
}

/// `RWKV 每层两块`, `一件小事`, and no `两样本检验`.
pub(super) fn is_count(name: &str) -> bool {
    let is_number = |c: Option<char>| c.is_some_and(|c| "一二两兩三四五六几幾".contains(c));
    let is_measure = |c: Option<char>| c.is_some_and(|c| "个個种種样樣块塊件".contains(c));
    let (mut letters, mut back) = (name.chars(), name.chars().rev());
    let begins = is_number(letters.next()) && is_measure(letters.next()) && letters.next() != Some('本');
    let is_figured = name.starts_with(|c: char| c.is_ascii_digit()) && name.contains(['个', '個']);
    begins || is_figured || (is_measure(back.next()) && is_number(back.next())) || is_english_count(name)
}

/// `Two ways`, `three things`
fn is_english_count(name: &str) -> bool {
    const NUMBERS: [&str; 8] = ["one", "two", "three", "four", "five", "some", "several", "many"];
    #[rustfmt::skip]
    const COUNTED: [&str; 22] = [
        "ways", "things", "reasons", "kinds", "types", "parts", "steps", "options", "cases", "points", "tricks", "ideas", "problems", "questions",
        "issues", "flavours", "flavors", "variants", "stages", "thing", "way", "reason",
    ];
    let lower = name.to_lowercase();
    let mut words = lower.split(' ');
    words.next().is_some_and(|first| NUMBERS.contains(&first))
        && words.next_back().is_some_and(|last| COUNTED.contains(&last))
}

/// `Intuition for $\\Delta$`: what is said about something, under its own word.
fn is_about(lower: &str) -> bool {
    const WORDS: [&str; 14] = [
        "intuition",
        "idea",
        "goal",
        "reason",
        "reasons",
        "example",
        "examples",
        "problem",
        "advantage",
        "downside",
        "caveat",
        "takeaway",
        "trick",
        "catch",
    ];
    let mut words = lower.split(' ');
    words.next().is_some_and(|first| WORDS.contains(&first))
        && words.next().is_some_and(|second| ["for", "of", "behind", "about", "with", "from"].contains(&second))
}

/// `数据规模`, `训练方式`: what any model or method has, told of whose it is by the heading above.
fn is_property(name: &str) -> bool {
    #[rustfmt::skip]
    const WHOSE: [&str; 26] = [
        "数据", "训练", "推理", "模型", "实验", "参数", "输入", "输出", "显存", "计算", "内存", "评估", "测试", "使用", "实现", "应用", "样本", "任务",
        "结果", "部署", "存储", "通信", "硬件", "优化", "采样", "调用",
    ];
    #[rustfmt::skip]
    const WHAT: [&str; 33] = [
        "规模", "方式", "效果", "成本", "时间", "大小", "占用", "数量", "来源", "设置", "配置", "流程", "步骤", "现象", "情况", "场景", "难度",
        "速度", "结果", "原因", "问题", "用途", "用法", "做法", "代价", "好处", "优势", "细节", "环境", "开销", "要求", "形式", "量",
    ];
    let folded: String = name.chars().map(simplified).collect();
    WHOSE.iter().filter_map(|whose| folded.strip_prefix(whose)).any(|rest| WHAT.contains(&rest))
}

/// `老陈`, `小王`: who says something.
fn is_person(name: &str) -> bool {
    const SURNAMES: &str = "王李张陈刘杨赵黄周吴徐孙朱高林何郭马罗張陳劉楊趙黃吳孫羅";
    let rest = name.strip_prefix(['老', '小', '阿']).unwrap_or_default();
    rest.chars().count() == 1 && rest.chars().all(|c| SURNAMES.contains(c))
}

/// `公式里`, `例 7.5 Bernoulli(p)`: where something stands.
fn is_place(name: &str) -> bool {
    let within = ["里", "裡", "中", "里面", "裡面"].iter().find_map(|end| name.strip_suffix(end));
    let example = name.strip_prefix("例题").or_else(|| name.strip_prefix('例')).unwrap_or_default().trim_start();
    within.is_some_and(words::is_common) || example.starts_with(|c: char| c.is_ascii_digit())
}

/// `显存占用高`, `超参敏感`: a name, and how it is.
fn is_complaint(name: &str) -> bool {
    #[rustfmt::skip]
    const ENDS: [&str; 38] = [
        "高", "低", "慢", "贵", "貴", "变差", "变慢", "变多", "变大", "變差", "變慢", "變多", "變大", "过大", "过小", "过高", "过低", "过长", "過大",
        "過小", "過長",  "复杂", "複雜", "困难", "困難", "严重", "嚴重", "昂贵", "不足", "不稳定", "不穩定", "很难", "性强", "开销大", "占用大", "难度大", "波动大", "噪声大",
    ];
    name.chars().count() >= 4
        && !name.ends_with("身高")
        && name.ends_with(|c: char| is_cjk(c))
        && ENDS.iter().any(|end| name.ends_with(end))
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
    // `F 不显含 $y$`
    let is_case = (name.contains('$') && (name.contains('不') || name.ends_with(['大', '小', '高', '低', '多', '少'])))
        || (name.contains('了') && !name.contains("了解"));
    if is_case || words::STATEMENTS.stand_in(name) {
        return true;
    }
    name.match_indices('是').any(|(at, joint)| {
        let (before, after) = (&name[..at], &name[at + joint.len()..]);
        let is_word = after.starts_with('否') || before.ends_with(['于', '但', '只', '可', '总']);
        !before.is_empty() && !after.is_empty() && !is_word
    })
}

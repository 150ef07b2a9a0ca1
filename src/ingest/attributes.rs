//! Labels that say what a thing is like, not what it is: they are told by the company that they keep.

use super::body::Row;
use super::definitions::Source;
use super::explanation::is_defining;
use super::lexer::is_cjk;
use super::lines::LineKind;
use super::words;

/// A label that names nothing that one could know: `金门大桥那个 demo`, `Nice property`, `作业四`, `跑 clean`.
pub(super) fn is_remark(name: &str) -> bool {
    const INSIDE: [&str; 9] = ["那个", "那個", "那篇", "这篇", "這篇", "值得", "et al", "stuff", " I "];
    const STARTS: [&str; 27] = [
        "不过",
        "不過",
        "后来",
        "于是",
        "所以",
        "因此",
        "代码里",
        "每个",
        "每個",
        "常说",
        "对比",
        "想",
        "感觉",
        "以前",
        "之前",
        "现在",
        "現在",
        "原来",
        "跑 ",
        "问助",
        "問助",
        "问老",
        "問老",
        "怀疑",
        "懷疑",
        "我",
        "还没",
    ];
    const ENDS: [&str; 32] = [
        "的概念",
        "的地方",
        "例子",
        "的写法",
        "的寫法",
        "的切法",
        "的做法",
        "的关系",
        "的關係",
        "栏",
        "这边",
        "這邊",
        "的说法",
        "的說法",
        "的区分",
        "的區分",
        "的发现",
        "的發現",
        "的观点",
        "的觀點",
        "结论",
        "結論",
        "的差别",
        "的差別",
        "的图",
        "的圖",
        "的理由",
        "上看",
        "下来",
        "角度",
        "的毛病",
        "里",
    ];
    const ASKS: [&str; 6] = ["为什么", "為什麼", "为啥", "怎么", "如何", "要不要"];
    let lower = name.to_lowercase();
    let is_number = |rest: &str| {
        let rest = rest.trim();
        rest.chars().count() <= 2 && rest.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    };
    let is_exercise =
        ["hw", "homework", "作业", "作業"].iter().any(|word| lower.strip_prefix(word).is_some_and(is_number));
    let begins = STARTS.iter().chain(&ASKS).any(|start| lower.starts_with(start));
    // `三个来源`, `RWKV 每层两块`: how many there are of what follows; `小于 10 万条`, `百万以上`: a case
    let mut letters = name.chars();
    let is_number = |c: Option<char>| c.is_some_and(|c| "一二两兩三四五六几幾".contains(c));
    let is_measure = |c: Option<char>| c.is_some_and(|c| "个個种種样樣块塊件".contains(c));
    let is_count = is_number(letters.next()) && is_measure(letters.next());
    let mut back = name.chars().rev();
    let is_count = is_count || (is_measure(back.next()) && is_number(back.next()));
    // `几何上`, `理论上`
    let is_count = is_count || (name.ends_with('上') && name.chars().count() <= 4);
    let is_case =
        ["小于", "大于", "超过", "小於", "大於", "超過", "只看", "第 "].iter().any(|start| name.starts_with(start))
            || ["以上", "以下", "以内", "以內"].iter().any(|end| name.ends_with(end));
    let is_counted = [
        "两个", "三个", "四个", "五个", "几个", "兩個", "三個", "四個", "五個", "幾個", "两种", "三种", "兩種", "三種",
    ]
    .iter()
    .any(|count| name.contains(count));
    let is_exercise = is_exercise
        || ((name.ends_with(['题', '題']) || name.contains("习题")) && name.contains(|c: char| c.is_ascii_digit()));
    if is_count || is_case || is_counted || is_exercise {
        return true;
    }
    let ends = ENDS.iter().any(|end| name.ends_with(end));
    let is_statement =
        name.char_indices().any(|(at, c)| c == '是' && is_copula(&name[..at], &name[at + c.len_utf8()..]));
    INSIDE.iter().any(|inside| name.contains(inside))
        || begins
        || ends
        || is_statement
        || words::is_vague(name)
        || words::is_closing(name)
        || is_defining(name)
}

/// Whether `是` between these joins them, and is no part of a word.
fn is_copula(before: &str, after: &str) -> bool {
    !before.is_empty()
        && !after.is_empty()
        && !after.starts_with('否')
        && !before.ends_with(['于', '但', '只', '可', '总'])
}

/// So many rows to either side tell what a list lists.
const FELLOWS: usize = 8;

impl Source<'_> {
    /// Whether a short label stands in a list of what a heading's thing is like: `损失：…` between `目标：…` and `数据：…`.
    pub fn is_attribute(&self, at: usize, name: &str) -> bool {
        let row = &self.rows[at];
        if is_remark(name) {
            return true;
        }
        if !row.is_item || name.chars().count() > 4 || !name.chars().all(is_cjk) {
            return false;
        }
        let is_fellow = |other: &&Row| other.is_item && other.indent == row.indent;
        let is_over = |other: &&Row| self.lines[other.line].kind != LineKind::Blank && other.indent < row.indent;
        let before = self.rows[..at].iter().rev().take(FELLOWS).take_while(|other| !is_over(other));
        let after = self.rows[at + 1..].iter().take(FELLOWS).take_while(|other| !is_over(other));
        let (mut all, mut common) = (0, 0);
        for other in before.chain(after).filter(is_fellow) {
            let words = self.lines[other.line].words(self.text).trim_start_matches('*');
            let label = words.find(['：', ':', '*']).filter(|&end| end <= 60).map(|end| words[..end].trim());
            all += 1;
            common += usize::from(label.is_some_and(|label| words::is_common(label) || is_defining(label)));
        }
        common > 0 && common * 2 >= all
    }
}

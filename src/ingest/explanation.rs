//! What may stand behind a term: words that say something of it.

use super::lexer::{count_cjk, is_cjk};
use super::thin::is_thin;
use super::words;

/// An explanation that says less is a remark. Characters, and words.
const LEAST: (usize, usize) = (6, 4);

/// Whether what stands behind a term says something of it: no value, no question, no reason.
pub(super) fn explains(said: &str) -> bool {
    const WHY: [&str; 6] = ["吗", "?", "？", " why", "为什么", "為什麼"];
    let asks = WHY.iter().any(|mark| said.ends_with(mark)) && !said.contains(['。', '\n']) && !said.contains(". ");
    // `因为每一步局部归一化，出边少的状态会被偏爱` tells how something comes about
    let tells_how = || said.contains("，就") || (said.contains('，') && count_cjk(said) >= 20);
    let is_reason = ["因为", "因為", "because ", "Because "].iter().any(|mark| said.starts_with(mark))
        && !super::sentences::says_what_kind(said)
        && !tells_how();
    let is_comparison = said.contains(" vs ") && said.chars().count() <= 24;
    let is_link = said.contains("://") && !said.trim().contains(char::is_whitespace);
    !asks
        && !is_reason
        && !is_comparison
        && !is_link
        && !is_put_off(said)
        && !is_value(said)
        && !is_thin(said)
        && !is_nothing_but_code(said)
}

/// `` `cargo run` ``: what is typed, not what is meant.
fn is_nothing_but_code(said: &str) -> bool {
    let inner = said.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    inner.is_some_and(|inner| !inner.contains('`'))
}

/// `A100 80G`, `2e-5`: a setting or a measure, which explains nothing.
fn is_value(explanation: &str) -> bool {
    explanation.len() <= 40
        && !explanation.contains(['$', '`'])
        && !explanation.chars().take(200).any(is_cjk)
        && explanation.split_whitespace().all(|word| word.bytes().any(|byte| byte.is_ascii_digit()))
        || is_amount(explanation)
        || (opens_with_amount(explanation) && first_sentence(explanation).chars().count() <= 40)
        || is_mark(explanation)
        || is_setting(explanation)
        || is_figure(explanation)
        || is_reckoned(explanation)
        || is_nothing_but_links(explanation)
        || is_moment(explanation)
        || is_duration(explanation)
}

/// `只看过名字，之后再补`: what has not been learned yet.
fn is_put_off(said: &str) -> bool {
    const STARTS: [&str; 13] = [
        "略，",
        "略。",
        "没懂",
        "沒懂",
        "下次",
        "时间不够",
        "時間不夠",
        "not read",
        "skip.",
        "read next",
        "to read",
        "后面单独",
        "後面單獨",
    ];
    let is_short = said.chars().count() <= if said.is_ascii() { 60 } else { 40 };
    said == "略"
        || said.starts_with('@')
        || is_short
            && (STARTS.iter().any(|start| said.starts_with(start))
                || words::PUT_OFF.places(said).any(|(at, _)| said[..at].chars().count() <= 24))
}

/// `$4096^2 \approx 16.8M$`: figures in a formula.
fn is_figure(explanation: &str) -> bool {
    let inner = explanation.strip_prefix('$').and_then(|rest| rest.strip_suffix('$'));
    inner.is_some_and(|inner| {
        let mut rest = inner.to_owned();
        for command in ["\\approx", "\\times", "\\cdot", "\\div", "\\sqrt", "\\frac", "\\text", "GB", "MB", "KB"] {
            rest = rest.replace(command, "");
        }
        rest.chars().filter(|c| c.is_alphabetic()).count() <= 1 && rest.contains(|c: char| c.is_ascii_digit())
    })
}

/// `k = 2`: what a parameter is set to.
fn is_setting(explanation: &str) -> bool {
    explanation.split_once('=').is_some_and(|(name, value)| {
        let (name, value) = (name.trim(), value.trim());
        name.len() <= 8
            && name.is_ascii()
            && !value.is_empty()
            && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}

/// `7/10，公式会了`: how well something went.
fn is_mark(explanation: &str) -> bool {
    let rest = explanation.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < explanation.len()
        && rest.strip_prefix('/').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        && explanation.len() <= 60
}

fn first_sentence(said: &str) -> &str {
    said.split('。').next().unwrap_or(said)
}

/// `64GB，比权重还大`: how much something is, and what somebody says to it.
pub(super) fn opens_with_amount(said: &str) -> bool {
    said.split(['，', ',', '（']).next().is_some_and(|first| first.len() < said.len() && is_amount(first.trim()))
}

/// `2 字节`, `约 3.5GB`: a number and its unit.
fn is_amount(explanation: &str) -> bool {
    let count = explanation.trim_start_matches(['约', '約', '总', '共', '~', '≈', '<', '>', ' ']);
    let unit = count.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '-' | '~'));
    let is_unit = unit.chars().count() <= 4 || (unit.len() <= 8 && unit.bytes().all(|byte| byte.is_ascii_alphabetic()));
    unit.len() < count.len() && is_unit && !unit.contains('$')
}

/// `约 3 小时，图书馆`: how long something took.
fn is_duration(explanation: &str) -> bool {
    let count = explanation.trim_start_matches(['约', '約', '大', ' ']);
    let unit = count.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | '-' | '~'));
    explanation.len() <= 48
        && unit.len() < count.len()
        && ["小时", "小時", "分钟", "分鐘", "hour", "min"].iter().any(|word| unit.starts_with(word))
}

/// `2*32*8*128*2 = 131072 B`: how much something is.
fn is_reckoned(explanation: &str) -> bool {
    let start = explanation.get(..explanation.floor_char_boundary(40)).unwrap_or_default();
    start.starts_with(|c: char| c.is_ascii_digit())
        && start.contains(['*', '×', '=', '+', '≈', '→'])
        && !explanation.split('，').next().is_some_and(|first| first.contains('的'))
}

/// `2025/11/10 晚`, `14:30–16:00`: when something was.
fn is_moment(explanation: &str) -> bool {
    const MARKS: [char; 18] =
        ['/', '-', '.', ':', '：', '年', '月', '日', '号', '號', '时', '時', '分', '~', '～', '–', '—', ' '];
    explanation.len() <= 48
        && explanation.starts_with(|c: char| c.is_ascii_digit())
        && explanation.contains(['/', '-', '年', '月', ':', '：'])
        && explanation.chars().filter(|c| !c.is_ascii_digit() && !MARKS.contains(c)).count() <= 2
}

/// `[[PPO]]、[[奖励模型|RM]]`: where to read on.
fn is_nothing_but_links(explanation: &str) -> bool {
    let mut rest = explanation.trim();
    let mut count = 0;
    while let Some((_, after)) = rest.strip_prefix("[[").and_then(|inner| inner.split_once("]]")) {
        rest = after.trim_start_matches(['、', '，', ',', '；', ';', '/', ' ', '。']);
        count += 1;
    }
    count > 0 && rest.is_empty()
}

/// Without the `^id` by which other notes link to a block.
pub(super) fn without_block_id(said: &str) -> &str {
    match said.rsplit_once(" ^") {
        Some((before, id)) if !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => {
            before.trim_end()
        }
        _ => said,
    }
}

pub(super) fn says_enough(said: &str) -> bool {
    // A formula says as much as a few words
    let formulas = said.matches('$').count() / 2;
    let han = count_cjk(said);
    let han = if han > 0 { han + 3 * formulas } else { han };
    (han >= LEAST.0 || said.split_whitespace().count() >= LEAST.1) && !said.ends_with(['：', ':'])
}

/// `最常用的`, `not what I expected`: what somebody thinks of it.
pub(super) fn is_judgement(said: &str) -> bool {
    const MARKS: [&str; 45] = [
        "典型",
        "这么来的",
        "它",
        "靠它",
        "为什么",
        "為什麼",
        "为何",
        "为啥",
        "能不能",
        "是不是",
        "最常",
        "最好",
        "最重",
        "最简",
        "最近",
        "最后才",
        "最后一",
        "最流",
        "最经",
        "最难",
        "最强",
        "最大的问题",
        "很",
        "非常",
        "目前",
        "必须",
        "必須",
        "为了",
        "為了",
        "不",
        "否",
        "什么",
        "什麼",
        "怎么",
        "如何",
        "谁",
        "哪",
        "今天",
        "我",
        "not ",
        "very ",
        "also ",
        "still ",
        "often ",
        "usually ",
    ];
    MARKS.iter().any(|mark| said.starts_with(mark))
}

/// `定义：`, under the item or the heading that it defines.
pub(super) fn is_defining(label: &str) -> bool {
    const LABELS: [&str; 18] = [
        "定义",
        "定義",
        "含义",
        "含義",
        "是什么",
        "是什麼",
        "释义",
        "解释",
        "一句话",
        "一句话解释",
        "一句话总结",
        "一句话理解",
        "definition",
        "meaning",
        "what it is",
        "what",
        "in one sentence",
        "tl;dr",
    ];
    let label = words::folded_label(label);
    LABELS.contains(&label.as_str())
}

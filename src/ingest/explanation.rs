//! What may stand behind a term: words that say something of it.

use super::lexer::is_cjk;

/// Whether what stands behind a term says something of it: no value, no question, no reason.
pub(super) fn explains(said: &str) -> bool {
    const WHY: [&str; 5] = ["?", "？", " why", "为什么", "為什麼"];
    let asks = WHY.iter().any(|mark| said.ends_with(mark)) && !said.contains(['。', '\n']) && !said.contains(". ");
    let is_reason = ["因为", "因為", "because ", "Because "].iter().any(|mark| said.starts_with(mark));
    !asks && !is_reason && !is_value(said) && !is_nothing_but_code(said)
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
        || is_reckoned(explanation)
        || is_nothing_but_links(explanation)
        || is_moment(explanation)
        || is_duration(explanation)
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
    start.starts_with(|c: char| c.is_ascii_digit()) && start.contains(['*', '×', '=', '+'])
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

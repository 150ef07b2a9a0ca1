//! What can name a concept, by its kind: neither a sentence nor a word that every note uses, neither a day nor a version.

use crate::domain::hanzi::simplified;
use crate::ingest::lexer::is_cjk;
use crate::ingest::plain::is_emoji;
use crate::ingest::words;

/// Whether the words can name a concept: neither a sentence nor a word that every note uses.
pub(super) fn is_term(words: &str) -> bool {
    let (mut count, mut letters, mut has_digit, mut has_han) = (0, 0, false, false);
    for character in words.chars() {
        if is_punctuation(character) || is_emoji(character) {
            return false;
        }
        count += 1;
        letters += usize::from(is_letter(character));
        has_digit |= character.is_ascii_digit();
        has_han |= is_cjk(character);
    }
    if letters == 0 || count < 2 || (letters == 1 && !has_digit) {
        return false;
    }
    if is_asked_or_answered(words) || is_day_of_year(words) || is_tool_version(words) || is_stamp(words) {
        return false;
    }
    if [" vs ", "~/", "://"].iter().any(|mark| words.contains(mark)) || is_formula(words) {
        return false;
    }
    if has_han { is_han_term(words) } else { is_latin_term(words) }
}

/// What parts sentences, not the words of a name.
const fn is_punctuation(character: char) -> bool {
    matches!(
        character,
        '，' | '。'
            | '；'
            | '！'
            | '？'
            | '?'
            | '!'
            | ';'
            | ','
            | '：'
            | '“'
            | '”'
            | '→'
            | '='
            | '\n'
            | '、'
            | '…'
            | '—'
            | '\u{3000}'
    )
}

/// Whether the character is alphabetic. Han, which all is, need not be looked up.
fn is_letter(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}') || character.is_alphabetic()
}

/// `Q1`, `A`, `问题2`, `回答`: what numbers questions and their answers.
pub(in crate::ingest) fn is_asked_or_answered(words: &str) -> bool {
    let name = words.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '、'));
    matches!(
        name,
        "Q" | "A" | "q" | "a" | "问" | "答" | "问题" | "回答" | "問題" | "問" | "答案" | "Question" | "Answer"
    ) && (name.len() < words.len() || name.chars().count() < 3 || name.is_ascii())
}

/// `10月13日 周一`, `Day 12`
fn is_day_of_year(words: &str) -> bool {
    const COUNTED: [&str; 8] = ["day", "week", "part", "chapter", "lesson", "lecture", "step", "unit"];
    if let Some((word, number)) = words.split_once(' ')
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && COUNTED.contains(&word.to_lowercase().as_str())
    {
        return true;
    }
    if begins_with_day(words) || is_step(words) {
        return true;
    }
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    words.split_once('月').is_some_and(|(month, rest)| {
        is_number(month.trim()) && rest.split_once(['日', '号', '號']).is_some_and(|(day, _)| is_number(day.trim()))
    })
}

/// `步骤一`, `阶段2`: a place in an order.
fn is_step(words: &str) -> bool {
    const STEPS: [&str; 8] = ["步骤", "步驟", "阶段", "階段", "实验", "實驗", "方案", "任务"];
    let rest = STEPS.iter().find_map(|step| words.strip_prefix(step)).unwrap_or_default().trim();
    !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
}

/// `10.28 复盘`, `2025.10.24  讲师`, `时间:20:30`: a day or an hour, and something else.
fn begins_with_day(words: &str) -> bool {
    let is_hour = words
        .as_bytes()
        .windows(3)
        .any(|three| three[0].is_ascii_digit() && three[1] == b':' && three[2].is_ascii_digit());
    let mut parts = words.split_whitespace().next().unwrap_or_default().split(['.', '/', '-']);
    let is_number = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_day = parts.clone().count() >= 2 && parts.all(is_number) && words.contains(char::is_whitespace);
    is_hour || is_day
}

/// `Python 3.11`: what a note was tried with.
fn is_tool_version(words: &str) -> bool {
    const TOOLS: [&str; 14] = [
        "python",
        "cuda",
        "cudnn",
        "pytorch",
        "torch",
        "ubuntu",
        "numpy",
        "transformers",
        "gcc",
        "java",
        "node",
        "tensorflow",
        "jax",
        "windows",
    ];
    words.rsplit_once(' ').is_some_and(|(tool, version)| {
        version.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit())
            && TOOLS.contains(&tool.to_lowercase().as_str())
    })
}

/// `3d7605561f`, `v16.4.0`: what names a state of a program, not a thing that one could know.
pub(super) fn is_stamp(words: &str) -> bool {
    let words = words.trim_matches('`');
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let is_hash = (7..=40).contains(&words.len())
        && words.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        && words.bytes().any(is_digit);
    let version = words.strip_prefix(['v', 'V']).unwrap_or(words);
    let is_version = (version.contains('.') || words.starts_with('v') && version.len() < words.len())
        && version.starts_with(|c: char| c.is_ascii_digit())
        && version.split('.').all(|part| !part.is_empty() && part.bytes().all(is_digit));
    is_hash || is_version
}

/// A formula alone is a symbol, and a symbol is no concept across notes.
fn is_formula(words: &str) -> bool {
    let inner = words.strip_prefix('$').and_then(|rest| rest.strip_suffix('$'));
    inner.is_some() || words.starts_with('\\') || words.starts_with("$$")
}

fn is_han_term(words: &str) -> bool {
    let (count, han) = words.chars().fold((0, 0), |(count, han), c| (count + 1, han + usize::from(is_cjk(c))));
    han <= 20
        && count <= 44
        && words.matches('的').count() <= 1
        && !words::is_common(words)
        && !words::is_said(&simple(words))
}

/// In simplified characters, as the lists of words are.
fn simple(words: &str) -> std::borrow::Cow<'_, str> {
    if words.chars().all(|c| simplified(c) == c) {
        words.into()
    } else {
        words.chars().map(simplified).collect::<String>().into()
    }
}

fn is_latin_term(words: &str) -> bool {
    let lower = words.to_lowercase();
    let list: Vec<&str> = lower.split_whitespace().collect();
    let first = list.first().copied().unwrap_or_default();
    let is_file = words.len() > 4
        && words::EXTENSIONS.iter().any(|extension| lower.ends_with(extension))
        && lower != "robots.txt";
    // `order of`: cut off
    let is_cut = list.last().is_some_and(|last| ["of", "for", "with", "and", "or", "the", "a", "is"].contains(last));
    // `Kudo 2018`, `1.3B`
    let is_year = |word: &str| {
        word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.bytes().all(|b| b.is_ascii_digit())
    };
    let is_cited = list.len() == 2 && is_year(list[1]);
    let is_size = first.len() >= 2
        && first.starts_with(|c: char| c.is_ascii_digit())
        && first.ends_with('b')
        && first[..first.len() - 1].bytes().all(|b| b.is_ascii_digit() || b == b'.');
    list.len() <= 6
        && !is_cited
        && !is_size
        && !words.contains(". ")
        && !is_cut
        && words.len() <= 60
        && !words::is_common(words)
        && !words::ENGLISH_STARTS.contains(first)
        && !list.iter().any(|word| words::ENGLISH_VERBS.contains(word))
        && !is_file
        && !lower.starts_with("image-")
}

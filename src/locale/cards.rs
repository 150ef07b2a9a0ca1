//! The questions of cards that are made from notes, in the note's own language, and what the card reader finds.

use super::{Lang, Text};

/// What a finding of the card reader means, by its code.
pub fn finding(code: &str) -> Option<Text> {
    Some(match code {
        "card-half" => Text::new("卡片缺少问题或答案，已跳过", "a card without a question or an answer was skipped"),
        "card-answer-without-question" => {
            Text::new("答案前面没有问题，已跳过", "an answer without a question was skipped")
        }
        "card-second-answer" => {
            Text::new("一个问题有第二个答案，已跳过", "a second answer to one question was skipped")
        }
        "cloze-empty" => Text::new("填空卡没有挖空，已跳过", "a cloze card without a deletion was skipped"),
        "cloze-unclosed" => Text::new("挖空没有闭合", "a cloze deletion does not close"),
        "cloze-too-many" => {
            Text::new("一段文字里挖空太多，已跳过", "too many cloze deletions in one text; it was skipped")
        }
        "schedule-unreadable" => Text::new("卡片后的复习记录无法读取", "the schedule behind a card cannot be read"),
        "stray-h1" => Text::new("卡片文件里有第二个一级标题", "a second top heading in a deck of heading cards"),
        "frontmatter-tags-not-a-sequence" => Text::new(
            "文件头的标签不是列表，未读取",
            "the front matter's tags are not a block sequence and were not read",
        ),
        "preamble-tag" => Text::new("第一张卡片之前的标签不起作用", "a tag before the first card says nothing"),
        "unresolved-image" => Text::new("卡片里的图片找不到", "an image of a card was not found"),
        "malformed-card-skipped" => Text::new("没有标题的卡片已跳过", "a card without a heading was skipped"),
        "exercise-incomplete" => {
            Text::new("练习缺少 ask: 或 answer:，已跳过", "an exercise without `ask:` or `answer:` was skipped")
        }
        "exercise-line" => Text::new(
            "练习里有一行读不懂（应为 draw、ask、answer、unit、tolerance、why），已跳过",
            "an exercise holds a line that is none of draw, ask, answer, unit, tolerance, why; it was skipped",
        ),
        "exercise-draw" => Text::new(
            "练习的 draw: 读不懂（写成 n = 1..8、x = 0..1 step 0.1 或 k = 2|4|8），已跳过",
            "an exercise draws nothing that can be read (`n = 1..8`, `x = 0..1 step 0.1`, `k = 2|4|8`); it was skipped",
        ),
        "exercise-unit" => Text::new(
            "练习的单位不认识（bytes、count、rad、nats），已跳过",
            "an exercise has a unit that is none of bytes, count, rad, nats; it was skipped",
        ),
        "exercise-tolerance" => Text::new(
            "练习的误差不在 0 到 50% 之间，已跳过",
            "an exercise has a tolerance beyond 0 to 50 %; it was skipped",
        ),
        "exercise-answer" => {
            Text::new("练习的答案算不出数，已跳过", "the answer of an exercise comes to no number; it was skipped")
        }
        "exercise-too-long" => Text::new("练习太长，已跳过", "an exercise is too long; it was skipped"),
        _ => return None,
    })
}

/// A term that says little alone is asked with what it belongs to.
fn term_of(lang: Lang, term: &str, owner: Option<&str>) -> String {
    match (lang, owner) {
        (Lang::Zh, Some(owner)) => format!("“{owner}”的{term}"),
        (Lang::En, Some(owner)) => format!("the {term} of “{owner}”"),
        (_, None) => term.to_owned(),
    }
}

/// What is X?
pub fn ask_definition(lang: Lang, term: &str, owner: Option<&str>) -> String {
    let term = term_of(lang, term, owner);
    match lang {
        Lang::Zh => format!("什么是{}？", spaced(&term)),
        Lang::En => format!("What is {term}?"),
    }
}

/// Of what is this said?
pub fn ask_term(lang: Lang, explanation: &str, topic: Option<&str>) -> String {
    match (lang, topic) {
        (Lang::Zh, Some(topic)) => format!("这说的是什么？（{topic}）\n\n{explanation}"),
        (Lang::Zh, None) => format!("这说的是什么？\n\n{explanation}"),
        (Lang::En, Some(topic)) => format!("What is this? ({topic})\n\n{explanation}"),
        (Lang::En, None) => format!("What is this?\n\n{explanation}"),
    }
}

pub fn ask_formula(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("“{name}”的公式是什么？"),
        Lang::En => format!("What is the formula of “{name}”?"),
    }
}

/// Above a formula with a hole.
pub fn ask_formula_part(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("补全“{name}”的公式："),
        Lang::En => format!("Complete the formula of “{name}”:"),
    }
}

/// Which items does `introduction` announce? `topic` is the section, unless the introduction names it.
pub fn ask_list(lang: Lang, introduction: &str, topic: Option<&str>, count: usize) -> String {
    match lang {
        Lang::Zh => {
            let topic = topic.map_or_else(String::new, |topic| format!("“{topic}”："));
            format!("{topic}{}？（共 {count} 项）", which(introduction))
        }
        Lang::En => {
            let topic = topic.map_or_else(String::new, |topic| format!("“{topic}”: "));
            format!("{topic}{introduction}: which? ({count} items)")
        }
    }
}

/// A Chinese introduction turned into a question.
fn which(introduction: &str) -> String {
    for announced in ["以下", "如下", "下列", "下面"] {
        if let Some((before, after)) = introduction.rsplit_once(announced) {
            let after = after.strip_prefix(['的', '几']).unwrap_or(after);
            return format!("{before}哪些{after}");
        }
    }
    for many in ["一系列", "多种", "几种", "若干", "一些", "各种", "许多", "两种", "三种", "四种", "五种"]
    {
        if let Some((before, after)) = introduction.rsplit_once(many).filter(|(_, after)| after.chars().count() <= 12) {
            return format!("{before}哪些{after}");
        }
    }
    let asks = ["包括", "包含", "有", "分为", "是", "含", "涉及", "组成", "了", "为"];
    if introduction.contains(['，', ',']) && !asks.iter().any(|verb| introduction.ends_with(verb)) {
        return format!("{introduction}：有哪些");
    }
    if asks.iter().any(|verb| introduction.ends_with(verb)) {
        format!("{introduction}哪些")
    } else {
        format!("{introduction}有哪些")
    }
}

/// What does a row have in a column? Of a number one asks how much it is.
pub fn ask_cell(lang: Lang, (row, column): (&str, &str), is_number: bool, topic: Option<&str>) -> String {
    let topic = match (lang, topic) {
        (Lang::Zh, Some(topic)) => format!("（{topic}）"),
        (Lang::En, Some(topic)) => format!(" ({topic})"),
        (_, None) => String::new(),
    };
    match lang {
        Lang::Zh => {
            let what = if is_number { "是多少" } else { "是什么" };
            let gap = if row.ends_with(|c: char| c.is_ascii_alphanumeric()) { " " } else { "" };
            let end = if column.ends_with(|c: char| c.is_ascii_alphanumeric()) { " " } else { "" };
            format!("{row}{gap}的{}{end}{what}？{topic}", spaced(column))
        }
        Lang::En => format!("{row}: {column}?{topic}"),
    }
}

pub fn ask_reread(lang: Lang, title: &str, date: &str) -> String {
    match lang {
        Lang::Zh => format!("重读 {date}：{title}"),
        Lang::En => format!("Read again, {date}: {title}"),
    }
}

/// Latin words are set apart from the Chinese around them.
fn spaced(term: &str) -> String {
    let is_latin = |character: Option<char>| {
        character.is_some_and(|character| character.is_ascii_alphanumeric() || character == '$')
    };
    let before = if is_latin(term.chars().next()) { " " } else { "" };
    format!("{before}{term}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_introduction_becomes_a_question() {
        for (introduction, question) in [
            ("其核心机制包括", "其核心机制包括哪些"),
            ("构建大模型时需考虑以下配置", "构建大模型时需考虑哪些配置"),
            ("出现了以下几种架构", "出现了哪些种架构"),
            ("RoPE 扩展", "RoPE 扩展有哪些"),
            ("分为", "分为哪些"),
            ("为克服瓶颈，出现了一系列新型架构", "为克服瓶颈，出现了哪些新型架构"),
            ("为处理长文本，模型需进行优化", "为处理长文本，模型需进行优化：有哪些"),
            ("通过定制代码，实现了", "通过定制代码，实现了哪些"),
        ] {
            assert_eq!(which(introduction), question);
        }
    }
}

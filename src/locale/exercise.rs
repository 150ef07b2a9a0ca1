//! The texts of executable cards: what came of a typed answer.

use super::{Lang, Text};
use crate::domain::{Card, Grade};
use crate::exercise::{Drawn, Said, Slip, Verdict};

pub const TYPE_ANSWER: Text = Text::new(
    "输入答案，如 2/3、1.5e-3、512 MiB、50%；空着回车直接看答案",
    "type the answer, such as 2/3, 1.5e-3, 512 MiB, 50%; Enter alone shows it",
);
pub const NOT_A_NUMBER: Text = Text::new("读不出数字", "no number can be read there");

const fn of(lang: Lang, said: &Said) -> &String {
    match lang {
        Lang::Zh => &said.zh,
        Lang::En => &said.en,
    }
}

/// A card as it is asked: its numbers drawn, its answer worked out below its rule.
pub fn asked(lang: Lang, card: &Card, drawn: &Drawn) -> Card {
    let rule = if card.answer.is_empty() { String::new() } else { format!("{}\n\n", card.answer) };
    Card { question: of(lang, &drawn.question).clone(), answer: format!("{rule}{}", drawn.answer()), ..card.clone() }
}

/// What came of an answer, in one line.
pub fn verdict(lang: Lang, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Right => Text::new("✓ 正确", "✓ right").of(lang).to_owned(),
        Verdict::Wrong(slip) => {
            let wrong = Text::new("✗ 不对", "✗ wrong").of(lang);
            let colon = Text::new("：", ": ").of(lang);
            self::slip(lang, slip).map_or_else(|| wrong.to_owned(), |slip| format!("{wrong}{colon}{slip}"))
        }
        Verdict::Count { wanted, got } => match lang {
            Lang::Zh => format!("✗ 要 {wanted} 个数，读到 {got} 个"),
            Lang::En => format!("✗ {wanted} numbers were asked for, {got} can be read"),
        },
        Verdict::Unread => match lang {
            Lang::Zh => format!("? {}，请自己评分", NOT_A_NUMBER.zh),
            Lang::En => format!("? {}; grade yourself", NOT_A_NUMBER.en),
        },
    }
}

fn slip(lang: Lang, slip: &Slip) -> Option<String> {
    let text = match slip {
        Slip::Known(why) => return Some(of(lang, why).clone()),
        Slip::Sign => Text::new("正负号反了", "the sign is the other way round"),
        Slip::Order => Text::new("数对了，次序不对", "the right numbers in another order"),
        Slip::Rounded => Text::new("很接近，但舍入得太早", "near, but rounded too early"),
        Slip::Far => return None,
        Slip::Times(factor) => return Some(times(lang, *factor)),
        Slip::Unit(unit) => {
            return Some(match lang {
                Lang::Zh => format!("这里不用单位 {unit}"),
                Lang::En => format!("this is not measured in {unit}"),
            });
        }
    };
    Some(text.of(lang).to_owned())
}

fn times(lang: Lang, factor: f64) -> String {
    let size = if factor >= 1.0 { factor } else { 1.0 / factor };
    let share = if factor >= 1.0 { format!("{size}") } else { format!("1/{size}") };
    // Exact: these factors were tried as they stand here
    let guess = match size {
        8.0 => Text::new("（位还是字节？）", " (bits or bytes?)"),
        1000.0 | 1024.0 | 1_000_000.0 | 1_048_576.0 => Text::new("（单位的前缀？）", " (the prefix of the unit?)"),
        100.0 => Text::new("（百分号？）", " (a percent sign?)"),
        _ => Text::new("", ""),
    };
    match lang {
        Lang::Zh if factor >= 1.0 => format!("是答案的 {share} 倍{}", guess.zh),
        Lang::Zh => format!("是答案的 {share}{}", guess.zh),
        Lang::En => format!("{share} of the answer{}", guess.en).replace(" of the", " times the"),
    }
}

/// What Enter alone does once an answer was judged.
pub fn proposal(lang: Lang, grade: Grade) -> String {
    match lang {
        Lang::Zh => format!("（回车 = {}）\n", grade.number()),
        Lang::En => format!("(Enter = {})\n", grade.number()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_says_what_is_off() {
        for (judged, zh, en) in [
            (Verdict::Right, "✓ 正确", "✓ right"),
            (
                Verdict::Wrong(Slip::Times(8.0)),
                "✗ 不对：是答案的 8 倍（位还是字节？）",
                "✗ wrong: 8 times the answer (bits or bytes?)",
            ),
            (Verdict::Wrong(Slip::Times(0.5)), "✗ 不对：是答案的 1/2", "✗ wrong: 1/2 times the answer"),
            (
                Verdict::Wrong(Slip::Known(Said::new("忘了除以 √D", "1/√D was forgotten"))),
                "✗ 不对：忘了除以 √D",
                "✗ wrong: 1/√D was forgotten",
            ),
            (Verdict::Wrong(Slip::Far), "✗ 不对", "✗ wrong"),
            (
                Verdict::Count { wanted: 3, got: 1 },
                "✗ 要 3 个数，读到 1 个",
                "✗ 3 numbers were asked for, 1 can be read",
            ),
        ] {
            assert_eq!((verdict(Lang::Zh, &judged).as_str(), verdict(Lang::En, &judged).as_str()), (zh, en));
        }
    }
}

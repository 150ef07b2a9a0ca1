//! Explanations that are too thin to say what a thing is: `收敛快，但是泛化有时候差一点`, `8000，记得开防火墙`, `放弃`.
//!
//! Counted in 4 771 definitions and 552 remarks of notes that had been read by hand: an explanation without one of the words by which
//! Chinese says what a thing is or does ([`words::TELLS`]) still defines as often as not. With a figure in it, or with a word
//! for how well something goes, or in a word or two, it remarks twenty times as often as it defines.

use super::lexer::{count_cjk, is_cjk};
use super::words;

/// A longer explanation is not judged by its words. As [`weight`].
const SHORT: usize = 16;
/// The same of one with a figure in it, and of one that has nothing else against it.
const WITH_FIGURE: usize = 10;
const SHORTEST: usize = 6;
/// Characters of an explanation in which an aside stands for all of it.
const ASIDE: usize = 40;

pub(super) fn is_thin(said: &str) -> bool {
    // Only what is short is looked at closely
    if said.len() > 8 * ASIDE || said.contains(['$', '=', '\n']) {
        return false;
    }
    let weight = weight(said);
    let has_figure = weight < WITH_FIGURE && has_figure(said);
    if !said.chars().any(is_cjk) {
        return has_figure;
    }
    let first = said.split(['。', '；', '“', '「']).next().unwrap_or_default();
    let first = first.split("比如").next().unwrap_or_default();
    let is_aside = said.chars().count() <= ASIDE && words::ASIDES.stand_in(first);
    let is_untold = || !words::TELLS.stand_in(said);
    let is_rated = || weight < SHORT && words::RATES.stand_in(said);
    let is_scrap = weight < SHORTEST && !said.trim_end_matches('。').chars().all(is_cjk);
    is_aside || ((has_figure || is_scrap || is_rated()) && is_untold())
}

/// A number that is no part of a name: `16k`, and no `DeepSeek-V2`.
fn has_figure(said: &str) -> bool {
    let mut before = ' ';
    said.chars().any(|c| {
        let is_first = c.is_ascii_digit() && !before.is_ascii_alphanumeric() && before != '-';
        before = c;
        is_first
    })
}

/// How much is said in words and not in figures: characters in Han, and two for each Latin word.
fn weight(said: &str) -> usize {
    let han = count_cjk(said);
    let words = said.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() >= 2).count();
    han + 2 * words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_thin_and_definitions_are_not() {
        let remarks = [
            "收敛快，但是泛化有时候差一点",
            "挡前面，误判率 1%",
            "贵，数据不能出境",
            "封装太深，出错看不懂",
            "flat after 2M",
            "训练前调小，记得保存",
            "按章节切，效果玄学",
        ];
        let definitions = [
            "把一个矩阵乘法切到多张卡上",
            "度为 1 的点",
            "用上下文去预测中心词",
            "减少 KV 缓存，提升推理速度",
            "hides the future",
            "负责验证的大模型",
            "the harmonic mean of the two",
            "整个系统单位时间能吐多少 token",
            "$\\log_2 p(x)$",
        ];
        for said in remarks {
            assert!(is_thin(said), "{said}");
        }
        for said in definitions {
            assert!(!is_thin(said), "{said}");
        }
    }
}

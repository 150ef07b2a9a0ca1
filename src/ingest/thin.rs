//! Explanations that are too thin to say what a thing is: `收敛快，但是泛化差一点`, `8000，记得开防火墙`, `flat after 2M`.
//!
//! What was counted in three thousand definitions and four hundred remarks from notes that had been read by hand: of the short
//! explanations without one of the words by which Chinese says what a thing is or does, nine in ten remark on it.

use super::lexer::is_cjk;
use super::words;

/// A longer explanation is not judged by its words. As [`weight`].
const SHORT: usize = 16;
/// The same of one in Latin letters alone, and of one that says how something is done.
const SHORTEST: usize = 8;
/// Characters of an explanation in which an aside stands for all of it.
const ASIDE: usize = 40;

pub(super) fn is_thin(said: &str) -> bool {
    // Only what is short is looked at closely
    if said.len() > 8 * ASIDE || said.contains('$') {
        return false;
    }
    let first = said.split(['。', '；']).next().unwrap_or_default();
    let is_aside = || said.chars().count() <= ASIDE && words::ASIDES.iter().any(|aside| first.contains(aside));
    let weight = weight(said);
    if !said.chars().any(is_cjk) {
        const ARTICLES: [&str; 5] = ["a ", "an ", "the ", "one ", "any "];
        let lower = said.to_lowercase();
        return weight < SHORTEST && !ARTICLES.iter().any(|article| lower.starts_with(article));
    }
    let works = said.starts_with('用') && weight >= SHORTEST - 1;
    is_aside() || (weight < SHORT && !works && !words::TELLS.iter().any(|word| said.contains(word)))
}

/// How much is said in words and not in figures: characters in Han, and two for each Latin word.
fn weight(said: &str) -> usize {
    let han = said.chars().filter(|&c| is_cjk(c)).count();
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

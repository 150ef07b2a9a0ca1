//! A name, another name, and in the next clause what both stand for: `因果掩码，也叫 causal mask，作用是…`.

use super::Sentence;
use crate::ingest::definitions::{Definition, Source};
use crate::ingest::explanation::{explains, says_enough};
use crate::ingest::lexer::count_cjk;
use crate::ingest::plain::plain_text;
use crate::ingest::term::term;

/// What stands between a name and another one.
const ALSO: [&str; 20] = [
    "，英文是",
    "，英文名",
    "，英文",
    ", short for ",
    "，也叫做",
    "，也叫",
    "，又叫做",
    "，又叫",
    "，又称为",
    "，又称",
    "，又稱",
    "，也称",
    "，也稱",
    "，简称",
    "，簡稱",
    "，英文叫",
    "，中文叫",
    "，全称是",
    "，全称",
    "，全稱",
];

impl Source<'_> {
    /// `因果掩码，也叫 causal mask，作用是…`: a name, another name, and in the next clause what it is.
    pub fn doubly_named(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        // What goes on telling, and what but joins the names to it
        const TELLS: [&str; 14] =
            ["从", "從", "用来", "用來", "用于", "用於", "衡量", "表示", "把", "将", "將", "通过", "负责", "負責"];
        const IS: [&str; 12] =
            ["作用就是", "作用是", "意思是", "是指", "指的是", "它是", "就是", "说的是", "也就是", "是", "指", "即"];
        let whole = self.text.get(sentence.range.clone()).filter(|whole| may_name_twice(whole))?;
        // `RoPE 又叫旋转位置编码，把…`
        let bare = || {
            ["又叫", "又称", "又稱", "也叫"]
                .iter()
                .find_map(|mark| Some((whole.find(mark).filter(|&at| at <= 24)?, *mark)))
        };
        let (gap, mark) = ALSO.iter().find_map(|mark| Some((whole.find(mark)?, *mark))).or_else(bare)?;
        let after = whole.get(gap + mark.len()..)?;
        let (alias, rest) = after.split_once(['，', ','])?;
        let other = term(&plain_text(alias.trim()))?;
        let rest = rest.trim();
        // `激活重计算，又称 gradient checkpointing，前向的时候不存中间激活，…`
        let is_long = sentence.opens && other.name.is_ascii() && count_cjk(rest) >= 14;
        let tells = TELLS.iter().any(|verb| rest.starts_with(verb));
        let joint = IS.iter().find(|joint| rest.starts_with(*joint));
        if !tells && joint.is_none() && !mark.is_ascii() && !is_long {
            return None;
        }
        let said = joint.map_or(rest, |joint| rest[joint.len()..].trim_start());
        let mut name = self.name_before(sentence, gap, mark)?;
        name.term.aliases.push(other.name);
        name.term.aliases.extend(other.aliases);
        let said = self.with_display(sentence.at, said);
        let is_due = says_enough(&said) && explains(&said);
        is_due.then(|| Definition {
            terms: vec![name.term],
            explanation: said,
            at: name.range.start,
            rows: sentence.rows(),
        })
    }
}

/// Whether one of these can stand in a sentence: most have none, and need not be looked through for each.
fn may_name_twice(sentence: &str) -> bool {
    sentence.contains(['称', '稱', '叫', '英']) || sentence.contains("short for")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_is_passed_over_names_nothing_twice() {
        assert!(ALSO.iter().all(|mark| may_name_twice(mark)));
    }
}

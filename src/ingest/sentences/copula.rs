//! The word that joins a name and what it is: `是指`, `是一种`, `refers to`, `is the`.

use crate::ingest::definitions::Source;

/// What makes a word of `指`: `指令`, `指数`.
const IN_WORDS: &str = "令数數标標导導针針纹紋定引明示望责責挥揮甲尖南";

/// A name stands so near the start of its sentence. Bytes.
pub(super) const NEAR: usize = 120;

/// How much a copula says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Copula {
    /// `是指`, `refers to`: it defines.
    Defining,
    /// `是一种`, `is a`: it defines what is plainly a name.
    Classing,
    /// `是`, `is the`
    Bare,
}

impl Source<'_> {
    /// Where the name before the first copula ends, where the explanation begins, and what the copula says.
    pub fn copula(&self, start: usize, end: usize) -> Option<(usize, usize, Copula)> {
        let reach = self.text.floor_char_boundary((start + NEAR).min(end));
        let mut depth = 0_i32;
        for open in self.lexed.open(start..reach) {
            for (offset, character) in self.text.get(open.clone()).unwrap_or_default().char_indices() {
                let at = open.start + offset;
                match character {
                    '（' | '(' => depth += 1,
                    '）' | ')' => depth -= 1,
                    _ if depth > 0 => {}
                    '：' | ':' | '—' | '?' | '？' => return None,
                    '係' if self.text[..at].ends_with(['關', '关']) || self.text[at..].starts_with("係數") => {}
                    '指' if self.text[at..].chars().nth(1).is_some_and(|next| IN_WORDS.contains(next)) => {}
                    '即' if self.text[start..at].ends_with([' ', '）', ')'])
                        || self.text[start..at].ends_with(|c: char| c.is_ascii_alphanumeric()) =>
                    {
                        let said = at + '即'.len_utf8();
                        let is_word = self.text[said..].starts_with(['使', '将', '便', '可', '时', '插']);
                        return (!is_word && said < end).then_some((at, said, Copula::Bare));
                    }
                    '定' if self.text[at..].starts_with("定义为") || self.text[at..].starts_with("定義為") => {
                        let said = at + "定义为".len();
                        return (at > start && said < end).then_some((at, said, Copula::Defining));
                    }
                    '是' | '係' | '指' => return chinese(self.text, (start, at, end)),
                    ' ' => {
                        if let Some(found) = english(self.text, at, end) {
                            return Some(found);
                        }
                    }
                    _ => {}
                }
            }
        }
        None
    }
}

/// `是指`, `指的是`, `就是`, `是一种` at the character `at` of a sentence.
fn chinese(text: &str, (start, at, end): (usize, usize, usize)) -> Option<(usize, usize, Copula)> {
    const CLASSES: [&str; 13] =
        ["一种", "一種", "一类", "一類", "一项", "一項", "一套", "一组", "一組", "一族", "一个", "一個", "一门"];
    let (before, after) = (&text[start..at], &text[at..end]);
    for (mark, copula) in [("是指的是", Copula::Defining), ("指的是", Copula::Defining), ("指的就是", Copula::Defining)]
    {
        if after.starts_with(mark) {
            return Some((at, at + mark.len(), copula));
        }
    }
    for mark in [
        "的意思就是",
        "的意思是",
        "的做法是",
        "的定义是",
        "說的是",
        "说的是",
        "的作用是",
        "的思路是",
        "的想法是",
        "的办法是",
        "的原理是",
        "的本质是",
        "度量的是",
        "统计的是",
        "衡量的是",
        "描述的是",
        "刻画的是",
        "刻畫的是",
        "反映的是",
        "表示的是",
    ] {
        let lead = &mark[..mark.len() - '是'.len_utf8()];
        let said = after.strip_prefix('是').filter(|_| before.ends_with(lead));
        if let Some(said) = said {
            return Some((at - lead.len(), end - said.len(), Copula::Defining));
        }
    }
    if let Some(said) = after.strip_prefix("是指") {
        let just = before.strip_suffix('就').unwrap_or(before);
        return Some((start + just.len(), end - said.len(), Copula::Defining));
    }
    if let Some(said) = after.strip_prefix('指') {
        return Some((at, end - said.len(), Copula::Bare));
    }
    if before
        .ends_with(['不', '还', '還', '而', '都', '也', '只', '正', '于', '要', '可', '但', '总', '算', '像', '更'])
    {
        return None;
    }
    let said = after.strip_prefix(['是', '係'])?;
    let just = before.strip_suffix('就').unwrap_or(before);
    let is_class = CLASSES.iter().any(|class| said.starts_with(class))
        || said.starts_with(['把', '将', '將'])
        || said.starts_with("先把");
    Some((start + just.len(), end - said.len(), if is_class { Copula::Classing } else { Copula::Bare }))
}

/// ` is a `, ` refers to ` at the space `at`.
fn english(text: &str, at: usize, end: usize) -> Option<(usize, usize, Copula)> {
    let after = text.get(at..end)?;
    for (mark, said, copula) in [
        (" refers to ", 11, Copula::Defining),
        (" stands for ", 12, Copula::Defining),
        (" is defined as ", 15, Copula::Defining),
        (" is a kind of ", 4, Copula::Defining),
        (" is a type of ", 4, Copula::Defining),
        (" happens when ", 9, Copula::Defining),
        (" occurs when ", 8, Copula::Defining),
        (" says that ", 11, Copula::Defining),
        (" states that ", 13, Copula::Defining),
        (" is shorthand for ", 4, Copula::Defining),
        (" is a ", 4, Copula::Classing),
        (" is an ", 4, Copula::Classing),
        (" are ", 5, Copula::Bare),
        (" is ", 4, Copula::Bare),
        (" means ", 7, Copula::Bare),
    ] {
        if after.starts_with(mark) {
            return Some((at, at + said, copula));
        }
    }
    None
}

//! Names inside a sentence: the one that ends where a mark stands, and the one that begins behind it.

use super::Sentence;
use crate::ingest::definitions::Source;
use crate::ingest::lexer::{SpanKind, is_cjk};
use crate::ingest::plain::plain;
use crate::ingest::term::{Term, term, terms};
use crate::ingest::words;
use std::ops::Range;

/// What uses or names the thing that the next clause restates.
pub(super) const USES: [&str; 39] = [
    "搞了个",
    "搞个",
    "出了个",
    "有 ",
    "有个",
    "有一个",
    "记一下",
    "学到",
    " with the ",
    " with ",
    " from the ",
    "还有",
    "還有",
    "改用",
    "换成",
    "有了",
    "引入",
    "使用",
    "采用",
    "採用",
    "用到",
    "常用",
    "叫做",
    "叫作",
    "称为",
    "稱為",
    "提出",
    "就是",
    "靠的是",
    "一次",
    "需要",
    "会",
    "會",
    "是",
    "用",
    "叫",
    " called ",
    " is ",
    " get ",
];

/// What counts the thing that the next clause restates: `还要扣一项 KL 惩罚，也就是…`
pub(super) const MEASURES: [&str; 12] =
    ["一个", "一個", "一项", "一項", "一种", "一種", "一条", "一條", "一次", "一类", "一類", "一套"];

/// A name in a text.
pub(super) struct Name {
    pub term: Term,
    pub range: Range<usize>,
    /// In bold, in italics, in quotes, or with another name beside it.
    pub is_marked: bool,
}

impl Source<'_> {
    /// The name that ends at `gap` in a sentence: one that is marked, or all that the sentence has said so far.
    pub(super) fn name_before(&self, sentence: &Sentence<'_>, gap: usize, mark: &str) -> Option<Name> {
        let start = sentence.range.start;
        let before = self.text.get(start..start + gap)?.trim_end();
        // `因为有 attention sink（注意力汇聚）现象，即…`
        let kind =
            ["现象", "現象", "问题", "方法", "机制", "技术", "策略"].iter().find_map(|kind| before.strip_suffix(kind));
        let before = kind.filter(|name| name.ends_with(['）', ')'])).unwrap_or(before);
        // `还有个叫 fertility 的指标，意思是…`
        let kind = [
            "的问题",
            "的問題",
            "的現象",
            "的指标",
            "的方法",
            "的东西",
            "的概念",
            "的技巧",
            "的现象",
            "的算法",
            "的操作",
            "的机制",
            "的做法",
        ];
        let before = kind.iter().find_map(|kind| before.strip_suffix(kind)).map_or(before, str::trim_end);
        // `谱半径 $\\rho(A)=\\max_i|\\lambda_i|$，即…`
        let shown = before.strip_suffix('$').and_then(|inner| Some(inner[..inner.rfind('$')?].trim_end()));
        let is_shown = shown.is_some_and(|name| !name.is_empty() && !name.contains('$') && is_plain_name(name));
        let before = shown.filter(|_| is_shown).unwrap_or(before);
        // `信息熵 H(X) = -Σ p log p，度量的是…`
        let equated = before.split_once(' ').filter(|(name, rest)| rest.contains('=') && name.chars().all(is_cjk));
        let before = equated.map_or(before, |(name, _)| name);
        let is_shown = is_shown || equated.is_some();
        let named = |from: usize, is_marked: bool| {
            let range = start + from..start + before.len();
            let term = term(&plain(self.text, self.lexed, range.clone()))?;
            let is_name = is_plain_name(&term.name) && !self.is_closed(range.start);
            is_name.then_some(Name { term, range, is_marked })
        };
        let open = before.ends_with(['）', ')']).then(|| before.rfind(['（', '('])).flatten();
        let inner = before[..open.unwrap_or(before.len())].trim_end();
        let closes = ["**", "==", "*"].iter().find(|close| before.ends_with(*close) || inner.ends_with(*close));
        if let Some(close) = closes {
            let end = if inner.ends_with(close) { inner } else { before };
            let opens = end[..end.len() - close.len()].rfind(close)?;
            return named(opens, true);
        }
        let clause = inner
            .rfind(['，', ',', '：', ':', '；', '、', '。'])
            .map_or(0, |at| at + inner[at..].chars().next().map_or(1, char::len_utf8));
        // `AnyRes，也叫动态分辨率，做法是…`
        let is_other =
            words::ALSO_CALLED_IN_TEXT.iter().chain(&["全名", "英文"]).any(|also| inner[clause..].starts_with(also));
        if is_other && clause > 0 {
            let both = terms(&plain(self.text, self.lexed, start..start + before.len()));
            let both = both.into_iter().next().filter(|both| !both.aliases.is_empty() && is_plain_name(&both.name));
            return both.map(|term| Name { term, range: start..start + before.len(), is_marked: true });
        }
        let used = USES.iter().filter_map(|verb| inner[clause..].rfind(verb).map(|at| clause + at + verb.len())).max();
        // `RLHF 带来的谄媚（sycophancy），指…`, `两个分布之间的相对熵，又称…`
        let last = inner.rfind('的').map(|at| at + '的'.len_utf8());
        let of = || {
            last.and_then(|from| named(from, true)).filter(|name| (2..=12).contains(&name.term.name.chars().count()))
        };
        if open.is_some() {
            let whole = named(clause, true).filter(|name| !name.term.aliases.is_empty());
            let from_verb = || used.and_then(|from| named(from, true)).filter(|name| !name.term.aliases.is_empty());
            let own = if used.is_some() { from_verb().or(whole) } else { whole };
            return own.or_else(|| of().filter(|name| !name.term.aliases.is_empty()));
        }
        let is_sure = is_shown
            || !matches!(
                mark,
                "，它"
                    | "，它是"
                    | "，它就是"
                    | "，就是"
                    | "，做法是"
                    | "，作用是"
                    | "，其实就是"
                    | "也就是"
                    | "，相当于"
                    | "，大意是"
                    | "，表示"
                    | "，衡量"
                    | "，可以理解为"
                    | "，可以理解成"
                    | "，一种"
                    | "，一種"
            );
        let is_latin = |name: &Name| {
            let name = &name.term.name;
            (name.is_ascii() && name.len() >= 3) || name.starts_with(|c: char| c.is_ascii_uppercase())
        };
        let counted =
            MEASURES.iter().filter_map(|word| inner[clause..].rfind(word).map(|at| clause + at + word.len())).max();
        let counted =
            counted.and_then(|from| named(from, false)).filter(|name| is_sure && name.term.name.chars().count() <= 12);
        if counted.is_some() {
            return counted;
        }
        // `训练时使用 Teacher Forcing，即…`: a name in Latin letters that something uses
        let used = used.and_then(|from| named(from, false)).filter(is_latin);
        let is_also = ["又称", "又稱", "也叫", "又叫", "简称", "簡稱"].iter().any(|word| mark.contains(word));
        if used.is_none() && is_also && last.is_some() {
            return of();
        }
        used.or_else(|| {
            named(0, false).filter(|name| clause == 0 && (is_sure || sentence.is_so_called || is_latin(name)))
        })
    }

    /// The name that a text begins with, and where it ends: at its closing mark, or with its clause.
    pub(super) fn name_after(&self, stretch: Range<usize>) -> Option<Name> {
        let whole = self.text.get(stretch.clone())?;
        let bare = without_article(whole);
        let start = stretch.end - bare.len();
        let closed = ["**", "==", "*", "「", "“", "\""].iter().find_map(|open| {
            let inner = bare.strip_prefix(open)?;
            let close = match *open {
                "「" => "」",
                "“" => "”",
                same => same,
            };
            Some(open.len() + inner.find(close)? + close.len())
        });
        let length = match closed {
            Some(length) => length + bracket(&bare[length..]),
            None => clause(bare),
        };
        let words = self.text.get(start..start + length)?.trim_end();
        // `叫做A的奇异值`
        let letter = words.find('的').filter(|&at| at <= 2 && closed.is_none()).map_or(0, |at| at + '的'.len_utf8());
        let (start, words) = (start + letter, &words[letter..]);
        // `称为该似然的共轭先验（conjugate prior）`
        let open = words.find(['（', '(']).unwrap_or(words.len());
        let last = words[..open].rfind('的').map_or(0, |at| at + '的'.len_utf8()).min(words.len());
        let (start, words) =
            if closed.is_none() && open < words.len() { (start + last, &words[last..]) } else { (start, words) };
        let is_bracketed = words.ends_with(['）', ')']);
        let term = term(&plain(self.text, self.lexed, start..start + words.len()))?;
        let is_name = is_plain_name(&term.name) || (!term.aliases.is_empty() && !term.name.contains(['，', ',', '的']));
        let is_marked = closed.is_some() || is_bracketed || !term.aliases.is_empty();
        (is_name && words.len() <= 160 && !self.is_closed(start)).then_some(Name {
            term,
            range: start..start + words.len(),
            is_marked,
        })
    }

    /// Whether a formula, a link or a comment stands at `byte`.
    fn is_closed(&self, byte: usize) -> bool {
        self.lexed.span_at(byte).is_some_and(|span| !matches!(span.kind, SpanKind::CodeSpan | SpanKind::WikiLink))
    }
}

/// A short name without `的` or a comma: it could stand before a colon.
pub(super) fn is_plain_name(name: &str) -> bool {
    let has_article = ["The ", "A ", "An "].iter().any(|article| name.starts_with(article));
    name.chars().count() <= if name.is_ascii() { 40 } else { 24 } && !name.contains(['的', '，', ',']) && !has_article
}

/// Behind what may stand between `称为` and the name: an article, `$A$ 的`.
fn without_article(words: &str) -> &str {
    let words = words.trim_start();
    let words = ["the ", "an ", "a ", "为", "是"].iter().find_map(|lead| words.strip_prefix(lead)).unwrap_or(words);
    let words = words.trim_start();
    match words.find("**") {
        Some(at) if at > 0 && at <= 60 && words[..at].trim_end().ends_with(['的', '$']) => &words[at..],
        _ if words.starts_with('$') => {
            let own = &words[..clause(words)];
            let from = own.rfind('的').map_or(0, |at| at + '的'.len_utf8());
            words[from..].trim_start().trim_start_matches("一个").trim_start_matches("一個")
        }
        _ => words,
    }
}

/// The bytes of a bracket right at the start of `words`, with the space before it.
fn bracket(words: &str) -> usize {
    let bare = words.trim_start_matches(' ');
    if !bare.starts_with(['（', '(']) {
        return 0;
    }
    let close = bare.char_indices().find(|(_, c)| matches!(c, '）' | ')'));
    close.map_or(0, |(at, c)| words.len() - bare.len() + at + c.len_utf8())
}

/// The bytes of the clause that `words` begins with; what stands in a bracket is no end.
fn clause(words: &str) -> usize {
    let mut depth = 0_i32;
    for (at, character) in words.char_indices() {
        match character {
            '（' | '(' => depth += 1,
            '）' | ')' if depth == 0 => return at,
            '）' | ')' => {
                depth -= 1;
                if depth == 0 {
                    return at + character.len_utf8();
                }
            }
            '，' | '。' | '；' | '！' | '？' | '：' | ',' | ';' | ':' | '!' | '?' | '\n' if depth <= 0 => {
                return at;
            }
            '.' if depth <= 0 && !words[at + 1..].starts_with(char::is_alphanumeric) => return at,
            ' ' if depth <= 0
                && [" when ", " if ", " which ", " because "].iter().any(|w| words[at..].starts_with(w)) =>
            {
                return at;
            }
            _ => {}
        }
    }
    words.len()
}

//! Sentences that tell of a thing and name it where they end, or in passing: `…，称为张量并行（TP）`, `RRF（…），即把…`.

use super::definitions::{Definition, Source};
use super::explanation::{explains, is_judgement, says_enough};
use super::lexer::{SpanKind, is_cjk};
use super::listing::is_code;
use super::plain::plain;
use super::prose::{LONGEST, Sentence, is_plain_name};
use super::term::{Term, term};
use std::ops::Range;

/// What comes before a name that has been told of.
const CALLS: [&str; 29] = [
    "现象就是",
    "做法就是",
    "問題就是",
    "東西就是",
    "叫",
    "称之为",
    "稱之為",
    "称为",
    "稱為",
    "称作",
    "稱作",
    "叫做",
    "叫作",
    "这就叫",
    "这叫",
    "這叫",
    "就叫",
    "这个叫",
    "这种叫",
    "这些叫",
    "这就是",
    "这类叫",
    " is called ",
    " are called ",
    " is known as ",
    " are known as ",
    " called ",
    "就说",
    "就說",
];
/// What stands between a name and what it is once more.
const RESTATES: [&str; 34] = [
    "，说白了就是",
    "，简单说就是",
    ", which says that ",
    ", which says ",
    "，它",
    "，做法是",
    "，意思就是",
    "，作用是",
    ", which is ",
    ", which means ",
    "，它是说",
    "，它是",
    "，它就是",
    "，这个是说",
    "，就是说",
    "，是说",
    "，意思是",
    "，定义为",
    "，定義為",
    "，是指",
    "，指的是",
    "，指",
    "，即",
    "，也就是",
    "，也即",
    "也就是",
    "，就是",
    "，其实就是",
    "，一种",
    "，一種",
    ", defined as ",
    ", i.e. ",
    ", meaning ",
    ", that is, ",
];
/// What each of them begins with.
const OPEN_RESTATES: [char; 3] = ['，', ',', '也'];
/// What uses or names the thing that the next clause restates.
const USES: [&str; 31] = [
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
const MEASURES: [&str; 12] =
    ["一个", "一個", "一项", "一項", "一种", "一種", "一条", "一條", "一次", "一类", "一類", "一套"];

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

/// Whether one of these can stand in a sentence: most have none, and need not be looked through for each.
fn may_name_twice(sentence: &str) -> bool {
    sentence.contains(['称', '稱', '叫', '英']) || sentence.contains("short for")
}

/// A name in a text.
struct Name {
    term: Term,
    range: Range<usize>,
    /// In bold, in italics, in quotes, or with another name beside it.
    is_marked: bool,
}

impl Source<'_> {
    /// What a sentence names after it has told of it, or before it goes on to tell: `训练集上好、测试集上差，这叫过拟合。`
    pub fn called(&self, sentence: &Sentence<'_>) -> Vec<Definition> {
        let whole = self.text.get(sentence.range.clone()).unwrap_or_default();
        if !whole.contains(['称', '稱', '叫', '就']) && !whole.contains(" called ") && !whole.contains(" known as ")
        {
            return Vec::new();
        }
        let mut found: Vec<Definition> = Vec::new();
        let mut from = sentence.range.start;
        for (at, mark) in calls(whole) {
            let (at, after) = (sentence.range.start + at, sentence.range.start + at + mark.len());
            if at < from || self.lexed.protects(at) {
                continue;
            }
            let Some(name) = self.name_after(after..sentence.range.end) else { continue };
            // `这就是` sums up as often as it names, and `就说` speaks: but for a name that is marked
            let before = whole[..at - sentence.range.start].trim_end();
            // `叫模型做`, `大家都叫…`: somebody speaks
            if mark == "叫"
                && ["直接", "都", "来", "讓", "让", "我", "他", "她", "别", "會", "会", "再", "去"]
                    .iter()
                    .any(|end| before.ends_with(end))
            {
                continue;
            }
            let is_weak = match mark {
                "这就是" | "就说" | "就說" | " called " | "现象就是" | "做法就是" | "問題就是" | "東西就是" => {
                    true
                }
                // `没有自环的图叫简单图`, but nobody's name
                "叫" | "叫做" | "叫作" | "就叫" | "这叫" | "這叫" => {
                    let is_told = sentence.opens && whole.chars().count() <= 80 && from == sentence.range.start;
                    let is_name = name.term.name.chars().count() <= 8 && !whole.ends_with(['？', '?', '吗', '呢']);
                    !(is_name && (is_told || name.term.name.is_ascii()))
                }
                _ => false,
            };
            if is_weak && !name.is_marked {
                continue;
            }
            let Some(said) = self.told_around(sentence, from..at, (&name, mark.starts_with(['称', '稱']))) else {
                continue;
            };
            from = name.range.end;
            let definition =
                Definition { terms: vec![name.term], explanation: said, at: name.range.start, rows: sentence.rows() };
            found.push(definition);
        }
        found
    }

    /// What a sentence says of `name`: before its mark, in the line before, or after the name.
    fn told_around(
        &self,
        sentence: &Sentence<'_>,
        before: Range<usize>,
        (name, is_strong): (&Name, bool),
    ) -> Option<String> {
        let (is_first, name_mark) = (before.is_empty(), before.end);
        let own = self.text.get(before)?;
        let line_before = || self.line_before(sentence.at).filter(|_| is_first);
        let said = tail_trimmed(line_before().unwrap_or(own));
        let said = said.trim_start_matches(['，', ',', '。', ' ']);
        // `X 又称为 Y` names twice and tells nothing
        // `否则称为无向图`
        if ["否则", "否則", "反之", "otherwise"].iter().any(|other| said.starts_with(other)) {
            return None;
        }
        let is_name = |said: &str| said.chars().count() <= 10 && !said.contains('的') && term(said).is_some();
        let is_told = |said: &str| says_much(said) && explains(said) && !is_opinion(said) && !is_name(said);
        if is_told(said) {
            return Some(said.to_owned());
        }
        let after = self
            .text
            .get(name.range.end..sentence.range.end)?
            .trim_matches(['，', ',', '。', '；', ';', ':', '：', ' ']);
        let after = [
            "是指",
            "指的是",
            "指",
            "即",
            "也就是",
            "就是说",
            "就是",
            "它是说",
            "它是",
            "意思是",
            "意思就是",
            "说的是",
            "衡量的是",
            "it ",
        ]
        .iter()
        .find_map(|mark| after.strip_prefix(mark))
        .unwrap_or(after)
        .trim();
        let is_case = ["if ", "when "].iter().any(|word| after.starts_with(word));
        if (name.is_marked || is_strong || is_case) && is_told(after) {
            return Some(self.with_display(sentence.at, after));
        }
        // `这种做法称为…`, `$v$ 称为…`: what the sentence said before, or the one before it
        let start = if said.chars().count() <= 12 { sentence.range.start } else { return None };
        let whole = tail_trimmed(self.text.get(start..name_mark)?).trim_start_matches(['，', ',', '。', ' ']);
        if is_told(whole) {
            return Some(whole.to_owned());
        }
        let earlier = self
            .text
            .get(self.paragraph_start(sentence.at)..start)?
            .trim_end_matches(['。', '；', ';', '.', ' ', '\n']);
        let earlier = earlier.rsplit(['。', '；']).next().unwrap_or_default();
        let earlier = earlier.rsplit(". ").next().unwrap_or_default().trim();
        let earlier = super::plain::at_colon(earlier).map_or(earlier, |(_, rest)| rest);
        is_told(earlier).then(|| earlier.to_owned())
    }

    /// `则称 $\lambda$ 为 $A$ 的特征值，$x$ 为对应的特征向量`, `就说 $A$ 与 $B$ 独立`: what a statement calls what it has told of.
    pub fn declared(&self, sentence: &Sentence<'_>) -> Vec<Definition> {
        let whole = self.text.get(sentence.range.clone()).unwrap_or_default();
        let mark = ["称", "稱", "就说", "就說"].iter().find_map(|mark| Some((whole.find(mark)?, *mark)));
        let Some((at, mark)) = mark.filter(|(at, _)| !self.lexed.protects(sentence.range.start + at)) else {
            return Vec::new();
        };
        let before = &whole[..at];
        let rest = whole[at + mark.len()..].trim_end_matches(['。', '.', ' ']);
        if before.ends_with(['又', '也', '简', '簡', '俗', '全', '名', '对', '對']) || !is_declaring(rest) {
            return Vec::new();
        }
        let told = before.trim_end_matches(['则', '則', '就', '，', ',', ' ']);
        let told = if says_much(told) { told.to_owned() } else { self.lines_before(sentence.at) };
        if !says_much(&told) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (nth, clause) in rest.split(['，', ',']).enumerate() {
            let tail = clause.rfind(['为', '為']).map(|at| &clause[at + '为'.len_utf8()..]);
            let Some(tail) = tail.or_else(|| (nth == 0).then(|| behind_formulas(clause))) else { break };
            let name =
                tail.rsplit('的').next().unwrap_or(tail).trim().trim_start_matches("一个").trim_start_matches("一個");
            let Some(term) = term(&super::plain::plain_text(name)).filter(|term| term.name.chars().count() <= 16)
            else {
                break;
            };
            let at = sentence.range.start;
            found.push(Definition { terms: vec![term], explanation: told.clone(), at, rows: sentence.rows() });
        }
        found
    }

    /// The words of the few rows before the one at `at`, as far as they are of one statement.
    fn lines_before(&self, at: usize) -> String {
        let rows = self.rows.get(at.saturating_sub(4)..at).unwrap_or_default();
        let words = rows.iter().map(|row| self.lines[row.line].words(self.text).trim());
        words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// The name that a text begins with, and where it ends: at its closing mark, or with its clause.
    fn name_after(&self, stretch: Range<usize>) -> Option<Name> {
        let whole = self.text.get(stretch.clone())?;
        let bare = without_lead(whole);
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

    /// `指标是 **压缩率**（compression ratio），定义为…`, `ANN，即近似最近邻搜索，牺牲…`: a name, and in the next clause what it is.
    pub fn restated(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        let whole = self.text.get(sentence.range.clone())?;
        // `，即使` grants, and restates nothing
        let grants = |mark: &str| {
            let behind = whole.split_once(mark).filter(|_| mark == "，即").map(|(_, behind)| behind);
            behind.is_some_and(|behind| behind.starts_with(['使', '便', '将', '可', '时']))
        };
        // The first of them, and of those the longest
        let marked = whole.match_indices(OPEN_RESTATES).find_map(|(at, _)| {
            let here = RESTATES.into_iter().filter(|mark| whole[at..].starts_with(mark) && !grants(mark));
            Some((at, here.max_by_key(|mark| mark.len())?))
        });
        let Some((gap, mark)) = marked else { return self.told_behind_bracket(sentence, whole) };
        let said = whole[gap + mark.len()..].trim_start_matches(['说', '是', '：', ':', '，', ' ']);
        let name = self.name_before(sentence, gap, mark)?;
        let said = said.trim().trim_end_matches('。');
        let mut named = name.term;
        let said = match said.split_once(['，', ',']) {
            Some((first, rest)) if is_other_name(&named.name, first) => {
                let rest = rest.trim();
                let other = term(first).filter(|_| says_much(rest))?;
                named.aliases.push(other.name);
                named.aliases.extend(other.aliases);
                rest
            }
            _ => said,
        };
        let said =
            if mark.ends_with('种') || mark.ends_with('種') { format!("一种{said}") } else { said.to_owned() };
        let said = self.with_display(sentence.at, &said);
        let is_name = said.chars().count() <= 8 && term(&said).is_some() && named.aliases.is_empty();
        let is_said = says_enough(&said) && explains(&said) && !is_judgement(&said) && !is_name;
        is_said.then(|| Definition {
            terms: vec![named],
            explanation: said,
            at: name.range.start,
            rows: sentence.rows(),
        })
    }

    /// `融合用的是 RRF（Reciprocal Rank Fusion），把每一路名次的…`: a name that is used, with another beside it, and in the next clause
    /// how it works.
    fn told_behind_bracket(&self, sentence: &Sentence<'_>, whole: &str) -> Option<Definition> {
        const OTHER: [&str; 16] = [
            "比如", "例如", "也", "但", "所以", "还", "而", "这", "不过", "因为", "就", "都", "可", "跟", "和", "然后",
        ];
        let gap = whole.find("），").or_else(|| whole.find(")，"))?;
        let gap = gap + whole[gap..].chars().next()?.len_utf8();
        let said = whole[gap..].trim_start_matches('，').trim().trim_end_matches('。');
        let begins = self.text.get(sentence.range.start..sentence.range.start + gap)?;
        let is_led = USES.iter().chain(&MEASURES).any(|verb| begins.contains(verb));
        let is_told =
            said.chars().filter(|&c| is_cjk(c)).count() >= 12 && !OTHER.iter().any(|start| said.starts_with(start));
        if !is_led || !is_told || is_judgement(said) {
            return None;
        }
        let name = self.name_before(sentence, gap, "，即").filter(|name| !name.term.aliases.is_empty())?;
        let said = self.with_display(sentence.at, said);
        Some(Definition { terms: vec![name.term], explanation: said, at: name.range.start, rows: sentence.rows() })
    }

    /// `因果掩码，也叫 causal mask，作用是…`: a name, another name, and in the next clause what it is.
    pub fn doubly_named(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        const IS: [&str; 26] = [
            "从",
            "從",
            "用来",
            "用來",
            "用于",
            "用於",
            "衡量",
            "表示",
            "把",
            "将",
            "將",
            "通过",
            "作用就是",
            "作用是",
            "意思是",
            "是指",
            "指的是",
            "它是",
            "就是",
            "说的是",
            "也就是",
            "是",
            "指",
            "即",
            "负责",
            "負責",
        ];
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
        let other = term(&super::plain::plain_text(alias.trim()))?;
        let rest = rest.trim();
        // `激活重计算，又称 gradient checkpointing，前向的时候不存中间激活，…`
        let is_long = sentence.opens && other.name.is_ascii() && rest.chars().filter(|&c| is_cjk(c)).count() >= 14;
        let verb =
            IS.iter().find(|verb| rest.starts_with(*verb)).or_else(|| (mark.is_ascii() || is_long).then_some(&""))?;
        let keeps_verb = matches!(
            *verb,
            "负责"
                | "負責"
                | "从"
                | "從"
                | "用来"
                | "用來"
                | "用于"
                | "用於"
                | "衡量"
                | "表示"
                | "把"
                | "将"
                | "將"
                | "通过"
        );
        let said = if keeps_verb { rest } else { rest[verb.len()..].trim_start() };
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

    /// The name that ends at `gap` in a sentence: one that is marked, or all that the sentence has said so far.
    fn name_before(&self, sentence: &Sentence<'_>, gap: usize, mark: &str) -> Option<Name> {
        let start = sentence.range.start;
        let before = self.text.get(start..start + gap)?.trim_end();
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
        let is_sure = !matches!(
            mark,
            "，它"
                | "，它是"
                | "，它就是"
                | "，就是"
                | "，做法是"
                | "，作用是"
                | "，其实就是"
                | "也就是"
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

    /// Whether a formula, a link or a comment stands at `byte`.
    fn is_closed(&self, byte: usize) -> bool {
        self.lexed.span_at(byte).is_some_and(|span| !matches!(span.kind, SpanKind::CodeSpan | SpanKind::WikiLink))
    }

    /// The words of the row right before the one at `at`.
    fn line_before(&self, at: usize) -> Option<&str> {
        let before = self.line(at.checked_sub(1)?)?;
        let words = before.words(self.text);
        (words.len() <= LONGEST && !is_code(words)).then(|| words.trim_end_matches(['。', '.', ' ']))
    }
}

/// Whether a clause is one more name of `name`, and does not say yet what it is.
fn is_other_name(name: &str, clause: &str) -> bool {
    const VERBS: [&str; 12] = ["先", "把", "将", "將", "在", "用", "让", "對", "对", "按", "从", "給"];
    let has_han = |text: &str| text.chars().any(is_cjk);
    let is_short = clause.chars().count() <= 10 || clause.is_ascii();
    let is_verbal = VERBS.iter().any(|verb| clause.trim().starts_with(verb));
    is_short
        && !is_verbal
        && term(clause).is_some()
        && (has_han(name) != has_han(clause) || clause.chars().count() <= 8)
}

/// What somebody thinks or plans, where a name stands at the end.
fn is_opinion(said: &str) -> bool {
    ["我", "今天", "目前", "为了", "為了", "怎么", "如何", "谁"].iter().any(|start| said.starts_with(start))
}

/// Where a sentence calls something by its name, in order; `又称` gives but another name.
fn calls(whole: &str) -> Vec<(usize, &'static str)> {
    let is_other = |at: usize| whole[..at].ends_with(['又', '也', '亦', '俗', '或', '簡', '简', '全', '通']);
    let mut found: Vec<(usize, &str)> =
        CALLS.iter().flat_map(|mark| whole.match_indices(mark).map(|(at, _)| (at, *mark))).collect();
    found.retain(|&(at, _)| !is_other(at));
    // Of two that touch, the one that reaches farther, and of those the longer one
    found.sort_by_key(|&(at, mark)| (std::cmp::Reverse(at + mark.len()), at));
    let mut kept: Vec<(usize, &str)> = Vec::new();
    for (at, mark) in found {
        if kept.last().is_none_or(|&(next, _)| at + mark.len() <= next) {
            kept.push((at, mark));
        }
    }
    kept.reverse();
    kept
}

/// Behind what may stand between `称为` and the name: an article, `$A$ 的`.
fn without_lead(words: &str) -> &str {
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

/// `$A$ 与 $B$ 相似`, `随机区间 $I$ 为 $\theta$ 的置信区间（confidence interval）`: what comes after `称`.
fn is_declaring(rest: &str) -> bool {
    let rest = rest.trim();
    rest.starts_with(['$', '这', '這', '其'])
        || rest.starts_with(|c: char| c.is_ascii_uppercase() || ('α'..='ω').contains(&c))
        || (rest.contains(['为', '為']) && rest.contains('$') && rest.ends_with(['）', ')']))
}

/// Behind the formulas that a clause begins with, `$A$ 与 $B$ 相似`.
fn behind_formulas(clause: &str) -> &str {
    let mut rest = clause.trim_start();
    // `A与B相似`, without marks of formulas
    let is_letter =
        |c: char| c.is_ascii_uppercase() || ('α'..='ω').contains(&c) || matches!(c, '与' | '與' | '和' | ' ');
    let bare = rest.trim_start_matches(is_letter);
    if bare.len() < rest.len() {
        return bare;
    }
    while let Some(inner) = rest.strip_prefix('$') {
        let Some(close) = inner.find('$') else { return rest };
        rest = inner[close + 1..].trim_start().trim_start_matches(['与', '與', '和', '、']).trim_start();
    }
    rest
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

/// What has been told, without the words that lead over to the name.
fn tail_trimmed(said: &str) -> &str {
    const ENDS: [&str; 36] = [
        "这种算法",
        "这一算法",
        "這種算法",
        "This",
        "It",
        "这种现象",
        "这种方法",
        "这种情况",
        "这种做法",
        "这种性质",
        "这个过程",
        "这一过程",
        "这个现象",
        "这种",
        "这个",
        "这就",
        "這種現象",
        "這種做法",
        "這種方法",
        "這種",
        "這個",
        "這",
        "一般",
        "通常",
        "也",
        "又",
        "就",
        "则",
        "則",
        "被",
        "我们",
        "我們",
        "把它",
        "将其",
        "這就",
        "这",
    ];
    let mut said = said.trim_end();
    loop {
        let bare = said.trim_end_matches(['，', ',', ' ', '。']);
        let shorter = ENDS.iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
        if shorter.len() == said.len() {
            return said;
        }
        said = shorter;
    }
}

fn says_much(said: &str) -> bool {
    // `$f(\lambda)=|\lambda E-A|$ 称为…`: an equation defines, and a formula says as much as a few words
    let formulas = said.matches('$').count() / 2;
    if formulas > 0 && (said.contains('=') || said.len() >= 24 && said.chars().filter(|&c| is_cjk(c)).count() <= 4) {
        return true;
    }
    said.chars().filter(|&c| is_cjk(c)).count() + 3 * formulas >= 8 || said.split_whitespace().count() >= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_begins_where_it_is_looked_for() {
        assert!(RESTATES.iter().all(|mark| mark.starts_with(OPEN_RESTATES)));
        assert!(ALSO.iter().all(|mark| may_name_twice(mark)));
    }
}

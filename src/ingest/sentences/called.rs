//! Sentences that tell of a thing and name it where they end, or in passing: `…，称为张量并行（TP）`.

use super::Sentence;
use super::names::Name;
use crate::ingest::definitions::{Definition, Source};
use crate::ingest::explanation::explains;
use crate::ingest::lexer::count_cjk;
use crate::ingest::plain::at_colon;
use crate::ingest::term::term;
use crate::ingest::words::Pieces;
use std::ops::Range;
use std::sync::LazyLock;

/// What comes before a name that has been told of.
const CALLS: [&str; 54] = [
    "這就是",
    "這便是",
    "人称",
    "俗称",
    "大家叫它",
    "管它叫",
    "名为",
    "起名",
    "取名",
    "命名为",
    "此即",
    "术语是",
    "被称作",
    "统称",
    "便是",
    "就叫做",
    "是所谓的",
    "是所谓",
    "就是我们常说的",
    "就是大家说的",
    " we call this ",
    " we call it ",
    "现象就是",
    "現象就是",
    "做法就是",
    "问题就是",
    "問題就是",
    "东西就是",
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

static CALLED: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_first(CALLS.into_iter()));

impl Source<'_> {
    /// What a sentence names after it has told of it, or before it goes on to tell: `训练集上好、测试集上差，这叫过拟合。`
    pub fn called(&self, sentence: &Sentence<'_>) -> Vec<Definition> {
        let whole = self.text.get(sentence.range.clone()).unwrap_or_default();
        if !whole.contains(['称', '稱', '叫', '就', '名', '此', '术', '便', '谓'])
            && !whole.contains(" called ")
            && !whole.contains(" known as ")
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
            let before = whole[..at - sentence.range.start].trim_end();
            // `叫模型做`, `大家都叫…`: somebody speaks
            if mark == "叫"
                && ["直接", "都", "来", "讓", "让", "我", "他", "她", "别", "會", "会", "再", "去"]
                    .iter()
                    .any(|end| before.ends_with(end))
            {
                continue;
            }
            // `这就是` sums up as often as it names, and `就说` speaks: but for a name that is marked
            let is_weak = match mark {
                "就说" | "就說" | " called " | "便是" | "此即" => !is_summed(before, whole, &name),
                _ if mark.ends_with("就是") => !is_summed(before, whole, &name),
                // `没有自环的图叫简单图`, but nobody's name
                "叫" | "叫做" | "叫作" | "就叫" | "这叫" | "這叫" => {
                    let is_told = whole.chars().count() <= if sentence.opens { 80 } else { 60 };
                    let longest = if name.term.name.is_ascii() { 30 } else { 8 };
                    let is_name =
                        name.term.name.chars().count() <= longest && !whole.ends_with(['？', '?', '吗', '呢']);
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
        let said = ["我们", "我們"]
            .iter()
            .find_map(|we| said.strip_prefix(we).filter(|rest| rest.starts_with(['把', '将', '將'])))
            .unwrap_or(said);
        // `否则称为无向图`
        if ["否则", "否則", "反之", "otherwise"].iter().any(|other| said.starts_with(other)) {
            return None;
        }
        // `X 又称为 Y` names twice and tells nothing
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
        // `$$…$$`, and then `这条称为**次乘性**`, `称为 SSM 卷积核（SSM convolution kernel）`
        let is_pointing = said.starts_with(['这', '該', '该', '此', '這']) && said.chars().count() <= 8;
        if (said.chars().count() <= 4 || is_pointing)
            && name.is_marked
            && let Some(shown) = self.displayed_before(sentence.at).filter(|_| sentence.opens)
        {
            return Some(shown);
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
        let earlier = at_colon(earlier).map_or(earlier, |(_, rest)| rest);
        is_told(earlier).then(|| earlier.to_owned())
    }
}

/// `…，这种现象就是连锁`, `…，这便是核技巧`: what a sentence has told of is summed up in a name that ends it.
fn is_summed(before: &str, whole: &str, name: &Name) -> bool {
    let told = before.rsplit_once(['，', ',']).map_or("", |(told, _)| told);
    let pointing = &before[told.len()..].trim_start_matches(['，', ',', ' ']);
    let is_pointing = pointing.is_empty()
        || (pointing.starts_with(['这', '該', '该', '此', '這', '它']) && pointing.chars().count() <= 8);
    let length = name.term.name.chars().count();
    let is_last = whole.trim_end_matches(['。', '.', ' ', '”', '」', '*']).ends_with(name.term.name.as_str());
    is_pointing
        && is_last
        && count_cjk(told) >= 12
        && (2..=if name.term.name.is_ascii() { 30 } else { 8 }).contains(&length)
        && !crate::ingest::remark::is_remark(&name.term.name)
}

/// Where a sentence calls something by its name, in order; `又称` gives but another name.
fn calls(whole: &str) -> Vec<(usize, &'static str)> {
    let is_other = |at: usize| whole[..at].ends_with(['又', '也', '亦', '俗', '或', '簡', '简', '全', '通']);
    let mut found: Vec<(usize, &str)> = CALLED.places(whole).collect();
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

/// What somebody thinks or plans, where a name stands at the end.
fn is_opinion(said: &str) -> bool {
    ["我", "今天", "目前", "为了", "為了", "怎么", "如何", "谁"].iter().any(|start| said.starts_with(start))
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

/// Whether words tell enough of a thing that it can be named after them.
pub(super) fn says_much(said: &str) -> bool {
    // `$f(\lambda)=|\lambda E-A|$ 称为…`: an equation defines, and a formula says as much as a few words
    let formulas = said.matches('$').count() / 2;
    if formulas > 0 && (said.contains('=') || said.len() >= 24 && count_cjk(said) <= 4) {
        return true;
    }
    count_cjk(said) + 3 * formulas >= 8 || said.split_whitespace().count() >= 5
}

//! Words by which names are told from sentences, and other names from remarks. The long lists are data: `assets/words/`.

use super::norm::push_lower;
use crate::domain::hanzi::simplified;
use hashbrown::{HashMap, HashSet};
use std::sync::LazyLock;

/// A list of words, one a line; `#` begins a remark.
macro_rules! list {
    ($name:literal) => {
        include_str!(concat!("../../assets/words/", $name, ".txt"))
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
    };
}

/// Whole words, in lower case, that are no concept.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| list!("common").collect());
/// First words of English sentences, and of headings that are no terms.
pub(super) static ENGLISH_STARTS: LazyLock<HashSet<&str>> = LazyLock::new(|| list!("english-starts").collect());
/// Words that make a sentence of what stands around them.
pub(super) static ENGLISH_VERBS: LazyLock<HashSet<&str>> = LazyLock::new(|| list!("english-verbs").collect());
/// What any thing has, in Chinese: no subject of a definition.
static VAGUE: LazyLock<HashSet<&str>> = LazyLock::new(|| list!("vague").collect());
/// The same in English: the last word of such a subject.
static ENGLISH_VAGUE: LazyLock<HashSet<&str>> = LazyLock::new(|| list!("english-vague").collect());
/// Tags that say what a note is for, not what it is about.
pub(super) static HOUSEKEEPING: LazyLock<HashSet<&str>> = LazyLock::new(|| list!("housekeeping").collect());

/// What a short explanation has near its start that puts it off to another day.
pub(super) static PUT_OFF: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_first(list!("put-off")));

/// What a short explanation in Han has that says what a thing is or does.
pub(super) static TELLS: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_first(list!("tells")));
/// What it has that says how well something goes.
pub(super) static RATES: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_first(list!("rates")));
/// What it has that tells of the writer.
pub(super) static ASIDES: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_first(list!("asides")));

/// What Chinese words begin with that go on as a sentence.
static STARTS: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_first(list!("starts")));
/// What they end with that introduce what follows.
static ENDS: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_last(list!("ends")));
/// What stands in a sentence and not in a name.
static INSIDE: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_first(list!("inside")));

/// Words by which a sentence follows from another.
static LEADS: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_first(list!("leads")));

/// Pieces of words by one of their characters, so that few are compared.
pub(super) struct Pieces(HashMap<char, Vec<&'static str>>);

impl Pieces {
    /// By the first character of each.
    pub fn by_first(words: impl Iterator<Item = &'static str>) -> Self {
        Self::new(words, |word| word.chars().next())
    }

    /// By the last character of each.
    pub fn by_last(words: impl Iterator<Item = &'static str>) -> Self {
        Self::new(words, |word| word.chars().next_back())
    }

    /// Whether `text` begins with one of them.
    pub fn begin(&self, text: &str) -> bool {
        text.chars().next().is_some_and(|key| self.of(key).iter().any(|piece| text.starts_with(piece)))
    }

    /// Whether `text` ends with one of them, which are by their last characters.
    pub fn end(&self, text: &str) -> bool {
        text.chars().next_back().is_some_and(|key| self.of(key).iter().any(|piece| text.ends_with(piece)))
    }

    /// Whether one of them stands anywhere in `text`.
    pub fn stand_in(&self, text: &str) -> bool {
        text.char_indices().any(|(at, key)| self.of(key).iter().any(|piece| text[at..].starts_with(piece)))
    }

    /// Each of them that stands in `text`, with its place.
    pub fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, &'static str)> + 't {
        text.char_indices().flat_map(move |(at, key)| {
            self.of(key).iter().filter(move |piece| text[at..].starts_with(**piece)).map(move |piece| (at, *piece))
        })
    }

    fn new(words: impl Iterator<Item = &'static str>, key: fn(&str) -> Option<char>) -> Self {
        let mut pieces: HashMap<char, Vec<&str>> = HashMap::new();
        for word in words {
            if let Some(key) = key(word) {
                pieces.entry(key).or_default().push(word);
            }
        }
        Self(pieces)
    }

    fn of(&self, key: char) -> &[&'static str] {
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// What tells one of a common thing from another and makes no name of it: `核心结论`, `本周计划`.
static KINDS: LazyLock<Pieces> = LazyLock::new(|| {
    let kinds = [
        "核心", "主要", "关键", "重要", "今日", "今天", "本日", "本周", "本次", "个人", "我的", "学习", "常见", "最终",
        "初步", "相关", "典型", "具体", "整体", "总体", "几个", "一些", "一点", "其他", "其它", "一个", "估算", "缓解",
        "解决", "改进", "小",
    ];
    Pieces::new(kinds.into_iter(), |kind| kind.chars().next())
});

/// Whether the words are used by every note, in whichever script.
pub(super) fn is_common(words: &str) -> bool {
    let mut folded = String::with_capacity(words.len());
    words.chars().for_each(|c| push_lower(&mut folded, simplified(c)));
    let kinds = || folded.chars().next().map_or(&[][..], |first| KINDS.of(first));
    let is_kind = || kinds().iter().filter_map(|kind| folded.strip_prefix(kind)).any(|rest| COMMON.contains(rest));
    // `背景与动机`
    let is_pair = || {
        folded.split_once(['与', '和', '及']).is_some_and(|(one, other)| COMMON.contains(one) && COMMON.contains(other))
    };
    COMMON.contains(folded.as_str()) || is_kind() || is_pair()
}

/// The bytes of the longest word by which a sentence follows from another.
pub(super) fn lead(sentence: &str) -> Option<usize> {
    let leads = LEADS.of(sentence.chars().next()?).iter();
    leads.filter(|lead| sentence.starts_with(**lead)).map(|lead| lead.len()).max()
}

/// What stands in the name of what a note ends with.
static CLOSING: LazyLock<Pieces> = LazyLock::new(|| {
    let closing = [
        "没懂",
        "沒懂",
        "不懂",
        "没搞懂",
        "沒搞懂",
        "没弄懂",
        "没想通",
        "沒想通",
        "没看懂",
        "疑问",
        "疑問",
        "明天",
        "明日",
        "下周",
        "下週",
        "待办",
        "待辦",
        "todo",
        "作业",
        "作業",
        "感想",
        "小结",
        "小結",
        "反思",
        "吐槽",
        "碎碎念",
        "要干的",
    ];
    Pieces::new(closing.into_iter(), |word| word.chars().next())
});

/// What a note ends with, in its writer's own words: `还没搞懂的`, `明天要做的`.
pub(super) fn is_closing(title: &str) -> bool {
    if title.chars().count() > 10 {
        return false;
    }
    let lower = title.to_lowercase();
    lower.char_indices().any(|(at, key)| CLOSING.of(key).iter().any(|closing| lower[at..].starts_with(closing)))
}

/// Whether a name is of what any thing has, or any sentence speaks of.
pub(super) fn is_vague(name: &str) -> bool {
    const KINDS: [&str; 22] = [
        "main",
        "nice",
        "key",
        "same",
        "first",
        "second",
        "last",
        "next",
        "only",
        "real",
        "big",
        "whole",
        "core",
        "usual",
        "best",
        "worst",
        "good",
        "other",
        "one",
        "new",
        "different",
        "my",
    ];
    let lower = name.to_lowercase();
    let mut words = lower.split(' ').rev();
    let is_vague =
        words.next().is_some_and(|last| ENGLISH_VAGUE.contains(last)) && words.all(|word| KINDS.contains(&word));
    is_vague || VAGUE.contains(lower.chars().map(simplified).collect::<String>().as_str())
}

/// `损失`, `第三步`: what a formula is shown for, and no thing whose formula it is.
pub(super) fn is_counted_over(name: &str) -> bool {
    const LAST: [&str; 19] = [
        "更新",
        "写法",
        "寫法",
        "切法",
        "做法",
        "图",
        "圖",
        "关系",
        "關係",
        "例子",
        "推导",
        "推導",
        "分母",
        "分子",
        "梯度",
        "导数",
        "導數",
        "表达式",
        "形式",
    ];
    name.starts_with(['第', '每'])
        || ["连续型", "离散型", "混合型", "連續型", "離散型"].contains(&name)
        || name.rsplit_once('的').is_some_and(|(_, last)| LAST.contains(&last))
}

/// A single character that names nothing: `如`, `故`, `图`.
pub(super) fn is_function_word(character: char) -> bool {
    "注例解答问证图表求故设坑赞顶另又如即则因但而且或时天日月年人早中晚上下左右前后一二三四五六七八九十甲乙丙丁正反对错是否有无我你他的了在到记略可能这那其這也都就還还又它她此该該为為再不啊嗯".contains(character)
}

/// A label in lower case, without what stands around it.
pub(super) fn folded_label(label: &str) -> String {
    label.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '：' | ':' | '【' | '】')).to_lowercase()
}

/// Words that end as sentences do, and are none.
const WHOLE: [&str; 9] = ["行为", "幂等", "平等", "对等", "相等", "均等", "目的", "标的", "执着"];

/// Whether Chinese words read as a sentence or as what introduces one.
pub(super) fn is_said(words: &str) -> bool {
    STARTS.begin(words)
        || (!WHOLE.iter().any(|whole| words.ends_with(whole)) && ENDS.end(words))
        || is_counted(words)
        || is_heed(words)
        || INSIDE.stand_in(words)
}

/// `注意 x 在 0 处`, and no `注意力`.
fn is_heed(words: &str) -> bool {
    words.strip_prefix("注意").is_some_and(|rest| {
        !rest.starts_with(['力', '机', '头', '图', '广', '偏', '瞬', '网', '缺', '权', '窗', '焦', '分'])
    })
}

/// `论文两篇`, `几点`: how many there are of what follows.
fn is_counted(words: &str) -> bool {
    let mut last = words.chars().rev();
    let measure = last.next().is_some_and(|c| "篇个種种类点步条條项道件遍句本".contains(c));
    measure && last.next().is_some_and(|c| "一两兩三四五六几幾多".contains(c)) && last.next() != Some('第')
}

/// What a label begins with, ends with or has in it that names nothing one could know.
pub(super) static REMARK_STARTS: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_first(list!("remark-starts")));
pub(super) static REMARK_ENDS: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_last(list!("remark-ends")));
pub(super) static REMARK_INSIDE: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_first(list!("remark-inside")));
/// What stands in a label that states something.
pub(super) static STATEMENTS: LazyLock<Pieces> = LazyLock::new(|| Pieces::by_first(list!("statements")));

/// What comes before another name of the same thing.
pub(super) const ALSO_CALLED: [&str; 37] = [
    "又稱為",
    "又稱",
    "也稱",
    "簡稱為",
    "簡稱",
    "全稱",
    "稱為",
    "又称为",
    "又称",
    "也称为",
    "也称",
    "亦称",
    "又叫做",
    "又叫",
    "也叫做",
    "也叫",
    "简称为",
    "简称",
    "全称为",
    "全称是",
    "全称",
    "俗称",
    "别名",
    "缩写为",
    "缩写",
    "英文名",
    "英文",
    "即",
    "或称",
    "a.k.a.",
    "aka",
    "also known as",
    "also called",
    "known as",
    "short for",
    "i.e.",
    "or",
];

/// Those of them that say so in a running sentence too, where a single word would not.
pub(super) const ALSO_CALLED_IN_TEXT: [&str; 28] = [
    "又稱為",
    "又稱",
    "也稱",
    "簡稱為",
    "簡稱",
    "全稱",
    "又称为",
    "又称",
    "也称为",
    "也称",
    "亦称",
    "又叫做",
    "又叫",
    "也叫做",
    "也叫",
    "简称为",
    "简称",
    "全称为",
    "全称是",
    "全称",
    "俗称",
    "缩写为",
    "，即",
    "a.k.a.",
    "also known as",
    "also called",
    "abbreviated as",
    "short for",
];

/// What a parenthesis begins with that remarks on a term.
pub(super) const REMARK: [&str; 26] = [
    "如", "例如", "比如", "见", "参见", "详见", "包括", "含", "不含", "来自", "约", "共", "可选", "重点", "待", "未",
    "已", "e.g.", "see ", "cf", "for ", "from ", "in ", "with", "used", "optional",
];

/// Endings of files, which are no concepts.
pub(super) const EXTENSIONS: [&str; 18] = [
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".md", ".pdf", ".py", ".rs", ".js", ".txt", ".csv",
    ".json", ".html", ".ipynb", ".zip",
];

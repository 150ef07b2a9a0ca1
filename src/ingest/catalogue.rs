//! Headings that are the entries of a catalogue: `Momentum`, `RMSProp`, `Adam` side by side, each over what it is.

use super::definitions::Source;
use super::explanation::{explains, is_judgement, says_enough};
use super::lines::LineKind;
use super::numbering::numbered;
use super::plain::{at_colon, plain, width};
use super::sections::Raw;
use super::tables::is_delimiter;
use super::term::{Term, term, terms};
use hashbrown::HashMap;

/// What a heading names that any method has.
const GENERIC: [&str; 14] = [
    "初始化",
    "合并",
    "合併",
    "训练",
    "訓練",
    "推理",
    "部署",
    "数据集",
    "預處理",
    "预处理",
    "评估",
    "basics",
    "training",
    "inference",
];

/// What a heading says over troubles and their cures.
const TROUBLE: [&str; 10] = ["问题", "問題", "坑", "错", "錯", "bug", "trouble", "error", "报", "debug"];

/// For each heading whether it is an entry: it holds no other heading, and most of those beside it name one thing as it does.
pub(super) fn catalogued(raws: &[Raw]) -> Vec<bool> {
    let mut holds_none = vec![true; raws.len()];
    let are_names: Vec<bool> = raws.iter().map(|raw| is_name(&raw.heading.title)).collect();
    let mut fellows: HashMap<Option<usize>, (usize, usize)> = HashMap::new();
    for (raw, &is_one) in raws.iter().zip(&are_names) {
        let parent = raw.heading.parent;
        if let Some(parent) = parent {
            holds_none[parent] = false;
        }
        let (all, named) = fellows.entry(parent).or_default();
        *all += 1;
        *named += usize::from(is_one);
    }
    let is_entry = |at: usize| {
        let Some(parent) = raws[at].heading.parent.filter(|_| holds_none[at] && are_names[at]) else { return false };
        let (all, named) = fellows.get(&Some(parent)).copied().unwrap_or_default();
        // What is listed as trouble is followed by its cure
        let over = raws[parent].heading.title.to_lowercase();
        named >= 2 && named * 3 >= all * 2 && !TROUBLE.iter().any(|word| over.contains(word))
    };
    (0..raws.len()).map(is_entry).collect()
}

fn is_name(title: &str) -> bool {
    // What is done, and no thing
    const DEEDS: [&str; 28] = [
        "乘", "扩", "看", "解", "求", "计算", "创建", "返回", "获取", "取得", "使用", "安装", "读取", "添加", "定义",
        "声明", "设置", "配置", "运行", "快速", "启动", "导入", "检查", "更新", "编写", "调用", "建立", "準備",
    ];
    let [only] = &terms(title)[..] else { return false };
    if DEEDS.iter().any(|deed| title.starts_with(deed)) {
        return false;
    }
    !GENERIC.contains(&title.to_lowercase().as_str())
        && width(&only.name) <= 24
        && !only.name.contains(['的', '与', '與'])
        && !is_pair(&only.name)
        && !only.name.contains("和 ")
        && !only.name.contains(" 和")
}

/// `空格和缩进`, and no `饱和非线性`
fn is_pair(name: &str) -> bool {
    let halves = name.split_once('和');
    halves.is_some_and(|(one, other)| {
        one.chars().count() >= 2
            && other.chars().count() >= 2
            && !one.ends_with(['饱', '调', '求', '总', '共', '柔', '飽', '調', '總'])
    })
}

impl Source<'_> {
    /// What the first row under a heading says of it, if nothing in the section says it in so many words.
    pub fn headed(&self, about: Option<&Term>) -> Option<String> {
        let at = self.rows.iter().position(|row| self.lines[row.line].kind != LineKind::Blank)?;
        let (row, line) = (&self.rows[at], &self.lines[self.rows[at].line]);
        let is_table = self.lines.get(self.rows[at].line + 1).is_some_and(|next| is_delimiter(self.text, next));
        if line.kind != LineKind::Text
            || is_table
            || row.is_item
            || line.quotes > 0
            || numbered(line.words(self.text)).is_some()
        {
            return None;
        }
        let said = line.words(self.text);
        let shown = plain(self.text, self.lexed, line.content..line.content + said.len());
        let is_told = self.definition(at).is_some()
            || self.labelled(at, about).is_some()
            || self.answered(at).is_some()
            || !self.sentences(at, about).is_empty();
        // `stream（流）是…` under another title
        let is_of_other = self.copula(line.content, line.content + said.len()).is_some_and(|(subject, ..)| {
            let subject = plain(self.text, self.lexed, line.content..subject);
            term(&subject).is_some() && about.is_none_or(|about| !subject.starts_with(&about.name))
        });
        let folded: String = shown.chars().take(4).map(crate::domain::hanzi::simplified).collect();
        let is_labelled = at_colon(&shown).is_some_and(|(label, rest)| !rest.is_empty() && label.len() <= 60);
        let is_of_it = about
            .and_then(|about| shown.strip_prefix(&about.name))
            .is_some_and(|rest| rest.trim_start().starts_with('的'));
        let said = self.with_display(at, said);
        // `指模型钻空子拿高分。典型表现：` over a list: what comes before the list says it
        let said = match said.rfind('。').filter(|_| said.ends_with(['：', ':'])) {
            Some(end) => said[..end + '。'.len_utf8()].to_owned(),
            None => said,
        };
        let is_said =
            says_enough(said.trim_end_matches(['：', ':'])) && !said.ends_with(['：', ':']) && explains(&shown);
        let names = about.is_none_or(|about| !super::remark::is_remark(&about.name));
        let is_due = names
            && !is_told
            && !is_of_other
            && !is_labelled
            && !is_of_it
            && is_said
            && !is_judgement(&folded)
            && !is_remark(&shown);
        is_due.then_some(said)
    }
}

/// `看了两遍`, `如图`: words on the writer's doings, or on the note.
pub(super) fn is_remark(said: &str) -> bool {
    const MARKS: [&str; 66] = [
        "有了",
        "每层",
        "同样",
        "输入",
        "之前",
        "Did ",
        "*",
        "为什么",
        "為什麼",
        "现在",
        "然后",
        "例如",
        "比如",
        "如果",
        "首先",
        "你可以",
        "请",
        "访问",
        "但",
        "设",
        "設",
        "若",
        "假设",
        "假設",
        "时间",
        "Hard to",
        "GPT",
        "听说",
        "看了",
        "看完",
        "看到",
        "读了",
        "读完",
        "跑了",
        "问了",
        "试了",
        "参考",
        "见",
        "如图",
        "如下",
        "代码",
        "公式",
        "先",
        "主要",
        "本节",
        "这",
        "該",
        "该",
        "目前",
        "一般",
        "常用",
        "昨",
        "听",
        "刚",
        "想",
        "终于",
        "还",
        "也",
        "除了",
        "给定",
        "文档",
        "作者",
        "论文",
        "$$",
        "I ",
        "We ",
    ];
    MARKS.iter().any(|mark| said.starts_with(mark))
        || said.chars().take(16).any(|c| c == '我')
        || ["老师", "老師"].iter().any(|teacher| said.find(teacher).is_some_and(|at| at <= 48))
        || said.split(". ").next().is_some_and(|first| {
            let is_fragment = first.is_ascii() && first.split(' ').count() < 5;
            is_fragment || first.contains(" I ") || first.contains(" we ")
        })
}

//! Sentences that are led by the name of what they tell of: one in bold, one with another beside it, or the section's title.

use super::Sentence;
use super::copula::NEAR;
use super::names::is_plain_name;
use super::predicate::says_what_kind;
use crate::ingest::definitions::{Definition, Source};
use crate::ingest::explanation::{explains, is_judgement, says_enough};
use crate::ingest::lexer::{count_cjk, is_cjk};
use crate::ingest::plain::plain;
use crate::ingest::term::term;

/// Verbs by which a sentence says what its subject does or stands for.
const TELLING: [&str; 30] = [
    "假设", "假設", "给出", "給出", "要求", "保证", "保證", "利用", "让", "允许", "表示", "衡量", "描述", "负责",
    "負責", "用来", "用來", "用于", "用於", "指代", "代表", "把", "将", "將", "通过", "通過", "决定", "決定", "定义",
    "记录",
];

impl Source<'_> {
    /// `**RMSNorm**（均方根归一化）去掉了…`, `A **parallel scan** computes…`: a sentence that opens with a name in bold, and another
    /// name or an article beside it, says what the name stands for.
    pub fn led_by_name(&self, at: usize, start: usize, end: usize) -> Option<Definition> {
        let whole = self.text.get(start..end)?;
        let bare = ["A ", "An ", "The "].iter().find_map(|article| whole.strip_prefix(article));
        let from = end - bare.unwrap_or(whole).len();
        let words = self.text.get(from..end)?;
        let is_bold = words.starts_with("**");
        let name_end = self.name_end(from, end, is_bold)?;
        let said = self.text.get(name_end..end)?;
        let named = term(&plain(self.text, self.lexed, from..name_end))?;
        let explanation = said.trim();
        // `**pass@k** 表示对每道题…`, `**Episodic memory** stores what happened…`
        let first = explanation.split(' ').next().unwrap_or_default();
        let is_english = said.starts_with(' ')
            && first.len() >= 4
            && first.ends_with('s')
            && first.bytes().all(|b| b.is_ascii_lowercase());
        // `**score function** 对数概率密度关于数据的梯度`, `**latent diffusion** 先用 autoencoder 压到…`
        let is_kind = said.starts_with(' ')
            && explanation.starts_with(is_cjk)
            && (says_what_kind(explanation)
                || explanation.starts_with("先")
                || explanation.starts_with('用') && explanation.contains(['把', '将', '將', '来']));
        let is_verbal = is_bold && (is_english || is_kind || TELLING.iter().any(|verb| explanation.starts_with(verb)));
        let is_named = !named.aliases.is_empty() || (is_bold && bare.is_some() && said.starts_with(' ')) || is_verbal;
        // `梯度裁剪（gradient clipping），梯度的范数超过阈值就…`
        let clause = explanation.strip_prefix('，').filter(|_| self.line(at).is_some_and(|line| line.content == start));
        let clause = clause.filter(|_| is_plain_name(&named.name) && !named.name.contains("叫"));
        let clause = clause.filter(|clause| count_cjk(clause) >= 10 && !named.aliases.is_empty());
        let explanation = clause.map_or(explanation, str::trim);
        let tells =
            explanation.starts_with(char::is_alphabetic) && (is_bold || clause.is_some() || !goes_past(explanation));
        let explanation = self.with_display(at, explanation);
        let explanation = explanation.trim_end_matches(['：', ':']);
        let tells = tells && says_enough(explanation) && explains(explanation);
        // `**DPO（…）** 不单独训练奖励模型，而是…`
        let is_contrast =
            is_bold && !named.aliases.is_empty() && explanation.starts_with('不') && explanation.chars().count() >= 14;
        let is_name = is_plain_name(&named.name) || (!named.aliases.is_empty() && !named.name.contains(['，', ',']));
        let is_due = is_named && tells && (is_contrast || !is_judgement(explanation)) && is_name;
        is_due.then(|| Definition { terms: vec![named], explanation: explanation.to_owned(), at: from, rows: at..at })
    }

    /// `DDIM 把采样改成…` under the heading `DDIM`: the first words name what the section is about, and a verb tells what it does.
    pub fn led_by_title(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        const ALSO: [&str; 6] = ["借鉴", "借鑑", "用", "对", "先", "在每"];
        let about = sentence.about?;
        let whole = self.text.get(sentence.range.clone())?;
        let rest = whole.get(about.name.len()..).filter(|_| whole.starts_with(about.name.as_str()))?;
        let said = rest.trim_start();
        let foretells = ["将自动", "将会", "将在", "将被", "將會"].iter().any(|verb| said.starts_with(verb));
        let tells = !foretells && TELLING.iter().chain(&ALSO).any(|verb| said.starts_with(verb));
        let is_told = tells && count_cjk(said) >= 12 && !said.contains('我');
        let said = self.with_display(sentence.at, said.trim_end_matches('。'));
        let (terms, at) = (vec![about.clone()], sentence.range.start);
        is_told.then(|| Definition { terms, explanation: said, at, rows: sentence.rows() })
    }

    /// `IoU 表示预测框和真实框的…`, `NTK-aware scaling 用来在…`: a Latin name that opens a line, and a verb that says what it stands for.
    pub fn told_by_verb(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        const VERBS: [&str; 13] = [
            "表示",
            "用来",
            "用來",
            "用于",
            "用於",
            "相当于",
            "相當於",
            "衡量",
            "刻画",
            "指代",
            "负责",
            "負責",
            "去掉了",
        ];
        let whole = self.text.get(sentence.range.clone()).filter(|_| sentence.opens)?;
        let begins = whole.get(..whole.floor_char_boundary(30))?;
        if !begins.starts_with(|c: char| c.is_ascii_uppercase()) && !begins.contains('$') {
            return None;
        }
        let (at, verb) = VERBS.iter().filter_map(|verb| whole.find(verb).map(|at| (at, *verb))).min()?;
        let name =
            whole[..at].strip_suffix(' ').or_else(|| whole[..at].strip_suffix(['）', ')']).map(|_| &whole[..at]))?;
        // `条件数 $\\kappa(A)$ 衡量…`
        let shown = name.strip_suffix('$').and_then(|inner| Some(inner[..inner.rfind('$')?].trim_end()));
        let is_shown = shown.is_some_and(|name| (2..=8).contains(&name.chars().count()) && name.chars().all(is_cjk));
        let name = shown.filter(|_| is_shown).unwrap_or(name);
        let is_name = name.len() >= 2
            && (is_shown || name.starts_with(|c: char| c.is_ascii_uppercase()))
            && name.split(' ').count() <= 3
            && !name.contains(['，', ',']);
        let named = term(&plain(self.text, self.lexed, sentence.range.start..sentence.range.start + name.len()))?;
        let said = whole[at..].trim().trim_end_matches('。');
        let least = if verb == "表示" { 6 } else { 12 + verb.chars().count() };
        let is_told = count_cjk(said) >= least && explains(said);
        let said = self.with_display(sentence.at, said);
        let at = sentence.range.start;
        (is_name && is_told).then(|| Definition { terms: vec![named], explanation: said, at, rows: sentence.rows() })
    }

    /// `ReAct 让模型交替输出思考和动作`, `CLIP 用对比学习把图和文映射到…`: a name in Latin letters, and what it makes of what.
    pub fn told_by_deed(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        const MAKES: [&str; 5] = ["把", "让", "讓", "将", "將"];
        const MEANS: [&str; 3] = ["用", "通过", "靠"];
        let whole = self.text.get(sentence.range.clone()).filter(|_| sentence.opens)?;
        let at = whole.find(|c: char| is_cjk(c))?;
        let name = whole[..at].trim_end();
        let said = whole[at..].trim().trim_end_matches('。');
        let first = said.split(['，', '；']).next().unwrap_or_default();
        let makes = MAKES.iter().any(|verb| said.starts_with(verb));
        let by_means = MEANS.iter().any(|verb| said.starts_with(verb)) && MAKES.iter().any(|verb| first.contains(verb));
        let is_large = name.chars().filter(|c| c.is_ascii_uppercase() || c.is_ascii_digit()).count() >= 2;
        let is_name = is_large
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !is_model(name)
            && (2..=20).contains(&name.len());
        let range = sentence.range.start..sentence.range.start + name.len();
        let named = term(&plain(self.text, self.lexed, range.clone()))?;
        let is_told = (makes || by_means) && count_cjk(said) >= 12 && explains(said);
        let is_own = said.contains('我') || said.contains('了');
        let said = self.with_display(sentence.at, said);
        (is_name && is_told && !is_own).then(|| Definition {
            terms: vec![named],
            explanation: said,
            at: range.start,
            rows: sentence.rows(),
        })
    }

    /// `Linear attention drops the softmax and …`, `The roofline model bounds …` under the heading of that name.
    pub fn led_by_english_title(&self, sentence: &Sentence<'_>) -> Option<Definition> {
        const KINDS: [&str; 6] = ["model", "method", "algorithm", "trick", "mechanism", "rule"];
        let about = sentence.about.filter(|about| sentence.opens && about.name.is_ascii())?;
        let whole = self.text.get(sentence.range.clone())?;
        let bare = whole.strip_prefix("The ").unwrap_or(whole);
        let start = bare.get(..about.name.len()).filter(|start| start.eq_ignore_ascii_case(&about.name))?;
        let said = bare[start.len()..].strip_prefix(' ')?;
        let (first, rest) = said.split_once(' ')?;
        let said = if KINDS.contains(&first) { rest } else { said };
        let verb = said.split(' ').next()?;
        let is_verb = verb.len() >= 4
            && verb.ends_with('s')
            && !verb.ends_with("ss")
            && verb.bytes().all(|byte| byte.is_ascii_lowercase())
            && !["needs", "works", "gets", "looks", "comes", "does", "seems", "goes", "still", "always"]
                .contains(&verb);
        let said = self.with_display(sentence.at, said.trim_end_matches(['.', ' ']));
        let (terms, at) = (vec![about.clone()], sentence.range.start);
        let is_told = is_verb && said.split_whitespace().count() >= 7 && !said.contains(" I ");
        is_told.then(|| Definition { terms, explanation: said, at, rows: sentence.rows() })
    }

    /// Where the name ends that a sentence opens with: behind its bold letters, and behind the other name beside it, without
    /// which a name that is not bold is none.
    fn name_end(&self, from: usize, end: usize, is_bold: bool) -> Option<usize> {
        let words = self.text.get(from..end)?;
        let near = words.get(..words.floor_char_boundary(NEAR))?;
        let name = if is_bold { 2 + near.get(2..)?.find("**")? + 2 } else { near.find(['（', '('])? };
        let name = name + usize::from(words[name..].starts_with(" ("));
        let after = &words[name..];
        if !after.starts_with(['（', '(']) {
            return is_bold.then_some(from + name);
        }
        let close = after.find(['）', ')'])?;
        let length = after[close..].chars().next()?.len_utf8();
        Some(from + name + close + length)
    }
}

/// Models and their makers do much, and what they do is not what they are.
pub(super) fn is_model(name: &str) -> bool {
    const MODELS: [&str; 22] = [
        "GPT",
        "Llama",
        "LLaMA",
        "PaLM",
        "Qwen",
        "DeepSeek",
        "Mistral",
        "Mixtral",
        "Claude",
        "Gemini",
        "BERT",
        "T5",
        "OpenAI",
        "Google",
        "Meta",
        "PyTorch",
        "HF",
        "ChatGPT",
        "InstructGPT",
        "Phi",
        "Gemma",
        "vLLM",
    ];
    MODELS.iter().any(|model| name.starts_with(model))
}

/// `在长文本上`, `和 BN 一样`: a sentence that says something else of what it names.
fn goes_past(said: &str) -> bool {
    const MARKS: [&str; 22] = [
        "的", "和", "与", "與", "或", "在", "也", "都", "还", "還", "比", "之", "等", "及", "中", "上", "for ", "and ",
        "时", "時", "后", "後",
    ];
    MARKS.iter().any(|mark| said.starts_with(mark))
}

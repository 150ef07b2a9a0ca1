//! From a formula, a card or a line of a note to the bench that shows it.

use crate::lab::bench::{Bench, Case, Inputs};
use crate::locale::scene::{self, Scene};

/// A calculation of a bench, or one of its scenes.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    pub bench: Bench,
    pub case: &'static str,
    pub scene: Option<&'static Scene>,
}

/// A calculation with inputs, as a card names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub bench: String,
    pub case: String,
    /// A JSON object.
    pub set: String,
}

/// What a text speaks of, and the scene that shows it; the first that is found counts, so the particular come first.
const WORDS: &[(&[&str], &str)] = &[
    (&["absorb", "吸收", "mla", "latent attention", "潜在"], "mla-absorb"),
    (&["93.3"], "deepseek-933"),
    (&["alibi", "线性偏置"], "alibi-distance"),
    (&["yarn"], "scaling-chart"),
    (&["ntk", "旋转基。", "旋转基，"], "ntk"),
    (&["插值", "interpolation"], "interpolation"),
    (&["截断", "truncat"], "truncated-basis"),
    (&["rope", "旋转位置", "rotary"], "rope-shift"),
    (&["正弦", "sinus"], "sinusoids"),
    (&["gqa", "mqa", "分组查询", "grouped-query", "multi-query"], "gqa-sharing"),
    (&["kv cache", "kv 缓存", "kv缓存"], "kv-llama"),
    (&["λ", "lambda", "streamingllm", "sink"], "lambda-window"),
    (&["并行上下文", "parallel context"], "parallel-windows"),
    (&["词元选择", "focused transformer", "memorizing"], "token-selection"),
    (&["滑动窗口", "sliding window"], "window-trap"),
    (&["mamba", "selective", "选择机制"], "mamba-gate"),
    (&["rwkv"], "rwkv-decay"),
    (&["retnet", "retention", "保留机制"], "retnet-forms"),
    (&["hyena", "长卷积"], "hyena-matrix"),
    (&["s4", "ssm", "状态空间", "state-space", "state space"], "ssm-two-views"),
    (&["均衡损失", "balance loss", "switch"], "moe-balance"),
    (&["mixtral"], "mixtral-active"),
    (&["moe", "专家", "expert"], "moe-top2"),
    (&["deepnorm", "残差", "residual", "pre-norm", "pre-ln", "post-ln", "sandwich"], "depth-norm"),
    (&["batchnorm", "批归一化"], "bn-trap"),
    (&["layernorm", "rmsnorm", "归一化", "norm"], "ln-axis"),
    (&["swiglu", "glu", "前馈"], "swiglu"),
    (&["gelu", "relu", "激活函数", "activation"], "gelu-curve"),
    (&["加法注意力", "additive"], "dot-vs-additive"),
    (&["温度", "temperature"], "temperature"),
    (&["√d", "sqrt{d", "缩放点积", "scaled dot"], "root-d"),
    (&["因果", "causal"], "causal-leak"),
    (&["多头", "multi-head"], "heads"),
    (&["位置编码", "position"], "no-order"),
    (&["复杂度", "complexity", "flops"], "growth"),
    (&["注意力", "attention", "softmax"], "root-d"),
];

/// The scene that a text speaks of.
pub fn of_text(text: &str) -> Option<Link> {
    let text: String = text.chars().take(2000).collect::<String>().to_lowercase();
    let (_, id) = WORDS.iter().find(|(words, _)| words.iter().any(|word| text.contains(word)))?;
    let scene = scene::find(id)?;
    Some(Link { bench: scene.bench, case: scene.case, scene: Some(scene) })
}

/// What the first command line in a text computes, as [`Workbench::command`](super::Workbench::command) writes it.
pub fn of_command(text: &str) -> Option<(Bench, &'static Case, Inputs)> {
    let start = text.find(COMMAND)? + COMMAND.len();
    let line = text[start..].lines().next()?.split('`').next()?;
    let mut words = words(line).into_iter().peekable();
    let bench: Bench = words.next()?.parse().ok()?;
    let named = words.next_if(|word| !word.starts_with("--"));
    let case = named.map_or_else(|| bench.cases().next(), |name| bench.case(&name))?;
    let mut inputs = Inputs::toy(1);
    while let Some(flag) = words.next() {
        let (name, value) = (flag.strip_prefix("--")?.replace('-', "_"), words.next()?);
        if name == "seed" {
            inputs.reseed(value.parse().ok());
            continue;
        }
        let field = case.fields.iter().find(|field| field.name.replace('-', "_") == name)?;
        inputs.set(field.name, serde_json::from_str(&value).unwrap_or_else(|_| value.into()));
    }
    Some((bench, case, inputs.of(case)))
}

const COMMAND: &str = "wengu lab ";

/// Words between blanks; single quotes keep blanks.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().into_iter().for_each(|word| word.push(character)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The bench that a formula names, at the scene or calculation that fits its names.
pub fn of_formula(bench: &str, names: &[&str]) -> Option<Link> {
    let bench: Bench = bench.parse().ok()?;
    let plain = |name: &str| name.to_lowercase().replace(['-', ' ', '.'], "_");
    let case = bench.cases().find(|case| names.iter().any(|name| plain(name) == case.name));
    if let Some(case) = case {
        return Some(Link { bench, case: case.name, scene: None });
    }
    let told = names.iter().find_map(|name| of_text(name).filter(|link| link.bench == bench));
    told.or_else(|| bench.cases().next().map(|case| Link { bench, case: case.name, scene: None }))
}

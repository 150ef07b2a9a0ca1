//! Scores, masks, softmax, and how heads share keys.

use super::{Made, Stock, factor, joined, list, or_missing, products, row};
use crate::exercise::dice::Dice;
use crate::exercise::value::{Unit, short};
use crate::lab::attention::{Attention, AttentionInput};
use crate::lab::mask::{Align, Mask, receptive_field};
use crate::lab::multi_head::kv_head_of;
use crate::lab::softmax::{OnlineSoftmax, RowStats, softmax, softmax_row};
use crate::lab::{LabError, Matrix, cost};
use serde_json::{Value as Json, json};

pub(super) const STOCK: &[&Stock] = &[
    &Stock {
        id: "softmax-three",
        bench: Some(("attention", "softmax")),
        ask: (
            "softmax({a}, {b}, {c}) 的三个权重各是多少？（两位小数）",
            "What are the three weights of softmax({a}, {b}, {c})? (two decimals)",
        ),
        make: softmax_three,
    },
    &Stock {
        id: "causal-row",
        bench: Some(("attention", "softmax")),
        ask: (
            "四个词元的因果注意力。第 {i} 个词元（从 1 数起）的 logit 是 {a}, {b}, {c}, {d}。它的四个权重是多少？（两位小数）",
            "Causal attention over four tokens. Token {i}, counted from 1, has the logits {a}, {b}, {c}, {d}. What are its four weights? (two decimals)",
        ),
        make: causal_row,
    },
    &Stock {
        id: "scaled-score",
        bench: Some(("attention", "attention")),
        ask: (
            "q = ({a}, {b}, {c}, {d})，k = ({e}, {f}, {g}, {h})。缩放点积得分是多少？",
            "q = ({a}, {b}, {c}, {d}) and k = ({e}, {f}, {g}, {h}). What is the scaled dot-product score?",
        ),
        make: scaled_score,
    },
    &Stock {
        id: "temperature",
        bench: Some(("attention", "softmax")),
        ask: (
            "两个 logit {a} 和 {b}，温度 τ = {t}。第一个的权重是多少？",
            "Two logits, {a} and {b}, at temperature τ = {t}. What is the weight of the first?",
        ),
        make: temperature,
    },
    &Stock {
        id: "attention-entropy",
        bench: Some(("attention", "entropy")),
        ask: (
            "一行注意力权重是 {a}, {b}, {c}。熵是多少奈特？",
            "A row of attention weights is {a}, {b}, {c}. What is its entropy in nats?",
        ),
        make: |dice| entropy(dice, false),
    },
    &Stock {
        id: "effective-keys",
        bench: Some(("attention", "entropy")),
        ask: (
            "一行注意力权重是 {a}, {b}, {c}。有效键数是多少？",
            "A row of attention weights is {a}, {b}, {c}. What is its effective number of keys?",
        ),
        make: |dice| entropy(dice, true),
    },
    &Stock {
        id: "online-softmax",
        bench: Some(("attention", "softmax")),
        ask: (
            "在线 softmax 先读块 ({a}, {b})，再读块 ({c}, {d})。读完后的最大值 m 与指数和 l 是多少？",
            "Online softmax reads the block ({a}, {b}), then the block ({c}, {d}). What are the maximum m and the sum l after both?",
        ),
        make: online,
    },
    &Stock {
        id: "visible-keys",
        bench: Some(("attention", "mask")),
        ask: (
            "Λ 形窗口：开头 {s} 个汇，最近 {w} 个键（含自己）。位置 {p}（从 0 数起）的查询能看到几个键？",
            "A Λ window keeps {s} sinks and the last {w} keys, oneself included. How many keys does the query at position {p}, counted from 0, see?",
        ),
        make: visible_keys,
    },
    &Stock {
        id: "window-reach",
        bench: Some(("attention", "receptive_field")),
        ask: (
            "{L} 层，滑动窗口 {w} 个键（含自己）。最后一个词元的感受野最多有多少个词元？",
            "{L} layers with a sliding window of {w} keys, oneself included. How many tokens can the receptive field of the last token hold?",
        ),
        make: window_reach,
    },
    &Stock {
        id: "gqa-group",
        bench: Some(("attention", "gqa")),
        ask: (
            "GQA：{H} 个查询头，{G} 组键值。查询头 {i}（从 0 数起）用第几组（从 0 数起）？",
            "GQA with {H} query heads and {G} KV heads: which KV head does query head {i} read? (both counted from 0)",
        ),
        make: gqa_group,
    },
    &Stock {
        id: "score-matrix-bytes",
        bench: Some(("cost", "attention_flops")),
        ask: (
            "{T} 个词元、{H} 个头、fp16：若把一层的得分矩阵全部存下，要多少字节？",
            "{T} tokens, {H} heads, fp16: how many bytes would the score matrices of one layer take if they were stored?",
        ),
        make: score_matrix,
    },
];

fn softmax_three(dice: &mut Dice) -> Result<Made, LabError> {
    let x: [f64; 3] = dice.distinct(-2.0, 2.0);
    let steps = or_missing(softmax_row(&x), "the row")?;
    let [a, b, c] = x;
    let (max, sum) = (steps.max, steps.sum);
    Ok(Made::near(steps.weights, 0.02)
        .with_decimals(2)
        .letters(&x)
        .step(format!("max({a}, {b}, {c}) = {max}"))
        .step(format!("exp(x − max) = {}", joined(&steps.exp)))
        .step(format!("Σ = {}", short(sum)))
        .slip(steps.exp.clone(), "没有除以指数之和：权重之和应当是 1", "not divided by the sum: weights add up to 1")
        .slip(x.map(|x| x / (a + b + c)), "应当先取指数再归一化", "take exponentials first, then normalise")
        .set("x", list(&x)))
}

fn causal_row(dice: &mut Dice) -> Result<Made, LabError> {
    let x: [f64; 4] = dice.distinct(-1.5, 1.5);
    let token = dice.size(2, 3);
    let visible = Mask::Causal.visible(&Matrix::zeros((4, 4)), Align::TopLeft)?;
    let mut masked = x;
    for (key, logit) in masked.iter_mut().enumerate() {
        if !visible[[token - 1, key]] {
            *logit = f64::NEG_INFINITY;
        }
    }
    let steps = or_missing(softmax_row(&masked), "the row")?;
    let unmasked = or_missing(softmax(&x), "the row")?;
    let shown = |logit: &f64| if logit.is_finite() { logit.to_string() } else { "−∞".to_owned() };
    let seen = masked.iter().map(shown).collect::<Vec<_>>().join(", ");
    let [a, b, c, d] = x;
    let masked = masked.iter().map(|x| if x.is_finite() { Json::from(*x) } else { Json::from("-inf") });
    let zeroed: Vec<f64> =
        unmasked.iter().enumerate().map(|(key, weight)| if key < token { *weight } else { 0.0 }).collect();
    Ok(Made::near(steps.weights, 0.02)
        .with_decimals(2)
        .letters(&x)
        .with("i", token)
        .step(format!("j ≤ {token}: {a}, {b}, {c}, {d} → {seen}"))
        .step(format!("exp(x − max) = {}", joined(&steps.exp)))
        .step(format!("Σ = {}", short(steps.sum)))
        .slip(unmasked, "忘了因果掩码", "the causal mask was forgotten")
        .slip(
            zeroed,
            "掩码要在 softmax 之前，否则一行之和不是 1",
            "the mask comes before softmax, or the row does not sum to 1",
        )
        .set("x", masked.collect::<Json>()))
}

fn scaled_score(dice: &mut Dice) -> Result<Made, LabError> {
    let mut draw = || -> [f64; 4] { std::array::from_fn(|_| dice.stepped(-3.0, 3.0, 1.0)) };
    let (q, mut k) = (draw(), draw());
    let dot = |k: &[f64; 4]| q.iter().zip(k).map(|(q, k)| q * k).sum::<f64>();
    // A score of 0 would be right whatever it is divided by
    if dot(&k) == 0.0 {
        k = q.map(|q| if q == 0.0 { 1.0 } else { q });
    }
    let score = dot(&k);
    let (q, k) = if score == 0.0 { ([1.0; 4], [2.0; 4]) } else { (q, k) };
    let attention = Attention::compute(&AttentionInput::new(vec![q.to_vec()], vec![k.to_vec()], vec![vec![0.0]]))?;
    let head = or_missing(attention.heads.first(), "the heads")?;
    let (raw, scaled) = (head.scores[[0, 0]], head.scaled[[0, 0]]);
    let both: Vec<f64> = q.iter().chain(&k).copied().collect();
    Ok(Made::near([scaled], 0.01)
        .letters(&both)
        .step(format!("q·k = {} = {raw}", products(&q, &k)))
        .step(format!("{raw} / √4 = {scaled}"))
        .slip([raw], "忘了除以 √D", "1/√D was forgotten")
        .slip([raw / 4.0], "除以了 D 而不是 √D", "divided by D instead of √D")
        .set("q", row(&q))
        .set("k", row(&k))
        .set("v", row(&[0.0])))
}

fn temperature(dice: &mut Dice) -> Result<Made, LabError> {
    let t = dice.one_of([0.25, 0.5, 2.0, 4.0]);
    // Within 2·τ, so that neither weight is next to nothing
    let most = f64::min(2.0 * t, 2.0);
    let [a, b]: [f64; 2] = dice.distinct(-most, most);
    let first = |x: [f64; 2]| or_missing(softmax(&x), "the row").map(|weights| weights[0]);
    let weight = first([a / t, b / t])?;
    Ok(Made::near([weight], 0.02)
        .letters(&[a, b])
        .with("t", t)
        .step(format!("{} / {t} = {}", factor(a), short(a / t)))
        .step(format!("{} / {t} = {}", factor(b), short(b / t)))
        .step(format!("1 / (1 + exp({})) = {}", short((b - a) / t), short(weight)))
        .slip([first([a, b])?], "忘了温度", "the temperature was forgotten")
        .slip(
            [first([a * t, b * t])?],
            "logit 要除以温度，不是乘",
            "logits are divided by the temperature, not multiplied",
        )
        .slip([1.0 - weight], "这是第二个的权重", "that is the weight of the second")
        .set("x", list(&[a, b]))
        .set("temperature", t))
}

fn entropy(dice: &mut Dice, effective: bool) -> Result<Made, LabError> {
    let first = dice.whole(1, 8);
    let second = dice.whole(1, 9 - first);
    let weights = [first, second, 10 - first - second].map(|tenths| tenths as f64 / 10.0);
    let stats = or_missing(RowStats::of(&weights), "the row")?;
    let terms: Vec<String> = weights.iter().map(|p| format!("{p}·ln {p}")).collect();
    let (nats, keys) = (stats.entropy_nats, stats.effective_keys);
    let made = if effective {
        // Three keys must not pass for 0.4, 0.3, 0.3
        Made::near([keys], 0.008)
            .slip([nats], "这是熵；有效键数是 e^H", "that is the entropy; the effective number of keys is e^H")
            .slip([3.0], "三个键的权重不相等，有效键数小于 3", "the weights differ, so fewer than 3 keys count")
    } else {
        Made::of(super::Value::new([nats], Unit::Nats, 0.02))
            .slip([stats.entropy_bits], "这是比特；奈特用自然对数", "that is in bits; nats take the natural logarithm")
            .slip([keys], "这是有效键数 e^H", "that is the effective number of keys, e^H")
    };
    let made = made.letters(&weights).step(format!("H = −({}) = {}", terms.join(" + "), short(nats)));
    let made = if effective { made.step(format!("exp({}) = {}", short(nats), short(keys))) } else { made };
    Ok(made.set("weights", row(&weights)))
}

fn online(dice: &mut Dice) -> Result<Made, LabError> {
    let [a, b, c, d]: [f64; 4] = dice.distinct(0.0, 3.0);
    let mut online = OnlineSoftmax::default();
    online.push_block(&[a, b]);
    let (m1, l1) = (online.max, online.sum);
    online.push_block(&[c, d]);
    let (m, l) = (online.max, online.sum);
    let rescaled = short((m1 - m).exp());
    let unscaled = l1 + (c - m).exp() + (d - m).exp();
    Ok(Made::near([m, l], 0.02)
        .letters(&[a, b, c, d])
        .step(format!("({a}, {b}): m = {m1}, l = {}", short(l1)))
        .step(format!("({c}, {d}): m′ = {m}, exp(m − m′) = {rescaled}"))
        .step(format!("l′ = {}·{rescaled} + exp({c} − {m}) + exp({d} − {m}) = {}", short(l1), short(l)))
        .slip(
            [m, unscaled],
            "最大值变了，旧的 l 要乘 exp(m − m′)",
            "the maximum grew: the old l is multiplied by exp(m − m′)",
        )
        .set("x", list(&[a, b, c, d]))
        .set("block", 2))
}

fn visible_keys(dice: &mut Dice) -> Result<Made, LabError> {
    let (sinks, window, position) = (dice.size(2, 4), dice.size(2, 6), dice.size(3, 15));
    let tokens = position + 1;
    let mask = Mask::Lambda { sinks, window };
    let visible = mask.visible(&Matrix::zeros((tokens, tokens)), Align::TopLeft)?;
    let seen = visible.row(position).iter().filter(|see| **see).count();
    let working = if sinks + window < tokens {
        format!("{sinks} + {window} = {seen}, {position} + 1 = {tokens} > {seen}")
    } else {
        format!("{sinks} + {window} ≥ {position} + 1 → {seen}")
    };
    Ok(Made::count(seen as u64)
        .with("s", sinks)
        .with("w", window)
        .with("p", position)
        .step(working)
        .slip(
            [(sinks + window) as f64],
            "汇和窗口重叠了，不能看到比已有更多的键",
            "sinks and window overlap: no more keys than there are",
        )
        .slip([tokens as f64], "窗口之外、汇之后的键看不到", "keys beyond the sinks and before the window are hidden")
        .slip([window as f64], "开头的汇也看得到", "the sinks are seen, too")
        .slip([(sinks + window + 1) as f64], "窗口已经包括自己", "the window counts oneself already")
        .set("T", tokens)
        .set("mask", mask.to_string()))
}

fn window_reach(dice: &mut Dice) -> Result<Made, LabError> {
    let (layers, window) = (dice.one_of([4, 8, 16, 24, 32, 40]), dice.one_of([128, 256, 512, 1024, 2048, 4096]));
    let reach = receptive_field(layers, window);
    Ok(Made::count(reach as u64)
        .with("L", layers)
        .with("w", window)
        .step(format!("{layers}·({window} − 1) + 1 = {reach}"))
        .slip(
            [(layers * window) as f64],
            "每层只多看 w − 1 个：窗口包括自己",
            "each layer adds w − 1: the window counts oneself",
        )
        .slip(
            [window as f64],
            "这是一层；每过一层就再往前传",
            "that is one layer; each further one reaches further back",
        )
        .slip([(layers * (window - 1)) as f64], "漏了自己", "oneself is left out")
        .set("layers", layers)
        .set("window", window))
}

fn gqa_group(dice: &mut Dice) -> Result<Made, LabError> {
    let (heads, groups) = (dice.one_of([8, 16, 32]), dice.one_of([2, 4]));
    let head = dice.size(1, heads - 1);
    let group = or_missing(kv_head_of(head, heads, groups), "the group")?;
    let size = heads / groups;
    Ok(Made::count(group as u64)
        .with("H", heads)
        .with("G", groups)
        .with("i", head)
        .step(format!("{heads} / {groups} = {size}"))
        .step(format!("⌊{head} / {size}⌋ = {group}"))
        .slip(
            [(head % groups) as f64],
            "相邻的头共用一组（repeat_interleave），不是轮流",
            "neighbouring heads share (repeat_interleave), they do not take turns",
        )
        .slip([(group + 1) as f64], "从 0 数起", "counted from 0")
        .set("T", 3)
        .set("D", 2 * heads)
        .set("n_heads", heads)
        .set("n_kv_heads", groups))
}

fn score_matrix(dice: &mut Dice) -> Result<Made, LabError> {
    let (tokens, heads) = (dice.one_of([1024, 2048, 4096, 8192, 16_384]), dice.one_of([16, 32, 64]));
    let bytes = cost::sequence_flops(tokens, heads, 128).score_matrix_bytes;
    Ok(Made::large(bytes, Unit::Bytes)
        .with("T", tokens)
        .with("H", heads)
        .step(format!("2·{heads}·{tokens}² = {bytes}"))
        .slip([bytes as f64 / heads as f64], "每个头各有一张得分矩阵", "each head has a score matrix of its own")
        .slip([bytes as f64 / 2.0], "fp16 每个数两个字节", "fp16 takes two bytes a number")
        .set("T", json!(tokens))
        .set("n_heads", json!(heads)))
}

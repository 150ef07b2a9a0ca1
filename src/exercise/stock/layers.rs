//! Norms, activations, feed-forward layers and experts.

use super::{Made, Stock, TINY, factor, joined, list, or_missing, products, row};
use crate::exercise::dice::Dice;
use crate::exercise::value::short;
use crate::lab::activation::{Activation, GatedWeights, gated_ffn, llama_ffn_width};
use crate::lab::moe::Router;
use crate::lab::norm::channel::BatchNorm;
use crate::lab::norm::residual::DeepNorm;
use crate::lab::norm::{Affine, layer_norm, moments, rms, rms_norm};
use crate::lab::softmax::softmax;
use crate::lab::{LabError, Matrix, matrix};
use serde_json::json;

pub(super) const STOCK: &[&Stock] = &[
    &Stock {
        id: "layernorm-three",
        bench: Some(("norm", "layer_norm")),
        ask: (
            "x = ({a}, {b}, {c})，γ = 1，β = 0，忽略 ε。LayerNorm 的输出是什么？（两位小数）",
            "x = ({a}, {b}, {c}) with γ = 1, β = 0 and ε neglected. What does LayerNorm give? (two decimals)",
        ),
        make: layernorm,
    },
    &Stock {
        id: "rmsnorm-three",
        bench: Some(("norm", "rms_norm")),
        ask: (
            "x = ({a}, {b}, {c})，γ = 1，忽略 ε。RMSNorm 的输出是什么？（两位小数）",
            "x = ({a}, {b}, {c}) with γ = 1 and ε neglected. What does RMSNorm give? (two decimals)",
        ),
        make: rmsnorm,
    },
    &Stock {
        id: "batchnorm-column",
        bench: Some(("norm", "batch_norm_train")),
        ask: (
            "一批三个样本，各两个通道：({a}, {d})、({b}, {e})、({c}, {f})。训练时 BatchNorm（γ = 1，β = 0，忽略 ε）把第一个通道变成什么？（两位小数）",
            "A batch of three samples with two channels: ({a}, {d}), ({b}, {e}), ({c}, {f}). What does BatchNorm in training (γ = 1, β = 0, ε neglected) make of the first channel? (two decimals)",
        ),
        make: batchnorm,
    },
    &Stock {
        id: "running-variance",
        bench: Some(("norm", "batch_norm_train")),
        ask: (
            "PyTorch 的 BatchNorm，动量 {m}，`running_var` 原来是 1。读入一批 {a}, {b}, {c} 之后它是多少？",
            "PyTorch BatchNorm with momentum {m} and a `running_var` of 1 reads the batch {a}, {b}, {c}. What is `running_var` then?",
        ),
        make: running_variance,
    },
    &Stock {
        id: "deepnorm-constants",
        bench: Some(("norm", "deepnorm")),
        ask: (
            "{N} 层的纯解码器模型用 DeepNorm。α 和 β 是多少？",
            "A decoder-only model of {N} layers uses DeepNorm. What are α and β?",
        ),
        make: deepnorm,
    },
    &Stock {
        id: "silu-value",
        bench: Some(("activation", "curve")),
        ask: ("SiLU({x}) 是多少？", "What is SiLU({x})?"),
        make: silu,
    },
    &Stock {
        id: "gelu-value",
        bench: Some(("activation", "curve")),
        ask: (
            "标准正态分布有 Φ({x}) = {p}。GELU({x})（精确式）是多少？",
            "The standard normal distribution has Φ({x}) = {p}. What is GELU({x}), the exact form?",
        ),
        make: gelu,
    },
    &Stock {
        id: "relu-squared-value",
        bench: Some(("activation", "curve")),
        ask: ("ReLU²({x}) 是多少？", "What is ReLU²({x})?"),
        make: relu_squared,
    },
    &Stock {
        id: "swiglu-value",
        bench: Some(("activation", "gated_ffn")),
        ask: (
            "宽度全为 1 的 SwiGLU：x = {x}，W₁ = {a}（门），W₃ = {b}，W₂ = {c}。输出是多少？",
            "A SwiGLU whose widths are all 1: x = {x}, W₁ = {a} (the gate), W₃ = {b}, W₂ = {c}. What is the output?",
        ),
        make: swiglu,
    },
    &Stock {
        id: "swiglu-width",
        bench: Some(("activation", "llama_ffn_hidden")),
        ask: (
            "按 Llama 的规则，d = {d}，向上取到 {m} 的倍数。SwiGLU 的中间宽度是多少？",
            "By the rule of Llama with d = {d}, rounded up to a multiple of {m}: what is the inner width of SwiGLU?",
        ),
        make: swiglu_width,
    },
    &Stock {
        id: "top2-gate",
        bench: Some(("moe", "mixtral")),
        ask: (
            "Mixtral 的路由：四个专家的 logit 是 {a}, {b}, {c}, {d}。选中的两个专家权重各是多少？（大的在前，两位小数）",
            "The router of Mixtral gives four experts the logits {a}, {b}, {c}, {d}. What are the weights of the two chosen ones, the larger first? (two decimals)",
        ),
        make: top2,
    },
    &Stock {
        id: "unnormalised-gate",
        bench: Some(("moe", "deepseek_v2")),
        ask: (
            "DeepSeek-V2 式的路由（缩放系数取 1）：四个专家的 logit 是 {a}, {b}, {c}, {d}，选两个。权重各是多少？（大的在前，两位小数）",
            "Routed as in DeepSeek-V2 (route scale 1), four experts have the logits {a}, {b}, {c}, {d} and two are chosen. What are their weights, the larger first? (two decimals)",
        ),
        make: unnormalised,
    },
];

fn one_row(x: &[f64]) -> Result<Matrix, LabError> {
    matrix::from_rows("x", &[x.to_vec()])
}

fn layernorm(dice: &mut Dice) -> Result<Made, LabError> {
    let x: [f64; 3] = dice.distinct(-3.0, 3.0);
    let tokens = one_row(&x)?;
    let y = layer_norm(&tokens, TINY, None)?.row(0).to_vec();
    let (mean, variance) = moments(&tokens)[0];
    let unbiased = (variance * 1.5).sqrt();
    let [a, b, c] = x;
    Ok(Made::near(y, 0.02)
        .with_decimals(2)
        .letters(&x)
        .step(format!("μ = ({a} + {} + {}) / 3 = {}", factor(b), factor(c), short(mean)))
        .step(format!("σ² = {}, σ = {}", short(variance), short(variance.sqrt())))
        .step("(x − μ) / σ")
        .slip(
            x.map(|x| (x - mean) / unbiased),
            "方差除以 d（有偏），不是 d − 1",
            "the variance is divided by d, not by d − 1",
        )
        .slip(x.map(|x| x - mean), "还要除以标准差", "divide by the standard deviation, too")
        .slip(
            x.map(|x| (x - mean) / variance),
            "除以标准差，不是方差",
            "divide by the standard deviation, not the variance",
        )
        .slip(
            rms_norm(&tokens, TINY, None)?.row(0).to_vec(),
            "这是 RMSNorm：LayerNorm 先减均值",
            "that is RMSNorm: LayerNorm subtracts the mean",
        )
        .set("x", row(&x))
        .set("eps", TINY))
}

fn rmsnorm(dice: &mut Dice) -> Result<Made, LabError> {
    let x: [f64; 3] = dice.distinct(-3.0, 3.0);
    let tokens = one_row(&x)?;
    let y = rms_norm(&tokens, TINY, None)?.row(0).to_vec();
    let root = rms(&tokens)[0];
    let [a, b, c] = x;
    let length = root * 3.0_f64.sqrt();
    Ok(Made::near(y, 0.02)
        .with_decimals(2)
        .letters(&x)
        .step(format!("√(({}² + {}² + {}²) / 3) = {}", factor(a), factor(b), factor(c), short(root)))
        .step(format!("x / {}", short(root)))
        .slip(
            x.map(|x| x / length),
            "平方要取平均，不是求和：那是 L2 归一化",
            "the squares are averaged, not summed: that is the L2 norm",
        )
        .slip(
            layer_norm(&tokens, TINY, None)?.row(0).to_vec(),
            "这是 LayerNorm：RMSNorm 不减均值",
            "that is LayerNorm: RMSNorm subtracts no mean",
        )
        .set("x", row(&x))
        .set("eps", TINY))
}

fn plain_norm(channels: usize, momentum: f64) -> BatchNorm {
    let affine = Affine { weight: vec![1.0; channels].into(), bias: vec![0.0; channels].into() };
    BatchNorm { momentum, eps: TINY, ..BatchNorm::new(affine) }
}

fn batchnorm(dice: &mut Dice) -> Result<Made, LabError> {
    let [a, b, c]: [f64; 3] = dice.distinct(-3.0, 3.0);
    let [d, e, f]: [f64; 3] = dice.distinct(3.1, 6.0);
    let rows = vec![vec![a, d], vec![b, e], vec![c, f]];
    let batch = matrix::from_rows("x", &rows)?;
    let y = plain_norm(2, 0.1).train(&batch)?.column(0).to_vec();
    let by_token = layer_norm(&batch, TINY, None)?.column(0).to_vec();
    let (mean, variance) = moments(&one_row(&[a, b, c])?)[0];
    let unbiased = (variance * 1.5).sqrt();
    Ok(Made::near(y, 0.02)
        .with_decimals(2)
        .letters(&[a, b, c, d, e, f])
        .step(format!("({a}, {d}), ({b}, {e}), ({c}, {f}) → {a}, {b}, {c}"))
        .step(format!("μ = {}, σ² = {}", short(mean), short(variance)))
        .step("(x − μ) / σ")
        .slip(
            by_token,
            "BatchNorm 沿批求统计量，每个通道一份；这是逐样本的",
            "BatchNorm takes statistics over the batch, one set a channel; that was for each sample",
        )
        .slip(
            [a, b, c].map(|x| (x - mean) / unbiased),
            "输出用有偏方差（除以 n）",
            "the output takes the biased variance (divided by n)",
        )
        .set("x", json!(rows))
        .set("eps", TINY))
}

fn running_variance(dice: &mut Dice) -> Result<Made, LabError> {
    // Far apart: the momentum is small, and both variances must lead to another number
    let [a, b, c] = [dice.tenths(-4.0, -2.0), dice.tenths(-1.0, 1.0), dice.tenths(2.0, 4.0)];
    let momentum = dice.one_of([0.1, 0.2, 0.5]);
    let batch = matrix::from_rows("x", &[vec![a], vec![b], vec![c]])?;
    let mut norm = plain_norm(1, momentum);
    norm.train(&batch)?;
    let after = norm.running_var[0];
    let (mean, variance) = moments(&one_row(&[a, b, c])?)[0];
    let unbiased = variance * 1.5;
    let kept = 1.0 - momentum;
    Ok(Made::near([after], 0.01)
        .letters(&[a, b, c])
        .with("m", momentum)
        .step(format!("μ = ({a} + {} + {}) / 3 = {}", factor(b), factor(c), short(mean)))
        .step(format!("s² = Σ(x − μ)² / (3 − 1) = {}", short(unbiased)))
        .step(format!("(1 − {momentum})·1 + {momentum}·{} = {}", short(unbiased), short(after)))
        .slip(
            [kept + momentum * variance],
            "running_var 用无偏方差（除以 n − 1）",
            "running_var takes the unbiased variance (divided by n − 1)",
        )
        .slip([momentum + kept * unbiased], "动量是新值的比重", "the momentum weighs the new value")
        .set("x", json!([[a], [b], [c]]))
        .set("momentum", momentum)
        .set("eps", TINY))
}

fn deepnorm(dice: &mut Dice) -> Result<Made, LabError> {
    let layers = dice.one_of([6, 12, 18, 24, 32, 48, 64, 100, 200, 500, 1000]);
    let DeepNorm { alpha, beta } = DeepNorm::of(layers);
    let n = f64::from(layers);
    Ok(Made::near([alpha, beta], 0.01)
        .with("N", layers)
        .step(format!("α = (2·{layers})^(1/4) = {}", short(alpha)))
        .step(format!("β = (8·{layers})^(−1/4) = {}", short(beta)))
        .slip(
            [(2.0 * n).sqrt(), 1.0 / (8.0 * n).sqrt()],
            "是四次方根，不是平方根",
            "it is the fourth root, not the square root",
        )
        .slip([beta, alpha], "先 α 后 β", "α first, then β")
        .slip([alpha, 1.0 / beta], "β 的指数是负的", "the exponent of β is negative")
        .set("N", list(&[n])))
}

fn silu(dice: &mut Dice) -> Result<Made, LabError> {
    let x = nonzero(dice);
    let (value, gate) = (Activation::Silu.value(x), Activation::Sigmoid.value(x));
    Ok(Made::near([value], 0.02)
        .with("x", x)
        .step(format!("σ({x}) = 1 / (1 + exp({})) = {}", short(-x), short(gate)))
        .step(format!("{}·{} = {}", factor(x), short(gate), short(value)))
        .slip([gate], "这是 σ(x)，还要乘 x", "that is σ(x): times x")
        .slip([x.max(0.0)], "这是 ReLU", "that is ReLU")
        .set("function", "silu")
        .set("at", x))
}

fn gelu(dice: &mut Dice) -> Result<Made, LabError> {
    let x = nonzero(dice);
    let value = Activation::Gelu.value(x);
    let share = value / x;
    // Four digits, not decimals: at −3 they would leave two digits of Φ
    let shown = short(share);
    Ok(Made::near([value], 0.02)
        .with("x", x)
        .with("p", &shown)
        .step(format!("{}·{shown} = {}", factor(x), short(value)))
        .slip([share], "还要乘 x", "times x")
        .slip([x.max(0.0)], "这是 ReLU", "that is ReLU")
        .set("function", "gelu_exact")
        .set("at", x))
}

/// From −3 to 3, not 0.
fn nonzero(dice: &mut Dice) -> f64 {
    let size = dice.tenths(0.1, 3.0);
    if dice.whole(0, 1) == 0 { size } else { -size }
}

fn relu_squared(dice: &mut Dice) -> Result<Made, LabError> {
    // More often above 0 than below: there is more to compute
    let size = dice.tenths(0.1, 5.0);
    let x = if dice.whole(0, 3) == 0 { -size } else { size };
    let value = Activation::ReluSquared.value(x);
    let rectified = Activation::Relu.value(x);
    Ok(Made::near([value], 0.01)
        .with("x", x)
        .step(format!("max(0, {x}) = {rectified}"))
        .step(format!("{rectified}² = {}", short(value)))
        .slip([x * x], "负半轴是 0", "it is 0 below 0")
        .slip([rectified], "还要平方", "square it, too")
        .set("function", "relu_squared")
        .set("at", x))
}

fn swiglu(dice: &mut Dice) -> Result<Made, LabError> {
    let mut draw = || nonzero_step(dice);
    let [x, a, b, c]: [f64; 4] = std::array::from_fn(|_| draw());
    let weights = GatedWeights { gate: one_row(&[a])?, up: one_row(&[b])?, down: one_row(&[c])? };
    let y = gated_ffn(&one_row(&[x])?, &weights, Activation::Silu)?[[0, 0]];
    let gate = Activation::Silu.value(a * x);
    let swapped = Activation::Silu.value(b * x) * a * x * c;
    Ok(Made::near([y], 0.02)
        .with("x", x)
        .letters(&[a, b, c])
        .step(format!("SiLU({}) = SiLU({}) = {}", products(&[a], &[x]), a * x, short(gate)))
        .step(format!("{} = {}", products(&[b], &[x]), b * x))
        .step(format!("{}·({})·{} = {}", factor(c), short(gate), factor(b * x), short(y)))
        .slip([swapped], "激活函数加在门 W₁ 上", "the activation is on the gate, W₁")
        .slip([gate * c], "漏了 W₃ 那一支", "the branch of W₃ is missing")
        .slip([a * x * b * x * c], "漏了 SiLU", "SiLU is missing")
        .set("x", row(&[x]))
        .set("W1_gate", row(&[a]))
        .set("W3_up", row(&[b]))
        .set("W2_down", row(&[c])))
}

/// Halves from −2 to 2, not 0.
fn nonzero_step(dice: &mut Dice) -> f64 {
    dice.one_of([-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0])
}

fn swiglu_width(dice: &mut Dice) -> Result<Made, LabError> {
    let (width, multiple) = (dice.one_of([1024_u32, 2048, 2560, 4096, 5120, 7168, 8192]), dice.one_of([64, 128, 256]));
    let hidden = llama_ffn_width(width, multiple, None)?;
    let cut = u64::from(width) * 8 / 3;
    Ok(Made::count(hidden)
        .with("d", width)
        .with("m", multiple)
        .step(format!("⌊2·4·{width}/3⌋ = {cut}"))
        .step(format!("⌈{cut}/{multiple}⌉·{multiple} = {hidden}"))
        .slip([cut as f64], "还要向上取到倍数", "round up to the multiple")
        .slip(
            [f64::from(4 * width)],
            "SwiGLU 有三个矩阵，宽度乘 2/3",
            "SwiGLU has three matrices: the width is times 2/3",
        )
        .slip([(hidden - u64::from(multiple)) as f64], "向上取整，不是向下", "rounded up, not down")
        .set("dim", width)
        .set("multiple_of", multiple))
}

/// Four logits, the weights that a router gives the two best, and both ways to weigh them.
fn routed(dice: &mut Dice, router: &Router) -> Result<(Made, [Vec<f64>; 2]), LabError> {
    let x: [f64; 4] = dice.distinct(-2.0, 2.0);
    let route = or_missing(router.route(&one_row(&x)?)?.pop(), "the route")?;
    let all = or_missing(softmax(&x), "the row")?;
    let chosen: Vec<f64> = route.experts.iter().map(|&expert| x[expert]).collect();
    let shares: Vec<f64> = route.experts.iter().map(|&expert| all[expert]).collect();
    let [a, b, c, d] = x;
    let made = Made::near(route.weights, 0.02)
        .with_decimals(2)
        .letters(&x)
        .step(format!("{a}, {b}, {c}, {d} → {}", joined(&chosen)))
        .set("logits", row(&x))
        .set("k", 2);
    Ok((made, [or_missing(softmax(&chosen), "the row")?, shares]))
}

fn top2(dice: &mut Dice) -> Result<Made, LabError> {
    let (made, [normed, shares]) = routed(dice, &Router::TopKSoftmax { k: 2 })?;
    Ok(made.step(format!("softmax → {}", joined(&normed))).slip(
        shares,
        "只在选中的两个之间归一化，和是 1",
        "normalise over the two chosen ones only: they sum to 1",
    ))
}

fn unnormalised(dice: &mut Dice) -> Result<Made, LabError> {
    let (made, [normed, shares]) = routed(dice, &Router::SoftmaxTopK { k: 2, scale: 1.0, groups: None })?;
    Ok(made
        .step(format!("softmax over 4 → {}", joined(&shares)))
        .slip(normed, "DeepSeek-V2 不重新归一化", "DeepSeek-V2 does not renormalise")
        .set("route_scale", 1.0)
        .set("n_groups", 1)
        .set("topk_groups", 1))
}

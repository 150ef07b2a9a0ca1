//! State spaces and the recurrences that stand in for attention.

use super::{Made, Stock, column, factor, list, or_missing};
use crate::exercise::dice::Dice;
use crate::exercise::value::{Unit, Value, short};
use crate::lab::retnet::{self, Retention, linear_attention};
use crate::lab::ssm::selective::gated_rnn;
use crate::lab::ssm::{Diagonal, Discretisation, causal_convolution};
use crate::lab::{LabError, Matrix, matrix, rwkv};
use serde_json::json;

pub(super) const STOCK: &[&Stock] = &[
    &Stock {
        id: "ssm-zoh",
        bench: Some(("ssm", "diagonal")),
        ask: (
            "标量状态空间 A = {a}，B = {b}，步长 Δ = {t}，用零阶保持离散化。Ā 和 B̄ 是多少？",
            "A scalar state space with A = {a}, B = {b} and step Δ = {t} is discretised by zero-order hold. What are Ā and B̄?",
        ),
        make: zoh,
    },
    &Stock {
        id: "ssm-bilinear",
        bench: Some(("ssm", "diagonal")),
        ask: (
            "标量状态空间 A = {a}，步长 Δ = {t}，用双线性变换离散化。Ā 是多少？",
            "A scalar state space with A = {a} and step Δ = {t} is discretised by the bilinear transform. What is Ā?",
        ),
        make: bilinear,
    },
    &Stock {
        id: "ssm-steps",
        bench: Some(("ssm", "diagonal")),
        ask: (
            "h_k = {a}·h_(k−1) + {b}·x_k，y_k = {c}·h_k，h_0 = 0。输入 x = {x}, {y}, {z}。y_3 是多少？",
            "h_k = {a}·h_(k−1) + {b}·x_k and y_k = {c}·h_k with h_0 = 0. For the inputs x = {x}, {y}, {z}, what is y_3?",
        ),
        make: steps,
    },
    &Stock {
        id: "ssm-kernel",
        bench: Some(("ssm", "diagonal")),
        ask: (
            "Ā = {a}，B̄ = {b}，C = {c}。卷积核的第 {k} 项 K_{k}（从 0 数起）是多少？",
            "Ā = {a}, B̄ = {b}, C = {c}. What is entry {k} of the convolution kernel, K_{k}, counted from 0?",
        ),
        make: kernel,
    },
    &Stock {
        id: "mamba-gate",
        bench: Some(("ssm", "theorem1_gated_rnn")),
        ask: (
            "最简单的选择性 SSM（N = 1，A = −1，B = 1，ZOH）就是 h_t = (1 − g)·h_(t−1) + g·x_t，g = σ(z_t)。h_0 = 0，z = {a}, {b}，x = {x}, {y}。h_2 是多少？（两位小数）",
            "The simplest selective SSM (N = 1, A = −1, B = 1, ZOH) is h_t = (1 − g)·h_(t−1) + g·x_t with g = σ(z_t). From h_0 = 0 with z = {a}, {b} and x = {x}, {y}, what is h_2? (two decimals)",
        ),
        make: gate,
    },
    &Stock {
        id: "retnet-weight",
        bench: Some(("ssm", "gammas")),
        ask: (
            "RetNet 第 {h} 个头（从 0 数起），距离 {d} 个词元：衰减因子 γ^{d} 是多少？",
            "Head {h} of RetNet, counted from 0: what is the decay γ^{d} at a distance of {d} tokens?",
        ),
        make: retnet_weight,
    },
    &Stock {
        id: "retnet-steps",
        bench: Some(("ssm", "retention")),
        ask: (
            "标量保持机制，γ = {g}，S_0 = 0。q = k = 1，v = {a}, {b}, {c}。y_3 是多少？",
            "Scalar retention with γ = {g}, S_0 = 0, q = k = 1 and v = {a}, {b}, {c}. What is y_3?",
        ),
        make: retnet_steps,
    },
    &Stock {
        id: "linear-attention",
        bench: Some(("ssm", "linear_attention")),
        ask: (
            "标量因果线性注意力，φ(x) = elu(x) + 1。q_2 = {q}，k = {a}, {b}，v = {c}, {d}。y_2 是多少？（两位小数）",
            "Scalar causal linear attention with φ(x) = elu(x) + 1. For q_2 = {q}, k = {a}, {b} and v = {c}, {d}, what is y_2? (two decimals)",
        ),
        make: linear,
    },
    &Stock {
        id: "rwkv-second",
        bench: Some(("ssm", "wkv")),
        ask: (
            "RWKV-4 的一个通道，w = {w}，u = {u}，k = {a}, {b}，v = {c}, {d}。wkv_2 是多少？（两位小数）",
            "One channel of RWKV-4 with w = {w}, u = {u}, k = {a}, {b} and v = {c}, {d}. What is wkv_2? (two decimals)",
        ),
        make: rwkv_second,
    },
    &Stock {
        id: "long-convolution",
        bench: Some(("ssm", "long_conv")),
        ask: (
            "因果卷积，滤波器 h = ({a}, {b}, {c})，输入 v = ({d}, {e}, {f})。输出的最后一项是多少？",
            "A causal convolution with the filter h = ({a}, {b}, {c}) over v = ({d}, {e}, {f}): what is the last output?",
        ),
        make: convolution,
    },
];

fn zoh(dice: &mut Dice) -> Result<Made, LabError> {
    let (a, b) = (dice.one_of([-0.5, -1.0, -2.0, -4.0]), dice.one_of([1.0, 2.0, 3.0]));
    let step = dice.one_of([0.1, 0.25, 0.5, 1.0]);
    let (held, input) = Discretisation::ZeroOrderHold.step(step, a, b);
    let (euler, straight) = Discretisation::Euler.step(step, a, b);
    Ok(Made::near([held, input], 0.02)
        .with("a", a)
        .with("b", b)
        .with("t", step)
        .step(format!("Ā = exp({step}·{}) = {}", factor(a), short(held)))
        .step(format!("B̄ = ({} − 1) / {}·{b} = {}", short(held), factor(a), short(input)))
        .slip(
            [held, straight],
            "B̄ = ΔB 是欧拉近似（Mamba 的代码这样写）；ZOH 是 (e^{ΔA} − 1)/A·B",
            "B̄ = ΔB is Euler's (as the code of Mamba has it); ZOH is (e^{ΔA} − 1)/A·B",
        )
        .slip([euler, straight], "这是欧拉法", "that is Euler's method")
        .set("A", list(&[a]))
        .set("B", list(&[b]))
        .set("C", list(&[1.0]))
        .set("x", list(&[1.0, 0.0, 0.0]))
        .set("dt", step)
        .set("method", "zoh"))
}

fn bilinear(dice: &mut Dice) -> Result<Made, LabError> {
    // ΔA from −0.5 on: nearer to 0 the other rules give the same within the tolerance
    let (a, step) = dice.one_of([
        (-0.5, 1.0),
        (-0.5, 2.0),
        (-1.0, 0.5),
        (-1.0, 1.0),
        (-1.0, 1.5),
        (-2.0, 0.25),
        (-2.0, 0.5),
        (-4.0, 0.25),
        (-4.0, 1.0),
    ]);
    let (value, _) = Discretisation::Bilinear.step(step, a, 1.0);
    let (held, _) = Discretisation::ZeroOrderHold.step(step, a, 1.0);
    let half = step * a / 2.0;
    Ok(Made::near([value], 0.005)
        .with("a", a)
        .with("t", step)
        .step(format!("ΔA/2 = {step}·{}/2 = {half}", factor(a)))
        .step(format!("(1 + {}) / (1 − {}) = {}", factor(half), factor(half), short(value)))
        .slip([held], "这是 ZOH", "that is ZOH")
        .slip([1.0 / value], "分子分母反了", "numerator and denominator are swapped")
        .set("A", list(&[a]))
        .set("B", list(&[1.0]))
        .set("C", list(&[1.0]))
        .set("x", list(&[1.0, 0.0, 0.0]))
        .set("dt", step)
        .set("method", "bilinear"))
}

/// A recurrence whose discrete factors are these: by Euler with a step of 1, `Ā = 1 + A` and `B̄ = B`.
fn system(a_bar: f64, b_bar: f64, c: f64) -> Result<Diagonal, LabError> {
    Diagonal::new(vec![a_bar - 1.0].into(), vec![b_bar].into(), vec![c].into())
}

fn steps(dice: &mut Dice) -> Result<Made, LabError> {
    let (a, b, c) = (dice.one_of([0.25, 0.5, 0.75]), dice.one_of([1.0, 2.0]), dice.one_of([1.0, 2.0, 3.0]));
    let x: [f64; 3] = std::array::from_fn(|_| dice.one_of([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0]));
    let (outputs, states) = system(a, b, c)?.discretise(1.0, Discretisation::Euler)?.run(&x);
    let (h1, h2, h3) = (states[[0, 0]], states[[1, 0]], states[[2, 0]]);
    let line = |before: f64, x: f64, after: f64| format!("{a}·{} + {b}·{} = {after}", factor(before), factor(x));
    Ok(Made::near([outputs[2]], 0.01)
        .with("a", a)
        .with("b", b)
        .with("c", c)
        .with("x", x[0])
        .with("y", x[1])
        .with("z", x[2])
        .step(format!("h_1 = {}", line(0.0, x[0], h1)))
        .step(format!("h_2 = {}", line(h1, x[1], h2)))
        .step(format!("h_3 = {}", line(h2, x[2], h3)))
        .step(format!("y_3 = {c}·{} = {}", factor(h3), outputs[2]))
        .slip([h3], "还要乘 C", "times C")
        .slip([c * b * x[2]], "忘了状态", "the state was forgotten")
        .set("A", list(&[a - 1.0]))
        .set("B", list(&[b]))
        .set("C", list(&[c]))
        .set("x", list(&x))
        .set("dt", 1.0)
        .set("method", "euler"))
}

fn kernel(dice: &mut Dice) -> Result<Made, LabError> {
    let (a, b, c) = (dice.one_of([0.5, 0.8, 0.9]), dice.one_of([1.0, 2.0, 4.0]), dice.one_of([1.0, 2.0, 3.0]));
    let entry = dice.size(1, 4);
    let kernel = system(a, b, c)?.discretise(1.0, Discretisation::Euler)?.kernel(entry + 2);
    let (value, next) = (kernel[entry], kernel[entry + 1]);
    Ok(Made::near([value], 0.01)
        .with("a", a)
        .with("b", b)
        .with("c", c)
        .with("k", entry)
        .step(format!("{c}·{a}^{entry}·{b} = {}", short(value)))
        .slip([next], "K_0 = C·B̄，没有 Ā", "K_0 = C·B̄ has no Ā")
        .slip([kernel[entry - 1]], "从 0 数起", "counted from 0")
        .set("A", list(&[a - 1.0]))
        .set("B", list(&[b]))
        .set("C", list(&[c]))
        .set("x", list(&[1.0, 0.0, 0.0, 0.0, 0.0]))
        .set("dt", 1.0)
        .set("method", "euler"))
}

fn gate(dice: &mut Dice) -> Result<Made, LabError> {
    let z = [dice.one_of([-2.0, -1.0, 1.0, 2.0]), dice.one_of([-2.0, -1.0, 0.0, 1.0, 2.0])];
    let x = [dice.one_of([1.0, 2.0, 4.0]), dice.one_of([-2.0, -1.0, 3.0])];
    let trace = gated_rnn(&z, &x);
    let [(g1, _, h1), (g2, _, h2)] = trace[..] else {
        return Err(LabError::Empty { name: "the trace".to_owned() });
    };
    let swapped = g2 * h1 + (1.0 - g2) * x[1];
    Ok(Made::near([h2], 0.02)
        .with_decimals(2)
        .letters(&z)
        .with("x", x[0])
        .with("y", x[1])
        .step(format!("g_1 = σ({}) = {}, h_1 = {}·{} = {}", z[0], short(g1), short(g1), x[0], short(h1)))
        .step(format!("g_2 = σ({}) = {}", z[1], short(g2)))
        .step(format!("h_2 = {}·{} + {}·{} = {}", short(1.0 - g2), short(h1), short(g2), factor(x[1]), short(h2)))
        .slip(
            [swapped],
            "g 大时写入新词元，不是保留旧状态",
            "a large g writes the new token, it does not keep the old state",
        )
        .set("z", list(&z))
        .set("x", list(&x)))
}

fn retnet_weight(dice: &mut Dice) -> Result<Made, LabError> {
    let (head, back) = (dice.size(0, 5), dice.size(2, 120));
    let gamma = or_missing(retnet::gammas(8).get(head).copied(), "the decay")?;
    let weight = retnet::decay_matrix(back + 1, gamma)[[back, 0]];
    Ok(Made::near([weight], 0.01)
        .with("h", head)
        .with("d", back)
        .step(format!("γ = 1 − 2^(−5−{head}) = {gamma}"))
        .step(format!("{gamma}^{back} = {}", short(weight)))
        .slip([gamma], "这是每个词元的衰减", "that is the decay a token")
        .slip(
            [1.0 - back as f64 * (1.0 - gamma)],
            "衰减是相乘的，不是相减",
            "the decay multiplies, it does not subtract",
        )
        .set("n_heads", 8))
}

fn retnet_steps(dice: &mut Dice) -> Result<Made, LabError> {
    let gamma = dice.one_of([0.5, 0.75, 0.9]);
    let v: [f64; 3] = std::array::from_fn(|_| dice.one_of([-4.0, -3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.0]));
    let ones = rows(&[1.0; 3])?;
    let (output, states) = Retention::new(ones.clone(), ones, rows(&v)?, gamma)?.recurrent();
    let [s1, s2, s3] = [0, 1, 2].map(|token| states[[token, 0, 0]]);
    let line =
        |before: f64, v: f64, after: f64| format!("{gamma}·{} + 1·{} = {}", factor(before), factor(v), short(after));
    Ok(Made::near([output[[2, 0]]], 0.01)
        .with("g", gamma)
        .letters(&v)
        .step(format!("S_1 = {}", line(0.0, v[0], s1)))
        .step(format!("S_2 = {}", line(s1, v[1], s2)))
        .step(format!("y_3 = S_3 = {}", line(s2, v[2], s3)))
        .slip([v.iter().sum::<f64>()], "忘了衰减", "the decay was forgotten")
        .slip([gamma * s3], "当前词元不衰减", "the present token does not decay")
        .set("Q", column(&[1.0; 3]))
        .set("K", column(&[1.0; 3]))
        .set("V", column(&v))
        .set("gamma", gamma)
        .set("rotated", false)
        .set("chunk", 1))
}

/// A column of numbers.
fn rows(numbers: &[f64]) -> Result<Matrix, LabError> {
    matrix::from_rows("x", &numbers.iter().map(|number| vec![*number]).collect::<Vec<_>>())
}

fn linear(dice: &mut Dice) -> Result<Made, LabError> {
    let mut positive = || dice.stepped(0.0, 4.0, 1.0);
    let (q, k) = (positive(), [positive(), positive()]);
    let v: [f64; 2] = dice.distinct(-4.0, 4.0);
    let attention = linear_attention(&rows(&[0.0, q])?, &rows(&k)?, &rows(&v)?)?;
    let y = attention.output[[1, 0]];
    let unmapped = if k[0] + k[1] > 0.0 { (k[0] * v[0] + k[1] * v[1]) / (k[0] + k[1]) } else { f64::NAN };
    let features = k.map(|k| k + 1.0);
    let sum = features[0] * v[0] + features[1] * v[1];
    Ok(Made::near([y], 0.02)
        .with_decimals(2)
        .with("q", q)
        .letters(&[k[0], k[1], v[0], v[1]])
        .step(format!("φ({q}) = {}, φ({}) = {}, φ({}) = {}", q + 1.0, k[0], features[0], k[1], features[1]))
        .step(format!(
            "{}·({}·{} + {}·{}) / ({}·({} + {})) = {}",
            q + 1.0,
            features[0],
            factor(v[0]),
            features[1],
            factor(v[1]),
            q + 1.0,
            features[0],
            features[1],
            short(y)
        ))
        .slip([sum * (q + 1.0)], "还要除以 φ(q)·Σφ(k)", "divide by φ(q)·Σφ(k), too")
        .slip([unmapped], "先取特征 φ(x) = x + 1（x ≥ 0）", "take the features first: φ(x) = x + 1 for x ≥ 0")
        .set("Q", column(&[0.0, q]))
        .set("K", column(&k))
        .set("V", column(&v)))
}

fn rwkv_second(dice: &mut Dice) -> Result<Made, LabError> {
    let (decay, bonus) = (dice.one_of([0.5, 1.0, 2.0]), dice.one_of([-1.0, 0.5, 1.0]));
    let k = [dice.stepped(-1.0, 1.0, 0.5), dice.stepped(-1.0, 1.0, 0.5)];
    let v: [f64; 2] = dice.distinct(-4.0, 4.0);
    let (output, _) = rwkv::wkv(&rows(&k)?, &rows(&v)?, &vec![decay].into(), &vec![bonus].into())?;
    let value = output[[1, 0]];
    let mean = |first: f64, second: f64| (first * v[0] + second * v[1]) / (first + second);
    let (past, present) = (k[0].exp(), (bonus + k[1]).exp());
    Ok(Made::near([value], 0.02)
        .with_decimals(2)
        .with("w", decay)
        .with("u", bonus)
        .letters(&[k[0], k[1], v[0], v[1]])
        .step(format!("exp(−(2−1−1)·{decay} + {}) = {}", factor(k[0]), short(past)))
        .step(format!("exp({} + {}) = {}", factor(bonus), factor(k[1]), short(present)))
        .step(format!(
            "({}·{} + {}·{}) / ({} + {}) = {}",
            short(past),
            factor(v[0]),
            short(present),
            factor(v[1]),
            short(past),
            short(present),
            short(value)
        ))
        .slip(
            [mean((k[0] - decay).exp(), present)],
            "前一个词元还没有衰减：指数是 t − 1 − i = 0",
            "the token before has not decayed yet: the exponent is t − 1 − i = 0",
        )
        .slip([mean(past, k[1].exp())], "当前词元有奖励 u", "the present token has the bonus u")
        .set("k", column(&k))
        .set("v", column(&v))
        .set("w", list(&[decay]))
        .set("u", list(&[bonus])))
}

fn convolution(dice: &mut Dice) -> Result<Made, LabError> {
    let mut draw = || -> [f64; 3] { std::array::from_fn(|_| dice.stepped(-2.0, 3.0, 1.0)) };
    let (h, v) = (draw(), draw());
    let y = or_missing(causal_convolution(&h, &v).last().copied(), "the output")?;
    let straight: f64 = h.iter().zip(&v).map(|(h, v)| h * v).sum();
    let term = |place: usize| format!("{}·{}", factor(h[place]), factor(v[2 - place]));
    Ok(Made::of(Value::new([y], Unit::Number, 0.0))
        .letters(&[h[0], h[1], h[2], v[0], v[1], v[2]])
        .step(format!("h_0·v_2 + h_1·v_1 + h_2·v_0 = {} + {} + {} = {y}", term(0), term(1), term(2)))
        .slip([straight], "卷积要把其中一个反过来：h_i·v_(t−i)", "a convolution reverses one of them: h_i·v_(t−i)")
        .set("h", json!([[h[0]], [h[1]], [h[2]]]))
        .set("v", column(&v)))
}

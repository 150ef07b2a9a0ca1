//! Sinusoids, rotations, linear biases, and positions stretched.

use super::{Made, Stock, list};
use crate::exercise::dice::Dice;
use crate::exercise::value::{Unit, Value, short};
use crate::lab::position::{self, Pairing, ROPE_BASE};
use crate::lab::rope_scaling::{RopeSetting, yarn_mscale};
use crate::lab::{LabError, Matrix, matrix};
use serde_json::json;
use std::f64::consts::TAU;

pub(super) const STOCK: &[&Stock] = &[
    &Stock {
        id: "sinusoid",
        bench: Some(("position", "sinusoidal_pe")),
        ask: (
            "宽度 {d} 的正余弦位置编码，位置 {p}、第 {c} 列（从 0 数起）的值是多少？（三位小数）",
            "Sinusoidal positions of width {d}: what stands at position {p} in column {c}, counted from 0? (three decimals)",
        ),
        make: sinusoid,
    },
    &Stock {
        id: "rope-angle",
        bench: Some(("position", "frequencies")),
        ask: (
            "RoPE，头宽 {d}，底数 {b}。第 {i} 对（从 0 数起）在位置 {m} 转过多少弧度？",
            "RoPE with heads of width {d} and base {b}: by how many radians is pair {i}, counted from 0, turned at position {m}?",
        ),
        make: rope_angle,
    },
    &Stock {
        id: "rope-score",
        bench: Some(("position", "rope")),
        ask: (
            "头宽 2，q = k = (1, 0)。q 在位置 {m}、k 在位置 {n}，用 RoPE 旋转之后点积是多少？",
            "Heads of width 2, q = k = (1, 0). With q at position {m} and k at position {n}, what is their dot product after RoPE?",
        ),
        make: rope_score,
    },
    &Stock {
        id: "rope-shift",
        bench: Some(("position", "rope")),
        ask: (
            "RoPE：q 在位置 {m}、k 在位置 {n}。把 q 移到位置 {t}，k 要放在哪个位置，得分才不变？",
            "RoPE: q is at position {m}, k at position {n}. When q moves to position {t}, where must k go for the score to stay the same?",
        ),
        make: rope_shift,
    },
    &Stock {
        id: "rope-wavelength",
        bench: Some(("position", "frequencies")),
        ask: (
            "RoPE，头宽 {d}，底数 {b}。第 {i} 对（从 0 数起）每多少个词元转一圈？",
            "RoPE with heads of width {d} and base {b}: after how many tokens has pair {i}, counted from 0, turned once around?",
        ),
        make: wavelength,
    },
    &Stock {
        id: "alibi-slope",
        bench: Some(("position", "alibi_slopes")),
        ask: (
            "{H} 个头的 ALiBi，第 {h} 个头（从 1 数起）的斜率是多少？",
            "ALiBi with {H} heads: what is the slope of head {h}, counted from 1?",
        ),
        make: alibi_slope,
    },
    &Stock {
        id: "alibi-bias",
        bench: Some(("position", "alibi")),
        ask: (
            "{H} 个头的 ALiBi，第 {h} 个头（从 1 数起），键在查询之前 {d} 个位置。偏置是多少？",
            "ALiBi with {H} heads: which bias does head {h}, counted from 1, add to a key {d} positions before the query?",
        ),
        make: alibi_bias,
    },
    &Stock {
        id: "pi-position",
        bench: Some(("position", "pi")),
        ask: (
            "位置内插把训练长度 {L} 扩到 {M}。位置 {m} 被当作哪个位置？",
            "Position interpolation stretches a training length of {L} to {M}. As which position does position {m} count?",
        ),
        make: interpolation,
    },
    &Stock {
        id: "ntk-base",
        bench: Some(("position", "ntk_static")),
        ask: (
            "NTK-aware 扩展 {s} 倍，旋转维数 {d}，底数 {b}。新底数是多少？",
            "NTK-aware scaling by {s} with rotary dimension {d} and base {b}: what is the new base?",
        ),
        make: ntk_base,
    },
    &Stock {
        id: "yarn-temperature",
        bench: Some(("position", "yarn_temperature")),
        ask: ("YaRN 扩展 {s} 倍。q 和 k 各乘多少？", "YaRN extends by {s}. By what are q and k each multiplied?"),
        make: yarn_temperature,
    },
];

fn sinusoid(dice: &mut Dice) -> Result<Made, LabError> {
    let (width, place) = (dice.one_of([4, 8]), dice.size(1, 20));
    let column = dice.size(0, 3);
    let table = position::sinusoids(&[place as f64], width);
    let (value, other) = (table[[0, column]], table[[0, column ^ 1]]);
    let pair = column / 2 * 2;
    let wave = if column.is_multiple_of(2) { "sin" } else { "cos" };
    let angle = place as f64 / ROPE_BASE.powf(pair as f64 / width as f64);
    Ok(Made::near([value], 0.01)
        .with_decimals(3)
        .with("d", width)
        .with("p", place)
        .with("c", column)
        .step(format!("{column} = {pair} + {}", column - pair))
        .step(format!("{place} / 10000^({pair}/{width}) = {}", short(angle)))
        .step(format!("{wave} {} = {}", short(angle), short(value)))
        .slip([other], "偶数列是 sin，奇数列是 cos", "even columns are sines, odd ones cosines")
        .set("T", place + 1)
        .set("d", width))
}

fn rope_angle(dice: &mut Dice) -> Result<Made, LabError> {
    let (width, base) = (dice.one_of([4_usize, 8, 16]), dice.one_of([10_000.0, 500_000.0]));
    let (pair, place) = (dice.size(0, width / 2 - 1), dice.size(2, 300));
    let frequency = position::frequencies(width, base)[pair];
    let angle = frequency * place as f64;
    let unhalved = base.powf(-(pair as f64) / width as f64) * place as f64;
    Ok(Made::of(Value::new([angle], Unit::Radians, 0.02))
        .with("d", width)
        .with("b", base)
        .with("i", pair)
        .with("m", place)
        .step(format!("θ = {base}^(−2·{pair}/{width}) = {}", short(frequency)))
        .step(format!("{place}·{} = {}", short(frequency), short(angle)))
        .slip([unhalved], "指数是 −2i/d，不是 −i/d", "the exponent is −2i/d, not −i/d")
        .slip([frequency], "这是每个位置的角度，还要乘位置", "that is the angle a position: times the position")
        .set("d", width)
        .set("base", base))
}

/// The score of `q` and `k` after rotation.
fn score((q, m): (&[f64], usize), (k, n): (&[f64], usize)) -> Result<f64, LabError> {
    let turn = |x: &[f64], place: usize| {
        let x: Matrix = matrix::from_rows("x", &[x.to_vec()])?;
        position::rope(&x, &[place as f64], ROPE_BASE, Pairing::Neighbours)
    };
    Ok(turn(q, m)?.row(0).dot(&turn(k, n)?.row(0)))
}

fn rope_score(dice: &mut Dice) -> Result<Made, LabError> {
    let n = dice.size(0, 40);
    let m = n + dice.size(1, 6);
    let value = score((&[1.0, 0.0], m), (&[1.0, 0.0], n))?;
    let degrees = ((m - n) as f64).to_radians().cos();
    Ok(Made::of(Value::new([value], Unit::Number, 0.02))
        .with("m", m)
        .with("n", n)
        .step(format!("θ = 10000^0 = 1, {m} − {n} = {}", m - n))
        .step(format!("cos {} = {}", m - n, short(value)))
        .slip([degrees], "角度以弧度计", "the angle is in radians")
        .slip([1.0], "旋转的角度不同，点积不再是 1", "they are turned by different angles: it is 1 no longer")
        .set("Q", json!([[1.0, 0.0], [1.0, 0.0]]))
        .set("K", json!([[1.0, 0.0], [1.0, 0.0]]))
        .set("positions", list(&[m as f64, n as f64])))
}

fn rope_shift(dice: &mut Dice) -> Result<Made, LabError> {
    const Q: [f64; 4] = [1.0, 0.0, 1.0, 0.0];
    const K: [f64; 4] = [0.5, 0.25, 0.75, 1.0];
    let n = dice.size(2, 60);
    let m = n + dice.size(1, 30);
    let moved = m + dice.size(3, 90);
    let wanted = score((&Q, m), (&K, n))?;
    // Where the scores agree is found by the rotation itself, not by the rule
    let mut found = None;
    for place in 0..=moved {
        if (score((&Q, moved), (&K, place))? - wanted).abs() < 1e-9 {
            found = Some(place);
            break;
        }
    }
    let place = super::or_missing(found, "the position")?;
    Ok(Made::count(place as u64)
        .with("m", m)
        .with("n", n)
        .with("t", moved)
        .step(format!("{m} − {n} = {}", m - n))
        .step(format!("{moved} − {} = {place}", m - n))
        .slip([n as f64], "只有相对位置 m − n 起作用，k 也要移动", "only m − n counts, so k has to move, too")
        .slip([(moved + m - n) as f64], "k 仍在 q 之前", "k still stands before q")
        .set("Q", json!([Q, Q]))
        .set("K", json!([K, K]))
        .set("positions", list(&[m as f64, n as f64])))
}

fn wavelength(dice: &mut Dice) -> Result<Made, LabError> {
    let (width, base) = (dice.one_of([64_usize, 128]), dice.one_of([10_000.0, 500_000.0]));
    let pair = dice.one_of([0, width / 8, width / 4, 3 * width / 8]);
    let frequency = position::frequencies(width, base)[pair];
    let tokens = TAU / frequency;
    Ok(Made::of(Value::new([tokens], Unit::Count, 0.02))
        .with("d", width)
        .with("b", base)
        .with("i", pair)
        .step(format!("θ = {base}^(−2·{pair}/{width}) = {}", short(frequency)))
        .step(format!("2π / {} = {}", short(frequency), short(tokens)))
        .slip([1.0 / frequency], "一圈是 2π 弧度", "one turn is 2π radians")
        .slip([frequency], "这是角频率；一圈的词元数是 2π/θ", "that is the frequency; one turn takes 2π/θ tokens")
        .set("d", width)
        .set("base", base))
}

fn alibi_slope(dice: &mut Dice) -> Result<Made, LabError> {
    let heads = dice.one_of([2_usize, 4, 8, 16, 32]);
    let head = dice.size(1, heads);
    let slope = position::alibi_slopes(heads)[head - 1];
    Ok(Made::near([slope], 0.02)
        .with("H", heads)
        .with("h", head)
        .step(format!("2^(−8·{head}/{heads}) = {}", short(slope)))
        .slip([(-8.0 * (head as f64 - 1.0) / heads as f64).exp2()], "h 从 1 数起", "h is counted from 1")
        .slip([(-(head as f64)).exp2()], "2^(−h) 只对 8 个头成立", "2^(−h) holds for 8 heads only")
        .set("n_heads", heads))
}

fn alibi_bias(dice: &mut Dice) -> Result<Made, LabError> {
    let heads = dice.one_of([4_usize, 8, 16]);
    let (head, back) = (dice.size(1, heads), dice.size(1, 20));
    let slope = position::alibi_slopes(heads)[head - 1];
    let bias = position::alibi_bias(slope, &[back as f64], &[0.0])[[0, 0]];
    Ok(Made::near([bias], 0.02)
        .with("H", heads)
        .with("h", head)
        .with("d", back)
        .step(format!("2^(−8·{head}/{heads}) = {}", short(slope)))
        .step(format!("−{}·{back} = {}", short(slope), short(bias)))
        .slip([-slope], "还要乘距离", "times the distance")
        .slip([-bias], "偏置是惩罚：负的", "the bias is a penalty: negative")
        .set("T", back + 1)
        .set("D", 4)
        .set("n_heads", heads)
        .set("head", head))
}

fn interpolation(dice: &mut Dice) -> Result<Made, LabError> {
    let (length, stretch) = (dice.one_of([2048_u64, 4096, 8192]), dice.one_of([2_u64, 4, 8, 16]));
    let place = stretch * dice.whole(1, length - 1) + dice.whole(0, 1);
    let setting = RopeSetting::new(128, ROPE_BASE, length as f64, stretch as f64)?;
    let share = setting.interpolated()[0] / setting.frequencies()[0];
    let counted = share * place as f64;
    let stretched = length * stretch;
    Ok(Made::near([counted], 0.002)
        .with("L", length)
        .with("M", stretched)
        .with("m", place)
        .step(format!("s = {stretched} / {length} = {stretch}"))
        .step(format!("{place} / {stretch} = {counted}"))
        .slip([(place * stretch) as f64], "位置要缩小，不是放大", "positions shrink, they do not grow")
        .slip([(place % length) as f64], "内插按比例缩小，不是取余", "interpolation scales, it does not wrap around")
        .set("d", 8)
        .set("L_train", length)
        .set("s", stretch))
}

fn ntk_base(dice: &mut Dice) -> Result<Made, LabError> {
    let (width, stretch) = (dice.one_of([64_usize, 96, 128]), dice.one_of([2.0, 4.0, 8.0, 16.0]));
    let base = dice.one_of([10_000.0, 500_000.0]);
    let setting = RopeSetting::new(width, base, 4096.0, stretch)?;
    let new = setting.ntk_base();
    Ok(Made::near([new], 0.01)
        .with("s", stretch)
        .with("d", width)
        .with("b", base)
        .step(format!("{width} / ({width} − 2) = {}", short(width as f64 / (width as f64 - 2.0))))
        .step(format!("{base}·{stretch}^({width}/{}) = {}", width - 2, short(new)))
        .slip([base * stretch], "指数是 d/(d−2)，不是 1", "the exponent is d/(d−2), not 1")
        .slip([base / stretch], "底数变大", "the base grows")
        .set("d", width)
        .set("base", base)
        .set("L_train", 4096)
        .set("s", stretch))
}

fn yarn_temperature(dice: &mut Dice) -> Result<Made, LabError> {
    let stretch = dice.one_of([2.0, 4.0, 8.0, 16.0, 32.0, 40.0, 64.0]);
    let factor = yarn_mscale(stretch, 1.0);
    Ok(Made::near([factor], 0.003)
        .with("s", stretch)
        .step(format!("0.1·ln {stretch} + 1 = {}", short(factor)))
        .slip([0.1 * stretch.log10() + 1.0], "是自然对数", "it is the natural logarithm")
        .slip([0.1 * stretch.log2() + 1.0], "是自然对数", "it is the natural logarithm")
        .slip(
            [factor.powi(2)],
            "这是 logit 乘的数；q 和 k 各乘它的平方根",
            "that is what logits are multiplied by; q and k take its root each",
        )
        .set("s", list(&[stretch])))
}

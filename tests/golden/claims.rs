//! What study notes claim of these mechanisms, claim by claim: the scene that shows it, and the numbers in which it shows.

use unicode_width::UnicodeWidthStr;
use wengu::lab::bench::{Inputs, Out, Outcome};
use wengu::locale::scene::{self, Scene};

/// A claim in the words of a note, the scene that shows it, and what must be seen there: on side A, and on side B.
type Claim = (&'static str, &'static str, fn(&Outcome, &Outcome));

fn number(outcome: &Outcome, name: &str) -> f64 {
    match outcome.get(name) {
        Some(Out::Number(number)) => *number,
        #[allow(clippy::cast_precision_loss)]
        Some(Out::Count(count)) => *count as f64,
        other => panic!("{name} is {other:?}"),
    }
}

fn at(outcome: &Outcome, name: &str, row: usize, column: usize) -> f64 {
    outcome.at(name, 0, (row, column)).unwrap_or_else(|| panic!("no {name}[{row},{column}]"))
}

fn rows(outcome: &Outcome, name: &str) -> Vec<Vec<f64>> {
    match outcome.get(name) {
        Some(Out::Matrix(rows) | Out::Table { rows, .. }) => wengu::lab::matrix::to_rows(rows),
        Some(Out::Heads { sheets, .. } | Out::Stack(sheets)) => wengu::lab::matrix::to_rows(&sheets[0]),
        Some(Out::Vector(list)) => vec![list.clone()],
        other => panic!("{name} is {other:?}"),
    }
}

/// The mean of a figure that each row has.
fn mean(outcome: &Outcome, name: &str) -> f64 {
    let Some(Out::PerRow(heads)) = outcome.get(name) else { panic!("{name}") };
    let all: Vec<f64> = heads.iter().flatten().copied().flatten().collect();
    all.iter().sum::<f64>() / f64::from(u32::try_from(all.len()).unwrap())
}

fn worst(left: &[Vec<f64>], right: &[Vec<f64>]) -> f64 {
    left.concat().iter().zip(right.concat()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

const CLAIMS: &[Claim] = &[
    ("使用点积注意力是因为其计算效率高，优于加法注意力", "dot-vs-additive", |long, short| {
        for outcome in [long, short] {
            assert!(at(outcome, "operations", 1, 0) > 1.9 * at(outcome, "operations", 0, 0));
            assert_eq!(at(outcome, "between", 0, 0).to_bits(), 0.0_f64.to_bits());
        }
        assert!(at(long, "between", 1, 0) > 6.7e7, "numbers held for T = 1024");
    }),
    ("softmax(QKᵀ/√D)V：√D 让 softmax 不饱和", "root-d", |scaled, unscaled| {
        assert!(mean(scaled, "effective_keys") > 4.0, "{}", mean(scaled, "effective_keys"));
        assert!(mean(unscaled, "effective_keys") < 2.5, "{}", mean(unscaled, "effective_keys"));
    }),
    ("多头：每个头关注不同语义空间", "heads", |many, one| {
        let Some(Out::Heads { sheets, .. }) = many.get("weights") else { panic!() };
        for (index, head) in sheets.iter().enumerate() {
            for other in &sheets[..index] {
                assert!((head - other).iter().any(|x| x.abs() > 0.2), "two heads look alike");
            }
        }
        assert!(matches!(one.get("weights"), Some(Out::Heads { sheets, .. }) if sheets.len() == 1));
    }),
    ("Transformer 本身不具备序列顺序感知能力，需引入位置编码", "no-order", |bare, placed| {
        for query in 0..3 {
            assert_eq!(at(bare, "weights", query, 0).to_bits(), at(bare, "weights", query, 2).to_bits());
        }
        assert!((at(placed, "weights", 0, 0) - at(placed, "weights", 0, 2)).abs() > 0.05);
    }),
    ("常用正弦-余弦函数编码", "sinusoids", |wide, _| {
        let pe = rows(wide, "pe");
        assert!(pe.concat().iter().all(|x| x.abs() <= 1.0));
        let dots = rows(wide, "dot_with_pos0").concat();
        assert!(dots[0] > dots[1] && dots[1] > dots[2]);
    }),
    ("相对位置编码：RoPE", "rope-shift", |here, shifted| {
        assert!(worst(&rows(here, "scores"), &rows(shifted, "scores")) < 1e-12);
        assert!(worst(&rows(here, "Q_rot"), &rows(shifted, "Q_rot")) > 0.1);
    }),
    ("前馈网络：ReLU、GELU", "gelu-curve", |gelu, relu| {
        assert!((number(gelu, "value") - -0.17).abs() < 0.001 && number(relu, "value") == 0.0);
    }),
    ("前馈网络：SwiGLU", "swiglu", |small, _| {
        assert!(worst(&rows(small, "swiglu"), &rows(small, "ffn_relu")) > 0.1);
    }),
    ("残差连接与层归一化提升训练稳定性", "depth-norm", |deep, _| {
        let rms = rows(deep, "rms");
        let [post, pre, deepnorm, bare] = [1, 2, 4, 5].map(|column| rms[99][column]);
        assert!((post - 1.0).abs() < 0.01 && (deepnorm - 1.0).abs() < 0.01, "{post} {deepnorm}");
        assert!(pre > 5.0 && pre < 20.0, "{pre}");
        assert!(bare > 5e13 && bare < 2e14, "{bare}");
        assert!((bare.powf(0.01) - 1.38).abs() < 0.01, "{bare}");
    }),
    ("MQA、GQA：减少 KV 缓存", "gqa-sharing", |gqa, mqa| {
        let cached = |outcome| number(outcome, "kv_cache_elements_per_token_per_layer");
        assert!((cached(gqa) - 8.0).abs() < 0.5 && (cached(mqa) - 4.0).abs() < 0.5);
    }),
    ("GQA：提升推理速度", "kv-llama", |llama3, llama2| {
        assert!((number(llama3, "kv_bytes_per_token") - 131_072.0).abs() < 0.5);
        assert!((number(llama2, "kv_bytes_per_token") / number(llama3, "kv_bytes_per_token") - 4.0).abs() < 1e-9);
        assert!(number(llama3, "arithmetic_intensity") > 3.9 * number(llama2, "arithmetic_intensity"));
        assert!((number(llama3, "kv_bytes") - 16.0 * f64::from(1 << 30)).abs() < 0.5);
    }),
    ("MLA：进一步压缩 KV Cache", "deepseek-933", |six_bits, equal| {
        assert!((number(six_bits, "reduction_pct") - 93.338_815_789).abs() < 1e-6);
        assert!((number(equal, "reduction_pct") - 82.236_842_105).abs() < 1e-6);
    }),
    ("MLA：降低显存，结果不变", "mla-absorb", |absorbed, naive| {
        assert!(number(absorbed, "max_difference") < 1e-12);
        assert!(worst(&rows(absorbed, "output"), &rows(naive, "output")) < 1e-12);
        let kept = [number(absorbed, "cache_elements_per_token"), number(absorbed, "naive_cache_elements_per_token")];
        assert!((kept[0] - 5.0).abs() < 0.5 && (kept[1] - 18.0).abs() < 0.5);
    }),
    ("每个词元仅激活部分专家", "moe-top2", |two, one| {
        assert!((number(two, "active_share") - 0.25).abs() < 1e-12);
        assert!((number(one, "active_share") - 0.125).abs() < 1e-12);
        for row in rows(two, "dispatch") {
            assert!(
                (row.iter().sum::<f64>() - 1.0).abs() < 1e-12
                    && row.iter().filter(|weight| **weight > 0.0).count() == 2
            );
        }
    }),
    ("参数扩展而不显著增加计算成本", "mixtral-active", |mixtral, deepseek| {
        let share = |outcome| number(outcome, "params_active") / number(outcome, "params_total");
        assert!(share(mixtral) < 0.28 && share(deepseek) < 0.06);
        assert!((number(mixtral, "params_total") / 1e9 - 46.7).abs() < 0.05);
        assert!((number(mixtral, "params_active") / 1e9 - 12.9).abs() < 0.05);
    }),
    ("ALiBi：通过线性偏置惩罚远距离词元", "alibi-distance", |near, far| {
        let bias = rows(near, "bias");
        assert!((bias[7][0] - -7.0 * 0.25).abs() < 1e-12 && (bias[7][7]).abs() < 1e-12);
        assert!(at(near, "weights", 7, 0) < at(far, "weights", 7, 0), "head 1 gives the far token less");
    }),
    ("位置插值：缩放位置索引", "interpolation", |stretched, plain| {
        let waves = [rows(stretched, "wavelength_tokens").concat(), rows(plain, "wavelength_tokens").concat()];
        assert!(waves[0].iter().zip(&waves[1]).all(|(after, before)| (after / before - 8.0).abs() < 1e-9));
    }),
    ("NTK-RoPE：动态调整旋转基，无需训练", "ntk", |stretched, plain| {
        assert!((number(stretched, "new_base") - 91_895.868).abs() < 0.01);
        let [after, before] = [stretched, plain].map(|outcome| rows(outcome, "inv_freq").concat());
        assert!((after[0] / before[0] - 1.0).abs() < 1e-12, "the fastest stays");
        assert!((before[15] / after[15] - 8.0).abs() < 1e-9, "the slowest interpolates");
    }),
    ("旋转基截断：防止超出训练范围", "truncated-basis", |cut, _| {
        let theta = rows(cut, "inv_freq").concat();
        assert!(theta[0] > 0.9 && theta[15] == 0.0);
    }),
    ("RoPE 扩展各法", "scaling-chart", |all, _| {
        let kept = rows(all, "kept");
        assert!(kept[1].iter().all(|share| (share - 0.125).abs() < 1e-12), "PI");
        assert!((kept[4][0] - 1.0).abs() < 1e-12 && (kept[4][15] - 0.125).abs() < 1e-9, "YaRN");
    }),
    ("并行上下文窗口：分段编码，顺序关系建模弱", "parallel-windows", |windows, whole| {
        assert!(at(windows, "masked", 4, 0).is_infinite() && at(whole, "masked", 4, 0).is_finite());
        assert!(at(windows, "masked", 7, 0).is_finite(), "the last tokens see all");
    }),
    ("Λ型上下文窗口：仅关注开头和邻近词元", "lambda-window", |lambda, sliding| {
        let seen = |outcome| rows(outcome, "masked")[7].iter().map(|logit| logit.is_finite()).collect::<Vec<_>>();
        assert_eq!(seen(lambda), [true, false, false, false, false, true, true, true]);
        assert_eq!(seen(sliding), [false, false, false, false, false, true, true, true]);
    }),
    ("词元选择：基于相似度检索远距离词元", "token-selection", |two, one| {
        let Some(Out::Counts(selected)) = two.get("selected") else { panic!() };
        let scores = rows(two, "scores_all").concat();
        let mut far: Vec<usize> = (0..4).collect();
        far.sort_by(|left, right| scores[*right].total_cmp(&scores[*left]));
        let mut best = far[..2].to_vec();
        best.sort_unstable();
        assert_eq!(selected[..2], best.iter().map(|key| *key as u64).collect::<Vec<_>>());
        assert!(matches!(one.get("selected"), Some(Out::Counts(keys)) if keys.len() == 4));
    }),
    ("128K、200K 甚至 2M 上下文", "long-context", |llama, deepseek| {
        assert!((number(llama, "kv_bytes") / f64::from(1 << 30) - 1024.0).abs() < 1e-6);
        assert!(number(deepseek, "kv_bytes") < number(llama, "kv_bytes") / 7.0);
        let bytes = rows(llama, "variants").concat();
        assert!(bytes[5] < bytes[0] / 1e4 && bytes[4] < bytes[0] / 500.0, "a state and a window do not grow");
    }),
    ("Mamba：引入输入依赖的选择机制", "mamba-gate", |gated, open| {
        let delta = rows(gated, "delta").concat();
        assert!(delta[0] < 0.001 && delta[1] > 3.0 && delta[3] < 0.001);
        let Some(Out::Stack(states)) = gated.get("states") else { panic!() };
        assert!((&states[3] - &states[2]).iter().all(|change| change.abs() < 0.01), "a skipped token leaves the state");
        let Some(Out::Stack(states)) = open.get("states") else { panic!() };
        assert!((&states[3] - &states[2]).iter().any(|change| change.abs() > 0.1));
    }),
    ("SSM：循环与卷积是一回事", "ssm-two-views", |zoh, bilinear| {
        assert!(number(zoh, "max_difference") < 1e-14 && number(bilinear, "max_difference") < 1e-14);
    }),
    ("RWKV：结合 RNN 与 Transformer 优点", "rwkv-decay", |slow, fast| {
        assert_eq!(rows(slow, "states_aa_bb_pp_last").len(), 3, "the state does not grow");
        assert!(worst(&rows(slow, "wkv"), &rows(fast, "wkv")) > 0.01);
    }),
    ("RetNet：支持递归、并行和分块计算", "retnet-forms", |slow, fast| {
        assert!(number(slow, "max_difference") < 1e-14 && number(fast, "max_difference") < 1e-14);
        assert!((number(slow, "half_life_tokens") - 21.83).abs() < 0.01);
    }),
    ("Hyena：使用长卷积与门控机制，替代注意力层", "hyena-matrix", |long, _| {
        let matrix = rows(long, "data_controlled_matrix_channel0");
        for (row, values) in matrix.iter().enumerate() {
            assert!(values[row + 1..].iter().all(|entry| *entry == 0.0), "causal");
        }
    }),
    ("SSM 类模型在长序列上具有更好的计算效率；Mamba 实现线性复杂度", "growth", |table, _| {
        let flops = rows(table, "flops");
        let (last, before) = (&flops[flops.len() - 1], &flops[flops.len() - 2]);
        assert!((last[1] / before[1] - 4.0).abs() < 1e-9, "attention: T²");
        assert!((last[2] / before[2] - 2.0).abs() < 0.01, "window: T");
        assert!((last[5] / before[5] - 2.0).abs() < 1e-9, "recurrent: T");
        assert!(last[4] / before[4] < 2.2, "convolution: T log T");
        assert!((last[1] / last[5] - 2730.67).abs() < 0.01 && last[1] > 100.0 * last[4]);
        let memory = rows(table, "memory");
        assert_eq!(memory[0][5].to_bits(), memory[10][5].to_bits(), "the state does not grow");
    }),
];

fn side(scene: &'static Scene, also: &str) -> Outcome {
    let case = scene.bench.case(scene.case).unwrap();
    let (mut inputs, _) = Inputs::from_json(scene.set).unwrap();
    inputs.reseed(Some(scene.seed));
    for (name, value) in Inputs::from_json(also).unwrap().0.given() {
        inputs.set(name, value.clone());
    }
    case.compute(&inputs.of(case)).unwrap_or_else(|error| panic!("{}: {error}", scene.id))
}

#[test]
fn every_claim_of_the_notes_has_a_scene_that_shows_it_with_numbers() {
    for (claim, id, shows) in CLAIMS {
        let scene = scene::find(id).unwrap_or_else(|| panic!("{claim}: no scene {id}"));
        shows(&side(scene, "{}"), &side(scene, scene.against));
    }
}

#[test]
fn a_scene_has_a_title_and_three_lines_in_both_languages() {
    for (at, scene) in scene::all().enumerate() {
        assert!(scene::all().take(at).all(|other| other.id != scene.id), "{} twice", scene.id);
        for text in scene.lines.iter().chain([&scene.title]) {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", scene.id);
            assert!(text.zh.width() <= 100 && text.en.width() <= 100, "{}: too long: {}", scene.id, text.en);
            assert!(!text.zh.is_ascii() || text.zh == text.en, "{}: {}", scene.id, text.zh);
        }
    }
}

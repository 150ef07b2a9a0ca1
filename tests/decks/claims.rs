//! Facts on cards that are no single output of a bench: each is tried on numbers, through the lab.

#![allow(clippy::cast_precision_loss, clippy::float_cmp)]

use ndarray::array;
use wengu::lab::Matrix;
use wengu::lab::activation::{Activation, sigmoid};
use wengu::lab::attention::{Attention, AttentionInput};
use wengu::lab::cost::{Attention as Kept, FeedForward, Model};
use wengu::lab::mask::{Align, Mask};
use wengu::lab::multi_head::kv_head_of;
use wengu::lab::norm::channel::BatchNorm;
use wengu::lab::norm::residual::DeepNorm;
use wengu::lab::norm::{Affine, dynamic_tanh, gemma_rms_norm, l2_norm, layer_norm, moments, rms_norm};
use wengu::lab::position::{Pairing, alibi_slopes, frequencies, rope, sinusoids};
use wengu::lab::rope_scaling::{RopeSetting, truncated_basis};
use wengu::lab::score::dot_variance;
use wengu::lab::softmax::{RowStats, jacobian, softmax};
use wengu::lab::ssm::{Discretisation, hippo_legs};
use wengu::lab::{moe, retnet, rwkv};

fn near(left: f64, right: f64) {
    assert!((left - right).abs() <= 1e-9 * right.abs().max(1.0), "{left} is not {right}");
}

fn model(name: &str) -> &'static Model {
    Model::preset(name).unwrap()
}

fn experts(name: &str) -> [u64; 3] {
    match model(name).ffn {
        FeedForward::Experts { shared, routed, top_k, .. } => [shared, routed, top_k],
        FeedForward::Dense { .. } => panic!("{name} has no experts"),
    }
}

fn visible(mask: &Mask, tokens: usize) -> ndarray::Array2<bool> {
    mask.visible(&Matrix::zeros((tokens, tokens)), Align::TopLeft).unwrap()
}

/// Changes of the input, and whether each norm gives the same for it.
fn norms_agree(x: &Matrix, y: &Matrix) -> [bool; 2] {
    let same = |a: Matrix, b: Matrix| (a - b).iter().all(|difference| difference.abs() < 1e-6);
    [
        same(layer_norm(x, 1e-12, None).unwrap(), layer_norm(y, 1e-12, None).unwrap()),
        same(rms_norm(x, 1e-12, None).unwrap(), rms_norm(y, 1e-12, None).unwrap()),
    ]
}

fn curve(activation: Activation, rule: impl Fn(f64) -> f64) {
    for x in [-3.0, -0.5, 0.0, 0.7, 4.0] {
        near(activation.value(x), rule(x));
    }
}

pub const CLAIMS: &[(&str, fn())] = &[
    // Attention
    ("attn-sqrt-d-why", || near(dot_variance(8).unwrap(), 8.0)),
    ("attn-causal-mask-when", || {
        let weights = softmax(&[1.0, 2.0, f64::NEG_INFINITY]).unwrap();
        assert!(weights[2] == 0.0);
        near(weights.iter().sum(), 1.0);
    }),
    ("attn-sdpa-softmax-axis", || {
        let (q, k) = (vec![vec![1.0, 0.5], vec![-2.0, 1.0]], vec![vec![0.3, 1.0], vec![2.0, -1.0], vec![0.0, 0.7]]);
        let weights =
            Attention::compute(&AttentionInput::new(q, k, vec![vec![1.0]; 3])).unwrap().heads[0].weights.clone();
        assert!(weights.dim() == (2, 3) && weights.rows().into_iter().all(|row| (row.sum() - 1.0).abs() < 1e-12));
    }),
    ("attn-softmax-masked-row", || assert_eq!(softmax(&[f64::NEG_INFINITY; 3]), None)),
    ("attn-entropy-one-key", || {
        let stats = RowStats::of(&[0.0, 1.0, 0.0]).unwrap();
        assert!(stats.entropy_nats == 0.0 && stats.effective_keys == 1.0);
    }),
    ("attn-gqa-mqa-mha", || {
        assert!((0..8).all(|head| kv_head_of(head, 8, 8) == Some(head) && kv_head_of(head, 8, 1) == Some(0)));
    }),
    ("attn-gqa-index", || assert!((0..32).all(|head| kv_head_of(head, 32, 8) == Some(head / 4)))),
    ("attn-causal-pairs", || assert_eq!(visible(&Mask::Causal, 7).iter().filter(|see| **see).count(), 7 * 8 / 2)),
    ("attn-window-rule", || {
        for ((i, j), see) in visible(&Mask::Sliding { window: 3 }, 8).indexed_iter() {
            assert_eq!(*see, j <= i && i - j < 3);
        }
    }),
    ("attn-lambda-rule", || {
        for ((i, j), see) in visible(&Mask::Lambda { sinks: 2, window: 3 }, 9).indexed_iter() {
            assert_eq!(*see, j <= i && (j < 2 || i - j < 3));
        }
    }),
    ("attn-lambda-sinks", || near(softmax(&[0.3, -2.0, 5.0]).unwrap().iter().sum(), 1.0)),
    ("attn-softmax-saturation", || {
        assert!(jacobian(&softmax(&[40.0, 0.0, 1.0]).unwrap()).iter().all(|entry| entry.abs() < 1e-9));
    }),
    ("attn-softmax-jacobian", || {
        let p = softmax(&[0.5, 1.0, -1.0]).unwrap();
        near(jacobian(&p)[[0, 0]], p[0] * (1.0 - p[0]));
        near(jacobian(&p)[[0, 2]], -p[0] * p[2]);
    }),
    ("attn-permutation", || {
        let rows = |order: [usize; 3]| {
            order.map(|row| [vec![1.0, 0.2], vec![-0.5, 1.0], vec![0.3, -2.0]][row].clone()).to_vec()
        };
        let output =
            |x: Vec<Vec<f64>>| Attention::compute(&AttentionInput::new(x.clone(), x.clone(), x)).unwrap().output;
        let (plain, shuffled) = (output(rows([0, 1, 2])), output(rows([2, 0, 1])));
        near(shuffled[[0, 0]], plain[[2, 0]]);
        near(shuffled[[1, 1]], plain[[0, 1]]);
    }),
    ("kv-mla-cached", || {
        assert!(matches!(model("deepseek-v2").attention, Kept::Latent { d_c: 512, d_rope: 64, .. }));
    }),
    // Normalisation
    ("norm-layernorm-variance", || near(moments(&array![[1.0, 2.0, 6.0]])[0].1, 14.0 / 3.0)),
    ("norm-layernorm-scale", || {
        let x = array![[1.0, -2.0, 4.0]];
        assert_eq!(norms_agree(&x, &(&x * 7.0)), [true, true]);
    }),
    ("norm-layernorm-shift", || {
        let x = array![[1.0, -2.0, 4.0]];
        assert_eq!(norms_agree(&x, &(&x + 3.0)), [true, false]);
    }),
    ("norm-rmsnorm-l2", || {
        let x = array![[1.0, -2.0, 4.0, 0.5]];
        let (normed, unit) = (rms_norm(&x, 1e-12, None).unwrap(), l2_norm(&x).unwrap());
        normed.iter().zip(&unit).for_each(|(normed, unit)| near(*normed, unit * 2.0));
    }),
    ("norm-rmsnorm-gemma", || {
        let (x, gain) = (array![[1.0, 3.0]], array![0.5, -0.25]);
        let (gemma, plain) = (gemma_rms_norm(&x, 1e-6, &gain).unwrap(), rms_norm(&x, 1e-6, None).unwrap());
        near(gemma[[0, 0]], plain[[0, 0]] * 1.5);
    }),
    ("norm-batchnorm-momentum", || {
        let affine = Affine { weight: array![1.0], bias: array![0.0] };
        let mut norm = BatchNorm { momentum: 0.25, ..BatchNorm::new(affine) };
        norm.train(&array![[2.0], [6.0]]).unwrap();
        near(norm.running_mean[0], 0.75 * 0.0 + 0.25 * 4.0);
        near(norm.running_var[0], 0.75 * 1.0 + 0.25 * 8.0);
    }),
    ("norm-deepnorm-decoder", || near(DeepNorm::of_pair(24, 6).1.alpha, 18.0_f64.powf(0.25))),
    ("norm-deepnorm-alpha", || near(DeepNorm::of(18).alpha, 36.0_f64.powf(0.25))),
    ("norm-deepnorm-beta", || near(DeepNorm::of(18).beta, 144.0_f64.powf(-0.25))),
    ("norm-qk-norm-gain", || {
        let unit = l2_norm(&array![[3.0, -4.0], [30.0, 1.0], [-3.0, 4.0]]).unwrap();
        assert!(unit.dot(&unit.t()).iter().all(|dot| dot.abs() <= 1.0 + 1e-12));
    }),
    ("norm-dyt-range", || {
        let affine = Affine { weight: array![1.0, 1.0], bias: array![0.0, 0.0] };
        let squashed = dynamic_tanh(&array![[-900.0, 5.0], [0.1, 900.0]], 0.5, &affine).unwrap();
        assert!(squashed.iter().all(|value| value.abs() <= 1.0));
    }),
    // Recurrences
    ("arch-s4-hippo-diagonal", || {
        let (a, _) = hippo_legs(5);
        assert!((0..5).all(|n| a[[n, n]] == -(n as f64 + 1.0)) && a[[1, 3]] == 0.0);
    }),
    ("arch-s4-hippo-below", || near(hippo_legs(5).0[[3, 1]], -(7.0_f64 * 3.0).sqrt())),
    ("arch-ssm-bilinear", || near(Discretisation::Bilinear.step(0.5, -2.0, 1.0).0, (1.0 - 0.5) / (1.0 + 0.5))),
    ("arch-retnet-no-softmax", || {
        let decay = retnet::decay_matrix(5, 0.5);
        near(decay[[4, 1]], 0.125);
        assert_eq!(decay[[1, 4]].to_bits(), 0.0_f64.to_bits());
    }),
    ("arch-retnet-gamma", || {
        (0..8).zip(retnet::gammas(8)).for_each(|(head, gamma)| near(gamma, 1.0 - 2.0_f64.powi(-5 - head)));
    }),
    ("arch-retnet-chunk-exponents", || {
        let x =
            |seed: f64| Matrix::from_shape_fn((7, 2), |(row, column)| (seed + row as f64 - 2.0 * column as f64).sin());
        let retention = retnet::Retention::new(x(0.1), x(0.7), x(1.9), 0.8).unwrap();
        let (chunks, steps) = (retention.chunkwise(3).unwrap().0, retention.recurrent().0);
        chunks.iter().zip(&steps).for_each(|(left, right)| near(*left, *right));
    }),
    ("arch-linear-attn-phi", || {
        let (q, k) = (array![[0.0], [1.0]], array![[0.5], [-1.0]]);
        let y = retnet::linear_attention(&q, &k, &array![[1.0], [3.0]]).unwrap().output;
        let [first, second] = [1.5, (-1.0_f64).exp()];
        near(y[[1, 0]], (first + 3.0 * second) / (first + second));
    }),
    ("arch-linear-attn-state", || {
        let x = Matrix::ones((3, 4));
        let attention = retnet::linear_attention(&x, &x, &Matrix::ones((3, 5))).unwrap();
        assert_eq!(attention.state.len() + attention.normaliser.len(), 4 * (5 + 1));
    }),
    ("arch-rwkv-previous", || {
        let wkv = |decay: f64| {
            let (k, v) = (array![[0.3], [0.1], [-0.2]], array![[1.0], [2.0], [3.0]]);
            rwkv::wkv(&k, &v, &array![decay], &array![0.0]).unwrap().0
        };
        // The second token sees the first without decay, the third sees it decayed
        near(wkv(1.0)[[1, 0]], wkv(5.0)[[1, 0]]);
        assert!((wkv(1.0)[[2, 0]] - wkv(5.0)[[2, 0]]).abs() > 0.01);
    }),
    // Positions
    ("pos-rope-layouts", || {
        let turned = |pairing| rope(&array![[1.0, 0.0, 0.0, 0.0]], &[1.0], 1e4, pairing).unwrap();
        near(turned(Pairing::Neighbours)[[0, 1]], 1.0_f64.sin());
        near(turned(Pairing::Halves)[[0, 2]], 1.0_f64.sin());
    }),
    ("pos-rope-length", || {
        let x = array![[1.0, -2.0, 0.5, 3.0]];
        let turned = rope(&x, &[17.0], 1e4, Pairing::Neighbours).unwrap();
        near(turned.mapv(|value| value * value).sum(), x.mapv(|value| value * value).sum());
    }),
    ("pos-rope-larger-base", || {
        let (small, large) = (frequencies(64, 1e4), frequencies(64, 5e5));
        assert!(small[0] == large[0] && small.iter().zip(&large).skip(1).all(|(small, large)| small > large));
    }),
    ("pos-sin-wavelengths", || {
        let longest = 2.0 * std::f64::consts::PI / frequencies(4096, 1e4)[2047];
        assert!(longest / (1e4 * 2.0 * std::f64::consts::PI) > 0.99);
    }),
    ("pos-sin-shift", || {
        let dot = |p: f64| {
            let table = sinusoids(&[p, p + 5.0], 16);
            table.row(0).dot(&table.row(1))
        };
        near(dot(3.0), dot(40.0));
    }),
    ("pos-alibi-learned", || {
        (1..=16)
            .zip(alibi_slopes(16))
            .for_each(|(head, slope)| near(slope, 2.0_f64.powf(-8.0 * f64::from(head) / 16.0)));
    }),
    ("pos-ntk-ends", || {
        let setting = RopeSetting::new(64, 1e4, 4096.0, 8.0).unwrap();
        let (before, after) = (setting.frequencies(), setting.with_base(setting.ntk_base()));
        near(after[0], before[0]);
        near(after[31] * 8.0, before[31]);
    }),
    ("pos-yarn-turns", || {
        let setting = RopeSetting::new(64, 1e4, 4096.0, 8.0).unwrap();
        let (gamma, _) = setting.yarn_paper(1.0, 32.0);
        for (gamma, theta) in gamma.iter().zip(setting.frequencies()) {
            let turns = 4096.0 * theta / (2.0 * std::f64::consts::PI);
            near(*gamma, ((turns - 1.0) / 31.0).clamp(0.0, 1.0));
        }
    }),
    ("pos-yarn-thresholds", || {
        let (gamma, theta) = RopeSetting::new(64, 1e4, 4096.0, 8.0).unwrap().yarn_paper(1.0, 32.0);
        assert!(gamma[0] == 1.0 && gamma[31] == 0.0);
        near(theta[31], frequencies(64, 1e4)[31] / 8.0);
    }),
    ("pos-llama3-regions", || {
        let setting = RopeSetting::new(128, 5e5, 8192.0, 8.0).unwrap();
        for (after, before) in setting.llama3(1.0, 4.0).iter().zip(setting.frequencies()) {
            let wavelength = 2.0 * std::f64::consts::PI / before;
            if wavelength < 8192.0 / 4.0 {
                near(*after, before);
            } else if wavelength > 8192.0 {
                near(*after, before / 8.0);
            } else {
                assert!(*after <= before && *after >= before / 8.0);
            }
        }
    }),
    ("long-truncated-zero", || {
        assert_eq!(truncated_basis(&array![1.0, 0.1, 0.001], 0.01, 0.5, 0.05), array![1.0, 0.05, 0.0]);
    }),
    // Feed-forward
    ("ffn-relu-dead", || assert!(Activation::Relu.derivative(-2.0) == 0.0)),
    ("ffn-relu-squared", || curve(Activation::ReluSquared, |x| x.max(0.0).powi(2))),
    ("ffn-sigmoid-derivative", || {
        near(Activation::Sigmoid.derivative(0.7), sigmoid(0.7) * (1.0 - sigmoid(0.7)));
    }),
    ("ffn-tanh-sigmoid", || curve(Activation::Tanh, |x| 2.0 * sigmoid(2.0 * x) - 1.0)),
    ("ffn-gelu-sigmoid", || curve(Activation::GeluSigmoid, |x| x * sigmoid(1.702 * x))),
    ("ffn-silu-formula", || curve(Activation::Silu, |x| x * sigmoid(x))),
    ("ffn-swish-limits", || {
        for x in [-2.0, 0.5, 3.0] {
            near(x * sigmoid(0.0), x / 2.0);
            near(x * sigmoid(1e4 * x), x.max(0.0));
        }
    }),
    // Experts
    ("moe-aux-minimum", || near(moe::switch_loss(&Matrix::eye(4), 0.01).unwrap().loss, 0.01)),
    ("moe-mixtral-experts", || assert_eq!(experts("mixtral-8x7b"), [0, 8, 2])),
    ("moe-v2-numbers", || assert_eq!(experts("deepseek-v2"), [2, 160, 6])),
    ("moe-v3-numbers", || assert_eq!(experts("deepseek-v3"), [1, 256, 8])),
    // Costs
    ("kv-elements-formula", || {
        assert_eq!(model("qwen2.5-7b").kv_elements_per_token(), 2 * 4 * 128 * 28);
    }),
    ("kv-mqa-share", || {
        near(
            model("llama-2-7b").kv_elements_if_mqa() as f64 / model("llama-2-7b").kv_elements_per_token() as f64,
            1.0 / 32.0,
        );
    }),
    ("cost-weight-flops", || {
        let llama = model("llama-2-7b");
        assert_eq!(llama.weight_flops(), 2 * (llama.parameters().active - llama.vocab * llama.d_model));
    }),
    ("cost-parameters-attention", || {
        assert_eq!(model("llama-3-8b").parameters().attention_per_layer, 2 * 4096 * 128 * (32 + 8));
    }),
    ("cost-tied", || {
        let tied = model("qwen2.5-0.5b");
        let untied = Model { tied: false, ..*tied };
        assert!(tied.tied);
        assert_eq!(untied.parameters().total - tied.parameters().total, tied.vocab * tied.d_model);
    }),
    ("cost-kv-mixtral", || {
        assert_eq!(model("mixtral-8x7b").kv_bytes(1, 16), model("mistral-7b-v0.1").kv_bytes(1, 16));
    }),
];

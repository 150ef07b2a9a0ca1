//! What models cost: the cache, the parameters, the operations, and how they grow.

use super::{
    Case, Field, Inputs, Kind, Out, Outcome,
    field::{Default, choice, count, size, with},
    outcome::{Look, Show, show},
    own,
};
use crate::lab::{
    LabError, Matrix,
    cost::{self, Attention, FeedForward, Model, PRESETS},
};

/// The presets, `own` first among them for sizes of one's own.
const NAMES: &[&str] = &[
    "llama-3-8b",
    "llama-2-7b",
    "llama-2-13b",
    "llama-2-70b",
    "llama-3-70b",
    "mistral-7b-v0.1",
    "qwen2.5-0.5b",
    "qwen2.5-7b",
    "qwen2.5-72b",
    "deepseek-67b",
    "mixtral-8x7b",
    "deepseek-v2-lite",
    "deepseek-v2",
    "deepseek-v3",
    "own",
];
const CONTEXT: Field = size("context", 4096.0, (1, 1 << 40), "tokens");
const BITS: Field = choice("bits", &["16", "32", "8", "6", "4"], "a number of the cache");
const MOST: u64 = 1 << 40;

/// A size that stands for the preset's own where it is given.
const fn own(name: &'static str, about: &'static str) -> Field {
    with(name, Kind::Size { low: 0, high: MOST }, Default::None, about)
}

const SIZES: &[Field] = &[
    with("model", Kind::Choice(NAMES), Default::None, "a preset; `own` for sizes of one's own"),
    CONTEXT,
    BITS,
    own("layers", "of one's own model"),
    own("d_model", "its width"),
    own("n_heads", "query heads"),
    own("n_kv_heads", "key and value heads"),
    own("head_dim", "width of a head"),
    own("d_ff", "inner width of a dense feed-forward layer"),
    own("vocab", "entries of the vocabulary"),
    own("window", "of a sliding window; 0 for none"),
    own("d_c", "latent of MLA; 0 for GQA"),
    own("d_nope", "of MLA"),
    own("d_rope", "of MLA"),
    own("d_v", "of MLA"),
    own("d_c_q", "latent of the queries in MLA; 0 for none"),
    own("experts", "routed experts; 0 for a dense model"),
    own("n_routed", "the same"),
    own("n_shared", "shared experts"),
    own("top_k", "routed experts a token goes to"),
    own("d_ff_expert", "inner width of an expert"),
    own("d_ff_dense", "inner width of the first, dense layers"),
    own("n_dense_layers", "how many layers are dense"),
    own("router_bias", "1 where the router has a bias"),
    own("tied", "1 where the input embedding is the output layer"),
    own("qkv_bias", "1 where queries, keys and values have a bias"),
];

pub(super) const KV_CASES: &[Case] = &[
    Case {
        name: "model",
        tex: r"2\,L\,n_{kv}\,d_h \quad\text{or}\quad L(d_c + d_R)",
        fields: SIZES,
        shows: &[
            show("variants", Look::Bars, ("variant", "bytes")),
            show("cache_by_context", Look::Curve, ("tokens", "GiB")),
        ],
        run: model,
        unused: Some(|inputs| {
            let is_own = inputs.word("model").is_ok_and(|name| name == "own") || inputs.json("layers").is_some();
            if is_own { vec!["model"] } else { SIZES.iter().map(|field| field.name).skip(3).collect() }
        }),
        explain: None,
    },
    Case {
        name: "compare",
        tex: r"1 - \frac{L(d_c+d_R)\,b_2}{2 L n_{kv} d_h\,b_1}",
        fields: &[
            with("baseline", Kind::Choice(NAMES), Default::Word("deepseek-67b"), "the larger cache"),
            with("baseline_bits", Kind::Choice(&["16", "32", "8", "6", "4"]), Default::Word("16"), "its bits a number"),
            with("model", Kind::Choice(NAMES), Default::Word("deepseek-v2"), "the smaller cache"),
            with("bits", Kind::Choice(&["6", "16", "8", "4", "32"]), Default::Word("6"), "its bits a number"),
        ],
        shows: &[show("bytes", Look::Bars, ("", "model"))],
        run: compare,
        unused: None,
        explain: None,
    },
    Case {
        name: "presets",
        tex: r"2\,L\,n_{kv}\,d_h",
        fields: &[CONTEXT, BITS],
        shows: &[show("cache_bytes", Look::Bars, ("model", "bytes"))],
        run: presets,
        unused: None,
        explain: None,
    },
];

pub(super) const CASES: &[Case] = &[
    Case {
        name: "growth",
        tex: r"T^2 d \quad T w d \quad T d^2 \quad T \log T\, d \quad T N d",
        fields: &[
            count("D", 64, (1, 4096), "width"),
            count("window", 256, (1, 1 << 20), "of the sliding window"),
            count("N", 16, (1, 4096), "state of the recurrent form, a channel"),
            size("longest", 65_536.0, (64, 1 << 30), "tokens at the end of the table"),
        ],
        shows: GROWTH,
        run: growth,
        unused: None,
        explain: None,
    },
    Case {
        name: "score_cost",
        tex: r"2 T^2 D \quad\text{against}\quad 4 T^2 d_a",
        fields: &[
            size("T", 1024.0, (1, 1 << 24), "tokens"),
            count("D", 64, (1, 1 << 16), "width of queries and keys"),
            count("d_a", 64, (1, 1 << 16), "inner width of the additive function"),
        ],
        shows: &[show("operations", Look::Bars, ("", "")), show("between", Look::Bars, ("", ""))],
        run: score_cost,
        unused: None,
        explain: None,
    },
    Case {
        name: "attention_flops",
        tex: r"2\,T^2 d_h H + 2\,T^2 d_h H",
        fields: &[
            size("T", 2048.0, (1, MOST), "tokens"),
            count("n_heads", 32, (1, 1 << 20), "heads"),
            count("head_dim", 128, (1, 1 << 20), "width of a head"),
        ],
        shows: &[],
        run: |inputs| {
            let flops = cost::sequence_flops(inputs.whole("T")?, inputs.whole("n_heads")?, inputs.whole("head_dim")?);
            Ok(Outcome::default()
                .with("qk", flops.scores)
                .with("av", flops.weighted_sum)
                .with("total_full", flops.total)
                .with("total_causal_exact", flops.total_causal)
                .with("score_matrix_bytes_fp16_per_layer", flops.score_matrix_bytes))
        },
        unused: None,
        explain: None,
    },
    Case {
        name: "decode_flops",
        tex: r"2N + 4 L H d_h T",
        fields: &[
            with("model", Kind::Choice(NAMES), Default::Word("llama-2-7b"), "a preset"),
            size("ctx", 4096.0, (0, MOST), "tokens before it"),
        ],
        shows: &[],
        run: |inputs| {
            let model = preset(&inputs.word("model")?)?;
            let (weights, attention) = (model.weight_flops(), model.attention_flops(inputs.whole("ctx")?));
            let outcome = Outcome::default()
                .with("weights_flops_2N_minus_embed", weights)
                .with("attention_flops", attention)
                .with("ratio_pct", 100.0 * attention as f64 / weights.max(1) as f64);
            Ok(match model.crossover_context() {
                Some(context) => outcome.with("crossover_T", context),
                None => outcome,
            })
        },
        unused: None,
        explain: None,
    },
];

const GROWTH: &[Show] = &[
    show("flops", Look::Curve, ("tokens", "attention, window, linear, convolution, recurrent")),
    show("memory", Look::Curve, ("tokens", "attention, window, linear, convolution, recurrent")),
];

fn preset(name: &str) -> Result<Model, LabError> {
    Model::preset(name).copied().ok_or_else(|| LabError::Parse {
        what: "the model".to_owned(),
        text: name.to_owned(),
        expected: PRESETS.iter().map(|model| model.name).collect::<Vec<_>>().join(", "),
    })
}

/// The model that was named, or the one whose sizes were given.
fn chosen(inputs: &Inputs) -> Result<Model, LabError> {
    let named = inputs.json("model").and_then(|name| name.as_str()).filter(|name| *name != "own");
    match named {
        Some(name) => preset(name),
        None if inputs.json("layers").is_none() && inputs.json("model").is_none() => preset(NAMES[0]),
        None => own::model(inputs),
    }
}

/// Bits from a choice, which is a word, or from a number.
fn bits(inputs: &Inputs, name: &str) -> Result<u64, LabError> {
    if inputs.json(name).is_some_and(serde_json::Value::is_number) {
        return inputs.whole(name);
    }
    inputs.word(name)?.parse().map_err(|_| LabError::range(name, &"another word", "a number of bits"))
}

fn model(inputs: &Inputs) -> Result<Outcome, LabError> {
    let model = chosen(inputs)?;
    let (context, bits) = (inputs.whole("context")?, bits(inputs, "bits")?);
    let parameters = model.parameters();
    let expert_params = parameters.total.saturating_sub(parameters.shared);
    let mut outcome = Outcome::default()
        .with("model", Out::Word(model.name.to_owned()))
        .with("kv_elements_per_token", model.kv_elements_per_token())
        .with("kv_bytes_per_token", model.kv_bytes(1, bits))
        .with("kv_bytes_per_token_fp16", model.kv_bytes(1, 16))
        .with("kv_bytes_per_token_bf16", model.kv_bytes(1, 16))
        .with("kv_bytes_4096_ctx_fp16", model.kv_bytes(4096, 16))
        .with("kv_bytes", model.kv_bytes(context, bits))
        .with("kv_elements_if_mha", model.kv_elements_if_mha())
        .with("kv_elements_if_mqa", model.kv_elements_if_mqa())
        .with("params", parameters.total)
        .with("params_total", parameters.total)
        .with("params_active", parameters.active)
        .with("params_active_incl_embeddings", parameters.active)
        .with("params_shared", parameters.shared)
        .with("attention_params_per_layer", parameters.attention_per_layer)
        .with("weights_flops", model.weight_flops())
        .with("attention_flops", model.attention_flops(context))
        .with("arithmetic_intensity", model.arithmetic_intensity(bits));
    if let FeedForward::Experts { routed, .. } = model.ffn {
        outcome = outcome.with("params_per_expert_all_layers", expert_params / routed.max(1));
    }
    if matches!(model.attention, Attention::Latent { .. }) {
        outcome = outcome
            .with("equivalent_gqa_groups", model.equivalent_groups())
            .with("kv_elements_if_mha_dh128", model.kv_elements_if_mha())
            .with("kv_elements_naive_mla", model.kv_elements_expanded());
    }
    Ok(outcome.with("variants", variants(&model, context, bits)).with("cache_by_context", by_context(&model, bits)))
}

/// What a state-space layer keeps of a channel, whatever the context: Mamba's N = 16, over twice the width.
const SSM_STATE: u64 = 16 * 2;
/// The window of the variants that have one.
const WINDOW: u64 = 4096;
/// What DeepSeek-V2 keeps of a token and layer.
const LATENT: u64 = 512 + 64;

/// The same model with other ways to remember: bytes at this context.
fn variants(model: &Model, context: u64, bits: u64) -> Out {
    let bytes = |elements: u64, kept: u64| (elements as f64) * (kept as f64) * (bits as f64) / 8.0;
    let groups = model.kv_elements_if_mqa().saturating_mul(8.min(model.heads.max(1)));
    let rows = [
        ("MHA", bytes(model.kv_elements_if_mha(), context)),
        ("GQA-8", bytes(groups.min(model.kv_elements_if_mha()), context)),
        ("MQA", bytes(model.kv_elements_if_mqa(), context)),
        ("MLA", bytes(model.layers.saturating_mul(LATENT), context)),
        ("window 4096", bytes(model.kv_elements_if_mha(), context.min(WINDOW))),
        ("SSM", bytes(model.layers.saturating_mul(model.d_model).saturating_mul(SSM_STATE), 1)),
        (model.name, model.kv_bytes(context, bits) as f64),
    ];
    Out::Table {
        names: rows.iter().map(|(name, _)| (*name).to_owned()).collect(),
        rows: Matrix::from_shape_fn((rows.len(), 1), |(row, _)| rows[row].1),
    }
}

const GIB: f64 = (1_u64 << 30) as f64;

fn by_context(model: &Model, bits: u64) -> Matrix {
    Matrix::from_shape_fn((11, 2), |(row, column)| {
        let context = 1024_u64 << row;
        if column == 0 { context as f64 } else { model.kv_bytes(context, bits) as f64 / GIB }
    })
}

fn compare(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (old, new) = (preset(&inputs.word("baseline")?)?, preset(&inputs.word("model")?)?);
    let (old_bits, new_bits) = (bits(inputs, "baseline_bits")?, bits(inputs, "bits")?);
    let compared = cost::compare((&old, old_bits), (&new, new_bits));
    let equal = cost::compare((&old, old_bits), (&new, old_bits));
    Ok(Outcome::default()
        .with("baseline_elements", old.kv_elements_per_token())
        .with("elements", new.kv_elements_per_token())
        .with("baseline_bytes", compared.baseline_bytes)
        .with("model_bytes", compared.bytes)
        .with("reduction_pct", compared.reduction_percent)
        .with("reduction_pct_equal_bits", equal.reduction_percent)
        .with("bytes", vec![compared.baseline_bytes as f64, compared.bytes as f64]))
}

fn presets(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (context, bits) = (inputs.whole("context")?, bits(inputs, "bits")?);
    let names: Vec<String> = PRESETS.iter().map(|model| model.name.to_owned()).collect();
    let bytes = Matrix::from_shape_fn((names.len(), 1), |(row, _)| PRESETS[row].kv_bytes(context, bits) as f64);
    Ok(Outcome::default().with("cache_bytes", Out::Table { names, rows: bytes }))
}

/// All scores of T queries and keys: operations, those that are tanh, and numbers that must be held between.
fn score_cost(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (tokens, d, inner) = (inputs.number("T")?, inputs.number("D")?, inputs.number("d_a")?);
    let pairs = tokens * tokens;
    let table = |names: [&str; 2], values: [f64; 2]| Out::Table {
        names: names.map(str::to_owned).to_vec(),
        rows: Matrix::from_shape_fn((2, 1), |(row, _)| values[row]),
    };
    let names = ["dot", "additive"];
    Ok(Outcome::default()
        .with("tanh", pairs * inner)
        // A sum, a tanh, a product and a sum for each inner entry
        .with("operations", table(names, [2.0 * pairs * d, 4.0 * pairs * inner + 4.0 * tokens * d * inner]))
        .with("between", table(names, [0.0, pairs * inner])))
}

/// FLOPs and numbers kept by one head of each form over T tokens.
fn growth(inputs: &Inputs) -> Result<Outcome, LabError> {
    let [d, window, state] = [inputs.number("D")?, inputs.number("window")?, inputs.number("N")?];
    let longest = inputs.number("longest")?;
    let lengths: Vec<f64> =
        (0..11).rev().map(|halvings| longest / f64::from(1_u32 << halvings)).filter(|&t| t >= 1.0).collect();
    let table = |forms: &dyn Fn(f64) -> [f64; 5]| {
        Matrix::from_shape_fn((lengths.len(), 6), |(row, column)| {
            let tokens = lengths[row];
            if column == 0 { tokens } else { forms(tokens)[column - 1] }
        })
    };
    let flops = table(&|t| {
        [
            4.0 * t * t * d,
            4.0 * t * t.min(window) * d,
            4.0 * t * d * d,
            10.0 * t * t.log2().max(1.0) * d,
            6.0 * t * state * d,
        ]
    });
    let memory = table(&|t| [2.0 * t * d, 2.0 * t.min(window) * d, d * d + d, t * d, state * d]);
    Ok(Outcome::default().with("flops", flops).with("memory", memory))
}

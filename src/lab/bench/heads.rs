//! Whole layers of heads, and masks on their own.

use super::{
    Case, Field, Inputs, Kind, Outcome,
    attention::mask,
    field::{Default, count, cube, flag, matrix, tokens, vector, width, with},
    outcome::{Look, show},
};
use crate::lab::{
    LabError, Matrix,
    attention::{Attention, AttentionInput},
    mask::{Align, Mask, kept_in_cache, receptive_field, top_k},
    matrix::to_rows,
    multi_head::{MultiHeadWeights, kv_head_of, pool_heads, self_attention},
};
use ndarray::{Array3, Axis, concatenate};

const KEYS: (&str, &str) = ("T", "T");
const FEATURES: (&str, &str) = ("T", "D");

const MHA: &[Field] = &[
    tokens(4),
    width(6),
    count("n_heads", 2, (1, 64), "heads"),
    flag("causal", true, "hide the keys after a query"),
    matrix("x", FEATURES, "tokens, (T, d)"),
    matrix("in_proj_weight", ("3*D", "D"), "Q, K and V stacked, (3d, d)"),
    vector("in_proj_bias", "3*D", "(3d)"),
    matrix("out_proj_weight", ("D", "D"), "(d, d)"),
    vector("out_proj_bias", "D", "(d)"),
];

const GQA: &[Field] = &[
    tokens(3),
    width(2),
    count("n_heads", 4, (1, 64), "query heads"),
    count("n_kv_heads", 2, (1, 64), "key and value heads"),
    flag("causal", true, "hide the keys after a query"),
    cube("Q", ("n_heads", "T", "D"), "queries, (heads, T, D)"),
    cube("K", ("n_kv_heads", "T", "D"), "keys, (kv heads, T, D)"),
    cube("V", ("n_kv_heads", "T", "D"), "values, (kv heads, T, D)"),
];

pub(super) const CASES: &[Case] = &[
    Case {
        name: "mha",
        tex: r"\mathrm{Concat}(h_1, \dots, h_H)\,W_O",
        fields: MHA,
        shows: &[show("weights_per_head", Look::Share, KEYS), show("output", Look::Around(3.0), FEATURES)],
        run: multi_head,
        unused: None,
        explain: None,
    },
    Case {
        name: "gqa",
        tex: r"g(h) = \lfloor h / (H/H_{kv}) \rfloor",
        fields: GQA,
        shows: &[
            show("weights", Look::Share, KEYS),
            show("output", Look::Around(3.0), FEATURES),
            show("kv_head_of_query_head", Look::Plain, ("", "head")),
        ],
        run: grouped,
        unused: None,
        explain: None,
    },
    Case {
        name: "gqa_mean_pool",
        tex: r"K_g = \mathrm{mean}_{h \in g} K_h",
        fields: &[
            tokens(3),
            width(2),
            count("n_heads", 4, (1, 64), "heads of the toy input"),
            count("n_kv_heads", 2, (1, 64), "heads after pooling"),
            cube("K_mha", ("n_heads", "T", "D"), "keys or values of all heads, (heads, T, D)"),
        ],
        shows: &[show("K_gqa", Look::Around(2.0), FEATURES)],
        run: pool,
        unused: None,
        explain: None,
    },
    Case {
        name: "mask",
        tex: r"M_{ij} \in \{0, -\infty\}",
        fields: &[
            tokens(8),
            with(
                "mask",
                Kind::Word(&[
                    "causal",
                    "sliding:3",
                    "lambda:2+3",
                    "chunk:3",
                    "dilated:3+2",
                    "prefix:3",
                    "pcw:2+3",
                    "none",
                ]),
                Default::Word("causal"),
                "as in `attention`",
            ),
        ],
        shows: &[show("mask", Look::Share, KEYS)],
        run: draw_mask,
        unused: None,
        explain: None,
    },
    Case {
        name: "decode_cache",
        tex: r"\{0..s\} \cup \{t-w+1..t\}",
        fields: &[
            count("sink", 2, (0, 4096), "keys kept from the beginning"),
            count("window", 3, (1, 4096), "keys kept from the end, with oneself"),
            count("query_position", 7, (0, 4096), "the token that is decoded"),
        ],
        shows: &[],
        run: |inputs| {
            let kept = kept_in_cache(inputs.count("sink")?, inputs.count("window")?, inputs.count("query_position")?);
            Ok(Outcome::default()
                .with("streamingllm_cache_positions", (0..kept.len()).collect::<Vec<_>>())
                .with("kept_original_positions", kept))
        },
        unused: None,
        explain: None,
    },
    Case {
        name: "receptive_field",
        tex: r"L(w-1)+1",
        fields: &[
            count("window", 4096, (1, 1 << 30), "keys with oneself"),
            count("layers", 32, (1, 1 << 20), "layers"),
        ],
        shows: &[],
        run: |inputs| {
            let (layers, window) = (inputs.count("layers")?, inputs.count("window")?);
            Ok(Outcome::default()
                .with("tokens_upper_bound", layers.saturating_mul(window))
                .with("exact_with_self_in_window", receptive_field(layers, window)))
        },
        unused: None,
        explain: None,
    },
    Case {
        name: "topk_memory",
        tex: r"\mathrm{softmax}(q \cdot [K_{\mathrm{topk}}; K_{\mathrm{local}}])",
        fields: TOP_K,
        shows: &[show("scores_all", Look::Around(3.0), ("", "T")), show("weights", Look::Share, ("", "key"))],
        run: memory,
        unused: None,
        explain: None,
    },
];

const TOP_K: &[Field] = &[
    tokens(8),
    width(2),
    matrix("Q", FEATURES, "queries"),
    matrix("K", FEATURES, "keys"),
    matrix("V", FEATURES, "values"),
    count("query_row", 7, (0, 4096), "the query that looks"),
    count("k", 2, (0, 4096), "how many keys of the memory it takes"),
    with("memory", Kind::Vector("T"), Default::Numbers(&[0.0, 1.0, 2.0, 3.0]), "keys of the memory, from 0"),
    with("local", Kind::Vector("T"), Default::Numbers(&[5.0, 6.0, 7.0]), "keys always seen, from 0"),
];

fn multi_head(inputs: &Inputs) -> Result<Outcome, LabError> {
    let weights = MultiHeadWeights {
        in_projection: inputs.matrix("in_proj_weight")?,
        in_bias: inputs.vector("in_proj_bias")?,
        out_projection: inputs.matrix("out_proj_weight")?,
        out_bias: inputs.vector("out_proj_bias")?,
    };
    let mask = if inputs.flag("causal")? { Mask::Causal } else { Mask::None };
    let (attention, output) = self_attention(&inputs.matrix("x")?, &weights, inputs.count("n_heads")?, &mask)?;
    let heads: Vec<Matrix> = attention.heads.into_iter().map(|head| head.weights).collect();
    Ok(Outcome::default().with("weights_per_head", heads).with("output", output))
}

/// (heads, T, D) to the heads side by side, (T, heads·D).
fn side_by_side(cube: &Array3<f64>) -> Result<Matrix, LabError> {
    let heads: Vec<_> = cube.outer_iter().collect();
    concatenate(Axis(1), &heads)
        .map_err(|error| LabError::shape("a head", error.to_string(), "as the others", "all heads are alike"))
}

fn grouped(inputs: &Inputs) -> Result<Outcome, LabError> {
    let [q, k, v] = [inputs.cube("Q")?, inputs.cube("K")?, inputs.cube("V")?];
    let (heads, kv_heads) = (q.dim().0, k.dim().0);
    let mask = if inputs.flag("causal")? { Mask::Causal } else { Mask::None };
    let rows = |cube| Ok::<_, LabError>(to_rows(&side_by_side(cube)?));
    let (k_rows, v_rows) = (rows(&k)?, rows(&v)?);
    let cached = [&k_rows, &v_rows].map(|rows| rows.first().map_or(0, Vec::len)).iter().sum::<usize>();
    let attention = Attention::compute(&AttentionInput {
        heads,
        kv_heads: Some(kv_heads),
        mask,
        ..AttentionInput::new(rows(&q)?, k_rows, v_rows)
    })?;
    let shared: Vec<usize> = (0..heads).filter_map(|head| kv_head_of(head, heads, kv_heads)).collect();
    let weights: Vec<Matrix> = attention.heads.iter().map(|head| head.weights.clone()).collect();
    let outputs: Vec<Matrix> = attention.heads.iter().map(|head| head.output.clone()).collect();
    Ok(Outcome::default()
        .with("kv_head_of_query_head", shared)
        .with("weights", weights)
        .with("output", outputs)
        .with("kv_cache_elements_per_token_per_layer", cached))
}

fn pool(inputs: &Inputs) -> Result<Outcome, LabError> {
    let k = inputs.cube("K_mha")?;
    let kv_heads = inputs.count("n_kv_heads")?;
    let pooled = pool_heads(&side_by_side(&k)?, k.dim().0, kv_heads)?;
    let width = (pooled.ncols() / kv_heads).max(1);
    let heads: Vec<Matrix> = pooled.axis_chunks_iter(Axis(1), width).map(|head| head.to_owned()).collect();
    Ok(Outcome::default().with("K_gqa", heads))
}

/// Masks larger than this are not drawn.
const MASK_CAP: usize = 2048;

fn draw_mask(inputs: &Inputs) -> Result<Outcome, LabError> {
    let size = inputs.count("T")?;
    if size > MASK_CAP {
        return Err(LabError::TooLarge { got: (size * size) as u128, cap: (MASK_CAP * MASK_CAP) as u128 });
    }
    let mask = mask(inputs)?;
    let visible = mask.visible(&Matrix::zeros((size, size)), Align::default())?;
    let counts: Vec<usize> = visible.rows().into_iter().map(|row| row.iter().filter(|&&see| see).count()).collect();
    Ok(Outcome::default()
        .with("mask", visible.mapv(|see| f64::from(u8::from(see))))
        .with("visible_keys_per_row", counts)
        .with("position_ids", mask.key_positions(size)))
}

fn memory(inputs: &Inputs) -> Result<Outcome, LabError> {
    let rows = |name| Ok::<_, LabError>(to_rows(&inputs.matrix(name)?));
    let (q, k, v) = (rows("Q")?, rows("K")?, rows("V")?);
    let plain = Attention::compute(&AttentionInput {
        scale: Some(1.0),
        ..AttentionInput::new(q.clone(), k.clone(), v.clone())
    })?;
    let row = inputs.count("query_row")?;
    let scores = plain.heads.first().map(|head| head.scores.clone()).unwrap_or_default();
    if row >= scores.nrows() {
        return Err(LabError::range("query_row", &row, format!("below {}", scores.nrows())));
    }
    let scores = scores.row(row).to_vec();
    let keys = |name| {
        let list = inputs.vector(name)?;
        let key = |&key: &f64| {
            crate::lab::matrix::index(key, scores.len())
                .ok_or_else(|| LabError::range(name, &key, "keys that are there"))
        };
        list.iter().map(key).collect::<Result<Vec<usize>, _>>()
    };
    let mut selected = top_k(&scores, &keys("memory")?, inputs.count("k")?);
    selected.extend(keys("local")?);
    let visible = (0..q.len())
        .map(|query| (0..scores.len()).map(|key| query == row && selected.contains(&key)).collect())
        .collect();
    let attention =
        Attention::compute(&AttentionInput { mask: Mask::Explicit(visible), ..AttentionInput::new(q, k, v) })?;
    let weights = attention.heads.first().map(|head| head.weights.row(row).to_owned()).unwrap_or_default();
    Ok(Outcome::default()
        .with("scores_all", scores)
        .with("weights", selected.iter().filter_map(|&key| weights.get(key).copied()).collect::<Vec<_>>())
        .with("output", attention.output.row(row).to_owned())
        .with("selected", selected))
}

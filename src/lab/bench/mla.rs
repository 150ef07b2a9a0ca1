//! Latent attention, both ways.

use super::{
    Case, Field, Inputs, Out, Outcome, Place,
    field::{choice, count, matrix, vector},
    outcome::{Look, Show, show},
};
use crate::lab::{
    LabError, Matrix,
    mla::{self, MlaForm, MlaShape, MlaWeights},
};
use ndarray::Array1;

const KEYS: (&str, &str) = ("T", "T");

const FIELDS: &[Field] = &[
    count("T", 4, (1, 1024), "tokens of the toy input"),
    count("d", 6, (1, 1024), "width of the model"),
    count("n_heads", 2, (1, 64), "heads"),
    count("d_nope", 4, (1, 256), "of a head, without positions"),
    count("d_rope", 2, (2, 256), "of the rotated part, even"),
    count("d_v", 3, (1, 256), "of a head's values"),
    count("d_c", 3, (1, 1024), "the latent that is cached"),
    count("d_c_q", 4, (1, 1024), "the queries' latent"),
    choice("form", &["absorbed", "naive"], "whose stages are shown; the answers are the same"),
    matrix("x", ("T", "d"), "tokens, (T, d)"),
    matrix("W_DQ", ("d_c_q", "d"), "(d_c', d)"),
    vector("g_q", "d_c_q", "gain of the norm, (d_c')"),
    matrix("W_UQ_and_QR", ("query_up", "d_c_q"), "(heads·(d_nope + d_rope), d_c')"),
    matrix("W_DKV", ("d_c", "d"), "(d_c, d)"),
    vector("g_kv", "d_c", "gain of the norm, (d_c)"),
    matrix("W_KR", ("d_rope", "d"), "(d_rope, d)"),
    matrix("W_UK", ("n_heads*d_nope", "d_c"), "(heads·d_nope, d_c)"),
    matrix("W_UV", ("n_heads*d_v", "d_c"), "(heads·d_v, d_c)"),
    matrix("W_O", ("d", "n_heads*d_v"), "(d, heads·d_v)"),
];

const SHOWS: &[Show] = &[
    show("c_kv", Look::Around(2.0), ("T", "d_c")),
    show("k_rope", Look::Around(2.0), ("T", "d_rope")),
    show("scores_scaled", Look::Around(3.0), KEYS),
    show("weights", Look::Share, KEYS),
    show("head_outputs", Look::Around(2.0), ("T", "D")),
    show("output", Look::Around(3.0), ("T", "D")),
    show("difference", Look::Around(1.0), ("T", "D")),
];

pub(super) const CASES: &[Case] = &[Case {
    name: "mla",
    tex: r"(W_{UK}^\top q^C)\cdot c^{KV} + q^R\cdot k^R",
    fields: FIELDS,
    shows: SHOWS,
    run,
    unused: None,
    explain: Some(explain),
}];

fn run(inputs: &Inputs) -> Result<Outcome, LabError> {
    let shape = MlaShape {
        heads: inputs.count("n_heads")?,
        d_nope: inputs.count("d_nope")?,
        d_rope: inputs.count("d_rope")?,
        d_v: inputs.count("d_v")?,
    };
    let gain = |name| inputs.vector(name).map(|gain: Array1<f64>| gain);
    let weights = MlaWeights {
        query_down: inputs.matrix("W_DQ")?,
        query_gain: gain("g_q")?,
        query_up: inputs.matrix("W_UQ_and_QR")?,
        kv_down: inputs.matrix("W_DKV")?,
        kv_gain: gain("g_kv")?,
        key_rope: inputs.matrix("W_KR")?,
        key_up: inputs.matrix("W_UK")?,
        value_up: inputs.matrix("W_UV")?,
        output: inputs.matrix("W_O")?,
    };
    let x = inputs.matrix("x")?;
    let naive = mla::compute(&x, shape, &weights, MlaForm::Naive)?;
    let absorbed = mla::compute(&x, shape, &weights, MlaForm::Absorbed)?;
    let difference = &absorbed.output - &naive.output;
    let worst = difference.iter().map(|x| x.abs()).fold(0.0, f64::max);
    let layer = if inputs.word("form")? == "naive" { naive } else { absorbed };
    let each = |stage: fn(&crate::lab::attention::Head) -> &Matrix| {
        Out::Stack(layer.heads.iter().map(|head| stage(head).clone()).collect())
    };
    Ok(Outcome::default()
        .with("c_q", layer.query_latent.clone())
        .with("c_kv", layer.kv_latent.clone())
        .with("k_rope", layer.key_rope.clone())
        .with("scores_scaled", each(|head| &head.masked))
        .with("weights", each(|head| &head.weights))
        .with("head_outputs", layer.head_outputs.clone())
        .with("output", layer.output.clone())
        .with("difference", difference)
        .with("max_difference", worst)
        .with("cache_elements_per_token", layer.cached_per_token)
        .with("naive_cache_elements_per_token", layer.expanded_per_token))
}

fn explain(inputs: &Inputs, outcome: &Outcome, place: Place<'_>) -> Option<String> {
    let value = outcome.at(place.name, place.sheet, (place.row, place.column))?;
    match place.name {
        "scores_scaled" => {
            let width = inputs.count("d_nope").ok()? + inputs.count("d_rope").ok()?;
            Some(format!("(W_UKᵀq·c + q_R·k_R)/√{width} = {value:.4}"))
        }
        "difference" => Some(format!("absorbed − naive = {value:e}")),
        _ => None,
    }
}

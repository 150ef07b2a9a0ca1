//! Activation functions, and the feed-forward layers made of them.

use super::{
    Case, Field, Inputs, Kind, Outcome, Place,
    field::{Default, choice, count, matrix, number, tokens, width, with},
    outcome::{Look, Show, show},
};
use crate::lab::{
    LabError, Matrix,
    activation::{Activation, GatedWeights, ffn, gated_ffn, llama_ffn_width},
};

const FEATURES: (&str, &str) = ("T", "D");
const NAMES: &[&str] = &[
    "silu",
    "gelu_exact",
    "relu",
    "relu_squared",
    "leaky_relu_0.01",
    "elu_1",
    "sigmoid",
    "tanh",
    "softplus",
    "gelu_tanh",
    "gelu_sigmoid",
    "mish",
];
const SLOPES: [&str; 12] = [
    "d_silu",
    "d_gelu_exact",
    "d_relu",
    "d_relu_squared",
    "d_leaky_relu_0.01",
    "d_elu_1",
    "d_sigmoid",
    "d_tanh",
    "d_softplus",
    "d_gelu_tanh",
    "d_gelu_sigmoid",
    "d_mish",
];
const ALL: [Activation; 12] = [
    Activation::Silu,
    Activation::Gelu,
    Activation::Relu,
    Activation::ReluSquared,
    Activation::LeakyRelu,
    Activation::Elu,
    Activation::Sigmoid,
    Activation::Tanh,
    Activation::Softplus,
    Activation::GeluTanh,
    Activation::GeluSigmoid,
    Activation::Mish,
];
/// Points of a plotted curve.
const POINTS: u32 = 161;

const GATED: &[Field] = &[
    tokens(3),
    width(4),
    count("d_ff", 6, (1, 4096), "inner width of the toy weights"),
    matrix("x", FEATURES, "tokens, (T, D)"),
    matrix("W1_gate", ("d_ff", "D"), "(d_ff, D)"),
    matrix("W3_up", ("d_ff", "D"), "(d_ff, D)"),
    matrix("W2_down", ("D", "d_ff"), "(D, d_ff)"),
];
const GATES: [(&str, Activation); 5] = [
    ("swiglu", Activation::Silu),
    ("geglu", Activation::Gelu),
    ("reglu", Activation::Relu),
    ("glu", Activation::Sigmoid),
    ("bilinear", Activation::Identity),
];
const GATED_SHOWS: &[Show] = &[
    show("swiglu", Look::Around(3.0), FEATURES),
    show("geglu", Look::Around(3.0), FEATURES),
    show("reglu", Look::Around(3.0), FEATURES),
    show("glu", Look::Around(3.0), FEATURES),
    show("bilinear", Look::Around(3.0), FEATURES),
    show("ffn_relu", Look::Around(3.0), FEATURES),
];

pub(super) const CASES: &[Case] = &[
    Case {
        name: "curve",
        tex: r"f(x),\ f'(x)",
        fields: &[
            choice("function", NAMES, "which one is plotted"),
            number("at", 1.0, (-1000.0, 1000.0, 0.1), "where it is read off"),
            number("span", 4.0, (0.5, 100.0, 0.5), "plotted from −span to span"),
        ],
        shows: &[show("curve", Look::Curve, ("x", "f(x), f'(x)"))],
        run: curve,
        unused: None,
        explain: None,
    },
    Case {
        name: "pointwise",
        tex: r"f(x)",
        fields: &[with(
            "x",
            Kind::Vector("N"),
            Default::Numbers(&[-3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0]),
            "any numbers",
        )],
        shows: &[],
        run: pointwise,
        unused: None,
        explain: None,
    },
    Case {
        name: "gated_ffn",
        tex: r"W_2(\mathrm{act}(W_1 x) \odot W_3 x)",
        fields: GATED,
        shows: GATED_SHOWS,
        run: gated,
        unused: None,
        explain: Some(explain_gated),
    },
    Case {
        name: "llama_ffn_hidden",
        tex: r"\lceil \tfrac{8}{3} d \cdot m \rceil_{multiple}",
        fields: &[
            count("dim", 4096, (1, 1 << 20), "width of the model"),
            count("multiple_of", 256, (1, 1 << 20), "rounded up to a multiple of it"),
            with("multiplier", Kind::Number { low: 0.01, high: 100.0, step: 0.1 }, Default::None, "ffn_dim_multiplier"),
        ],
        shows: &[],
        run: hidden,
        unused: None,
        explain: None,
    },
];

fn curve(inputs: &Inputs) -> Result<Outcome, LabError> {
    let name = inputs.word("function")?;
    let at = inputs.number("at")?;
    let span = inputs.number("span")?;
    if span <= 0.0 {
        return Err(LabError::range("span", &span, "above 0"));
    }
    let function =
        NAMES.iter().zip(ALL).find(|(known, _)| **known == name).map_or(Activation::Silu, |(_, function)| function);
    let last = f64::from(POINTS - 1);
    let curve = Matrix::from_shape_fn((POINTS as usize, 3), |(row, column)| {
        let x = span * (2.0 * row as f64 / last - 1.0);
        [x, function.value(x), function.derivative(x)][column]
    });
    Ok(Outcome::default()
        .with("x", at)
        .with("value", function.value(at))
        .with("slope", function.derivative(at))
        .with("curve", curve))
}

fn pointwise(inputs: &Inputs) -> Result<Outcome, LabError> {
    let x = inputs.vector("x")?;
    let mut outcome = Outcome::default();
    for (name, function) in NAMES.iter().copied().zip(ALL) {
        outcome = outcome.with(name, x.mapv(|x| function.value(x)));
    }
    for (name, function) in SLOPES.into_iter().zip(ALL) {
        outcome = outcome.with(name, x.mapv(|x| function.derivative(x)));
    }
    Ok(outcome)
}

fn weights(inputs: &Inputs) -> Result<GatedWeights, LabError> {
    Ok(GatedWeights { gate: inputs.matrix("W1_gate")?, up: inputs.matrix("W3_up")?, down: inputs.matrix("W2_down")? })
}

fn gated(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (x, weights) = (inputs.matrix("x")?, weights(inputs)?);
    let mut outcome = Outcome::default();
    for (name, activation) in GATES {
        outcome = outcome.with(name, gated_ffn(&x, &weights, activation)?);
    }
    Ok(outcome.with("ffn_relu", ffn(&x, &weights.gate, &weights.down, Activation::Relu)?))
}

fn explain_gated(inputs: &Inputs, outcome: &Outcome, place: Place<'_>) -> Option<String> {
    let (x, weights) = (inputs.matrix("x").ok()?, weights(inputs).ok()?);
    let token = x.rows().into_iter().nth(place.row)?.to_owned();
    let (gate, up) = (weights.gate.dot(&token), weights.up.dot(&token));
    let (_, activation) = GATES.into_iter().find(|(name, _)| *name == place.name)?;
    let down = weights.down.rows().into_iter().nth(place.column)?.to_owned();
    let terms = gate
        .iter()
        .zip(&up)
        .zip(&down)
        .map(|((&gate, up), down)| format!("{down:.2}·({:.2}·{up:.2})", activation.value(gate)));
    let value = outcome.at(place.name, 0, (place.row, place.column))?;
    Some(format!("{} = {value:.4}", terms.collect::<Vec<_>>().join(" + ")))
}

fn hidden(inputs: &Inputs) -> Result<Outcome, LabError> {
    let size = |name| inputs.whole(name).map(|size| u32::try_from(size).unwrap_or(u32::MAX));
    let (dim, multiple) = (size("dim")?, size("multiple_of")?);
    let hidden = llama_ffn_width(dim, multiple, inputs.number_if("multiplier")?)?;
    let matrices = |count: u64, width: u64| count.saturating_mul(width).saturating_mul(u64::from(dim));
    Ok(Outcome::default()
        .with("hidden", hidden)
        .with("params_swiglu", matrices(3, hidden))
        .with("params_relu_4d", matrices(2, 4 * u64::from(dim))))
}

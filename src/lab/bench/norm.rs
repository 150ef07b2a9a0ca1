//! Normalisation, where it stands, and what it does through depth.

use super::{
    Case, Field, Inputs, Kind, Out, Outcome, Place,
    field::{Default, choice, count, cube, matrix, number, optional, tokens, width, with},
    outcome::{Look, Show, show},
};
use crate::lab::{
    LabError, Matrix,
    attention::{Attention, AttentionInput},
    matrix::to_rows,
    norm::{
        self, Affine, QkNorm,
        channel::{BatchNorm, group_norm, instance_norm},
        residual::{DeepNorm, Placement},
    },
    toy::Lcg,
};
use ndarray::{Array1, Array3, Axis};

const FEATURES: (&str, &str) = ("T", "D");
const X: Field = matrix("x", FEATURES, "tokens or samples, (T, D)");
const WEIGHT: Field = optional("weight", "D", "the gain γ, (D); 1 where left out");
const BIAS: Field = optional("bias", "D", "the offset β, (D); 0 where left out");
const EPS: Field = number("eps", 1e-5, (1e-12, 1.0, 1e-5), "added to the variance");
const SMALL_EPS: Field = number("eps", 1e-6, (1e-12, 1.0, 1e-6), "added to the mean square");
const Y: &[Show] = &[show("y", Look::Around(2.0), FEATURES)];
const TOKENS: Field = tokens(4);
const WIDTH: Field = width(6);

const fn case(
    name: &'static str,
    tex: &'static str,
    fields: &'static [Field],
    run: fn(&Inputs) -> Result<Outcome, LabError>,
) -> Case {
    Case { name, tex, fields, shows: Y, run, unused: None, explain: Some(explain) }
}

pub(super) const CASES: &[Case] = &[
    case(
        "layer_norm",
        r"\gamma\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}+\beta",
        &[TOKENS, WIDTH, X, WEIGHT, BIAS, EPS],
        |inputs| {
            let x = inputs.matrix("x")?;
            let moments = norm::moments(&x);
            let y = norm::layer_norm(&x, inputs.number("eps")?, Some(&affine(inputs, x.ncols())?))?;
            Ok(Outcome::default()
                .with("mean", moments.iter().map(|moment| moment.0).collect::<Vec<_>>())
                .with("var_biased", moments.iter().map(|moment| moment.1).collect::<Vec<_>>())
                .with("y", y))
        },
    ),
    case(
        "rms_norm",
        r"\gamma\frac{x}{\sqrt{\mathrm{mean}(x^2)+\epsilon}}",
        &[TOKENS, WIDTH, X, WEIGHT, SMALL_EPS],
        |inputs| {
            let x = inputs.matrix("x")?;
            let y = norm::rms_norm(&x, inputs.number("eps")?, inputs.vector_if("weight")?.as_ref())?;
            Ok(Outcome::default().with("rms", norm::rms(&x)).with("y", y))
        },
    ),
    case("rms_gemma_1_plus_w", r"(1+\gamma)\frac{x}{\mathrm{rms}}", &[TOKENS, WIDTH, X, WEIGHT, SMALL_EPS], |inputs| {
        let x = inputs.matrix("x")?;
        let weight = inputs.vector_if("weight")?.unwrap_or_else(|| Array1::zeros(x.ncols()));
        Ok(Outcome::default().with("y", norm::gemma_rms_norm(&x, inputs.number("eps")?, &weight)?))
    }),
    case("p_rms_norm", r"x / \mathrm{rms}(x_{1..pD})", PARTIAL, |inputs| {
        let y = norm::partial_rms_norm(&inputs.matrix("x")?, inputs.number("eps")?, inputs.number("p")?)?;
        Ok(Outcome::default().with("y", y))
    }),
    case("batch_norm_train", r"\frac{x-\mu_B}{\sqrt{\sigma_B^2+\epsilon}}", BATCH, |inputs| {
        let mut norm = batch_norm(inputs)?;
        let y = norm.train(&inputs.matrix("x")?)?;
        Ok(Outcome::default()
            .with("y", y)
            .with("running_mean", norm.running_mean)
            .with("running_var", norm.running_var))
    }),
    case("batch_norm_eval", r"\frac{x-\mu_{run}}{\sqrt{\sigma_{run}^2+\epsilon}}", EVAL, |inputs| {
        let mut norm = batch_norm(inputs)?;
        let x = inputs.matrix("x")?;
        if inputs.json("running_mean").is_none() {
            norm.train(&x)?;
        }
        let y = norm.eval(&x)?;
        Ok(Outcome::default()
            .with("y", y)
            .with("running_mean", norm.running_mean)
            .with("running_var", norm.running_var))
    }),
    case("group_norm", r"\frac{x-\mu_g}{\sqrt{\sigma_g^2+\epsilon}}", GROUPED, |inputs| {
        let x = inputs.matrix("x")?;
        let (groups, eps) = (inputs.count("groups")?, inputs.number("eps")?);
        let affine = affine(inputs, x.ncols())?;
        let y = group_norm(&x.insert_axis(Axis(2)), groups, eps, Some(&affine))?;
        Ok(Outcome::default().with("y", y.index_axis_move(Axis(2), 0)))
    }),
    Case {
        name: "group_and_instance_norm",
        tex: r"\text{(N, C, L)}",
        fields: CHANNELS,
        shows: &[
            show("group_norm", Look::Around(2.0), ("channel", "L")),
            show("instance_norm", Look::Around(2.0), ("channel", "L")),
        ],
        run: |inputs| {
            let x: Array3<f64> = inputs.cube("x")?;
            let eps = inputs.number("eps")?;
            let grouped = group_norm(&x, inputs.count("groups")?, eps, None)?;
            Ok(Outcome::default().with("group_norm", grouped).with("instance_norm", instance_norm(&x, eps)?))
        },
        unused: None,
        explain: None,
    },
    case("dyt", r"\gamma\tanh(\alpha x)+\beta", DYT, |inputs| {
        let x = inputs.matrix("x")?;
        let y = norm::dynamic_tanh(&x, inputs.number("alpha")?, &affine(inputs, x.ncols())?)?;
        Ok(Outcome::default().with("y", y))
    }),
    case("l2_norm", r"x/|x|", &[TOKENS, WIDTH, X], |inputs| {
        Ok(Outcome::default().with("y", norm::l2_norm(&inputs.matrix("x")?)?))
    }),
    Case {
        name: "qk_norm",
        tex: r"\mathrm{norm}(q)\cdot\mathrm{norm}(k)/\sqrt{D}",
        fields: QK,
        shows: QK_SHOWS,
        run: qk_norm,
        unused: None,
        explain: None,
    },
    Case {
        name: "placement",
        tex: r"\text{post: } N(x+F(x)) \quad \text{pre: } x+F(N(x))",
        fields: &[TOKENS, WIDTH, X, matrix("W", ("D", "D"), "of the sublayer tanh(xW), (D, D)"), LAYERS],
        shows: PLACED,
        run: placement,
        unused: None,
        explain: None,
    },
    Case {
        name: "depth",
        tex: r"|x_l| \text{ over } l = 1..100",
        fields: &[
            count("width", 32, (2, 256), "of the toy network"),
            count("layers", 100, (2, 1000), "how deep"),
            number("gain", 1.0, (0.1, 5.0, 0.1), "of the random sublayers"),
            count("draw", 1, (0, 1 << 20), "of their weights"),
        ],
        shows: &[show("rms", Look::Curve, ("layer", "post, pre, sandwich, DeepNorm, none"))],
        run: depth,
        unused: None,
        explain: None,
    },
    Case {
        name: "deepnorm",
        tex: r"\alpha = (2N)^{1/4},\ \beta = (8N)^{-1/4}",
        fields: &[
            with(
                "N",
                Kind::Vector("n"),
                Default::Numbers(&[1.0, 6.0, 12.0, 24.0, 100.0, 1000.0]),
                "layers of a decoder alone; of the encoder where M is given",
            ),
            optional("M", "n", "layers of the decoder"),
        ],
        shows: &[],
        run: deepnorm,
        unused: None,
        explain: None,
    },
];

const LAYERS: Field = count("deepnorm_layers", 12, (1, 100_000), "N of DeepNorm's α");
const PARTIAL: &[Field] =
    &[TOKENS, WIDTH, X, number("p", 0.5, (0.01, 1.0, 0.1), "share of the features that is measured"), SMALL_EPS];
const MOMENTUM: Field = number("momentum", 0.1, (0.0, 1.0, 0.1), "share of the new batch in the running statistics");
const BATCH: &[Field] = &[TOKENS, WIDTH, X, WEIGHT, BIAS, EPS, MOMENTUM];
const EVAL: &[Field] = &[
    TOKENS,
    WIDTH,
    X,
    WEIGHT,
    BIAS,
    EPS,
    MOMENTUM,
    optional("running_mean", "D", "(D); after one step of training on x where left out"),
    optional("running_var", "D", "(D)"),
];
const GROUPED: &[Field] = &[TOKENS, WIDTH, X, WEIGHT, BIAS, count("groups", 2, (1, 4096), "groups of features"), EPS];
const CHANNELS: &[Field] = &[
    count("N", 2, (1, 256), "samples"),
    count("C", 4, (1, 256), "channels"),
    count("L", 3, (1, 256), "places"),
    cube("x", ("N", "C", "L"), "samples, channels, places: (N, C, L)"),
    count("groups", 2, (1, 4096), "groups of channels"),
    EPS,
];
const DYT: &[Field] = &[TOKENS, WIDTH, X, WEIGHT, BIAS, number("alpha", 0.5, (0.01, 10.0, 0.1), "the slope at 0")];
const QK: &[Field] = &[
    TOKENS,
    WIDTH,
    matrix("Q", FEATURES, "queries"),
    matrix("K", FEATURES, "keys"),
    matrix("V", FEATURES, "values"),
    choice("norm", &["rms", "layer", "l2"], "of queries and keys"),
    number("gain", 1.0, (0.1, 100.0, 0.5), "of l2"),
    SMALL_EPS,
];
const KEYS: (&str, &str) = ("T", "T");
const QK_SHOWS: &[Show] = &[
    show("logits_plain", Look::Around(3.0), KEYS),
    show("logits_qknorm", Look::Around(3.0), KEYS),
    show("weights_plain", Look::Share, KEYS),
    show("weights_qknorm", Look::Share, KEYS),
    show("output_qknorm", Look::Around(2.0), FEATURES),
];
const PLACEMENTS: [&str; 4] =
    ["post_LN(x+f(x))", "pre_x+f(LN(x))", "sandwich_x+LN(f(LN(x)))", "deepnorm_LN(alpha*x+f(x))"];
const PLACED: &[Show] = &[
    show(PLACEMENTS[0], Look::Around(2.0), FEATURES),
    show(PLACEMENTS[1], Look::Around(2.0), FEATURES),
    show(PLACEMENTS[2], Look::Around(2.0), FEATURES),
    show(PLACEMENTS[3], Look::Around(2.0), FEATURES),
];

/// The gain and offset that were given; 1 and 0 where none were.
fn affine(inputs: &Inputs, features: usize) -> Result<Affine, LabError> {
    Ok(Affine {
        weight: inputs.vector_if("weight")?.unwrap_or_else(|| Array1::ones(features)),
        bias: inputs.vector_if("bias")?.unwrap_or_else(|| Array1::zeros(features)),
    })
}

fn batch_norm(inputs: &Inputs) -> Result<BatchNorm, LabError> {
    let features = inputs.matrix("x")?.ncols();
    let mut norm = BatchNorm::new(affine(inputs, features)?);
    norm.eps = inputs.number("eps")?;
    norm.momentum = inputs.number("momentum")?;
    if let Some(mean) = inputs.vector_if("running_mean")? {
        norm.running_mean = mean;
        norm.running_var = inputs.vector("running_var")?;
    }
    Ok(norm)
}

fn qk_norm(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (q, k, v) = (inputs.matrix("Q")?, inputs.matrix("K")?, to_rows(&inputs.matrix("V")?));
    let eps = inputs.number("eps")?;
    let kind = match inputs.word("norm")?.as_str() {
        "layer" => QkNorm::Layer { eps },
        "l2" => QkNorm::L2 { gain: inputs.number("gain")? },
        _ => QkNorm::Rms { eps },
    };
    let (normed_q, normed_k) = kind.apply(&q, &k)?;
    let attend = |q: &Matrix, k: &Matrix| Attention::compute(&AttentionInput::new(to_rows(q), to_rows(k), v.clone()));
    let (plain, normed) = (attend(&q, &k)?, attend(&normed_q, &normed_k)?);
    let (Some(before), Some(after)) = (plain.heads.first(), normed.heads.first()) else {
        return Err(LabError::Empty { name: "the heads".to_owned() });
    };
    Ok(Outcome::default()
        .with("logits_plain", before.logits.clone())
        .with("logits_qknorm", after.logits.clone())
        .with("weights_plain", before.weights.clone())
        .with("weights_qknorm", after.weights.clone())
        .with("output_qknorm", normed.output.clone()))
}

fn placement(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (x, weight) = (inputs.matrix("x")?, inputs.matrix("W")?);
    crate::lab::matrix::expect_shape("W", &weight, (x.ncols(), x.ncols()), "the sublayer keeps the width")?;
    let layers = u32::try_from(inputs.whole("deepnorm_layers")?).unwrap_or(u32::MAX);
    let alpha = DeepNorm::of(layers).alpha;
    let places = [Placement::Post, Placement::Pre, Placement::Sandwich, Placement::DeepNorm { alpha }];
    let mut outcome = Outcome::default();
    for (name, placement) in PLACEMENTS.into_iter().zip(places) {
        let sublayer = |x: &Matrix| Ok(x.dot(&weight).mapv(f64::tanh));
        outcome = outcome.with(name, placement.apply(&x, sublayer, |x| norm::layer_norm(x, 1e-5, None))?);
    }
    Ok(outcome)
}

/// Root mean square of the activations after every layer of a random network, for each place of the norm.
fn depth(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (width, layers) = (inputs.count("width")?, inputs.count("layers")?);
    let gain = inputs.number("gain")?;
    let mut toy = Lcg::new(inputs.whole("draw")?);
    let mut random = || crate::lab::matrix::from_rows("W", &toy.rows(width, width));
    // Uniform from −1.5 to 1.5 has variance 0.75
    let scale = gain / (0.75 * width as f64).sqrt();
    let weights = (0..layers).map(|_| Ok(random()? * scale)).collect::<Result<Vec<Matrix>, LabError>>()?;
    let start = random()?.slice_axis_move(Axis(0), ndarray::Slice::from(..1));
    let alpha = DeepNorm::of(u32::try_from(layers).unwrap_or(u32::MAX)).alpha;
    let places = [
        Some(Placement::Post),
        Some(Placement::Pre),
        Some(Placement::Sandwich),
        Some(Placement::DeepNorm { alpha }),
        None,
    ];
    let mut rms = Matrix::zeros((layers, places.len() + 1));
    for (column, place) in places.into_iter().enumerate() {
        let mut x = start.clone();
        for (layer, weight) in weights.iter().enumerate() {
            let sublayer = |x: &Matrix| Ok(x.dot(weight));
            x = match place {
                Some(place) => place.apply(&x, sublayer, |x| norm::layer_norm(x, 1e-5, None))?,
                None => &x + &sublayer(&x)?,
            };
            rms[[layer, 0]] = layer as f64 + 1.0;
            // The bare residual stream may leave the range of floats; it stays at its edge
            rms[[layer, column + 1]] = norm::rms(&x).first().copied().unwrap_or(0.0).min(f64::MAX);
        }
    }
    Ok(Outcome::default().with("rms", rms))
}

fn deepnorm(inputs: &Inputs) -> Result<Outcome, LabError> {
    let layers = |name: &'static str, list: &Array1<f64>| {
        let layer = |&count: &f64| {
            let whole = crate::lab::matrix::index(count, 1 << 30).filter(|&whole| whole > 0 && count.fract() == 0.0);
            whole
                .and_then(|whole| u32::try_from(whole).ok())
                .ok_or_else(|| LabError::range(name, &count, "whole numbers from 1"))
        };
        list.iter().map(layer).collect::<Result<Vec<u32>, _>>()
    };
    let (n, m) = (inputs.vector("N")?, inputs.vector_if("M")?);
    let rows: Vec<Vec<f64>> = match m {
        None => layers("N", &n)?
            .into_iter()
            .map(|layers| (layers, DeepNorm::of(layers)))
            .map(|(layers, constants)| vec![f64::from(layers), constants.alpha, constants.beta])
            .collect(),
        Some(m) => layers("N", &n)?
            .into_iter()
            .zip(layers("M", &m)?)
            .map(|(n, m)| {
                let (encoder, decoder) = DeepNorm::of_pair(n, m);
                vec![f64::from(n), f64::from(m), encoder.alpha, encoder.beta, decoder.alpha, decoder.beta]
            })
            .collect(),
    };
    let name = if rows.first().is_some_and(|row| row.len() == 3) { "N_alpha_beta" } else { "table" };
    Ok(Outcome::default().with(name, crate::lab::matrix::from_rows("N", &rows)?))
}

/// The mean, the spread and the quotient behind one entry of `y`.
fn explain(inputs: &Inputs, outcome: &Outcome, place: Place<'_>) -> Option<String> {
    let x = inputs.matrix("x").ok()?;
    let value = *x.get([place.row, place.column])?;
    let y = outcome.at("y", 0, (place.row, place.column))?;
    let list = |name: &str, at: usize| match outcome.get(name) {
        Some(Out::Vector(list)) => list.get(at).copied(),
        _ => None,
    };
    let eps = inputs.number("eps").unwrap_or_default();
    let affine = affine(inputs, x.ncols()).ok()?;
    let (gain, offset) = (affine.weight.get(place.column)?, affine.bias.get(place.column)?);
    if let (Some(mean), Some(variance)) = (list("mean", place.row), list("var_biased", place.row)) {
        return Some(format!(
            "μ = {mean:.4}, σ² = {variance:.4}; {gain:.2}·({value:.2} − {mean:.4})/√({variance:.4} + {eps:e}) + {offset:.2} = {y:.4}"
        ));
    }
    if let Some(rms) = list("rms", place.row) {
        return Some(format!("rms = {rms:.4}; {gain:.2}·{value:.2}/√({rms:.4}² + {eps:e}) = {y:.4}"));
    }
    Some(format!("{value:.4} → {y:.4}"))
}

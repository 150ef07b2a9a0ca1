//! Routing of tokens to experts.

use super::{
    Case, Field, Inputs, Kind, Outcome, Place,
    field::{Default, choice, count, cube, matrix, number, optional, tokens, width, with},
    outcome::{Look, Show, show},
};
use crate::lab::{
    LabError, Matrix,
    activation::GatedWeights,
    moe::{self, Groups, Route, Router},
    softmax::softmax,
};
use ndarray::Axis;

const LOGITS: (&str, &str) = ("T", "experts");
const TOKENS: Field = tokens(6);
const EXPERTS: Field = count("experts", 8, (1, 512), "experts of the toy logits");
const ROUTED: Field = matrix("logits", ("T", "experts"), "the router's logits, (T, E)");
const K: Field = count("k", 2, (1, 512), "experts a token goes to");
const ROUTES: &[Show] = &[
    show("dispatch", Look::Share, LOGITS),
    show("full_softmax", Look::Share, LOGITS),
    show("load", Look::Bars, ("", "experts")),
];

const fn case(
    name: &'static str,
    tex: &'static str,
    fields: &'static [Field],
    run: fn(&Inputs) -> Result<Outcome, LabError>,
) -> Case {
    Case { name, tex, fields, shows: ROUTES, run, unused: None, explain: Some(explain) }
}

pub(super) const CASES: &[Case] = &[
    case("mixtral", r"\mathrm{softmax}(\mathrm{TopK}(x W_g))", &[TOKENS, EXPERTS, ROUTED, K], |inputs| {
        let logits = inputs.matrix("logits")?;
        routed(&Router::TopKSoftmax { k: inputs.count("k")? }, &logits)
    }),
    case("deepseek_v2", r"g_i = s\cdot\mathrm{softmax}_i,\ i \in \mathrm{TopK}", V2, |inputs| {
        let router = Router::SoftmaxTopK {
            k: inputs.count("k")?,
            scale: inputs.number("route_scale")?,
            groups: groups(inputs)?,
        };
        routed(&router, &inputs.matrix("logits")?)
    }),
    case("deepseek_v3", r"g_i = s\,\frac{\sigma_i}{\sum \sigma_j},\ \mathrm{TopK}(\sigma_i+b_i)", V3, |inputs| {
        let logits = inputs.matrix("logits")?;
        let bias = inputs.vector_if("bias")?.map_or_else(|| vec![0.0; logits.ncols()], |bias| bias.to_vec());
        let (k, scale) = (inputs.count("k")?, inputs.number("route_scale")?);
        routed(&Router::SigmoidTopK { k, scale, bias, groups: groups(inputs)? }, &logits)
    }),
    case("switch", r"\alpha E \sum_i f_i P_i", SWITCH, |inputs| {
        let logits = inputs.matrix("logits")?;
        let balance = moe::switch_loss(&logits, inputs.number("alpha")?)?;
        Ok(routed(&Router::SoftmaxTopK { k: 1, scale: 1.0, groups: None }, &logits)?
            .with("f", balance.fraction)
            .with("P_mean", balance.probability)
            .with("aux_loss", balance.loss))
    }),
    case("expert_balance_loss", r"\alpha_1 \sum_i f_i P_i", BALANCE, |inputs| {
        let logits = inputs.matrix("logits")?;
        let k = inputs.count("K_r")?;
        let balance = moe::balance_loss(&logits, k, inputs.number("alpha1")?)?;
        Ok(routed(&Router::SoftmaxTopK { k, scale: 1.0, groups: None }, &logits)?
            .with("f", balance.fraction)
            .with("P", balance.probability)
            .with("loss", balance.loss))
    }),
    Case {
        name: "noisy_top_k",
        tex: r"x W_g + \epsilon\,\mathrm{softplus}(x W_n)",
        fields: NOISY,
        shows: &[show("logits", Look::Around(3.0), LOGITS)],
        run: |inputs| {
            let (clean, noise_logits) = (inputs.matrix("clean")?, inputs.matrix("noise_logits")?);
            Ok(Outcome::default().with("logits", moe::noisy_logits(&clean, &noise_logits, &inputs.matrix("noise")?)?))
        },
        unused: None,
        explain: None,
    },
    Case {
        name: "moe_layer",
        tex: r"y = \sum_{i \in \mathrm{TopK}} g_i\,\mathrm{SwiGLU}_i(x)",
        fields: LAYER,
        shows: &[show("y", Look::Around(3.0), ("T", "D")), show("dispatch", Look::Share, LOGITS)],
        run: layer,
        unused: None,
        explain: None,
    },
    Case {
        name: "router",
        tex: r"x W_g \to \mathrm{TopK}",
        fields: ANY,
        shows: ROUTES,
        run: |inputs| {
            let (k, logits) = (inputs.count("k")?, inputs.matrix("logits")?);
            let router = match inputs.word("router")?.as_str() {
                "deepseek-v2" => Router::SoftmaxTopK { k, scale: 16.0, groups: None },
                "deepseek-v3" => Router::SigmoidTopK { k, scale: 2.5, bias: vec![0.0; logits.ncols()], groups: None },
                "switch" => Router::SoftmaxTopK { k: 1, scale: 1.0, groups: None },
                _ => Router::TopKSoftmax { k },
            };
            routed(&router, &logits)
        },
        unused: None,
        explain: Some(explain),
    },
];

const SCALE: Field = number("route_scale", 16.0, (0.01, 1000.0, 0.5), "multiplies the weights");
const SCALE_V3: Field = number("route_scale", 2.5, (0.01, 1000.0, 0.5), "multiplies the weights");
const GROUPS: Field = count("n_groups", 0, (0, 512), "groups of experts; 0 for none");
const KEEP: Field = count("topk_groups", 0, (0, 512), "groups a token may use");
const V2: &[Field] = &[TOKENS, EXPERTS, ROUTED, K, SCALE, GROUPS, KEEP];
const V3: &[Field] = &[
    TOKENS,
    EXPERTS,
    ROUTED,
    K,
    SCALE_V3,
    GROUPS,
    KEEP,
    optional("bias", "experts", "chooses but does not weigh, (E); 0 where left out"),
    with("score", Kind::Word(&["sigmoid"]), Default::None, "sigmoid, the only one"),
];
const SWITCH: &[Field] =
    &[TOKENS, EXPERTS, ROUTED, number("alpha", 0.01, (0.0, 10.0, 0.01), "weight of the balance loss")];
const BALANCE: &[Field] = &[
    TOKENS,
    EXPERTS,
    ROUTED,
    count("K_r", 2, (1, 512), "routed experts a token goes to"),
    number("alpha1", 0.003, (0.0, 10.0, 0.001), "weight of the loss"),
];
const NOISY: &[Field] = &[
    TOKENS,
    EXPERTS,
    matrix("clean", ("T", "experts"), "logits, (T, E)"),
    matrix("noise_logits", ("T", "experts"), "how wide the noise is, before softplus"),
    matrix("noise", ("T", "experts"), "the noise itself"),
];
const LAYER: &[Field] = &[
    tokens(3),
    width(4),
    count("experts", 4, (1, 64), "experts of the toy weights"),
    count("d_ff", 3, (1, 256), "their inner width"),
    matrix("x", ("T", "D"), "tokens, (T, D)"),
    matrix("W_gate", ("experts", "D"), "the router, (E, D)"),
    cube("W1", ("experts", "d_ff", "D"), "gates, (E, d_ff, D)"),
    cube("W3", ("experts", "d_ff", "D"), "ups, (E, d_ff, D)"),
    cube("W2", ("experts", "D", "d_ff"), "downs, (E, D, d_ff)"),
    K,
];
const ANY: &[Field] =
    &[TOKENS, EXPERTS, ROUTED, choice("router", &["mixtral", "deepseek-v2", "deepseek-v3", "switch"], "whose rule"), K];

fn groups(inputs: &Inputs) -> Result<Option<Groups>, LabError> {
    let count = inputs.count("n_groups")?;
    if count == 0 { Ok(None) } else { Ok(Some(Groups { count, keep: inputs.count("topk_groups")? })) }
}

fn dispatch(routes: &[Route], experts: usize) -> Matrix {
    let mut sent = Matrix::zeros((routes.len(), experts));
    for (token, route) in routes.iter().enumerate() {
        for (&expert, &weight) in route.experts.iter().zip(&route.weights) {
            sent[[token, expert]] = weight;
        }
    }
    sent
}

fn routed(router: &Router, logits: &Matrix) -> Result<Outcome, LabError> {
    let sent = router.route(logits)?;
    let experts = logits.ncols();
    let chosen: Vec<Vec<usize>> = sent.iter().map(|route| route.experts.clone()).collect();
    let load: Vec<f64> =
        (0..experts).map(|expert| chosen.iter().filter(|list| list.contains(&expert)).count() as f64).collect();
    let k = chosen.first().map_or(0, Vec::len);
    let weights = Matrix::from_shape_fn((sent.len(), k), |(token, place)| sent[token].weights[place]);
    let shares: Vec<Vec<f64>> =
        logits.rows().into_iter().map(|row| softmax(&row.to_vec()).unwrap_or_default()).collect();
    let shares = Matrix::from_shape_fn(logits.dim(), |(token, expert)| shares[token][expert]);
    Ok(Outcome::default()
        .with("experts", chosen)
        .with("weights", weights)
        .with("full_softmax", shares)
        .with("dispatch", dispatch(&sent, experts))
        .with("load", load)
        .with("active_share", k as f64 / experts.max(1) as f64))
}

fn layer(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (gate, up, down) = (inputs.cube("W1")?, inputs.cube("W3")?, inputs.cube("W2")?);
    let count = gate.dim().0;
    if up.dim().0 != count || down.dim().0 != count {
        let got = format!("{}, {} and {}", count, up.dim().0, down.dim().0);
        return Err(LabError::range("the number of experts in W1, W3 and W2", &got, "the same"));
    }
    let of = |cube: &ndarray::Array3<f64>, expert| cube.index_axis(Axis(0), expert).to_owned();
    let experts: Vec<GatedWeights> = (0..count)
        .map(|expert| GatedWeights { gate: of(&gate, expert), up: of(&up, expert), down: of(&down, expert) })
        .collect();
    let router = Router::TopKSoftmax { k: inputs.count("k")? };
    let (sent, y) = moe::layer(&inputs.matrix("x")?, &inputs.matrix("W_gate")?, &experts, &router)?;
    let chosen: Vec<Vec<usize>> = sent.iter().map(|route| route.experts.clone()).collect();
    Ok(Outcome::default().with("experts", chosen).with("dispatch", dispatch(&sent, count)).with("y", y))
}

fn explain(inputs: &Inputs, outcome: &Outcome, place: Place<'_>) -> Option<String> {
    let logits = inputs.matrix("logits").ok()?;
    let logit = *logits.get([place.row, place.column])?;
    let share = outcome.at("full_softmax", 0, (place.row, place.column))?;
    let weight = outcome.at("dispatch", 0, (place.row, place.column))?;
    let row = logits.rows().into_iter().nth(place.row)?.to_owned();
    let rank = row.iter().filter(|&&other| other > logit).count() + 1;
    Some(format!("logit {logit:.2}; softmax {share:.4}; #{rank} / {}; weight {weight:.4}", row.len()))
}

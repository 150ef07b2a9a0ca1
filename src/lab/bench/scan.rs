//! State spaces, retention and linear attention: what can be computed one token at a time.

use super::{
    Case, Field, Inputs, Kind, Out, Outcome, Place,
    field::{Default, choice, count, flag, matrix, number, tokens, vector, width, with},
    outcome::{Look, Show, show},
};
use crate::lab::{
    LabError, Matrix,
    retnet::{self, Retention},
    ssm::{
        self, Diagonal, Discretisation,
        selective::{self, Scan},
    },
};
use ndarray::{Array1, Axis};

const STATES: Field = count("N", 3, (1, 256), "size of the state");
const FEATURES: (&str, &str) = ("T", "D");

pub(super) const CASES: &[Case] = &[
    Case {
        name: "diagonal",
        tex: r"h_k = \bar{A}h_{k-1} + \bar{B}x_k,\ y_k = C h_k",
        fields: DIAGONAL,
        shows: DIAGONAL_SHOWS,
        run: diagonal,
        unused: None,
        explain: Some(explain_diagonal),
    },
    Case {
        name: "mamba",
        tex: r"h_t = e^{\Delta_t A}h_{t-1} + \Delta_t B_t x_t",
        fields: MAMBA,
        shows: MAMBA_SHOWS,
        run: mamba,
        unused: None,
        explain: Some(explain_mamba),
    },
    Case {
        name: "retention",
        tex: r"S_n = \gamma S_{n-1} + K_n^\top V_n,\ y_n = Q_n S_n",
        fields: RETENTION,
        shows: RETENTION_SHOWS,
        run: retention,
        unused: None,
        explain: None,
    },
    Case {
        name: "linear_attention",
        tex: r"\frac{\varphi(q_i)^\top \sum \varphi(k_j) v_j^\top}{\varphi(q_i)^\top \sum \varphi(k_j)}",
        fields: LINEAR,
        shows: &[show("output", Look::Around(2.0), FEATURES), show("state_S", Look::Around(3.0), ("D", "V"))],
        run: |inputs| {
            let linear = retnet::linear_attention(&inputs.matrix("Q")?, &inputs.matrix("K")?, &inputs.matrix("V")?)?;
            Ok(Outcome::default()
                .with("output", linear.output)
                .with("state_S", linear.state)
                .with("state_z", linear.normaliser))
        },
        unused: None,
        explain: None,
    },
    Case {
        name: "theorem1_gated_rnn",
        tex: r"h_t = (1-g_t)h_{t-1} + g_t x_t,\ g = \sigma(z)",
        fields: &[tokens(6), vector("z", "T", "the gate before its sigmoid"), vector("x", "T", "the input")],
        shows: &[],
        run: |inputs| {
            let (z, x) = (inputs.vector("z")?, inputs.vector("x")?);
            crate::lab::matrix::expect_len("x", &x, z.len(), "as z")?;
            let steps = selective::gated_rnn(&z.to_vec(), &x.to_vec());
            let each = |figure: fn(&(f64, f64, f64)) -> f64| steps.iter().map(figure).collect::<Vec<_>>();
            Ok(Outcome::default().with("gate", each(|s| s.0)).with("delta", each(|s| s.1)).with("h", each(|s| s.2)))
        },
        unused: None,
        explain: None,
    },
    Case {
        name: "s4d_lin_kernel",
        tex: r"K_k = 2\,\mathrm{Re} \sum_n C_n \bar{B}_n \bar{A}_n^k",
        fields: S4D,
        shows: &[show("kernel", Look::Bars, ("", "T")), show("y", Look::Bars, ("", "T"))],
        run: s4d,
        unused: None,
        explain: None,
    },
    Case {
        name: "hippo_legs",
        tex: r"A_{nk} = -\sqrt{(2n+1)(2k+1)}",
        fields: &[count("N", 4, (1, 256), "size of the state")],
        shows: &[show("A", Look::Around(8.0), ("N", "N"))],
        run: |inputs| {
            let (a, b) = ssm::hippo_legs(inputs.count("N")?);
            Ok(Outcome::default().with("A", a).with("B", b))
        },
        unused: None,
        explain: None,
    },
    Case {
        name: "gammas",
        tex: r"\gamma_h = 1 - 2^{-5-h}",
        fields: &[count("n_heads", 8, (1, 64), "heads")],
        shows: &[],
        run: |inputs| {
            let gammas = retnet::gammas(u32::try_from(inputs.whole("n_heads")?).unwrap_or(u32::MAX));
            let lives: Vec<f64> = gammas.iter().map(|&gamma| retnet::half_life(gamma)).collect();
            Ok(Outcome::default().with("gammas", gammas).with("half_life_tokens", lives))
        },
        unused: None,
        explain: None,
    },
];

const DIAGONAL: &[Field] = &[
    tokens(8),
    STATES,
    with("A", Kind::Vector("N"), Default::ToyNegative, "below 0 to forget, (N)"),
    vector("B", "N", "(N)"),
    vector("C", "N", "(N)"),
    vector("x", "T", "one number a token, (T)"),
    number("dt", 0.1, (0.001, 100.0, 0.1), "the step"),
    choice("method", &["zoh", "bilinear", "euler", "mamba"], "how the step is taken"),
];
const DIAGONAL_SHOWS: &[Show] = &[
    show("states", Look::Around(1.0), ("T", "N")),
    show("y", Look::Around(1.0), ("", "T")),
    show("y_convolution", Look::Around(1.0), ("", "T")),
    show("kernel", Look::Bars, ("", "T")),
    show("Abar", Look::Share, ("", "N")),
    show("Bbar", Look::Around(1.0), ("", "N")),
];
const MAMBA: &[Field] = &[
    tokens(6),
    width(2),
    STATES,
    matrix("u", FEATURES, "the input, (T, D)"),
    matrix("delta_raw", FEATURES, "before the softplus, (T, D): large writes, small skips"),
    vector("delta_bias", "D", "(D)"),
    with("A", Kind::Matrix("D", "N"), Default::ToyNegative, "below 0, (D, N)"),
    matrix("B", ("T", "N"), "(T, N)"),
    matrix("C", ("T", "N"), "(T, N)"),
    with("D_skip", Kind::Vector("D"), Default::None, "the skip connection, (D); given as `D` does as well"),
    matrix("z", FEATURES, "the gate, (T, D)"),
];
const MAMBA_SHOWS: &[Show] = &[
    show("delta", Look::Around(2.0), FEATURES),
    show("states", Look::Around(1.0), ("D", "N")),
    show("y_no_gate", Look::Around(2.0), FEATURES),
    show("y", Look::Around(2.0), FEATURES),
];
const RETENTION: &[Field] = &[
    tokens(6),
    width(4),
    matrix("Q", FEATURES, "queries, (T, D)"),
    matrix("K", FEATURES, "keys, (T, D)"),
    matrix("V", FEATURES, "values, (T, D_v)"),
    number("gamma", 0.96875, (0.01, 1.0, 0.05), "how much of the state is kept"),
    count("chunk", 3, (1, 4096), "tokens of a chunk"),
    flag("rotated", false, "rotate queries and keys by their position"),
];
const RETENTION_SHOWS: &[Show] = &[
    show("parallel", Look::Around(3.0), FEATURES),
    show("recurrent", Look::Around(3.0), FEATURES),
    show("chunkwise", Look::Around(3.0), FEATURES),
    show("states", Look::Around(3.0), ("D", "V")),
    show("decay_matrix", Look::Share, ("T", "T")),
];
const LINEAR: &[Field] = &[
    tokens(6),
    width(4),
    matrix("Q", FEATURES, "queries"),
    matrix("K", FEATURES, "keys"),
    matrix("V", FEATURES, "values"),
];
const S4D: &[Field] = &[
    count("n_half", 2, (1, 256), "half of the conjugate pairs"),
    vector("C_re", "n_half", "real parts"),
    vector("C_im", "n_half", "imaginary parts"),
    number("dt", 0.1, (0.001, 100.0, 0.1), "the step"),
    count("length", 6, (1, 4096), "of the kernel"),
    with("x", Kind::Vector("length"), Default::Toy, "the input, (T)"),
];

fn method(word: &str) -> Discretisation {
    match word {
        "bilinear" => Discretisation::Bilinear,
        "euler" => Discretisation::Euler,
        "mamba" => Discretisation::Mamba,
        _ => Discretisation::ZeroOrderHold,
    }
}

fn diagonal(inputs: &Inputs) -> Result<Outcome, LabError> {
    let x = inputs.vector("x")?.to_vec();
    if x.len() > 4096 {
        return Err(LabError::range("the number of tokens", &x.len(), "up to 4096"));
    }
    let system = Diagonal::new(inputs.vector("A")?, inputs.vector("B")?, inputs.vector("C")?)?;
    let recurrence = system.discretise(inputs.number("dt")?, method(&inputs.word("method")?))?;
    let (y, states) = recurrence.run(&x);
    let kernel = recurrence.kernel(x.len());
    let convolved = ssm::causal_convolution(&kernel, &x);
    let worst = y.iter().zip(&convolved).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    let last = states.rows().into_iter().next_back().map(|row| row.to_owned()).unwrap_or_default();
    Ok(Outcome::default()
        .with("Abar", recurrence.a_bar)
        .with("Bbar", recurrence.b_bar)
        .with("kernel", kernel)
        .with("y", y)
        .with("y_convolution", convolved)
        .with("max_difference", worst)
        .with("h_last", last)
        .with("states", states))
}

fn explain_diagonal(inputs: &Inputs, outcome: &Outcome, place: Place<'_>) -> Option<String> {
    let list = |name: &str, at: usize| match outcome.get(name)? {
        Out::Vector(list) => list.get(at).copied(),
        _ => None,
    };
    let (a, b) = (list("Abar", place.column)?, list("Bbar", place.column)?);
    let x = *inputs.vector("x").ok()?.get(place.row)?;
    let before = place.row.checked_sub(1).and_then(|row| outcome.at("states", 0, (row, place.column))).unwrap_or(0.0);
    let now = outcome.at("states", 0, (place.row, place.column))?;
    (place.name == "states").then(|| format!("{a:.4}·{before:.4} + {b:.4}·{x:.2} = {now:.4}"))
}

fn mamba(inputs: &Inputs) -> Result<Outcome, LabError> {
    let u = inputs.matrix("u")?;
    // `D` names the skip connection where it is a list, the width of the toy inputs where it is a number
    let skip = match inputs.json("D").filter(|value| !value.is_number()) {
        Some(_) => inputs.vector("D")?,
        None => inputs.vector_if("D_skip")?.unwrap_or_else(|| Array1::ones(u.ncols())),
    };
    let scanned = Scan {
        raw_delta: inputs.matrix("delta_raw")?,
        delta_bias: inputs.vector("delta_bias")?,
        a: inputs.matrix("A")?,
        b: inputs.matrix("B")?,
        c: inputs.matrix("C")?,
        d: skip,
        z: inputs.matrix("z")?,
        u,
    }
    .run()?;
    let last = scanned.states.axis_iter(Axis(0)).next_back().map(|state| state.to_owned()).unwrap_or_default();
    Ok(Outcome::default()
        .with("delta", scanned.delta)
        .with("states", scanned.states)
        .with("last_state", last)
        .with("y_no_gate", scanned.ungated)
        .with("y", scanned.output))
}

fn explain_mamba(inputs: &Inputs, outcome: &Outcome, place: Place<'_>) -> Option<String> {
    let value = outcome.at(place.name, place.sheet, (place.row, place.column))?;
    match place.name {
        "delta" => {
            let raw = *inputs.matrix("delta_raw").ok()?.get([place.row, place.column])?;
            let bias = *inputs.vector("delta_bias").ok()?.get(place.column)?;
            Some(format!("softplus({raw:.2} + {bias:.2}) = {value:.4}"))
        }
        "states" => {
            let (token, channel, n) = (place.sheet, place.row, place.column);
            let delta = outcome.at("delta", 0, (token, channel))?;
            let a = *inputs.matrix("A").ok()?.get([channel, n])?;
            let (b, u) = (*inputs.matrix("B").ok()?.get([token, n])?, *inputs.matrix("u").ok()?.get([token, channel])?);
            let before =
                token.checked_sub(1).and_then(|token| outcome.at("states", token, (channel, n))).unwrap_or(0.0);
            Some(format!("e^({delta:.3}·{a:.2})·{before:.4} + {delta:.3}·{b:.2}·{u:.2} = {value:.4}"))
        }
        _ => None,
    }
}

fn retention(inputs: &Inputs) -> Result<Outcome, LabError> {
    let gamma = inputs.number("gamma")?;
    let mut retention = Retention::new(inputs.matrix("Q")?, inputs.matrix("K")?, inputs.matrix("V")?, gamma)?;
    if inputs.flag("rotated")? {
        retention = retention.rotated()?;
    }
    let parallel = retention.parallel();
    let (recurrent, states) = retention.recurrent();
    let (chunkwise, chunk_states) = retention.chunkwise(inputs.count("chunk")?)?;
    let apart = |other: &Matrix| (other - &parallel).iter().map(|x| x.abs()).fold(0.0, f64::max);
    let worst = apart(&recurrent).max(apart(&chunkwise));
    let last = states.axis_iter(Axis(0)).next_back().map(|state| state.to_owned()).unwrap_or_default();
    Ok(Outcome::default()
        .with("retention", parallel.clone())
        .with("decay_matrix", retnet::decay_matrix(parallel.nrows(), gamma))
        .with("parallel", parallel)
        .with("recurrent", recurrent)
        .with("chunkwise", chunkwise)
        .with("max_difference", worst)
        .with("states", states)
        .with("state_last", last)
        .with("chunk_states", chunk_states)
        .with("half_life_tokens", retnet::half_life(gamma)))
}

fn s4d(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (re, im) = (inputs.vector("C_re")?, inputs.vector("C_im")?);
    crate::lab::matrix::expect_len("C_im", &im, re.len(), "as C_re")?;
    let x = inputs.vector_if("x")?;
    let length = x.as_ref().filter(|_| inputs.json("x").is_some()).map_or(inputs.count("length")?, Array1::len);
    let parts: Vec<(f64, f64)> = re.into_iter().zip(im).collect();
    let kernel = ssm::s4d_lin_kernel(&parts, inputs.number("dt")?, length);
    let outcome = Outcome::default().with("kernel", kernel.clone());
    Ok(match x {
        Some(x) => outcome.with("y", ssm::causal_convolution(&kernel, &x.to_vec())),
        None => outcome,
    })
}

//! RWKV and Hyena, and a cache that grows beside a state that does not.

use super::{
    Case, Field, Inputs, Kind, Outcome,
    field::{Default, count, matrix, number, tokens, vector, width, with},
    outcome::{Look, Show, show},
};
use crate::lab::{LabError, Matrix, hyena, rwkv};

const FEATURES: (&str, &str) = ("T", "D");
const TOKENS: Field = tokens(6);
const WIDTH: Field = width(3);
const OUTPUT: &[Show] = &[show("y", Look::Around(2.0), FEATURES)];

const fn case(
    name: &'static str,
    tex: &'static str,
    fields: &'static [Field],
    shows: &'static [Show],
    run: fn(&Inputs) -> Result<Outcome, LabError>,
) -> Case {
    Case { name, tex, fields, shows, run, unused: None, explain: None }
}

pub(super) const CASES: &[Case] = &[
    case(
        "wkv",
        r"\frac{\sum_{i<t} e^{-(t-1-i)w+k_i}v_i + e^{u+k_t}v_t}{\sum_{i<t} e^{-(t-1-i)w+k_i} + e^{u+k_t}}",
        WKV,
        WKV_SHOWS,
        wkv,
    ),
    case(
        "time_mixing",
        r"\sigma(r) \odot wkv",
        TIME,
        &[show("sigmoid_r_times_wkv", Look::Around(2.0), FEATURES)],
        |inputs| {
            let (output, _) = run_wkv(inputs)?;
            Ok(Outcome::default().with("sigmoid_r_times_wkv", rwkv::time_mixing(&inputs.matrix("r")?, &output)?))
        },
    ),
    case(
        "token_shift",
        r"\mu \odot x_t + (1-\mu) \odot x_{t-1}",
        SHIFT,
        &[show("mixed", Look::Around(2.0), FEATURES)],
        |inputs| Ok(Outcome::default().with("mixed", rwkv::token_shift(&inputs.matrix("x")?, &inputs.vector("mu")?)?)),
    ),
    case(
        "channel_mixing",
        r"\sigma(r) \odot W_v \max(0, W_k x)^2",
        CHANNEL,
        &[show("o", Look::Around(2.0), FEATURES)],
        |inputs| {
            let (x, r) = (inputs.matrix("x_k")?, inputs.matrix("r")?);
            Ok(Outcome::default()
                .with("o", rwkv::channel_mixing(&x, &r, &inputs.matrix("W_k")?, &inputs.matrix("W_v")?)?))
        },
    ),
    case("short_causal_conv", r"y_t = \sum_i w_i u_{t-i} + b", SHORT, OUTPUT, |inputs| {
        Ok(Outcome::default()
            .with("y", hyena::short_convolution(&inputs.matrix("u")?, &inputs.matrix("w")?, &inputs.vector("bias")?)?))
    }),
    case("long_conv", r"y_t = \sum_{i \le t} h_i v_{t-i}", LONG, LONG_SHOWS, |inputs| {
        let h = inputs.matrix("h")?;
        let y = hyena::long_convolution(&h, &inputs.matrix("v")?)?;
        let outcome = Outcome::default().with("y", y);
        if h.nrows() > 512 {
            Ok(outcome)
        } else {
            Ok(outcome.with("toeplitz_channel0", hyena::toeplitz(&h.column(0).to_vec())))
        }
    }),
    case("hyena", r"y = x_2 \odot (h_2 * (x_1 \odot (h_1 * v)))", HYENA, HYENA_SHOWS, paper),
    case("hyena_released", r"y = x_2 \odot (h * (x_1 \odot v) + b\,x_1 \odot v)", RELEASED, OUTPUT, |inputs| {
        let (v, x1, x2) = (inputs.matrix("v")?, inputs.matrix("x1")?, inputs.matrix("x2")?);
        let y = hyena::hyena_released(&v, (&x1, &x2), &inputs.matrix("h1")?, &inputs.vector("bias")?)?;
        Ok(Outcome::default().with("y", y))
    }),
    case(
        "exponential_modulation",
        r"e^{-t|\alpha_d|}",
        MODULATION,
        &[show("decay", Look::Share, FEATURES)],
        |inputs| {
            let (length, channels) = (inputs.count("L")?, inputs.count("D")?);
            if length * channels > 1 << 20 {
                return Err(LabError::TooLarge { got: (length * channels) as u128, cap: 1 << 20 });
            }
            let (fast, slow) = (inputs.number("fast_decay_pct")?, inputs.number("slow_decay_pct")?);
            Ok(Outcome::default()
                .with("decay", hyena::exponential_window((length, channels), fast, slow, inputs.number("target")?)?))
        },
    ),
];

const DECAY: Field = with("w", Kind::Vector("D"), Default::ToyPositive, "decay of each channel, above 0, (D)");
const BONUS: Field = vector("u", "D", "bonus of the present token, (D)");
const KEY: Field = matrix("k", FEATURES, "keys, (T, D)");
const VALUE: Field = matrix("v", FEATURES, "values, (T, D)");
const WKV: &[Field] = &[TOKENS, WIDTH, KEY, VALUE, DECAY, BONUS];
const WKV_SHOWS: &[Show] =
    &[show("wkv", Look::Around(2.0), FEATURES), show("states_aa_bb_pp_last", Look::Around(2.0), ("a, b, p", "D"))];
const TIME: &[Field] = &[TOKENS, WIDTH, matrix("r", FEATURES, "receptance, (T, D)"), KEY, VALUE, DECAY, BONUS];
const SHIFT: &[Field] = &[
    TOKENS,
    WIDTH,
    matrix("x", FEATURES, "tokens, (T, D)"),
    with("mu", Kind::Vector("D"), Default::ToyPositive, "share of the present token, (D)"),
];
const CHANNEL: &[Field] = &[
    TOKENS,
    WIDTH,
    count("d_ff", 4, (1, 4096), "inner width of the toy weights"),
    matrix("x_k", FEATURES, "shifted tokens, (T, D)"),
    matrix("r", FEATURES, "receptance, (T, D)"),
    matrix("W_k", ("d_ff", "D"), "(d_ff, D)"),
    matrix("W_v", ("D", "d_ff"), "(D, d_ff)"),
];
const SHORT: &[Field] = &[
    TOKENS,
    WIDTH,
    count("kernel", 3, (1, 64), "taps of the toy filter"),
    matrix("u", FEATURES, "tokens, (T, D)"),
    matrix("w", ("D", "kernel"), "the last column meets the present token, (D, n)"),
    vector("bias", "D", "(D)"),
];
const LONG: &[Field] = &[TOKENS, WIDTH, matrix("h", FEATURES, "a filter a channel, (T, D)"), VALUE];
const LONG_SHOWS: &[Show] =
    &[show("y", Look::Around(2.0), FEATURES), show("toeplitz_channel0", Look::Around(1.5), ("T", "T"))];
const GATE_1: Field = matrix("x1", FEATURES, "first gate, (T, D)");
const GATE_2: Field = matrix("x2", FEATURES, "second gate, (T, D)");
const FILTER: Field = matrix("h1", FEATURES, "first filter, (T, D)");
const HYENA: &[Field] =
    &[TOKENS, WIDTH, VALUE, GATE_1, GATE_2, FILTER, matrix("h2", FEATURES, "second filter, (T, D)")];
const HYENA_SHOWS: &[Show] = &[
    show("z1", Look::Around(2.0), FEATURES),
    show("y", Look::Around(2.0), FEATURES),
    show("data_controlled_matrix_channel0", Look::Around(2.0), ("T", "T")),
];
const RELEASED: &[Field] = &[TOKENS, WIDTH, VALUE, GATE_1, GATE_2, FILTER, vector("bias", "D", "(D)")];
const MODULATION: &[Field] = &[
    count("L", 6, (1, 1 << 16), "tokens"),
    count("D", 2, (1, 1 << 12), "channels"),
    number("fast_decay_pct", 0.3, (0.01, 10.0, 0.1), "share of the length in which the fastest falls to the target"),
    number("slow_decay_pct", 1.5, (0.01, 10.0, 0.1), "the same for the slowest"),
    number("target", 0.01, (1e-6, 0.99, 0.01), "to which they fall"),
];

fn run_wkv(inputs: &Inputs) -> Result<(Matrix, rwkv::WkvState), LabError> {
    rwkv::wkv(&inputs.matrix("k")?, &inputs.matrix("v")?, &inputs.vector("w")?, &inputs.vector("u")?)
}

fn wkv(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (output, state) = run_wkv(inputs)?;
    let parts = [&state.numerator, &state.denominator, &state.exponent];
    let states = Matrix::from_shape_fn((3, state.numerator.len()), |(part, channel)| parts[part][channel]);
    Ok(Outcome::default().with("wkv", output).with("states_aa_bb_pp_last", states))
}

fn paper(inputs: &Inputs) -> Result<Outcome, LabError> {
    let gates = [inputs.matrix("x1")?, inputs.matrix("x2")?];
    let filters = [inputs.matrix("h1")?, inputs.matrix("h2")?];
    let stages = hyena::hyena(&inputs.matrix("v")?, &gates, &filters)?;
    let mut outcome = Outcome::default();
    for (name, stage) in ["z1", "y"].into_iter().zip(stages) {
        outcome = outcome.with(name, stage);
    }
    if gates[0].nrows() > 256 {
        return Ok(outcome);
    }
    Ok(outcome.with("data_controlled_matrix_channel0", hyena::data_controlled_matrix(&gates, &filters, 0)?))
}

//! Rotations stretched beyond the training length: one calculation a method, and all of them side by side.

use super::{
    Case, Field, Inputs, Kind, Out, Outcome,
    field::{Default, count, number, with},
    outcome::{Look, Show, show},
};
use crate::lab::{
    LabError, Matrix,
    rope_scaling::{RopeSetting, deepseek_softmax_scale, truncated_basis, yarn_mscale},
};
use ndarray::Array1;
use std::f64::consts::TAU;

const D: Field = count("d", 32, (4, 4096), "rotary dimensions, even");
const BASE: Field = number("base", 1e4, (1.001, 1e9, 10_000.0), "of the frequencies");
const LENGTH: Field = number("L_train", 4096.0, (1.0, 1e9, 1024.0), "tokens seen in training");
const FACTOR: Field = number("s", 8.0, (1.0, 1e6, 1.0), "how far the context is stretched");
const BASIC: &[Field] = &[D, BASE, LENGTH, FACTOR];
const WAVES: &[Show] =
    &[show("inv_freq", Look::Bars, ("", "pair")), show("wavelength_tokens", Look::Bars, ("", "pair"))];
const LOW: Field = number("low_freq_factor", 1.0, (0.1, 64.0, 1.0), "turns below which a frequency is divided");
const HIGH: Field = number("high_freq_factor", 4.0, (0.1, 64.0, 1.0), "turns from which it stays");
const FAST: Field = number("beta_fast", 32.0, (0.1, 1e4, 1.0), "turns where the ramp begins");
const SLOW: Field = number("beta_slow", 1.0, (0.1, 1e4, 1.0), "turns where it ends");

/// A method with these fields.
const fn case(
    name: &'static str,
    tex: &'static str,
    fields: &'static [Field],
    run: fn(&Inputs) -> Result<Outcome, LabError>,
) -> Case {
    Case { name, tex, fields, shows: WAVES, run, unused: None, explain: None }
}

pub(super) const CASES: &[Case] = &[
    Case {
        name: "scaling",
        tex: r"\lambda_i = 2\pi/\theta_i \text{ against } L",
        fields: &[D, BASE, LENGTH, FACTOR],
        shows: &[
            show("wavelengths", Look::Plain, ("method", "pair")),
            show("turns", Look::Plain, ("method", "pair")),
            show("kept", Look::Share, ("method", "pair")),
        ],
        run: all,
        unused: None,
        explain: None,
    },
    case("default", r"\theta_i = b^{-2i/d}", BASIC, |inputs| Ok(waves(setting(inputs)?.frequencies()))),
    case("pi", r"\theta_i / s", BASIC, |inputs| Ok(waves(setting(inputs)?.interpolated()))),
    case("ntk_static", r"b' = b\,s^{d/(d-2)}", BASIC, |inputs| {
        let setting = setting(inputs)?;
        let base = setting.ntk_base();
        Ok(waves(setting.with_base(base)).with("new_base", base))
    }),
    case("dynamic_ntk", r"b' = b\,(sT/L - (s-1))^{d/(d-2)}", DYNAMIC, |inputs| {
        let setting = setting(inputs)?;
        let base = setting.dynamic_ntk_base(inputs.number("seq_len")?);
        Ok(waves(setting.with_base(base)).with("new_base", base))
    }),
    case("yarn_code", r"\theta_i\left((1-r_i) + r_i/s\right)", YARN, yarn),
    case("yarn_paper", r"\gamma(r)\,\theta + (1-\gamma(r))\,\theta/s", YARN_PAPER, |inputs| {
        let (gamma, frequencies) = setting(inputs)?.yarn_paper(inputs.number("alpha")?, inputs.number("beta")?);
        Ok(waves(frequencies).with("gamma", gamma))
    }),
    case("truncated_basis", r"\theta \ge b: \theta;\ a < \theta < b: \rho;\ \theta \le a: 0", TRUNCATED, |inputs| {
        let setting = setting(inputs)?;
        let (low, high) = cuts(inputs)?;
        let rho = inputs.number_if("rho")?.unwrap_or(low / 2.0);
        Ok(waves(truncated_basis(&setting.frequencies(), low, high, rho)))
    }),
    case(
        "llama3",
        r"\text{keep} \to \text{mix} \to \theta/s",
        &[D, BASE, LENGTH, WITH_FACTOR, FACTOR, LOW, HIGH],
        |inputs| {
            let setting = setting(inputs)?;
            Ok(waves(setting.llama3(inputs.number("low_freq_factor")?, inputs.number("high_freq_factor")?)))
        },
    ),
    Case {
        shows: &[show("sqrt_1_over_t", Look::Bars, ("", "s"))],
        ..case("yarn_temperature", r"\sqrt{1/t} = 0.1 \ln s + 1", TEMPERATURE, |inputs| {
            let roots = inputs.vector("s")?.mapv(|factor| yarn_mscale(factor, 1.0));
            Ok(Outcome::default().with("t", roots.mapv(|root| 1.0 / (root * root))).with("sqrt_1_over_t", roots))
        })
    },
    case("deepseek_yarn", r"m = 0.1\,c \ln s + 1", DEEPSEEK, |inputs| {
        let (factor, mscale) = (inputs.number("s")?, inputs.number("mscale")?);
        let width = u32::try_from(inputs.whole("dim")?).unwrap_or(u32::MAX);
        Ok(yarn(inputs)?
            .with("mscale_v2", yarn_mscale(factor, mscale))
            .with("softmax_scale_v2", deepseek_softmax_scale(factor, mscale, width))
            .with("mscale_v3", yarn_mscale(factor, 1.0))
            .with("softmax_scale_v3", deepseek_softmax_scale(factor, 1.0, width)))
    }),
];

const DYNAMIC: &[Field] =
    &[D, BASE, LENGTH, FACTOR, number("seq_len", 24_576.0, (1.0, 1e9, 1024.0), "tokens at present")];
const YARN: &[Field] = &[D, BASE, LENGTH, FACTOR, FAST, SLOW];
const YARN_PAPER: &[Field] = &[
    D,
    BASE,
    LENGTH,
    FACTOR,
    number("alpha", 1.0, (0.1, 1e4, 1.0), "turns up to which a frequency is divided"),
    number("beta", 32.0, (0.1, 1e4, 1.0), "turns from which it stays"),
];
const FREE: Kind = Kind::Number { low: 0.0, high: 10.0, step: 0.001 };
const TRUNCATED: &[Field] = &[
    D,
    BASE,
    LENGTH,
    FACTOR,
    with("a", FREE, Default::None, "frequencies up to it become 0; one turn in L·s where left out"),
    with("b", FREE, Default::None, "frequencies from it stay; eight turns in L where left out"),
    with("rho", FREE, Default::None, "what stands for those between; a/2 where left out"),
];
const WITH_FACTOR: Field =
    with("factor", Kind::Number { low: 1.0, high: 1e6, step: 1.0 }, Default::None, "the same as s");
const TEMPERATURE: &[Field] =
    &[with("s", Kind::Vector("N"), Default::Numbers(&[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]), "stretching factors")];
const DEEPSEEK: &[Field] = &[
    count("d", 64, (4, 4096), "rotary dimensions, even"),
    BASE,
    LENGTH,
    number("s", 40.0, (1.0, 1e6, 1.0), "how far the context is stretched"),
    FAST,
    SLOW,
    number("mscale", 0.707, (0.0, 10.0, 0.1), "V2's; V3's is 1"),
    count("dim", 192, (1, 65_536), "width of queries and keys"),
];

fn setting(inputs: &Inputs) -> Result<RopeSetting, LabError> {
    let factor = match inputs.number_if("factor")? {
        Some(factor) => factor,
        None => inputs.number("s")?,
    };
    RopeSetting::new(inputs.count("d")?, inputs.number("base")?, inputs.number("L_train")?, factor)
}

fn waves(frequencies: Array1<f64>) -> Outcome {
    let waves = frequencies.mapv(|theta| TAU / theta);
    Outcome::default().with("inv_freq", frequencies).with("wavelength_tokens", waves)
}

fn yarn(inputs: &Inputs) -> Result<Outcome, LabError> {
    let yarn = setting(inputs)?.yarn_code(inputs.number("beta_fast")?, inputs.number("beta_slow")?);
    Ok(waves(yarn.frequencies)
        .with("low", yarn.low)
        .with("high", yarn.high)
        .with("ramp", yarn.ramp)
        .with("attention_factor", yarn.attention_factor)
        .with("logit_multiplier", yarn.attention_factor.powi(2)))
}

/// Where the truncated basis cuts unless told otherwise: one turn in the stretched length, eight in the trained one.
fn cuts(inputs: &Inputs) -> Result<(f64, f64), LabError> {
    let length = inputs.number("L_train")?;
    let factor = inputs.number("s")?;
    let low = inputs.number_if("a")?.unwrap_or(TAU / (length * factor));
    Ok((low, inputs.number_if("b")?.unwrap_or(8.0 * TAU / length)))
}

/// Every method at once: wavelengths in tokens, turns within the stretched length, and how much of each frequency is left.
fn all(inputs: &Inputs) -> Result<Outcome, LabError> {
    let setting = setting(inputs)?;
    let (length, factor) = (inputs.number("L_train")?, inputs.number("s")?);
    let (low, high) = cuts(inputs)?;
    let plain = setting.frequencies();
    let methods = [
        ("RoPE", plain.clone()),
        ("PI", setting.interpolated()),
        ("NTK", setting.with_base(setting.ntk_base())),
        ("dynamic NTK", setting.with_base(setting.dynamic_ntk_base(length * factor))),
        ("YaRN", setting.yarn_code(32.0, 1.0).frequencies),
        ("Llama 3", setting.llama3(1.0, 4.0)),
        ("truncated", truncated_basis(&plain, low, high, low / 2.0)),
    ];
    let names: Vec<String> = methods.iter().map(|(name, _)| (*name).to_owned()).collect();
    let table = |entry: &dyn Fn(usize, usize) -> f64| Out::Table {
        names: names.clone(),
        rows: Matrix::from_shape_fn((methods.len(), plain.len()), |(row, pair)| entry(row, pair)),
    };
    Ok(Outcome::default()
        .with("wavelengths", table(&|row, pair| TAU / methods[row].1[pair]))
        .with("turns", table(&|row, pair| methods[row].1[pair] * length * factor / TAU))
        .with("kept", table(&|row, pair| methods[row].1[pair] / plain[pair]))
        .with("new_base", setting.ntk_base())
        .with("turns_in_training", plain.mapv(|theta| theta * length / TAU)))
}

//! Where a token stands: sinusoids, rotations, linear biases.

use super::{
    Case, Field, Inputs, Kind, Outcome, Place,
    field::{Default, choice, count, flag, matrix, number, tokens, width, with},
    outcome::{Look, show},
};
use crate::lab::{
    LabError, Matrix,
    attention::{Attention, AttentionInput, Row},
    mask::Mask,
    matrix::to_rows,
    position::{self, Pairing, Position},
};
use std::f64::consts::TAU;

const FEATURES: (&str, &str) = ("T", "D");
const KEYS: (&str, &str) = ("T", "T");

const ROPE: &[Field] = &[
    tokens(4),
    width(8),
    matrix("Q", FEATURES, "queries, (T, D), D even"),
    matrix("K", FEATURES, "keys, (T, D)"),
    choice("pairing", &["interleaved", "half_split"], "which two entries turn together"),
    number("base", position::ROPE_BASE, (1.001, 1e9, 1000.0), "of the frequencies"),
    number("shift", 0.0, (-1e9, 1e9, 1.0), "added to every position"),
    with("positions", Kind::Vector("T"), Default::None, "of the tokens; 0, 1, 2 … where left out"),
    count("rotary_dim", 0, (0, 4096), "how many columns turn; 0 for all"),
];

pub(super) const CASES: &[Case] = &[
    Case {
        name: "rope",
        tex: r"\langle R_m q, R_n k\rangle = q^\top R_{n-m} k",
        fields: ROPE,
        shows: &[
            show("Q_rot", Look::Around(2.0), FEATURES),
            show("K_rot", Look::Around(2.0), FEATURES),
            show("scores", Look::Around(5.0), KEYS),
            show("angle", Look::Around(3.0), ("T", "pair")),
        ],
        run: rope,
        unused: Some(|inputs| if inputs.json("positions").is_none() { vec!["positions"] } else { vec!["shift"] }),
        explain: Some(explain_rope),
    },
    Case {
        name: "frequencies",
        tex: r"\theta_i = b^{-2i/d}",
        fields: &[
            count("d", 8, (2, 4096), "width of a head"),
            number("base", 1e4, (1.001, 1e9, 1000.0), "of the frequencies"),
        ],
        shows: &[show("inv_freq", Look::Bars, ("", "pair")), show("wavelength_tokens", Look::Bars, ("", "pair"))],
        run: |inputs| {
            let frequencies = position::frequencies(inputs.count("d")?, inputs.number("base")?);
            let waves = frequencies.mapv(|theta| TAU / theta);
            Ok(Outcome::default().with("inv_freq", frequencies).with("wavelength_tokens", waves))
        },
        unused: None,
        explain: None,
    },
    Case {
        name: "permutation",
        tex: r"x^{half}_i = x^{pair}_{\pi(i)}",
        fields: &[count("d", 8, (2, 4096), "width of a head")],
        shows: &[],
        run: |inputs| {
            Ok(Outcome::default().with("perm_interleaved_to_half", position::neighbours_to_halves(inputs.count("d")?)))
        },
        unused: None,
        explain: None,
    },
    Case {
        name: "2d_rotation",
        tex: r"y = R(\varphi)\,x",
        fields: &[
            matrix("x", ("1", "2"), "a vector of two entries"),
            number("angle_rad", std::f64::consts::FRAC_PI_6, (-100.0, 100.0, 0.1), "the angle"),
        ],
        shows: &[show("y", Look::Around(2.0), ("", ""))],
        run: |inputs| {
            let x = inputs.matrix("x")?;
            let angles = vec![inputs.number("angle_rad")?; x.nrows()];
            Ok(Outcome::default().with("y", position::rope(&x, &angles, position::ROPE_BASE, Pairing::Neighbours)?))
        },
        unused: None,
        explain: None,
    },
    Case {
        name: "decay_envelope",
        tex: r"\frac{1}{d/2}\sum_j |S_j|",
        fields: &[
            count("d", 64, (2, 4096), "width of a head"),
            number("base", 1e4, (1.001, 1e9, 1000.0), "of the frequencies"),
            with(
                "distances",
                Kind::Vector("N"),
                Default::Numbers(&[0.0, 1.0, 8.0, 64.0, 512.0]),
                "between query and key",
            ),
        ],
        shows: &[show("mean_abs_partial_sum", Look::Bars, ("", "distance"))],
        run: |inputs| {
            let (d, base) = (inputs.count("d")?, inputs.number("base")?);
            let envelope = inputs.vector("distances")?.mapv(|distance| position::decay_envelope(d, base, distance));
            Ok(Outcome::default().with("mean_abs_partial_sum", envelope))
        },
        unused: None,
        explain: None,
    },
    Case {
        name: "sinusoidal_pe",
        tex: r"PE_{t,2i} = \sin(t/10000^{2i/d})",
        fields: &[tokens(16), count("d", 12, (2, 4096), "width")],
        shows: &[show("pe", Look::Around(1.0), ("T", "D")), show("dot_with_pos0", Look::Bars, ("", "T"))],
        run: sinusoids,
        unused: None,
        explain: Some(|inputs, outcome, place| {
            let (pair, d) = (place.column / 2 * 2, inputs.count("d").ok()?);
            let wave = if place.column.is_multiple_of(2) { "sin" } else { "cos" };
            let value = outcome.at("pe", 0, (place.row, place.column))?;
            (place.name == "pe").then(|| format!("{wave}({} / 10000^({pair}/{d})) = {value:.4}", place.row))
        }),
    },
    Case {
        name: "alibi",
        tex: r"a_{ij} = q_i \cdot k_j/\sqrt{D} - m\,(i-j)",
        fields: ALIBI,
        shows: &[
            show("bias", Look::Around(3.0), KEYS),
            show("weights", Look::Share, KEYS),
            show("output", Look::Around(2.0), FEATURES),
            show("slopes", Look::Bars, ("", "head")),
        ],
        run: alibi,
        unused: None,
        explain: Some(|inputs, outcome, place| {
            let slope = slope(inputs).ok()?;
            let value = outcome.at("bias", 0, (place.row, place.column))?;
            (place.name == "bias").then(|| format!("{slope:.6} · ({} − {}) = {value:.4}", place.column, place.row))
        }),
    },
    Case {
        name: "alibi_slopes",
        tex: r"m_h = 2^{-8h/H}",
        fields: &[count("n_heads", 8, (1, 4096), "heads")],
        shows: &[show("slopes", Look::Bars, ("", "head"))],
        run: |inputs| Ok(Outcome::default().with("slopes", position::alibi_slopes(inputs.count("n_heads")?))),
        unused: None,
        explain: None,
    },
];

const ALIBI: &[Field] = &[
    tokens(6),
    width(4),
    matrix("Q", FEATURES, "queries"),
    matrix("K", FEATURES, "keys"),
    matrix("V", FEATURES, "values"),
    count("n_heads", 4, (1, 64), "heads whose slopes there are"),
    count("head", 1, (1, 64), "which head looks"),
    with("slope", Kind::Number { low: 0.0, high: 10.0, step: 0.05 }, Default::None, "instead of the head's own"),
    flag("causal", true, "hide the keys after a query"),
];

fn positions(inputs: &Inputs, tokens: usize) -> Result<Vec<f64>, LabError> {
    if let Some(positions) = inputs.vector_if("positions")? {
        return Ok(positions.to_vec());
    }
    let shift = inputs.number("shift")?;
    Ok((0..tokens).map(|token| token as f64 + shift).collect())
}

fn rope(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (q, k) = (inputs.matrix("Q")?, inputs.matrix_if("K")?);
    let positions = positions(inputs, q.nrows())?;
    let turning = match inputs.count("rotary_dim")? {
        0 => q.ncols(),
        some => some,
    };
    if !turning.is_multiple_of(2) {
        return Err(LabError::range("the width that turns", &turning, "an even number: RoPE rotates pairs"));
    }
    let frequencies = position::frequencies(turning, inputs.number("base")?);
    let pairing = if inputs.word("pairing")? == "half_split" { Pairing::Halves } else { Pairing::Neighbours };
    let turn = |x: &Matrix| position::rotate(x, &positions, &frequencies, pairing);
    let turned = turn(&q)?;
    let outcome = Outcome::default().with("Q_rot", turned.clone());
    let outcome = match k {
        None => outcome,
        Some(k) => {
            crate::lab::matrix::expect_shape("K", &k, (positions.len(), q.ncols()), "as Q")?;
            let k = turn(&k)?;
            let scores = turned.dot(&k.t());
            outcome.with("K_rot", k).with("scores", scores)
        }
    };
    let angle = Matrix::from_shape_fn((positions.len(), frequencies.len()), |(row, pair)| {
        (positions[row] * frequencies[pair]).rem_euclid(TAU)
    });
    Ok(outcome.with("angle", angle))
}

fn explain_rope(inputs: &Inputs, outcome: &Outcome, place: Place<'_>) -> Option<String> {
    let value = outcome.at(place.name, 0, (place.row, place.column))?;
    let q = inputs.matrix("Q").ok()?;
    let position = *positions(inputs, q.nrows()).ok()?.get(place.row)?;
    match place.name {
        "Q_rot" | "K_rot" => {
            let x = inputs.matrix(place.name.get(..1)?).ok()?;
            let halves = inputs.word("pairing").ok()? == "half_split";
            let pairs = x.ncols() / 2;
            let pair = if halves { place.column % pairs } else { place.column / 2 };
            let (first, second) = if halves { (pair, pair + pairs) } else { (2 * pair, 2 * pair + 1) };
            let theta = *position::frequencies(x.ncols(), inputs.number("base").ok()?).get(pair)?;
            let (a, b) = (x.get([place.row, first])?, x.get([place.row, second])?);
            let angle = position * theta;
            Some(if place.column == first {
                format!("φ = {position}·{theta:.4} = {angle:.4}; {a:.2}·cos φ − {b:.2}·sin φ = {value:.4}")
            } else {
                format!("φ = {position}·{theta:.4} = {angle:.4}; {a:.2}·sin φ + {b:.2}·cos φ = {value:.4}")
            })
        }
        "scores" => {
            let entry = |name, row, column| outcome.at(name, 0, (row, column));
            let terms = (0..q.ncols()).map(|column| {
                Some(format!("{:.2}·{:.2}", entry("Q_rot", place.row, column)?, entry("K_rot", place.column, column)?))
            });
            Some(format!("{} = {value:.4}", terms.collect::<Option<Vec<_>>>()?.join(" + ")))
        }
        _ => None,
    }
}

fn sinusoids(inputs: &Inputs) -> Result<Outcome, LabError> {
    let (tokens, d) = (inputs.count("T")?, inputs.count("d")?);
    if tokens * d > 1 << 20 {
        return Err(LabError::TooLarge { got: (tokens * d) as u128, cap: 1 << 20 });
    }
    let positions: Vec<f64> = (0..tokens).map(|token| token as f64).collect();
    let pe = position::sinusoids(&positions, d);
    let dots = pe.dot(&pe.row(0));
    Ok(Outcome::default().with("pe", pe).with("dot_with_pos0", dots))
}

fn slope(inputs: &Inputs) -> Result<f64, LabError> {
    if let Some(slope) = inputs.number_if("slope")? {
        return Ok(slope);
    }
    let (head, heads) = (inputs.count("head")?, inputs.count("n_heads")?);
    let slopes = position::alibi_slopes(heads);
    slopes.get(head - 1).copied().ok_or_else(|| LabError::range("head", &head, format!("1 to {heads}")))
}

fn alibi(inputs: &Inputs) -> Result<Outcome, LabError> {
    let rows = |name| Ok::<_, LabError>(to_rows(&inputs.matrix(name)?));
    let (q, k) = (rows("Q")?, rows("K")?);
    let slope = slope(inputs)?;
    let places = |count: usize| (0..count).map(|place| place as f64).collect::<Vec<f64>>();
    // Queries are the last of the keys
    let offset = k.len() as f64 - q.len() as f64;
    let query_places: Vec<f64> = places(q.len()).iter().map(|place| place + offset).collect();
    let bias = position::alibi_bias(slope, &query_places, &places(k.len()));
    let attention = Attention::compute(&AttentionInput {
        mask: if inputs.flag("causal")? { Mask::Causal } else { Mask::None },
        position: Position::None,
        bias: Some(to_rows(&bias)),
        ..AttentionInput::new(q, k, rows("V")?)
    })?;
    let head = attention.heads.first().ok_or_else(|| LabError::Empty { name: "the heads".to_owned() })?;
    let entropy: Vec<f64> = head.rows.iter().map(|row| Row::entropy(*row).unwrap_or(f64::NAN)).collect();
    Ok(Outcome::default()
        .with("slope", slope)
        .with("slopes", position::alibi_slopes(inputs.count("n_heads")?))
        .with("bias", bias)
        .with("weights", head.weights.clone())
        .with("output", attention.output.clone())
        .with("row_entropy_nats", entropy))
}

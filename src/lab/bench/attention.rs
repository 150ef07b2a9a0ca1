//! Attention itself, and what its rows say.

use super::{
    Case, Field, Inputs, Kind, Out, Outcome, Place,
    field::{Default, choice, count, flag, if_used, matrix, number, tokens, vector, width, with},
    outcome::{Look, Show, show},
};
use crate::lab::{
    LabError, Matrix,
    attention::{Attention, AttentionInput, Head, Row, ScoreWeights},
    mask::{Align, Mask},
    matrix::to_rows,
    score::{ScoreKind, dot_variance},
    softmax::{self, OnlineSoftmax, RowStats},
};

/// Scores of this magnitude have the full colour.
const FULL: f64 = 3.0;
const MASKS: &[&str] =
    &["none", "causal", "sliding:3", "lambda:1+2", "chunk:2", "dilated:2+2", "prefix:2", "pcw:2+2", "topk:1+2"];
const POSITIONS: &[&str] = &["none", "sinusoidal", "learned", "rope", "rope-half", "alibi"];
const KEYS: (&str, &str) = ("T", "T");
const FREE: Kind = Kind::Number { low: -1e6, high: 1e6, step: 0.1 };

const FIELDS: &[Field] = &[
    tokens(4),
    width(4),
    count("heads", 1, (1, 64), "query heads, side by side in q"),
    count("kv_heads", 0, (0, 64), "key and value heads; 0 for as many as heads (GQA, MQA)"),
    matrix("q", ("T", "heads*D"), "queries, (T_q, heads·D)"),
    matrix("k", ("T", "kv_heads*D"), "keys, (T_k, kv_heads·D)"),
    matrix("v", ("T", "kv_heads*D"), "values, (T_k, kv_heads·D_v)"),
    choice("score", &["scaled", "dot", "general", "additive", "cosine"], "how a query is compared with a key"),
    with("mask", Kind::Word(MASKS), Default::Word("none"), MASK_FORMS),
    choice("position", POSITIONS, "how positions enter"),
    with("scale", FREE, Default::None, "what scores are multiplied with; 1/√D where left out"),
    number("temperature", 1.0, (0.05, 100.0, 0.1), "divides the whole logit"),
    choice("align", &["bottom-right", "top-left"], "where queries stand among more keys"),
    with("bias", Kind::Matrix("T", "T"), Default::None, "added to the scaled scores, (T_q, T_k)"),
    if_used("position_table", Kind::Matrix("T", "D"), "learned positions, (T_max, D)"),
    if_used("W", Kind::Matrix("D", "D"), "general score: qᵀWk, (D, D)"),
    if_used("Wq", Kind::Matrix("D", "D"), "additive score: (d_a, D)"),
    if_used("Wk", Kind::Matrix("D", "D"), "additive score: (d_a, D)"),
    if_used("score_v", Kind::Vector("D"), "additive score: (d_a)"),
    number("g", 1.0, (0.1, 100.0, 0.5), "cosine score: the gain"),
    with("score_weights", Kind::Word(&[]), Default::None, "the same weights as one object: w, wq, wk, v, g"),
];

const MASK_FORMS: &str = "none, causal, sliding:W, lambda:S+W, chunk:C, dilated:W+STEP, prefix:P, pcw:WINDOWS+SIZE, topk:K+W, or a \
                          matrix of 1 and 0";

const STAGES: &[Show] = &[
    show("scores", Look::Around(FULL), KEYS),
    show("scaled", Look::Around(FULL), KEYS),
    show("masked", Look::Around(FULL), KEYS),
    show("exp", Look::Share, KEYS),
    show("weights", Look::Share, KEYS),
    show("output", Look::Around(FULL), ("T", "D")),
];

pub(super) const CASES: &[Case] = &[
    Case {
        name: "attention",
        tex: r"\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{D}}\right)V",
        fields: FIELDS,
        shows: STAGES,
        run: attend,
        unused: Some(unused),
        explain: Some(explain),
    },
    Case {
        name: "score_functions",
        tex: r"a_{ij} = q_i \cdot k_j",
        fields: SCORE_FIELDS,
        shows: &[
            show("scores", Look::Around(FULL), KEYS),
            show("weights", Look::Share, KEYS),
            show("output", Look::Around(FULL), ("T", "D")),
        ],
        run: score,
        unused: Some(unused),
        explain: None,
    },
    Case {
        name: "softmax",
        tex: r"p_i = \frac{e^{x_i - m}}{\sum_j e^{x_j - m}}",
        fields: &[
            count("N", 5, (1, 4096), "length of the toy input"),
            vector("x", "N", "logits; -inf for a hidden one"),
            number("temperature", 1.0, (0.05, 100.0, 0.1), "divides the logits"),
            count("block", 2, (1, 4096), "block of the running maximum and sum (FlashAttention)"),
        ],
        shows: &[
            show("p", Look::Share, ("", "N")),
            show("exp", Look::Share, ("", "N")),
            show("states_m_l", Look::Around(FULL), ("block", "m, l")),
            show("J", Look::Around(0.25), ("N", "N")),
        ],
        run: soften,
        unused: None,
        explain: None,
    },
    Case {
        name: "entropy",
        tex: r"H = -\sum_i p_i \ln p_i",
        fields: &[
            tokens(4),
            with("weights", Kind::Matrix("T", "T"), Default::ToyPositive, "rows of weights, each with sum 1"),
        ],
        shows: &[],
        run: entropy,
        unused: None,
        explain: None,
    },
    Case {
        name: "dot_variance",
        tex: r"\mathrm{Var}(q \cdot k) = D",
        fields: &[count("d", 4, (1, 20), "width of vectors of ±1")],
        shows: &[],
        run: |inputs| {
            let d = inputs.whole("d")?;
            let variance = u32::try_from(d).ok().and_then(dot_variance).unwrap_or(d as f64);
            Ok(Outcome::default().with("var_qk", variance).with("var_scaled", variance / d as f64))
        },
        unused: None,
        explain: None,
    },
];

const SCORE_FIELDS: &[Field] = &[
    tokens(3),
    width(4),
    matrix("Q", ("T", "D"), "queries"),
    matrix("K", ("T", "D"), "keys"),
    matrix("V", ("T", "D"), "values"),
    choice("score", &["scaled", "dot", "general", "additive", "cosine"], "the score function"),
    if_used("W", Kind::Matrix("D", "D"), "general: (D, D)"),
    if_used("Wq", Kind::Matrix("D", "D"), "additive: (d_a, D)"),
    if_used("Wk", Kind::Matrix("D", "D"), "additive: (d_a, D)"),
    if_used("score_v", Kind::Vector("D"), "additive: (d_a); `v` beside `V` does as well"),
    number("g", 1.0, (0.1, 100.0, 0.5), "cosine: the gain"),
    flag("causal", false, "hide the keys after a query"),
];

fn unused(inputs: &Inputs) -> Vec<&'static str> {
    let word = |name| inputs.word(name).unwrap_or_default();
    let (score, position) = (word("score"), word("position"));
    let mut unused = vec!["score_weights"];
    if score != "general" {
        unused.push("W");
    }
    if score != "additive" {
        unused.extend(["Wq", "Wk", "score_v"]);
    }
    if score != "cosine" {
        unused.push("g");
    }
    if position != "learned" {
        unused.push("position_table");
    }
    if inputs.json("bias").is_none() {
        unused.push("bias");
    }
    if inputs.rows("q") == inputs.rows("k") {
        unused.push("align");
    }
    unused
}

fn kind(word: &str) -> ScoreKind {
    match word {
        "dot" => ScoreKind::Dot,
        "general" => ScoreKind::General,
        "additive" => ScoreKind::Additive,
        "cosine" => ScoreKind::Cosine,
        _ => ScoreKind::Scaled,
    }
}

/// The weights that the score function needs, from fields of their own or from one object.
fn score_weights(inputs: &Inputs, score: ScoreKind) -> Result<ScoreWeights, LabError> {
    if let Some(object) = inputs.json("score_weights") {
        return serde_json::from_value(object.clone()).map_err(|error| LabError::Json(error.to_string()));
    }
    let rows = |name| Ok::<_, LabError>(Some(to_rows(&inputs.matrix(name)?)));
    Ok(match score {
        ScoreKind::General => ScoreWeights { w: rows("W")?, ..ScoreWeights::default() },
        ScoreKind::Additive => ScoreWeights {
            wq: rows("Wq")?,
            wk: rows("Wk")?,
            v: Some(inputs.vector("score_v")?.to_vec()),
            ..ScoreWeights::default()
        },
        ScoreKind::Cosine => ScoreWeights { g: Some(inputs.number("g")?), ..ScoreWeights::default() },
        ScoreKind::Scaled | ScoreKind::Dot => ScoreWeights::default(),
    })
}

/// A mask, as a word or as rows of 1 and 0.
pub(super) fn mask(inputs: &Inputs) -> Result<Mask, LabError> {
    match inputs.json("mask") {
        None | Some(serde_json::Value::String(_)) => inputs.word("mask")?.parse(),
        Some(serde_json::Value::Object(_)) => {
            let rows = inputs.matrix("mask")?;
            Ok(Mask::Explicit(rows.rows().into_iter().map(|row| row.iter().map(|&bit| bit > 0.5).collect()).collect()))
        }
        Some(rows) => serde_json::from_value(rows.clone()).map_err(|error| LabError::Json(error.to_string())),
    }
}

fn input(inputs: &Inputs) -> Result<AttentionInput, LabError> {
    let rows = |name| Ok::<_, LabError>(to_rows(&inputs.matrix(name)?));
    let score = kind(&inputs.word("score")?);
    let position = inputs.word("position")?.parse()?;
    let learned = position == crate::lab::position::Position::Learned;
    let kv_heads = inputs.count("kv_heads")?;
    Ok(AttentionInput {
        mask: mask(inputs)?,
        align: if inputs.word("align")? == "top-left" { Align::TopLeft } else { Align::BottomRight },
        position,
        position_table: if learned { Some(rows("position_table")?) } else { None },
        bias: inputs.matrix_if("bias")?.map(|bias| to_rows(&bias)),
        scale: inputs.number_if("scale")?,
        temperature: inputs.number("temperature")?,
        heads: inputs.count("heads")?,
        kv_heads: (kv_heads > 0).then_some(kv_heads),
        score,
        score_weights: score_weights(inputs, score)?,
        ..AttentionInput::new(rows("q")?, rows("k")?, rows("v")?)
    })
}

fn attend(inputs: &Inputs) -> Result<Outcome, LabError> {
    let attention = Attention::compute(&input(inputs)?)?;
    let rows: &[Row] = attention.heads.first().map_or(&[], |head| &head.rows);
    let blind: Vec<usize> = (0..rows.len()).filter(|&row| !rows[row].attends()).collect();
    let each = |stage: fn(&Head) -> &Matrix| attention.heads.iter().map(|head| stage(head).clone()).collect();
    let seen = |stage| Out::Heads { sheets: each(stage), blind: Vec::new() };
    let attending = |stage| Out::Heads { sheets: each(stage), blind: blind.clone() };
    let per_row = |figure: fn(Row) -> Option<f64>| {
        Out::PerRow(attention.heads.iter().map(|head| head.rows.iter().map(|&row| figure(row)).collect()).collect())
    };
    let bias: Option<Vec<Matrix>> = attention.heads.iter().map(|head| head.bias.clone()).collect();
    let bias = bias.map_or(Out::Json(serde_json::Value::Null), |sheets| Out::Heads { sheets, blind: Vec::new() });
    Ok(Outcome::default()
        .with("scores", seen(|head| &head.scores))
        .with("scaled", seen(|head| &head.scaled))
        .with("bias", bias)
        .with("logits", seen(|head| &head.logits))
        .with("masked", seen(|head| &head.masked))
        .with("row_max", per_row(Row::max))
        .with("row_sum", per_row(Row::sum))
        .with("exp", attending(|head| &head.exp))
        .with("weights", attending(|head| &head.weights))
        .with("output", Out::Heads { sheets: vec![attention.output.clone()], blind: blind.clone() })
        .with("entropy", per_row(Row::entropy))
        .with("effective_keys", per_row(Row::effective_keys))
        .with("no_visible_key", blind.clone())
        .with("scale", attention.scale)
        .with("temperature", attention.temperature)
        .with("scaled_masked", seen(|head| &head.masked))
        .with("row_entropy_nats", per_row(Row::entropy)))
}

fn explain(inputs: &Inputs, outcome: &Outcome, place: Place<'_>) -> Option<String> {
    let attention = Attention::compute(&input(inputs).ok()?).ok()?;
    if place.name != "output" {
        return attention.explain(place.sheet, place.row, place.column).map(|steps| steps.to_string());
    }
    let width = attention.heads.first()?.values.ncols();
    let head = attention.heads.get(place.column / width)?;
    let column = head.values.column(place.column % width).to_owned();
    let terms = head.weights.row(place.row).to_owned();
    let sum: Vec<String> = terms.iter().zip(&column).map(|(weight, value)| format!("{weight:.3}·{value:.2}")).collect();
    Some(format!("{} = {:.4}", sum.join(" + "), outcome.at("output", 0, (place.row, place.column))?))
}

/// `v` beside `V` is the additive function's vector.
fn score(inputs: &Inputs) -> Result<Outcome, LabError> {
    let given = inputs.given();
    let mut renamed = inputs.clone();
    if let (Some(v), true) = (given.get("v"), given.contains_key("V") && !given.contains_key("score_v")) {
        renamed.set("score_v", v.clone());
    }
    let inputs = &renamed;
    let rows = |name| Ok::<_, LabError>(to_rows(&inputs.matrix(name)?));
    let kind = kind(&inputs.word("score")?);
    let mask = if inputs.flag("causal")? { Mask::Causal } else { Mask::None };
    let attention = Attention::compute(&AttentionInput {
        score: kind,
        score_weights: score_weights(inputs, kind)?,
        mask,
        ..AttentionInput::new(rows("Q")?, rows("K")?, rows("V")?)
    })?;
    let heads = attention.heads.first().ok_or_else(|| LabError::Empty { name: "the heads".to_owned() })?;
    Ok(Outcome::default()
        .with("scores", heads.masked.clone())
        .with("weights", heads.weights.clone())
        .with("output", attention.output.clone()))
}

fn soften(inputs: &Inputs) -> Result<Outcome, LabError> {
    let x = inputs.list("x")?;
    if x.is_empty() {
        return Err(LabError::Empty { name: "x".to_owned() });
    }
    let temperature = inputs.number("temperature")?;
    if temperature <= 0.0 {
        return Err(LabError::range("temperature", &temperature, "above 0"));
    }
    let logits: Vec<f64> = x.iter().map(|x| x / temperature).collect();
    let row = softmax::softmax_row(&logits);
    // Without a visible entry there are no weights, and 0/0 is not a number
    let p = row.as_ref().map_or_else(|| vec![f64::NAN; x.len()], |row| row.weights.clone());
    let mut online = OnlineSoftmax::default();
    let states = logits.chunks(inputs.count("block")?.max(1)).map(|block| {
        online.push_block(block);
        [online.max, online.sum]
    });
    let states: Vec<[f64; 2]> = states.collect();
    let states = Matrix::from_shape_fn((states.len(), 2), |(row, column)| states[row][column]);
    let mut outcome = Outcome::default()
        .with("p", p.clone())
        .with("logsumexp", softmax::log_sum_exp(&logits))
        .with("entropy_nats", row.as_ref().map_or(f64::NAN, |row| softmax::entropy_nats(&row.weights)))
        .with("states_m_l", states);
    if let Some(row) = row {
        outcome = outcome.with("row_max", row.max).with("exp", row.exp).with("row_sum", row.sum);
    }
    if x.len() <= 256 { Ok(outcome.with("J", softmax::jacobian(&p))) } else { Ok(outcome) }
}

fn entropy(inputs: &Inputs) -> Result<Outcome, LabError> {
    let weights = inputs.matrix("weights")?;
    let given = inputs.json("weights").is_some();
    let rows = weights.rows().into_iter().map(|row| {
        let sum: f64 = row.sum();
        if row.iter().any(|&weight| weight < 0.0) || (given && (sum - 1.0).abs() > 1e-6) {
            return Err(LabError::range("the sum of a row of weights", &sum, "1, from weights that are not negative"));
        }
        let row: Vec<f64> = row.iter().map(|weight| weight / sum).collect();
        RowStats::of(&row).ok_or_else(|| LabError::Empty { name: "a row of weights".to_owned() })
    });
    let rows = rows.collect::<Result<Vec<RowStats>, _>>()?;
    let each = |figure: fn(&RowStats) -> f64| rows.iter().map(figure).collect::<Vec<f64>>();
    Ok(Outcome::default()
        .with("nats", each(|row| row.entropy_nats))
        .with("bits", each(|row| row.entropy_bits))
        .with("perplexity", each(|row| row.effective_keys))
        .with("normalised_by_visible", each(|row| row.normalised_entropy))
        .with("max_weight", each(|row| row.max_weight))
        .with("argmax", rows.iter().map(|row| row.top_key).collect::<Vec<_>>()))
}

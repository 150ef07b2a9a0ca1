//! What `wengu lab attention --json` reads.

use crate::lab::{
    LabError,
    mask::{Align, Mask},
    matrix,
    position::Position,
    score::{ScoreFunction, ScoreKind},
};
use serde::{Deserialize, Serialize};

/// What to compute. Heads lie side by side: `q` is (`T_q`, heads·D), `k` (`T_k`, `kv_heads`·D), `v` (`T_k`, `kv_heads`·`D_v`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttentionInput {
    pub q: Vec<Vec<f64>>,
    pub k: Vec<Vec<f64>>,
    pub v: Vec<Vec<f64>>,
    #[serde(default)]
    pub mask: Mask,
    /// Where queries stand among the keys when their numbers differ; an ordered mask and the positions follow it.
    #[serde(default)]
    pub align: Align,
    #[serde(default)]
    pub position: Position,
    /// The table of learned positions, (`T_max`, D).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position_table: Option<Vec<Vec<f64>>>,
    /// Added to the scaled scores of every head, (`T_q`, `T_k`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bias: Option<Vec<Vec<f64>>>,
    /// What scores are multiplied with; left out, 1/√D for scaled dot products and 1 for the other score functions.
    #[serde(default)]
    pub scale: Option<f64>,
    /// Divides the whole logit, the bias included.
    #[serde(default = "one")]
    pub temperature: f64,
    #[serde(default = "one_head")]
    pub heads: usize,
    /// Left out, as many as `heads`.
    #[serde(default)]
    pub kv_heads: Option<usize>,
    #[serde(default)]
    pub score: ScoreKind,
    #[serde(default, skip_serializing_if = "ScoreWeights::is_empty")]
    pub score_weights: ScoreWeights,
}

/// The weights that some score functions need.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScoreWeights {
    /// General: (D, D).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub w: Option<Vec<Vec<f64>>>,
    /// Additive: (`d_a`, D).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wq: Option<Vec<Vec<f64>>>,
    /// Additive: (`d_a`, D).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wk: Option<Vec<Vec<f64>>>,
    /// Additive: (`d_a`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub v: Option<Vec<f64>>,
    /// Cosine: the gain, 1 when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub g: Option<f64>,
}

impl ScoreWeights {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

const fn one() -> f64 {
    1.0
}

const fn one_head() -> usize {
    1
}

impl AttentionInput {
    /// One head, no mask, no positions, the usual scale.
    pub fn new(q: Vec<Vec<f64>>, k: Vec<Vec<f64>>, v: Vec<Vec<f64>>) -> Self {
        Self {
            q,
            k,
            v,
            mask: Mask::None,
            align: Align::default(),
            position: Position::None,
            position_table: None,
            bias: None,
            scale: None,
            temperature: 1.0,
            heads: 1,
            kv_heads: None,
            score: ScoreKind::Scaled,
            score_weights: ScoreWeights::default(),
        }
    }

    /// Reads the JSON of `wengu lab attention --json`.
    ///
    /// Errors: what is no such JSON, with its line and column; unknown fields.
    pub fn from_json(text: &str) -> Result<Self, LabError> {
        serde_json::from_str(text).map_err(|error| LabError::Json(error.to_string()))
    }

    /// The score function with its weights as matrices.
    pub(super) fn score_function(&self) -> Result<ScoreFunction, LabError> {
        let weights = &self.score_weights;
        let table = |name: &str, rows: &Option<Vec<Vec<f64>>>, wanted_by: &str| {
            let rows = rows.as_ref().ok_or_else(|| LabError::missing(&format!("score_weights.{name}"), wanted_by))?;
            matrix::from_rows(name, rows)
        };
        Ok(match self.score {
            ScoreKind::Scaled => ScoreFunction::Scaled,
            ScoreKind::Dot => ScoreFunction::Dot,
            ScoreKind::General => ScoreFunction::General { w: table("w", &weights.w, "the general score")? },
            ScoreKind::Cosine => ScoreFunction::Cosine { gain: finite("score_weights.g", weights.g.unwrap_or(1.0))? },
            ScoreKind::Additive => {
                let by = "the additive score";
                let v = weights.v.clone().ok_or_else(|| LabError::missing("score_weights.v", by))?;
                let v = matrix::from_rows("v of the additive score", &[v])?;
                ScoreFunction::Additive {
                    wq: table("wq", &weights.wq, by)?,
                    wk: table("wk", &weights.wk, by)?,
                    v: v.row(0).to_owned(),
                }
            }
        })
    }
}

pub(super) fn finite(name: &str, value: f64) -> Result<f64, LabError> {
    if value.is_finite() { Ok(value) } else { Err(LabError::range(name, &value, "a finite number")) }
}

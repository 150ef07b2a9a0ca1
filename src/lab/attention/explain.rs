//! The arithmetic of one cell, from the products of its score to its weight.

use super::{Attention, Row};
use crate::lab::score::Term;
use serde::Serialize;
use std::fmt;

/// How the weight of one key for one query comes about, in the order of the stages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    pub head: usize,
    pub query: usize,
    pub key: usize,
    /// Their products sum to `score`.
    pub terms: Vec<Term>,
    pub score: f64,
    pub scale: f64,
    pub scaled: f64,
    pub bias: Option<f64>,
    pub temperature: f64,
    pub logit: f64,
    pub visible: bool,
    /// The softmax steps; `None` when the query sees no key at all.
    pub softmax: Option<SoftmaxStep>,
}

/// `exp = e^(logit − row_max)`, `weight = exp / row_sum`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SoftmaxStep {
    pub row_max: f64,
    pub exp: f64,
    pub row_sum: f64,
    pub weight: f64,
}

impl Attention {
    /// The arithmetic of the cell at (`query`, `key`); `None` outside the matrix.
    pub fn explain(&self, head: usize, query: usize, key: usize) -> Option<Explanation> {
        let stages = self.heads.get(head)?;
        let cell = [query, key];
        let softmax = match *stages.rows.get(query)? {
            Row::NoVisibleKey => None,
            Row::Attends { max, sum, .. } => Some(SoftmaxStep {
                row_max: max,
                exp: *stages.exp.get(cell)?,
                row_sum: sum,
                weight: *stages.weights.get(cell)?,
            }),
        };
        Some(Explanation {
            head,
            query,
            key,
            terms: stages.prepared.terms(query, key),
            score: *stages.scores.get(cell)?,
            scale: self.scale,
            scaled: *stages.scaled.get(cell)?,
            bias: stages.bias.as_ref().and_then(|bias| bias.get(cell).copied()),
            temperature: self.temperature,
            logit: *stages.logits.get(cell)?,
            visible: *stages.visible.get(cell)?,
            softmax,
        })
    }
}

/// One line of plain arithmetic: `0.40·1.10 + -0.75·0.20 = 0.290; ×0.500 = 0.145; …`.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            let plus = if index == 0 { "" } else { " + " };
            write!(f, "{plus}{:.2}·{:.2}", term.left, term.right)?;
        }
        write!(f, " = {:.3}; ×{:.3} = {:.3}", self.score, self.scale, self.scaled)?;
        if let Some(bias) = self.bias {
            write!(f, "; {bias:+.3} = {:.3}", self.scaled + bias)?;
        }
        if self.temperature.to_bits() != 1.0_f64.to_bits() {
            write!(f, "; /{} = {:.3}", self.temperature, self.logit)?;
        }
        match (self.visible, self.softmax) {
            (true, Some(step)) => write!(
                f,
                "; e^({:.3} − {:.3}) = {:.3}; /{:.3} = {:.3}",
                self.logit, step.row_max, step.exp, step.row_sum, step.weight
            ),
            _ => f.write_str("; −∞ → 0"),
        }
    }
}

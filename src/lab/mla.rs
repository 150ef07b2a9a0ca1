//! Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, eq. 9–19): the cache holds one latent vector and one rotated key for
//! all heads, and the up-projections can be absorbed into the queries and the output.

use super::{
    LabError, Matrix,
    attention::{Attention, AttentionInput, Head},
    mask::Mask,
    matrix,
    norm::rms_norm,
    position::{Pairing, ROPE_BASE, rope},
};
use ndarray::{Array1, Axis, Slice, concatenate};

/// The widths of each head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MlaShape {
    pub heads: usize,
    /// Of the part of queries and keys without positions.
    pub d_nope: usize,
    /// Of the rotated part, which all heads' keys share; even.
    pub d_rope: usize,
    pub d_v: usize,
}

/// The weights, stored (out, in); the heads' blocks lie one under the other.
#[derive(Debug, Clone, PartialEq)]
pub struct MlaWeights {
    /// (`d_c'`, d) and the gain (`d_c'`) of the norm after it
    pub query_down: Matrix,
    pub query_gain: Array1<f64>,
    /// (heads·(`d_nope` + `d_rope`), `d_c'`)
    pub query_up: Matrix,
    /// (`d_c`, d) and the gain (`d_c`) of the norm after it
    pub kv_down: Matrix,
    pub kv_gain: Array1<f64>,
    /// (`d_rope`, d)
    pub key_rope: Matrix,
    /// (heads·`d_nope`, `d_c`)
    pub key_up: Matrix,
    /// (heads·`d_v`, `d_c`)
    pub value_up: Matrix,
    /// (d, heads·`d_v`)
    pub output: Matrix,
}

/// All that is worth looking at.
#[derive(Debug, Clone, PartialEq)]
pub struct Mla {
    /// The normed query latent, (T, `d_c'`).
    pub query_latent: Matrix,
    /// The normed latent that is cached, (T, `d_c`).
    pub kv_latent: Matrix,
    /// The rotated key that is cached, (T, `d_rope`).
    pub key_rope: Matrix,
    /// The stages of each head.
    pub heads: Vec<Head>,
    /// (T, heads·`d_v`)
    pub head_outputs: Matrix,
    /// (T, d)
    pub output: Matrix,
    /// Numbers kept for each token: the latent and the rotated key.
    pub cached_per_token: usize,
    /// The same with keys and values expanded.
    pub expanded_per_token: usize,
}

/// Which way to compute; the answers are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MlaForm {
    /// Keys and values of every head are made from the latent.
    Naive,
    /// `W_UK` goes into the query and `W_UV` after the weighted sum: the latent itself is key and value.
    Absorbed,
}

/// ε of the norms on the latents.
const EPS: f64 = 1e-6;

/// Causal MLA over tokens (T, d).
///
/// Errors: weights that do not fit the shape; those of [`Attention::compute`].
pub fn compute(x: &Matrix, shape: MlaShape, weights: &MlaWeights, form: MlaForm) -> Result<Mla, LabError> {
    check(shape, weights)?;
    let positions: Vec<f64> = (0..x.nrows()).map(|position| position as f64).collect();
    let rotate = |x: &Matrix| rope(x, &positions, ROPE_BASE, Pairing::Neighbours);
    let latent = |name, down, gain| rms_norm(&matrix::linear(("x", x), (name, down))?, EPS, Some(gain));
    let query_latent = latent("query_down", &weights.query_down, &weights.query_gain)?;
    let kv_latent = latent("kv_down", &weights.kv_down, &weights.kv_gain)?;
    let key_rope = rotate(&matrix::linear(("x", x), ("key_rope", &weights.key_rope))?)?;
    let queries = matrix::linear(("the query latent", &query_latent), ("query_up", &weights.query_up))?;

    let mut heads = Vec::with_capacity(shape.heads);
    let mut outputs = Vec::with_capacity(shape.heads);
    for index in 0..shape.heads {
        let query = matrix::columns(&queries, index, shape.d_nope + shape.d_rope);
        let content = query.slice_axis(Axis(1), Slice::from(..shape.d_nope)).to_owned();
        let rotated = rotate(&query.slice_axis(Axis(1), Slice::from(shape.d_nope..)).to_owned())?;
        let key_up = matrix::rows(&weights.key_up, index, shape.d_nope);
        let value_up = matrix::rows(&weights.value_up, index, shape.d_v);
        let (content, key, value) = match form {
            MlaForm::Naive => (content, kv_latent.dot(&key_up.t()), kv_latent.dot(&value_up.t())),
            MlaForm::Absorbed => (content.dot(&key_up), kv_latent.clone(), kv_latent.clone()),
        };
        let head = attend(shape, &join(&content, &rotated)?, &join(&key, &key_rope)?, &value)?;
        outputs.push(match form {
            MlaForm::Naive => head.output.clone(),
            MlaForm::Absorbed => head.output.dot(&value_up.t()),
        });
        heads.push(head);
    }
    let views: Vec<_> = outputs.iter().map(|output| output.view()).collect();
    let head_outputs = concatenate(Axis(1), &views).map_err(|error| misfit(&error))?;
    let output = matrix::linear(("the heads' outputs", &head_outputs), ("output", &weights.output))?;
    Ok(Mla {
        cached_per_token: kv_latent.ncols() + shape.d_rope,
        expanded_per_token: shape.heads * (shape.d_nope + shape.d_rope + shape.d_v),
        query_latent,
        kv_latent,
        key_rope,
        heads,
        head_outputs,
        output,
    })
}

/// More than any model has; products of two sizes stay far within range.
const SIZE_CAP: usize = 16_384;

fn check(shape: MlaShape, weights: &MlaWeights) -> Result<(), LabError> {
    let MlaShape { heads, d_nope, d_rope, d_v } = shape;
    if [heads, d_nope, d_rope, d_v].iter().any(|size| !(1..=SIZE_CAP).contains(size)) || !d_rope.is_multiple_of(2) {
        return Err(LabError::range(
            "the shape",
            &format!("{shape:?}"),
            format!("sizes from 1 to {SIZE_CAP}, d_rope even"),
        ));
    }
    let (query_latent, latent) = (weights.query_down.nrows(), weights.kv_down.nrows());
    let stacked = |name, matrix: &Matrix, rows, columns| {
        matrix::expect_shape(name, matrix, (rows, columns), "the heads' blocks lie one under the other")
    };
    stacked("query_up", &weights.query_up, heads * (d_nope + d_rope), query_latent)?;
    stacked("key_up", &weights.key_up, heads * d_nope, latent)?;
    stacked("value_up", &weights.value_up, heads * d_v, latent)?;
    stacked("key_rope", &weights.key_rope, d_rope, weights.kv_down.ncols())
}

fn attend(shape: MlaShape, queries: &Matrix, keys: &Matrix, values: &Matrix) -> Result<Head, LabError> {
    let [q, k, v] = [queries, keys, values].map(matrix::to_rows);
    // Absorbed queries are wider, but the scale stays that of the heads' own width.
    let scale = Some(1.0 / ((shape.d_nope + shape.d_rope) as f64).sqrt());
    let attention = Attention::compute(&AttentionInput { mask: Mask::Causal, scale, ..AttentionInput::new(q, k, v) })?;
    attention.heads.into_iter().next().ok_or_else(|| LabError::Empty { name: "the heads".to_owned() })
}

fn join(left: &Matrix, right: &Matrix) -> Result<Matrix, LabError> {
    concatenate(Axis(1), &[left.view(), right.view()]).map_err(|error| misfit(&error))
}

fn misfit(error: &ndarray::ShapeError) -> LabError {
    LabError::shape("a head", error.to_string(), "as many rows as x", "heads are joined side by side")
}

//! A whole multi-head attention with its projections, and how MHA becomes GQA.

use super::{
    LabError, Matrix,
    attention::{Attention, AttentionInput},
    mask::Mask,
    matrix,
};
use ndarray::{Array1, Array2};

/// The weights of `Concat(h_1…h_H)·W_O` (arXiv 1706.03762, §3.2.2), stored (out, in) as linear layers are.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiHeadWeights {
    /// Q, K and V stacked, (3d, d)
    pub in_projection: Matrix,
    /// (3d)
    pub in_bias: Array1<f64>,
    /// (d, d)
    pub out_projection: Matrix,
    /// (d)
    pub out_bias: Array1<f64>,
}

/// Self-attention over `x` (T, d): the stages of every head, and the projected output (T, d).
///
/// Errors: weights of another shape, `heads` that do not divide d.
pub fn self_attention(
    x: &Matrix,
    weights: &MultiHeadWeights,
    heads: usize,
    mask: &Mask,
) -> Result<(Attention, Matrix), LabError> {
    let width = x.ncols();
    let hint = "the model's width is that of x";
    matrix::expect_shape("the input projection", &weights.in_projection, (3 * width, width), hint)?;
    matrix::expect_shape("the output projection", &weights.out_projection, (width, width), hint)?;
    matrix::expect_len("the input bias", &weights.in_bias, 3 * width, hint)?;
    matrix::expect_len("the output bias", &weights.out_bias, width, hint)?;
    let projected = x.dot(&weights.in_projection.t()) + &weights.in_bias;
    let part = |index: usize| matrix::to_rows(&matrix::columns(&projected, index, width));
    let input = AttentionInput { mask: mask.clone(), heads, ..AttentionInput::new(part(0), part(1), part(2)) };
    let attention = Attention::compute(&input)?;
    let output = attention.output.dot(&weights.out_projection.t()) + &weights.out_bias;
    Ok((attention, output))
}

/// Which KV head a query head reads: neighbours share one (Ainslie 2023, arXiv 2305.13245, §2). `None` where they do not divide.
pub const fn kv_head_of(query_head: usize, heads: usize, kv_heads: usize) -> Option<usize> {
    if kv_heads == 0 || heads == 0 || !heads.is_multiple_of(kv_heads) || query_head >= heads {
        return None;
    }
    Some(query_head / (heads / kv_heads))
}

/// MHA keys or values (T, heads·D) to GQA ones (T, `kv_heads`·D): each KV head is the mean of the heads of its group.
///
/// Errors: heads that do not divide.
pub fn pool_heads(heads_side_by_side: &Matrix, heads: usize, kv_heads: usize) -> Result<Matrix, LabError> {
    let columns = heads_side_by_side.ncols();
    if kv_head_of(0, heads, kv_heads).is_none() || !columns.is_multiple_of(heads) {
        let got = format!("{heads} and {kv_heads} over {columns} columns");
        return Err(LabError::range("heads and kv_heads", &got, "numbers that divide one another and the columns"));
    }
    let (width, group) = (columns / heads, heads / kv_heads);
    Ok(Array2::from_shape_fn((heads_side_by_side.nrows(), kv_heads * width), |(row, column)| {
        let (shared, within) = (column / width, column % width);
        let members = shared * group..(shared + 1) * group;
        members.map(|head| heads_side_by_side[[row, head * width + within]]).sum::<f64>() / group as f64
    }))
}

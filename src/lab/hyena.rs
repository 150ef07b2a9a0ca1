//! Hyena (Poli 2023, arXiv 2302.10866): long convolutions and gates in place of attention.

use super::{LabError, Matrix, matrix, ssm::causal_convolution};
use ndarray::{Array1, Array2};

/// A depthwise causal convolution over tokens (T, D); in `filter` (D, n) the last column meets the present token.
///
/// Errors: a filter or bias of another width.
pub fn short_convolution(u: &Matrix, filter: &Matrix, bias: &Array1<f64>) -> Result<Matrix, LabError> {
    matrix::expect_shape("the filter", filter, (u.ncols(), filter.ncols()), "one row a channel")?;
    matrix::expect_len("the bias", bias, u.ncols(), "one number a channel")?;
    Ok(Array2::from_shape_fn(u.dim(), |(token, channel)| {
        let taps = filter.row(channel);
        let reached = taps.iter().rev().zip((0..=token).rev());
        bias[channel] + reached.map(|(tap, source)| tap * u[[source, channel]]).sum::<f64>()
    }))
}

/// `y_t = Σ_{i≤t} h_i v_{t−i}` for each channel, (T, D).
///
/// Errors: a filter of another shape, more than 4096 tokens.
pub fn long_convolution(h: &Matrix, v: &Matrix) -> Result<Matrix, LabError> {
    matrix::expect_tokens("v", v)?;
    matrix::expect_shape("the long filter", h, v.dim(), "one value a token and channel")?;
    let mut output = Array2::zeros(v.dim());
    for ((mut column, h), v) in output.columns_mut().into_iter().zip(h.columns()).zip(v.columns()) {
        column.assign(&Array1::from(causal_convolution(&h.to_vec(), &v.to_vec())));
    }
    Ok(output)
}

/// The convolution by `h` as a matrix: `S_ij = h_{i−j}` for i ≥ j.
pub fn toeplitz(h: &[f64]) -> Matrix {
    Array2::from_shape_fn((h.len(), h.len()), |(row, column)| {
        row.checked_sub(column).and_then(|back| h.get(back)).copied().unwrap_or(0.0)
    })
}

/// `z¹ = v`, `z^{n+1}_t = x^n_t·(h^n * z^n)_t` (eq. 4): each gate with its long filter. Gives every z after the first; the last is y.
///
/// Errors: no gate, gates and filters of different number or shape.
pub fn hyena(v: &Matrix, gates: &[Matrix], filters: &[Matrix]) -> Result<Vec<Matrix>, LabError> {
    if gates.is_empty() || gates.len() != filters.len() {
        let got = format!("{} and {}", gates.len(), filters.len());
        return Err(LabError::range("the number of gates and filters", &got, "the same number, at least 1"));
    }
    let mut stages: Vec<Matrix> = Vec::with_capacity(gates.len());
    for (gate, filter) in gates.iter().zip(filters) {
        matrix::expect_shape("a gate", gate, v.dim(), "as v")?;
        let convolved = long_convolution(filter, stages.last().unwrap_or(v))?;
        stages.push(gate * &convolved);
    }
    Ok(stages)
}

/// Order 2 as released, with one long convolution only: `y = x₂ ⊙ (h * (x₁ ⊙ v) + bias ⊙ x₁ ⊙ v)`.
///
/// Errors: shapes that differ.
pub fn hyena_released(
    v: &Matrix,
    (x1, x2): (&Matrix, &Matrix),
    h: &Matrix,
    bias: &Array1<f64>,
) -> Result<Matrix, LabError> {
    matrix::expect_shape("x1", x1, v.dim(), "as v")?;
    matrix::expect_shape("x2", x2, v.dim(), "as v")?;
    matrix::expect_len("the bias", bias, v.ncols(), "one number a channel")?;
    let gated = x1 * v;
    Ok(x2 * &(long_convolution(h, &gated)? + gated * bias))
}

/// The whole operator of one channel as one matrix, `D_x^N S_h^N ⋯ D_x^1 S_h^1` (eq. 5): what attention's weights would be.
///
/// Errors: as [`hyena`]; a channel that is not there.
pub fn data_controlled_matrix(gates: &[Matrix], filters: &[Matrix], channel: usize) -> Result<Matrix, LabError> {
    let Some((first, columns)) = gates.first().map(|gate| (gate, gate.ncols())) else {
        return Err(LabError::Empty { name: "the gates".to_owned() });
    };
    // Runs the checks of the operator.
    hyena(first, gates, filters)?;
    if channel >= columns {
        return Err(LabError::range("the channel", &channel, format!("below {columns}")));
    }
    let steps = gates.iter().zip(filters).map(|(gate, filter)| {
        let gates = gate.column(channel).insert_axis(ndarray::Axis(1)).to_owned();
        toeplitz(&filter.column(channel).to_vec()) * gates
    });
    Ok(steps.fold(Array2::eye(first.nrows()), |product, step| step.dot(&product)))
}

/// The window that the released code lays over its filters, (T, D): `e^{−t·|α_d|}` over t from 0 to 1, where a channel falls to
/// `target` after a share of the length between `fast` and `slow`.
///
/// Errors: shares not above 0, a target outside (0, 1).
pub fn exponential_window(shape: (usize, usize), fast: f64, slow: f64, target: f64) -> Result<Matrix, LabError> {
    if !(fast > 0.0 && slow > 0.0 && target > 0.0 && target < 1.0) {
        let got = format!("{fast}, {slow} and {target}");
        return Err(LabError::range("the decay", &got, "shares above 0 and a target between 0 and 1"));
    }
    let (slowest, fastest) = (target.ln() / slow, target.ln() / fast);
    let along = |index: usize, count: usize| index as f64 / count.saturating_sub(1).max(1) as f64;
    Ok(Array2::from_shape_fn(shape, |(token, channel)| {
        let rate = slowest + (fastest - slowest) * along(channel, shape.1);
        (-along(token, shape.0) * rate.abs()).exp()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn what_does_not_fit_is_refused() {
        let (one, two) = (Matrix::ones((2, 1)), Matrix::ones((2, 2)));
        let (ones, twos) = ([one.clone()], [two.clone()]);
        assert!(short_convolution(&one, &two, &array![0.0]).is_err());
        assert!(long_convolution(&two, &one).is_err());
        assert!(hyena(&one, &[], &[]).is_err() && hyena(&one, &twos, &ones).is_err());
        assert!(data_controlled_matrix(&ones, &ones, 1).is_err());
        assert!(data_controlled_matrix(&[], &[], 0).is_err());
        assert!(exponential_window((2, 2), 0.3, 1.5, 1.0).is_err());
        let long = Matrix::zeros((5000, 1));
        assert!(long_convolution(&long, &long).unwrap_err().to_string().contains("4096"));
    }

    #[test]
    fn a_filter_longer_than_the_text_sees_what_there_is() {
        let y = short_convolution(&array![[1.0]], &array![[100.0, 10.0, 2.0]], &array![0.5]).unwrap();
        assert_eq!(y, array![[2.5]]);
    }
}

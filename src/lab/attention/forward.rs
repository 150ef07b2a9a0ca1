//! Attention for its output alone: no stage kept. What a real kernel does, and what the lab measures.

use super::kernel::Kernel;
use crate::lab::{LabError, Matrix, matrix};

/// `softmax(scale · QKᵀ)·V` over queries (`T_q`, D), keys (`T_k`, D) and values (`T_k`, `D_v`); with `causal`, query `i` sees the
/// keys up to `i + T_k − T_q`.
///
/// The same numbers as [`Attention::compute`](super::Attention::compute) to about 10⁻¹⁴. Queries without a visible key give 0.
/// Errors: shapes that do not fit, no keys, a scale or scores that are not finite.
pub fn forward(q: &Matrix, k: &Matrix, v: &Matrix, (scale, causal): (f64, bool)) -> Result<Matrix, LabError> {
    matrix::expect_shape("k", k, (k.nrows(), q.ncols()), "as wide as q")?;
    matrix::expect_shape("v", v, (k.nrows(), v.ncols()), "each key has one value")?;
    for (name, empty) in [("q", q.is_empty()), ("k", k.is_empty()), ("v", v.is_empty())] {
        if empty {
            return Err(LabError::Empty { name: name.to_owned() });
        }
    }
    let (q_rows, k_rows, v_rows) = (q.as_standard_layout(), k.as_standard_layout(), v.as_standard_layout());
    let [Some(q_rows), Some(k_rows), Some(v_rows)] = [q_rows.as_slice(), k_rows.as_slice(), v_rows.as_slice()] else {
        return Err(LabError::Empty { name: "q".to_owned() });
    };
    let kernel = Kernel { q: q_rows, k: k_rows, v: v_rows, width: q.ncols(), value_width: v.ncols(), scale, causal };
    let output = pulp::Arch::new().dispatch(kernel).ok_or_else(|| LabError::overflow("a score"))?;
    let shape = (q.nrows(), v.ncols());
    Matrix::from_shape_vec(shape, output).map_err(|_| LabError::Empty { name: "q".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::attention::{Attention, AttentionInput};
    use crate::lab::mask::Mask;
    use crate::lab::toy::Lcg;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_finite_or_does_not_fit_is_refused() {
        let of = |value: f64| Matrix::from_elem((2, 2), value);
        assert!(forward(&of(1e200), &of(1e200), &of(1.0), (1.0, false)).is_err());
        assert!(forward(&of(f64::NAN), &of(1.0), &of(1.0), (1.0, false)).is_err());
        assert!(forward(&of(1.0), &Matrix::zeros((2, 3)), &of(1.0), (1.0, false)).is_err());
        assert!(forward(&of(1.0), &Matrix::zeros((0, 2)), &Matrix::zeros((0, 2)), (1.0, false)).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn it_gives_what_the_stages_give(queries in 1_usize..140, keys in 1_usize..140, causal: bool, seed in 0_u64..1000) {
            let mut toy = Lcg::new(seed);
            let (q, k, v) = (toy.rows(queries, 5), toy.rows(keys, 5), toy.rows(keys, 3));
            let mask = if causal { Mask::Causal } else { Mask::None };
            let whole = Attention::compute(&AttentionInput { mask, scale: Some(0.7), ..AttentionInput::new(q.clone(), k.clone(), v.clone()) });
            let of = |rows: &[Vec<f64>]| matrix::from_rows("x", rows).unwrap();
            let quick = forward(&of(&q), &of(&k), &of(&v), (0.7, causal)).unwrap();
            let worst = (&whole.unwrap().output - &quick).iter().map(|x| x.abs()).fold(0.0, f64::max);
            prop_assert!(worst < 1e-12, "{worst}");
        }
    }
}

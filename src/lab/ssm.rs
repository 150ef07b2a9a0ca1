//! State-space models: a differential equation made into a recurrence, and the same recurrence as a convolution.
//! [`selective`] holds Mamba's, whose parameters depend on the token.

use super::{LabError, Matrix, matrix};
use ndarray::{Array1, Array2};
use std::f64::consts::PI;

mod complex;
pub mod selective;

use complex::Complex;

/// How a step of length `Δ` replaces `h' = Ah + Bx`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discretisation {
    /// `Ā = e^{ΔA}`, `B̄ = (ΔA)⁻¹(e^{ΔA} − 1)ΔB`: the input is held over the step (Mamba, arXiv 2312.00752, eq. 4).
    ZeroOrderHold,
    /// `Ā = (1 + ΔA/2)/(1 − ΔA/2)`, `B̄ = ΔB/(1 − ΔA/2)` (S4, arXiv 2111.00396, eq. 3).
    Bilinear,
    /// `Ā = 1 + ΔA`, `B̄ = ΔB`
    Euler,
    /// What Mamba's code does: `Ā` held, `B̄ = ΔB`.
    Mamba,
}

impl Discretisation {
    pub const ALL: [Self; 4] = [Self::ZeroOrderHold, Self::Bilinear, Self::Euler, Self::Mamba];

    /// (Ā, B̄) of one diagonal entry.
    pub fn step(self, dt: f64, a: f64, b: f64) -> (f64, f64) {
        let x = dt * a;
        match self {
            // expm1 keeps its digits near 0, where the quotient goes to 1.
            Self::ZeroOrderHold => (x.exp(), if x == 0.0 { dt * b } else { x.exp_m1() / a * b }),
            Self::Bilinear => ((1.0 + x / 2.0) / (1.0 - x / 2.0), dt * b / (1.0 - x / 2.0)),
            Self::Euler => (1.0 + x, dt * b),
            Self::Mamba => (x.exp(), dt * b),
        }
    }
}

/// A diagonal system of one channel: `h' = Ah + Bx`, `y = Ch`, all of length N.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagonal {
    a: Array1<f64>,
    b: Array1<f64>,
    c: Array1<f64>,
}

/// The recurrence `h_k = Āh_{k−1} + B̄x_k`, `y_k = Ch_k`.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {
    pub a_bar: Array1<f64>,
    pub b_bar: Array1<f64>,
    pub c: Array1<f64>,
}

impl Diagonal {
    /// Errors: vectors of different length.
    pub fn new(a: Array1<f64>, b: Array1<f64>, c: Array1<f64>) -> Result<Self, LabError> {
        matrix::expect_len("B", &b, a.len(), "one number a state")?;
        matrix::expect_len("C", &c, a.len(), "one number a state")?;
        Ok(Self { a, b, c })
    }

    /// The recurrence for steps of `dt`.
    ///
    /// Errors: a step that is not above 0, or for which the bilinear form has no answer (`ΔA = 2`).
    pub fn discretise(&self, dt: f64, how: Discretisation) -> Result<Recurrence, LabError> {
        if !(dt > 0.0 && dt.is_finite()) {
            return Err(LabError::range("the step", &dt, "above 0"));
        }
        let steps: Vec<(f64, f64)> = self.a.iter().zip(&self.b).map(|(&a, &b)| how.step(dt, a, b)).collect();
        if steps.iter().any(|(a, b)| !(a.is_finite() && b.is_finite())) {
            return Err(LabError::overflow("the discretised system"));
        }
        let (a_bar, b_bar): (Vec<f64>, Vec<f64>) = steps.into_iter().unzip();
        Ok(Recurrence { a_bar: a_bar.into(), b_bar: b_bar.into(), c: self.c.clone() })
    }
}

impl Recurrence {
    /// The kernel of the convolution view, `K_k = C Ā^k B̄` (arXiv 2111.00396, eq. 5).
    pub fn kernel(&self, length: usize) -> Vec<f64> {
        let mut state = self.b_bar.clone();
        (0..length)
            .map(|_| {
                let entry = self.c.dot(&state);
                state *= &self.a_bar;
                entry
            })
            .collect()
    }

    /// Outputs and states, (T, N), step by step from state 0.
    pub fn run(&self, x: &[f64]) -> (Vec<f64>, Matrix) {
        let mut states = Array2::zeros((x.len(), self.a_bar.len()));
        let mut state = Array1::zeros(self.a_bar.len());
        let mut outputs = Vec::with_capacity(x.len());
        for (&input, mut row) in x.iter().zip(states.rows_mut()) {
            state = &state * &self.a_bar + &self.b_bar * input;
            row.assign(&state);
            outputs.push(self.c.dot(&state));
        }
        (outputs, states)
    }
}

/// `y_t = Σ_{i≤t} h_i x_{t−i}`, written out; as long as `x`.
pub fn causal_convolution(kernel: &[f64], x: &[f64]) -> Vec<f64> {
    (0..x.len()).map(|t| kernel.iter().zip(x[..=t].iter().rev()).map(|(h, x)| h * x).sum()).collect()
}

/// The kernel of S4D-Lin with ZOH: `A_n = −1/2 + iπn`, B = 1, `K_k = 2·Re Σ_n C_n B̄_n Ā_n^k` over half of the conjugate pairs
/// (Gu 2022, arXiv 2206.11893). `c` holds (real, imaginary) parts.
pub fn s4d_lin_kernel(c: &[(f64, f64)], dt: f64, length: usize) -> Vec<f64> {
    let modes: Vec<(Complex, Complex)> = c
        .iter()
        .enumerate()
        .map(|(n, &(re, im))| {
            let a = Complex { re: -0.5, im: PI * n as f64 };
            let a_bar = a.scaled(dt).exp();
            let b_bar = a_bar.minus(Complex { re: 1.0, im: 0.0 }).over(a);
            (Complex { re, im }.times(b_bar), a_bar)
        })
        .collect();
    let mut powers: Vec<Complex> = modes.iter().map(|&(start, _)| start).collect();
    (0..length)
        .map(|_| {
            let entry = 2.0 * powers.iter().map(|power| power.re).sum::<f64>();
            for (power, &(_, a_bar)) in powers.iter_mut().zip(&modes) {
                *power = power.times(a_bar);
            }
            entry
        })
        .collect()
}

/// HiPPO-LegS: A (N, N) lower triangular and B (N), which keep the history as Legendre coefficients (arXiv 2008.07669; S4 eq. 2).
pub fn hippo_legs(size: usize) -> (Matrix, Array1<f64>) {
    let root = |n: usize| (2.0 * n as f64 + 1.0).sqrt();
    let a = Array2::from_shape_fn((size, size), |(n, k)| match n.cmp(&k) {
        std::cmp::Ordering::Greater => -(root(n) * root(k)),
        std::cmp::Ordering::Equal => -(n as f64 + 1.0),
        std::cmp::Ordering::Less => 0.0,
    });
    (a, Array1::from_shape_fn(size, root))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    #[test]
    fn a_state_that_does_not_decay_is_held_over_the_step() {
        assert_eq!(Discretisation::ZeroOrderHold.step(0.5, 0.0, 2.0), (1.0, 1.0));
    }

    #[test]
    fn what_cannot_be_discretised_is_refused() {
        assert!(Diagonal::new(array![1.0], array![1.0, 2.0], array![1.0]).is_err());
        let system = Diagonal::new(array![2.0], array![1.0], array![1.0]).unwrap();
        assert!(system.discretise(0.0, Discretisation::Euler).is_err());
        assert!(system.discretise(1.0, Discretisation::Bilinear).unwrap_err().to_string().contains("beyond the range"));
    }

    #[test]
    fn nothing_in_nothing_out() {
        assert!(causal_convolution(&[1.0], &[]).is_empty());
        assert_eq!(causal_convolution(&[], &[1.0]), [0.0]);
        assert_eq!(hippo_legs(0).0.dim(), (0, 0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn the_recurrence_is_the_convolution(
            x in prop::collection::vec(-2.0..2.0_f64, 0..20), a in -3.0..-0.1_f64, b in -2.0..2.0_f64, how in 0_usize..4,
        ) {
            let system = Diagonal::new(array![a, 2.0 * a], array![b, 1.0], array![0.5, -1.0]).unwrap();
            let recurrence = system.discretise(0.1, Discretisation::ALL[how]).unwrap();
            let convolved = causal_convolution(&recurrence.kernel(x.len()), &x);
            for (left, right) in recurrence.run(&x).0.iter().zip(&convolved) {
                prop_assert!((left - right).abs() < 1e-9);
            }
        }
    }
}

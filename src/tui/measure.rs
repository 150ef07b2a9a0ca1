//! Measures the lab's own kernels on this machine, on a worker thread: the screen never waits for it.

use super::effect::Sample;
use crate::lab::attention::forward;
use crate::lab::matrix::from_rows;
use crate::lab::retnet::Retention;
use crate::lab::{hyena, toy::Lcg};
use std::time::Instant;

/// Width of queries, keys and values.
const WIDTH: usize = 64;
/// Each kernel is run so often, and the quickest run counts.
const RUNS: usize = 5;

/// One sample for each length; a length that cannot be computed is left out.
pub fn kernels() -> Vec<Sample> {
    [16, 32, 64, 128, 256, 512].into_iter().filter_map(sample).collect()
}

fn sample(tokens: usize) -> Option<Sample> {
    let mut toy = Lcg::new(tokens as u64);
    let mut rows = || toy.rows(tokens, WIDTH);
    let (q, k, v) = (rows(), rows(), rows());
    let matrix = |rows: &[Vec<f64>]| from_rows("x", rows).ok();
    let (q, k, v) = (matrix(&q)?, matrix(&k)?, matrix(&v)?);
    let retention = Retention::new(q.clone(), k.clone(), v.clone(), 0.97).ok()?;
    Some(Sample {
        tokens,
        attention_us: quickest(|| forward(&q, &k, &v, (0.125, true)).is_ok()),
        recurrent_us: quickest(|| retention.recurrent().0.is_empty()),
        convolution_us: quickest(|| hyena::long_convolution(&q, &v).is_ok()),
    })
}

/// Microseconds of the quickest of some runs.
fn quickest(run: impl Fn() -> bool) -> f64 {
    let once = |_| {
        let start = Instant::now();
        std::hint::black_box(run());
        start.elapsed().as_secs_f64() * 1e6
    };
    (0..RUNS).map(once).fold(f64::INFINITY, f64::min)
}

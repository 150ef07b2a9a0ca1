//! The arithmetic of [`forward`](super::forward()) in vector registers: tiles of a few queries by two registers of keys, so that every
//! number that is loaded counts several times, and the scores of a block of queries never leave the cache.
//!
//! Run through [`pulp::Arch`], which compiles it for each kind of register and chooses at run time.

// What runs in vector registers must be compiled into the function that chooses them
#![allow(clippy::inline_always)]

use pulp::Simd;

/// Queries that are computed together: their scores stay in the cache.
const BLOCK: usize = 32;

/// Queries of a tile.
const TALL: usize = 4;

/// Registers of a tile, side by side.
const WIDE: usize = 2;

/// Keys whose values are mixed before the next ones: a panel of so many stays in the nearest cache.
const DEEP: usize = 256;

/// Row-major numbers: queries (`T_q`, `width`), keys (`T_k`, `width`), values (`T_k`, `value_width`), all not empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kernel<'a> {
    pub q: &'a [f64],
    pub k: &'a [f64],
    pub v: &'a [f64],
    pub width: usize,
    pub value_width: usize,
    pub scale: f64,
    pub causal: bool,
}

impl pulp::WithSimd for Kernel<'_> {
    /// (`T_q`, `value_width`) row by row; `None` where a score is not finite.
    type Output = Option<Vec<f64>>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        let tile = WIDE * S::F64_LANES;
        let (queries, keys) = (self.q.len() / self.width, self.k.len() / self.width);
        let (mut keys_across, mut rows_across) = (Vec::new(), Vec::new());
        panels(self.k, self.width, tile, &mut keys_across);
        // Few keys whose values fill the registers are read where they stand
        let direct = keys <= 2 * BLOCK && self.value_width.is_multiple_of(tile);
        let values_down = if direct { Vec::new() } else { columns(self.v, self.value_width, tile) };
        let stride = keys.next_multiple_of(tile.max(LANES));
        let mut scores = vec![0.0; BLOCK.min(queries) * stride];
        let wide = self.value_width.next_multiple_of(tile);
        let mut output = vec![0.0; queries * wide];
        for start in (0..queries).step_by(BLOCK) {
            let count = BLOCK.min(queries - start);
            // The last query of the block sees most; no key beyond that is multiplied
            let most = self.visible(start + count - 1, (queries, keys));
            let q = &self.q[start * self.width..(start + count) * self.width];
            let scores = &mut scores[..count * stride];
            panels(q, self.width, TALL, &mut rows_across);
            score(simd, (&rows_across, self.width), (&keys_across, most), (scores, stride, self.scale));
            let output = &mut output[start * wide..(start + count) * wide];
            let mut inverse = [0.0; BLOCK];
            for (row, scores) in scores.chunks_exact_mut(stride).enumerate() {
                let visible = self.visible(start + row, (queries, keys));
                let sum = soften(scores, visible)?;
                inverse[row] = if sum > 0.0 { 1.0 / sum } else { 0.0 };
            }
            let values = Values { numbers: if direct { self.v } else { &values_down }, direct, keys };
            panels(scores, stride, TALL, &mut rows_across);
            mix(simd, (&rows_across, most), values, (output, wide));
            for (row, inverse) in output.chunks_exact_mut(wide).zip(inverse) {
                for value in row {
                    *value *= inverse;
                }
            }
        }
        Some(if wide == self.value_width { output } else { narrowed(&output, wide, self.value_width) })
    }
}

impl Kernel<'_> {
    /// Keys that a query sees.
    fn visible(&self, query: usize, (queries, keys): (usize, usize)) -> usize {
        if self.causal { (query + 1 + keys).saturating_sub(queries).min(keys) } else { keys }
    }
}

/// Rows of `width` numbers, `tile` rows together and their first columns first: what stands side by side in a panel belongs to one
/// column. Missing rows are 0.
#[inline(always)]
fn panels(rows: &[f64], width: usize, tile: usize, across: &mut Vec<f64>) {
    across.clear();
    across.resize((rows.len() / width).next_multiple_of(tile) * width, 0.0);
    for (panel, rows) in across.chunks_exact_mut(tile * width).zip(rows.chunks(tile * width)) {
        // Four rows at once: written one by one, each number would be a store of its own far from the last
        let (fours, rest) = rows.split_at(rows.len() / (4 * width) * 4 * width);
        for (lane, four) in (0..).step_by(4).zip(fours.chunks_exact(4 * width)) {
            let ((a, b), (c, d)) = (four[..2 * width].split_at(width), four[2 * width..].split_at(width));
            for ((side, (a, b)), (c, d)) in panel.chunks_exact_mut(tile).zip(a.iter().zip(b)).zip(c.iter().zip(d)) {
                side[lane..lane + 4].copy_from_slice(&[*a, *b, *c, *d]);
            }
        }
        for (lane, row) in (fours.len() / width..).zip(rest.chunks_exact(width)) {
            for (side, value) in panel.chunks_exact_mut(tile).zip(row) {
                side[lane] = *value;
            }
        }
    }
}

/// Rows of `width` numbers cut into columns of `tile`, each column whole before the next. Missing columns are 0.
#[inline(always)]
fn columns(rows: &[f64], width: usize, tile: usize) -> Vec<f64> {
    let count = rows.len() / width;
    let mut down = vec![0.0; width.next_multiple_of(tile) * count];
    for (column, panel) in down.chunks_exact_mut(tile * count).enumerate() {
        for (part, row) in panel.chunks_exact_mut(tile).zip(rows.chunks_exact(width)) {
            let from = &row[column * tile..width.min((column + 1) * tile)];
            part[..from.len()].copy_from_slice(from);
        }
    }
    down
}

#[inline(always)]
fn narrowed(rows: &[f64], wide: usize, width: usize) -> Vec<f64> {
    rows.chunks_exact(wide).flat_map(|row| &row[..width]).copied().collect()
}

/// `scale · q·kᵀ` of the first `most` keys into rows of `stride`.
#[inline(always)]
fn score<S: Simd>(
    simd: S,
    (queries_across, width): (&[f64], usize),
    (keys_across, most): (&[f64], usize),
    (scores, stride, scale): (&mut [f64], usize, f64),
) {
    let tile = WIDE * S::F64_LANES;
    for (at, panel) in keys_across.chunks_exact(tile * width).take(most.div_ceil(tile)).enumerate() {
        let panel = pairs::<S>(panel);
        let queries = queries_across.chunks_exact(TALL * width);
        for (queries, scores) in queries.zip(scores.chunks_mut(TALL * stride)) {
            let sums = product(simd, queries.as_chunks().0, panel.iter());
            for (row, sums) in scores.chunks_exact_mut(stride).zip(sums) {
                let (whole, _) = S::as_mut_simd_f64s(&mut row[at * tile..(at + 1) * tile]);
                for (place, sum) in whole.iter_mut().zip(sums) {
                    *place = simd.mul_f64s(sum, simd.splat_f64s(scale));
                }
            }
        }
    }
}

/// The values, where they stand or in columns.
#[derive(Clone, Copy)]
struct Values<'a> {
    numbers: &'a [f64],
    direct: bool,
    keys: usize,
}

/// Adds `weights · values` of the first `most` keys to the output, all of them of as many queries as a tile has at most.
#[inline(always)]
fn mix<S: Simd>(
    simd: S,
    (weights_across, most): (&[f64], usize),
    values: Values<'_>,
    (output, wide): (&mut [f64], usize),
) {
    let tile = WIDE * S::F64_LANES;
    let stride = weights_across.len() / TALL / output.len().div_ceil(TALL * wide);
    for first in (0..most).step_by(DEEP) {
        let keys = first..most.min(first + DEEP);
        for column in 0..wide / tile {
            let (numbers, step, from) = if values.direct {
                (values.numbers, wide / tile, column)
            } else {
                (&values.numbers[column * tile * values.keys..][..tile * values.keys], 1, 0)
            };
            let part = &pairs::<S>(numbers)[keys.start * step + from..];
            let weights = weights_across.chunks_exact(TALL * stride);
            for (weights, output) in weights.zip(output.chunks_mut(TALL * wide)) {
                let weights = &weights.as_chunks().0[keys.clone()];
                let sums = product(simd, weights, part.iter().step_by(step));
                for (row, sums) in output.chunks_exact_mut(wide).zip(sums) {
                    let (whole, _) = S::as_mut_simd_f64s(&mut row[column * tile..(column + 1) * tile]);
                    for (place, sum) in whole.iter_mut().zip(sums) {
                        *place = simd.add_f64s(*place, sum);
                    }
                }
            }
        }
    }
}

/// A tile: the products of its rows and columns, summed over what they have in common.
#[inline(always)]
fn product<'a, S: Simd>(
    simd: S,
    rows: &[[f64; TALL]],
    columns: impl Iterator<Item = &'a [S::f64s; WIDE]>,
) -> [[S::f64s; WIDE]; TALL] {
    let mut sums = [[simd.splat_f64s(0.0); WIDE]; TALL];
    for (rows, columns) in rows.iter().zip(columns) {
        for (sums, row) in sums.iter_mut().zip(rows) {
            for (sum, column) in sums.iter_mut().zip(columns) {
                *sum = simd.mul_add_f64s(simd.splat_f64s(*row), *column, *sum);
            }
        }
    }
    sums
}

/// Numbers as the registers of tiles.
#[inline(always)]
fn pairs<S: Simd>(numbers: &[f64]) -> &[[S::f64s; WIDE]] {
    S::as_simd_f64s(numbers).0.as_chunks().0
}

/// Scores to `e^(score − max)`, 0 from `visible` on; gives their sum, `None` where a score is not finite. There is room for a
/// multiple of [`LANES`].
#[inline(always)]
fn soften(scores: &mut [f64], visible: usize) -> Option<f64> {
    let (seen, hidden) = scores.split_at_mut(visible.next_multiple_of(LANES));
    hidden.fill(0.0);
    if visible == 0 {
        return Some(0.0);
    }
    // The least number: no maximum, and its e^x is lost beside the maximum's 1
    seen[visible..].fill(f64::MIN);
    let (chunks, _) = seen.as_chunks_mut::<LANES>();
    let (mut max, mut finite) = ([f64::MIN; LANES], [0.0; LANES]);
    for chunk in &*chunks {
        for lane in 0..LANES {
            max[lane] = if chunk[lane] > max[lane] { chunk[lane] } else { max[lane] };
            // Anything but a finite number makes this NaN
            finite[lane] += chunk[lane] * 0.0;
        }
    }
    let top = halved(max, |left, right| if left > right { left } else { right });
    if halved(finite, |left, right| left + right).is_nan() {
        return None;
    }
    let mut sum = [0.0; LANES];
    for chunk in chunks {
        for lane in 0..LANES {
            chunk[lane] = exp(chunk[lane] - top);
            sum[lane] += chunk[lane];
        }
    }
    seen[visible..].fill(0.0);
    Some(halved(sum, |left, right| left + right))
}

/// All lanes in one, halves first.
#[inline(always)]
fn halved(mut lanes: [f64; LANES], join: impl Fn(f64, f64) -> f64) -> f64 {
    for half in [4, 2, 1] {
        for lane in 0..half {
            lanes[lane] = join(lanes[lane], lanes[lane + half]);
        }
    }
    lanes[0]
}

/// Numbers taken at once.
const LANES: usize = 8;

/// `e^x` for x up to 0, to the last digits, without a branch or a call, so that the compiler can make vectors of it: `x = n·ln 2 + r`,
/// a polynomial for `e^r`, and `n` added to the exponent.
#[inline(always)]
fn exp(x: f64) -> f64 {
    /// Added and taken away, it rounds to a whole number, which then stands in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    /// 1/n! from n = 2 on.
    const TERMS: [f64; 11] = [
        0.5,
        1.0 / 6.0,
        1.0 / 24.0,
        1.0 / 120.0,
        1.0 / 720.0,
        1.0 / 5_040.0,
        1.0 / 40_320.0,
        1.0 / 362_880.0,
        1.0 / 3_628_800.0,
        1.0 / 39_916_800.0,
        1.0 / 479_001_600.0,
    ];
    // Below this e^x is no normal number; a weight so small counts for nothing
    let x = if x > -700.0 { x } else { -700.0 };
    let rounded = x * std::f64::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = x - n * LN2_HIGH - n * LN2_LOW;
    // Estrin's order: the halves do not wait for one another
    let (r2, t) = (r * r, TERMS);
    let r4 = r2 * r2;
    let low = (t[0] + t[1] * r) + r2 * (t[2] + t[3] * r);
    let high = (t[4] + t[5] * r) + r2 * (t[6] + t[7] * r) + r4 * ((t[8] + t[9] * r) + r2 * t[10]);
    let power = f64::from_bits(rounded.to_bits().wrapping_add(1023) << 52);
    (1.0 + (r + r2 * (low + r4 * high))) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_the_exponential() {
        for step in 0..70_000 {
            let x = -f64::from(step) / 100.0;
            assert!((exp(x) - x.exp()).abs() <= 5e-16 * x.exp(), "{x}: {} {}", exp(x), x.exp());
        }
        assert!(exp(-1e300) < 1e-300);
    }
}

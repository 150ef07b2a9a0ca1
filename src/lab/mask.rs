//! Which keys a query may see.

use super::{LabError, Matrix};
use ndarray::Array2;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;
use std::{fmt, str::FromStr};

/// How queries and keys line up where their numbers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// The queries are the last tokens: what decoding with a cache needs.
    #[default]
    BottomRight,
    /// The queries are the first tokens: what `is_causal` means in PyTorch.
    TopLeft,
}

impl Align {
    /// The key position of query 0: query `i` stands at key position `i + offset`.
    pub fn offset(self, queries: usize, keys: usize) -> isize {
        match self {
            Self::BottomRight => keys.cast_signed() - queries.cast_signed(),
            Self::TopLeft => 0,
        }
    }
}

/// Which keys each query may see. All but `None`, `Prefix` and `Explicit` are causal: no key after the query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Mask {
    #[default]
    None,
    /// Oneself and everything before (arXiv 1706.03762, §3.2.3).
    Causal,
    /// The last `window` keys with oneself (Longformer, Mistral 7B).
    Sliding { window: usize },
    /// The first `sinks` keys and the last `window` with oneself (`StreamingLLM`, LM-Infinite).
    Lambda { sinks: usize, window: usize },
    /// Only keys of the query's own block of `size`.
    Chunk { size: usize },
    /// `keys` keys with oneself, `step` apart.
    Dilated { keys: usize, step: usize },
    /// The first `length` keys are seen by all; causal after them (prefix LM).
    Prefix { length: usize },
    /// `count` windows of `size` that cannot see each other; the tokens after them see everything (Ratner 2022, arXiv 2212.10947).
    ParallelWindows { count: usize, size: usize },
    /// The last `window` keys with oneself, and of the earlier ones the `keys` that score highest (Memorizing Transformers).
    TopK { keys: usize, window: usize },
    /// Any mask, row by row: true may be seen.
    Explicit(Vec<Vec<bool>>),
}

impl Mask {
    /// True where the query (row) may see the key (column); the shape of `scores`, which only `TopK` looks into.
    ///
    /// Errors: an explicit mask of another shape.
    pub fn visible(&self, scores: &Matrix, align: Align) -> Result<Array2<bool>, LabError> {
        let (queries, keys) = scores.dim();
        let offset = align.offset(queries, keys);
        match self {
            Self::Explicit(rows) => explicit(rows, queries, keys),
            Self::TopK { keys: most, window } => Ok(top_k_rows(scores, offset, *most, *window)),
            _ => Ok(Array2::from_shape_fn((queries, keys), |(query, key)| {
                self.lets_see(query.cast_signed() + offset, key.cast_signed())
            })),
        }
    }

    /// Whether a query at key position `query` may see `key`, where the mask alone decides.
    fn lets_see(&self, query: isize, key: isize) -> bool {
        let causal = key <= query;
        let back = query - key;
        match *self {
            Self::None => true,
            Self::Causal | Self::TopK { .. } | Self::Explicit(_) => causal,
            Self::Sliding { window } => causal && below(back, window),
            Self::Lambda { sinks, window } => causal && (below(back, window) || below(key, sinks)),
            Self::Chunk { size } => causal && block(query, size) == block(key, size),
            Self::Dilated { keys, step } => {
                causal && below(back, keys.saturating_mul(step)) && back.cast_unsigned().is_multiple_of(step.max(1))
            }
            Self::Prefix { length } => causal || below(key, length),
            Self::ParallelWindows { count, size } => {
                let windows = count.saturating_mul(size);
                causal && (!below(query, windows) || block(query, size) == block(key, size))
            }
        }
    }

    /// The position of each of `length` keys, from 0. Parallel windows share theirs; the tokens after them go on from one window's
    /// end.
    pub fn key_positions(&self, length: usize) -> Vec<f64> {
        let position = |key: usize| match *self {
            Self::ParallelWindows { count, size } => {
                let windows = count.saturating_mul(size);
                if key < windows { key % size.max(1) } else { (key - windows).saturating_add(size) }
            }
            _ => key,
        };
        (0..length).map(|key| position(key) as f64).collect()
    }

    /// Whether queries and keys are one sequence, so that [`Align`] places the queries within the keys.
    pub const fn is_ordered(&self) -> bool {
        !matches!(self, Self::None | Self::Explicit(_))
    }
}

/// `value < limit`, for a position that may stand before the first key.
fn below(value: isize, limit: usize) -> bool {
    usize::try_from(value).map_or(true, |value| value < limit)
}

fn block(position: isize, size: usize) -> isize {
    position.div_euclid(isize::try_from(size).unwrap_or(isize::MAX).max(1))
}

fn explicit(rows: &[Vec<bool>], queries: usize, keys: usize) -> Result<Array2<bool>, LabError> {
    if rows.len() != queries || rows.iter().any(|row| row.len() != keys) {
        let widths = rows.iter().map(Vec::len).find(|&width| width != keys).unwrap_or(keys);
        return Err(LabError::shape(
            "mask",
            format!("{}x{widths}", rows.len()),
            format!("{queries}x{keys}"),
            "one row a query, one column a key",
        ));
    }
    Ok(Array2::from_shape_fn((queries, keys), |(query, key)| rows[query][key]))
}

fn top_k_rows(scores: &Matrix, offset: isize, most: usize, window: usize) -> Array2<bool> {
    let mut visible = Array2::from_elem(scores.dim(), false);
    for (query, row) in scores.rows().into_iter().enumerate() {
        let after = usize::try_from(query.cast_signed() + offset + 1).unwrap_or(0);
        // A query beyond the last key has a window that reaches back less far into the keys
        let (start, end) = (after.saturating_sub(window).min(row.len()), after.min(row.len()));
        let memory: Vec<usize> = (0..start).collect();
        for key in top_k(&row.to_vec(), &memory, most).into_iter().chain(start..end) {
            visible[[query, key]] = true;
        }
    }
    visible
}

/// The `most` highest-scoring of `candidates`, ascending; of equals the earlier. Candidates beyond the scores are left out.
pub fn top_k(scores: &[f64], candidates: &[usize], most: usize) -> Vec<usize> {
    let mut ranked: Vec<(usize, f64)> =
        candidates.iter().filter_map(|&key| scores.get(key).map(|&score| (key, score))).collect();
    ranked.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    let mut chosen: Vec<usize> = ranked.into_iter().take(most).map(|(key, _)| key).collect();
    chosen.sort_unstable();
    chosen
}

/// What a cache with sinks keeps once the token at `position` is in: original positions, oldest first. Inside the cache they are
/// counted anew from 0 (`StreamingLLM`, arXiv 2309.17453).
pub fn kept_in_cache(sinks: usize, window: usize, position: usize) -> Vec<usize> {
    let recent = position.saturating_add(1).saturating_sub(window);
    (0..sinks.min(recent)).chain(recent..=position).collect()
}

/// How many tokens back `layers` sliding windows reach, oneself included: each layer adds `window − 1`.
pub const fn receptive_field(layers: usize, window: usize) -> usize {
    layers.saturating_mul(window.saturating_sub(1)).saturating_add(1)
}

const FORMS: &str = "none, causal, sliding:W, lambda:S+W, chunk:C, dilated:W+STEP, prefix:P, pcw:WINDOWS+SIZE, topk:K+W \
                     or a matrix of true and false";

impl FromStr for Mask {
    type Err = LabError;

    fn from_str(text: &str) -> Result<Self, LabError> {
        let wrong =
            || LabError::Parse { what: "the mask".to_owned(), text: text.to_owned(), expected: FORMS.to_owned() };
        let lower = text.trim().to_ascii_lowercase();
        let (name, numbers) = lower.split_once(':').unwrap_or((&lower, ""));
        let numbers: Vec<usize> = if numbers.is_empty() {
            Vec::new()
        } else {
            numbers.split('+').map(|number| number.trim().parse().map_err(|_| wrong())).collect::<Result<_, _>>()?
        };
        match (name, numbers.as_slice()) {
            ("none", []) => Ok(Self::None),
            ("causal", []) => Ok(Self::Causal),
            ("sliding", &[window]) if window > 0 => Ok(Self::Sliding { window }),
            ("lambda", &[sinks, window]) if window > 0 => Ok(Self::Lambda { sinks, window }),
            ("chunk", &[size]) if size > 0 => Ok(Self::Chunk { size }),
            ("dilated", &[keys, step]) if keys > 0 && step > 0 => Ok(Self::Dilated { keys, step }),
            ("prefix", &[length]) => Ok(Self::Prefix { length }),
            ("pcw", &[count, size]) if size > 0 => Ok(Self::ParallelWindows { count, size }),
            ("topk", &[keys, window]) if window > 0 => Ok(Self::TopK { keys, window }),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Causal => f.write_str("causal"),
            Self::Sliding { window } => write!(f, "sliding:{window}"),
            Self::Lambda { sinks, window } => write!(f, "lambda:{sinks}+{window}"),
            Self::Chunk { size } => write!(f, "chunk:{size}"),
            Self::Dilated { keys, step } => write!(f, "dilated:{keys}+{step}"),
            Self::Prefix { length } => write!(f, "prefix:{length}"),
            Self::ParallelWindows { count, size } => write!(f, "pcw:{count}+{size}"),
            Self::TopK { keys, window } => write!(f, "topk:{keys}+{window}"),
            Self::Explicit(_) => f.write_str("explicit"),
        }
    }
}

/// A string such as `sliding:3`, null for none, or rows of true/false or 1/0.
impl<'de> Deserialize<'de> for Mask {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(Self::None),
            Value::String(text) => text.parse().map_err(D::Error::custom),
            Value::Array(rows) => rows
                .iter()
                .map(explicit_row)
                .collect::<Option<_>>()
                .map(Self::Explicit)
                .ok_or_else(|| D::Error::custom("a mask given as a matrix has rows of true and false (or 1 and 0)")),
            other => Err(D::Error::custom(format!("cannot read the mask `{other}`: expected {FORMS}"))),
        }
    }
}

fn explicit_row(row: &Value) -> Option<Vec<bool>> {
    let cell = |value: &Value| value.as_bool().or_else(|| value.as_u64().filter(|&bit| bit < 2).map(|bit| bit == 1));
    row.as_array()?.iter().map(cell).collect()
}

impl Serialize for Mask {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Explicit(rows) => rows.serialize(serializer),
            _ => serializer.collect_str(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawn(mask: &str, queries: usize, keys: usize, align: Align) -> Vec<String> {
        let visible = mask.parse::<Mask>().unwrap().visible(&Matrix::zeros((queries, keys)), align).unwrap();
        visible.rows().into_iter().map(|row| row.iter().map(|&see| if see { '1' } else { '.' }).collect()).collect()
    }

    #[test]
    fn queries_are_the_last_tokens_unless_told_otherwise() {
        assert_eq!(drawn("causal", 2, 5, Align::BottomRight), ["1111.", "11111"]);
        assert_eq!(drawn("causal", 2, 5, Align::TopLeft), ["1....", "11..."]);
        assert_eq!(drawn("sliding:2", 2, 5, Align::BottomRight), ["..11.", "...11"]);
        // More queries than keys: the first of them see nothing
        assert_eq!(drawn("causal", 3, 2, Align::BottomRight), ["..", "1.", "11"]);
        assert_eq!(drawn("chunk:2", 3, 2, Align::BottomRight), ["..", "1.", "11"]);
        assert_eq!(drawn("topk:1+1", 3, 2, Align::BottomRight), ["..", "1.", "11"]);
    }

    #[test]
    fn top_k_looks_beyond_the_window_for_the_best_scores() {
        let scores = ndarray::array![[0.0, 0.0, 0.0, 0.0], [0.0; 4], [0.0; 4], [1.0, 3.0, 2.0, 0.0]];
        let visible = Mask::TopK { keys: 1, window: 1 }.visible(&scores, Align::default()).unwrap();
        assert_eq!(visible.row(3).to_vec(), [false, true, false, true]);
        // Of equals the earlier
        assert_eq!(visible.row(2).to_vec(), [true, false, true, false]);
    }

    #[test]
    fn a_mask_is_written_as_it_is_read() {
        for text in
            ["none", "causal", "sliding:3", "lambda:2+3", "chunk:4", "dilated:3+2", "prefix:0", "pcw:2+3", "topk:2+4"]
        {
            assert_eq!(text.parse::<Mask>().unwrap().to_string(), text);
            let json = format!("\"{text}\"");
            assert_eq!(serde_json::to_string(&serde_json::from_str::<Mask>(&json).unwrap()).unwrap(), json);
        }
        assert_eq!(" Sliding:3 ".parse::<Mask>().unwrap(), Mask::Sliding { window: 3 });
        assert_eq!(
            serde_json::from_str::<Mask>("[[1,0],[true,false]]").unwrap(),
            Mask::Explicit(vec![vec![true, false]; 2])
        );
    }

    #[test]
    fn what_is_no_mask_is_refused_with_the_forms_that_are() {
        for text in [
            "",
            "window:3",
            "sliding",
            "sliding:",
            "sliding:0",
            "sliding:-1",
            "sliding:3+4",
            "lambda:3",
            "lambda:1+0",
            "chunk:0",
            "dilated:3+0",
            "sliding:99999999999999999999999",
            "causal:1",
            "滑动:3",
        ] {
            let message = text.parse::<Mask>().unwrap_err().to_string();
            assert!(message.contains(&format!("`{text}`")) && message.contains("lambda:S+W"), "{message}");
        }
        assert!(serde_json::from_str::<Mask>("[[2,0]]").unwrap_err().to_string().contains("true and false"));
        let wrong = Mask::Explicit(vec![vec![true; 3]; 2]).visible(&Matrix::zeros((2, 2)), Align::default());
        assert!(wrong.unwrap_err().to_string().contains("2x3, expected 2x2"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_text_is_a_mask_or_an_error(
            name in prop::sample::select(vec!["", "sliding", "lambda", "pcw", "topk", "prefix", "掩"]), rest in any::<String>(),
            numbers in prop::collection::vec(any::<usize>(), 0..3),
        ) {
            let numbers = numbers.iter().map(usize::to_string).collect::<Vec<_>>().join("+");
            for text in [format!("{name}:{rest}"), format!("{name}:{numbers}"), rest] {
                if let Ok(mask) = text.parse::<Mask>() {
                    prop_assert_eq!(mask.to_string().parse(), Ok(mask.clone()));
                    prop_assert!(mask.visible(&Matrix::zeros((3, 4)), Align::default()).is_ok());
                    prop_assert_eq!(mask.key_positions(4).len(), 4);
                }
            }
        }
    }

    #[test]
    fn huge_numbers_are_only_large() {
        for text in ["sliding:18446744073709551615", "dilated:18446744073709551615+3", "chunk:18446744073709551615"] {
            assert_eq!(drawn(text, 1, 1, Align::default()), ["1"]);
        }
    }
}

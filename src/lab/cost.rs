//! What a model costs: parameters, key-value cache, floating-point operations. The sums behind the numbers that papers print.

use serde::Serialize;

mod presets;

pub use presets::PRESETS;

/// A decoder-only Transformer, as far as its costs depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Model {
    pub name: &'static str,
    pub layers: u64,
    pub d_model: u64,
    pub heads: u64,
    pub attention: Attention,
    pub ffn: FeedForward,
    pub vocab: u64,
    /// Whether the input embedding is the output layer too.
    pub tied: bool,
    /// A sliding window: no layer caches more tokens than these.
    pub window: Option<u64>,
}

/// What each layer keeps of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attention {
    /// Keys and values of `kv_heads` heads: MHA, GQA or MQA.
    Grouped { kv_heads: u64, head_dim: u64, qkv_bias: bool },
    /// One latent vector and one rotated key for all heads: MLA (DeepSeek-V2, arXiv 2405.04434, §2.1).
    Latent { d_nope: u64, d_rope: u64, d_v: u64, d_c: u64, d_c_q: Option<u64> },
}

/// The feed-forward layers, all of three matrices (`SwiGLU`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeedForward {
    Dense { width: u64 },
    Experts { dense_layers: u64, dense_width: u64, width: u64, routed: u64, shared: u64, top_k: u64, router_bias: bool },
}

/// Parameter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Parameters {
    pub total: u64,
    /// Those that one token passes through, embeddings included.
    pub active: u64,
    pub attention_per_layer: u64,
    /// What is not an expert's.
    pub shared: u64,
}

/// Saturates instead of overflowing: nobody's context is that long.
fn times<const N: usize>(factors: [u64; N]) -> u64 {
    factors.into_iter().fold(1, u64::saturating_mul)
}

fn plus<const N: usize>(terms: [u64; N]) -> u64 {
    terms.into_iter().fold(0, u64::saturating_add)
}

impl Model {
    /// The preset of this name.
    pub fn preset(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|model| model.name == name)
    }

    /// Numbers kept for each token: GQA `2·L·n_kv·d_h`, MLA `L·(d_c + d_R)` (arXiv 2405.04434, table 1).
    pub fn kv_elements_per_token(&self) -> u64 {
        match self.attention {
            Attention::Grouped { kv_heads, head_dim, .. } => self.grouped_elements(kv_heads, head_dim),
            Attention::Latent { d_c, d_rope, .. } => times([self.layers, plus([d_c, d_rope])]),
        }
    }

    /// The same if every query head kept its own keys and values.
    pub fn kv_elements_if_mha(&self) -> u64 {
        self.grouped_elements(self.heads, self.head_dim())
    }

    /// The same with one head for all.
    pub fn kv_elements_if_mqa(&self) -> u64 {
        self.grouped_elements(1, self.head_dim())
    }

    /// The same if MLA cached the expanded keys and values, as some implementations do; for GQA nothing is expanded.
    pub fn kv_elements_expanded(&self) -> u64 {
        match self.attention {
            Attention::Grouped { .. } => self.kv_elements_per_token(),
            Attention::Latent { d_nope, d_rope, d_v, .. } => {
                times([self.layers, self.heads, plus([d_nope, d_rope, d_v])])
            }
        }
    }

    /// As many GQA groups as would keep the same per token.
    pub fn equivalent_groups(&self) -> f64 {
        self.kv_elements_per_token() as f64 / self.kv_elements_if_mqa().max(1) as f64
    }

    /// Bytes of cache for one sequence of `context` tokens at `bits` a number; a window keeps no more than itself.
    pub fn kv_bytes(&self, context: u64, bits: u64) -> u64 {
        let kept = self.window.map_or(context, |window| context.min(window));
        times([self.kv_elements_per_token(), kept, bits]).div_ceil(8)
    }

    /// FLOPs of the linear layers for one token: twice the active weights without the input embedding.
    pub fn weight_flops(&self) -> u64 {
        2_u64.saturating_mul(self.parameters().active.saturating_sub(times([self.vocab, self.d_model])))
    }

    /// FLOPs of the attention products for one token after `context` others, `2(d_k + d_v)` a head and key.
    pub fn attention_flops(&self, context: u64) -> u64 {
        let seen = self.window.map_or(context, |window| context.min(window));
        let per_key = match self.attention {
            Attention::Grouped { head_dim, .. } => times([2, head_dim]),
            Attention::Latent { d_nope, d_rope, d_v, .. } => plus([d_nope, d_rope, d_v]),
        };
        times([2, self.layers, self.heads, per_key, seen])
    }

    /// FLOPs a byte of cache read when decoding: low numbers wait for memory. MLA is counted absorbed, `n_h(2d_c + d_R)`.
    pub fn arithmetic_intensity(&self, bits: u64) -> f64 {
        let flops_per_element = match self.attention {
            Attention::Grouped { kv_heads, .. } => 2.0 * self.heads as f64 / kv_heads.max(1) as f64,
            Attention::Latent { d_c, d_rope, .. } => {
                2.0 * times([self.heads, plus([d_c, d_c, d_rope])]) as f64 / plus([d_c, d_rope]).max(1) as f64
            }
        };
        flops_per_element * 8.0 / bits.max(1) as f64
    }

    /// The context at which the attention products cost as much as the linear layers, for MHA and a dense `SwiGLU`:
    /// `T = 2d + 1.5·d_ff`. `None` for other models.
    pub fn crossover_context(&self) -> Option<u64> {
        match (self.attention, self.ffn) {
            (Attention::Grouped { kv_heads, .. }, FeedForward::Dense { width }) if kv_heads == self.heads => {
                Some(plus([self.d_model, self.d_model, width, width / 2]))
            }
            _ => None,
        }
    }

    /// Counts the parameters, norms and biases included.
    pub fn parameters(&self) -> Parameters {
        let attention = self.attention_parameters();
        let embeddings = times([self.vocab, self.d_model, if self.tied { 1 } else { 2 }]);
        let base =
            plus([embeddings, self.d_model, times([self.layers, plus([attention, self.d_model, self.d_model])])]);
        let matrix_triple = |width| times([3, self.d_model, width]);
        let (shared, all_experts, used_experts) = match self.ffn {
            FeedForward::Dense { width } => (plus([base, times([self.layers, matrix_triple(width)])]), 0, 0),
            FeedForward::Experts { dense_layers, dense_width, width, routed, shared, top_k, router_bias } => {
                let moe_layers = self.layers.saturating_sub(dense_layers);
                let router = plus([times([self.d_model, routed]), if router_bias { routed } else { 0 }]);
                let always = plus([
                    times([dense_layers, matrix_triple(dense_width)]),
                    times([moe_layers, plus([router, times([shared, matrix_triple(width)])])]),
                ]);
                let experts = |count| times([moe_layers, count, matrix_triple(width)]);
                (plus([base, always]), experts(routed), experts(top_k))
            }
        };
        Parameters {
            total: plus([shared, all_experts]),
            active: plus([shared, used_experts]),
            attention_per_layer: attention,
            shared,
        }
    }

    fn attention_parameters(&self) -> u64 {
        let (d, heads) = (self.d_model, self.heads);
        match self.attention {
            Attention::Grouped { kv_heads, head_dim, qkv_bias } => {
                let projected = times([head_dim, plus([heads, kv_heads, kv_heads])]);
                plus([times([d, projected]), times([heads, head_dim, d]), if qkv_bias { projected } else { 0 }])
            }
            Attention::Latent { d_nope, d_rope, d_v, d_c, d_c_q } => {
                let query_width = times([heads, plus([d_nope, d_rope])]);
                let queries = d_c_q.map_or_else(
                    || times([d, query_width]),
                    |d_c_q| plus([times([d, d_c_q]), d_c_q, times([d_c_q, query_width])]),
                );
                plus([
                    queries,
                    times([d, plus([d_c, d_rope])]),
                    d_c,
                    times([d_c, heads, plus([d_nope, d_v])]),
                    times([heads, d_v, d]),
                ])
            }
        }
    }

    const fn head_dim(&self) -> u64 {
        match self.attention {
            Attention::Grouped { head_dim, .. } => head_dim,
            Attention::Latent { d_nope, .. } => d_nope,
        }
    }

    fn grouped_elements(&self, kv_heads: u64, head_dim: u64) -> u64 {
        times([2, self.layers, kv_heads, head_dim])
    }
}

/// FLOPs of one layer's attention products over a whole sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SequenceFlops {
    /// `2·T²·d_h·H`
    pub scores: u64,
    pub weighted_sum: u64,
    pub total: u64,
    /// Only the pairs that a causal mask leaves, `T(T+1)/2`.
    pub total_causal: u64,
    /// The score matrix if it were written down in 16 bits.
    pub score_matrix_bytes: u64,
}

/// The cost of attending within a sequence of `tokens`, a layer.
pub fn sequence_flops(tokens: u64, heads: u64, head_dim: u64) -> SequenceFlops {
    let products = times([2, tokens, tokens, head_dim, heads]);
    SequenceFlops {
        scores: products,
        weighted_sum: products,
        total: products.saturating_mul(2),
        total_causal: times([2, tokens, tokens.saturating_add(1), head_dim, heads]),
        score_matrix_bytes: times([2, heads, tokens, tokens]),
    }
}

/// One cache against another, a token.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    pub baseline_bytes: u64,
    pub bytes: u64,
    /// How much smaller, in percent of the baseline.
    pub reduction_percent: f64,
}

/// Compares the caches of two models, each at its own bits a number.
///
/// DeepSeek's "93.3 % less" is `compare` of DeepSeek-67B at 16 bits with V2 at 6 (arXiv 2405.04434, §3.2.3); at equal bits it is
/// 82.2 %.
pub fn compare((baseline, baseline_bits): (&Model, u64), (model, bits): (&Model, u64)) -> Comparison {
    let total_bits = |model: &Model, bits| times([model.kv_elements_per_token(), bits]) as f64;
    Comparison {
        baseline_bytes: baseline.kv_bytes(1, baseline_bits),
        bytes: model.kv_bytes(1, bits),
        reduction_percent: 100.0 * (1.0 - total_bits(model, bits) / total_bits(baseline, baseline_bits).max(1.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_caps_the_cache() {
        let mistral = Model::preset("mistral-7b-v0.1").unwrap();
        assert_eq!(mistral.kv_bytes(128 * 1024, 16), mistral.kv_bytes(4096, 16));
        assert_eq!(mistral.attention_flops(1 << 40), mistral.attention_flops(4096));
    }

    #[test]
    fn absurd_contexts_saturate() {
        for model in PRESETS {
            assert!(model.kv_bytes(u64::MAX, u64::MAX) > 0 && model.attention_flops(u64::MAX) > 0);
        }
        assert_eq!(sequence_flops(u64::MAX, 1, 1).total, u64::MAX);
    }

    #[test]
    fn a_model_of_any_size_is_counted_without_overflow() {
        let huge = u64::MAX;
        for attention in [
            Attention::Grouped { kv_heads: huge, head_dim: huge, qkv_bias: true },
            Attention::Latent { d_nope: huge, d_rope: huge, d_v: huge, d_c: huge, d_c_q: Some(huge) },
        ] {
            let ffn = FeedForward::Experts {
                dense_layers: 1,
                dense_width: huge,
                width: huge,
                routed: huge,
                shared: huge,
                top_k: huge,
                router_bias: true,
            };
            let model = Model { attention, ffn, ..PRESETS[0] };
            assert_eq!(model.parameters().total, huge);
            assert!(model.kv_bytes(huge, 16) > 0 && model.arithmetic_intensity(16) > 0.0);
        }
    }

    #[test]
    fn decoding_waits_for_memory_less_with_fewer_kv_heads() {
        let intensity = |name| Model::preset(name).unwrap().arithmetic_intensity(16);
        assert!((intensity("llama-2-7b") - 1.0).abs() < 1e-12);
        assert!((intensity("llama-3-8b") - 4.0).abs() < 1e-12);
        // 128 · (2·512 + 64) / 576
        assert!((intensity("deepseek-v2") - 241.777_777_777_777).abs() < 1e-9);
    }

    #[test]
    fn names_are_found_once() {
        for model in PRESETS {
            assert_eq!(PRESETS.iter().filter(|other| other.name == model.name).count(), 1);
        }
        assert_eq!(Model::preset("gpt-9"), None);
    }
}

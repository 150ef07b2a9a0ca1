//! Models whose costs can be computed, from their published configurations.

use super::{Attention, FeedForward, Model};

/// A dense model; its feed-forward layers have three matrices.
const fn dense(
    name: &'static str,
    (layers, d_model, heads): (u64, u64, u64),
    attention: Attention,
    rest: (u64, u64),
) -> Model {
    let ffn = FeedForward::Dense { width: rest.0 };
    Model { name, layers, d_model, heads, attention, ffn, vocab: rest.1, tied: false, window: None }
}

const fn grouped(kv_heads: u64, head_dim: u64) -> Attention {
    Attention::Grouped { kv_heads, head_dim, qkv_bias: false }
}

/// The Qwen2 family adds a bias to queries, keys and values.
const fn biased(kv_heads: u64, head_dim: u64) -> Attention {
    Attention::Grouped { kv_heads, head_dim, qkv_bias: true }
}

const fn latent(d_c_q: Option<u64>) -> Attention {
    Attention::Latent { d_nope: 128, d_rope: 64, d_v: 128, d_c: 512, d_c_q }
}

/// Sizes are (layers, width, heads); a dense model ends with (feed-forward width, vocabulary).
pub const PRESETS: &[Model] = &[
    dense("llama-2-7b", (32, 4096, 32), grouped(32, 128), (11_008, 32_000)),
    dense("llama-2-13b", (40, 5120, 40), grouped(40, 128), (13_824, 32_000)),
    dense("llama-2-70b", (80, 8192, 64), grouped(8, 128), (28_672, 32_000)),
    dense("llama-3-8b", (32, 4096, 32), grouped(8, 128), (14_336, 128_256)),
    dense("llama-3-70b", (80, 8192, 64), grouped(8, 128), (28_672, 128_256)),
    Model { window: Some(4096), ..dense("mistral-7b-v0.1", (32, 4096, 32), grouped(8, 128), (14_336, 32_000)) },
    Model { tied: true, ..dense("qwen2.5-0.5b", (24, 896, 14), biased(2, 64), (4864, 151_936)) },
    dense("qwen2.5-7b", (28, 3584, 28), biased(4, 128), (18_944, 152_064)),
    dense("qwen2.5-72b", (80, 8192, 64), biased(8, 128), (29_568, 152_064)),
    dense("deepseek-67b", (95, 8192, 64), grouped(8, 128), (22_016, 102_400)),
    Model {
        name: "mixtral-8x7b",
        layers: 32,
        d_model: 4096,
        heads: 32,
        attention: grouped(8, 128),
        ffn: FeedForward::Experts {
            dense_layers: 0,
            dense_width: 0,
            width: 14_336,
            routed: 8,
            shared: 0,
            top_k: 2,
            router_bias: false,
        },
        vocab: 32_000,
        tied: false,
        window: None,
    },
    Model {
        name: "deepseek-v2-lite",
        layers: 27,
        d_model: 2048,
        heads: 16,
        attention: latent(None),
        ffn: FeedForward::Experts {
            dense_layers: 1,
            dense_width: 10_944,
            width: 1408,
            routed: 64,
            shared: 2,
            top_k: 6,
            router_bias: false,
        },
        vocab: 102_400,
        tied: false,
        window: None,
    },
    Model {
        name: "deepseek-v2",
        layers: 60,
        d_model: 5120,
        heads: 128,
        attention: latent(Some(1536)),
        ffn: FeedForward::Experts {
            dense_layers: 1,
            dense_width: 12_288,
            width: 1536,
            routed: 160,
            shared: 2,
            top_k: 6,
            router_bias: false,
        },
        vocab: 102_400,
        tied: false,
        window: None,
    },
    Model {
        name: "deepseek-v3",
        layers: 61,
        d_model: 7168,
        heads: 128,
        attention: latent(Some(1536)),
        ffn: FeedForward::Experts {
            dense_layers: 3,
            dense_width: 18_432,
            width: 2048,
            routed: 256,
            shared: 1,
            top_k: 8,
            router_bias: true,
        },
        vocab: 129_280,
        tied: false,
        window: None,
    },
];

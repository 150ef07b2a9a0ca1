//! Cards whose numbers no calculation gives, and why.

/// A reason, and the cards that it holds for.
pub const UNCHECKED: &[(&str, &[&str])] = &[
    (
        "a convention or a definition, which no calculation can show",
        &["attn-sqrt-d-assumption", "moe-switch-top", "long-lambda-positions"],
    ),
    ("an order of growth, not a quantity", &["arch-retnet-three-forms"]),
    (
        "what released code sets or does, which was read there; the lab computes from such values but does not hold them",
        &[
            "norm-dyt-alpha",
            "arch-mamba-a-negative",
            "arch-mamba-state-size",
            "arch-rwkv-code-w",
            "pos-window-off-by-one",
            "moe-v2-v3-compare",
            "moe-v2-groups",
        ],
    ),
    ("a rule of thumb about the backward pass, which the lab does not compute", &["cost-training-factor"]),
];

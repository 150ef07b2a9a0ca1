//! Numbers on cards that are plain arithmetic: the card, the number as it is written there, and the sum done again.

pub const SUMS: &[(&str, &str, &str)] = &[
    ("attn-sdpa-which-d", "128", "4096/32"),
    ("attn-sdpa-which-d", "11.31", "√128"),
    ("attn-sdpa-which-d", "64", "√4096"),
    ("attn-mla-scale", "192", "128+64"),
    ("attn-mla-scale", "13.856", "√192"),
    ("attn-mla-expanded", "40{,}960", "128*(128+64+128)"),
    ("attn-mla-expanded", "576", "512+64"),
    ("kv-mla-groups", "2.25", "576/(2*128)"),
    ("pos-learned-parameters", "393{,}216", "512*768"),
    ("ffn-share", "2/3", "8/(4+8)"),
    ("ffn-swiglu-width-why", "2/3", "2*4/(3*4)"),
    ("moe-router-parameters", "32{,}768", "4096*8"),
    ("cost-parameters-vocabulary", "1{,}050{,}673{,}152", "2*128256*4096"),
    ("cost-parameters-vocabulary", "1.05B", "2*128256*4096"),
    ("cost-kv-quantised", "1/4", "4/16"),
];

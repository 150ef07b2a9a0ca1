//! Scenes of the benches of whole models: caches, state spaces, costs.

use super::{Bench, Scene, Text};

pub(super) const SCENES: &[Scene] = &[
    Scene {
        id: "kv-llama",
        bench: Bench::KvCache,
        case: "model",
        seed: 1,
        set: r#"{"model":"llama-3-8b","context":131072}"#,
        against: r#"{"model":"llama-2-7b"}"#,
        stage: "variants",
        title: Text::new("GQA 让缓存小四倍", "GQA makes the cache four times smaller"),
        lines: [
            Text::new(
                "Llama-3-8B 有 32 个查询头、8 个键值头：每词元 131 072 字节。",
                "Llama-3-8B has 32 query heads, 8 key heads: 131 072 bytes a token.",
            ),
            Text::new("128 K 词元要 16 GiB；若是 MHA 要 64 GiB。", "128 K tokens take 16 GiB; as MHA 64 GiB."),
            Text::new(
                "B 是 Llama-2-7B：没有 GQA，每词元四倍。",
                "B is Llama-2-7B: no GQA, four times as much a token.",
            ),
        ],
    },
    Scene {
        id: "deepseek-933",
        bench: Bench::KvCache,
        case: "compare",
        seed: 1,
        set: "{}",
        against: r#"{"bits":"16"}"#,
        stage: "bytes",
        title: Text::new("93.3 % 是怎么来的", "Where 93.3 % comes from"),
        lines: [
            Text::new(
                "DeepSeek-67B：95 层 × 2 × 8 × 128 = 194 560 个数，16 位共 389 120 字节。",
                "DeepSeek-67B: 95 layers × 2 × 8 × 128 = 194 560 numbers, 389 120 bytes at 16 bits.",
            ),
            Text::new(
                "V2：60 ×（512 + 64）= 34 560 个数，6 位共 25 920 字节，少 93.34 %。",
                "V2: 60 × (512 + 64) = 34 560 numbers, 25 920 bytes at 6 bits: 93.34 % less.",
            ),
            Text::new("B 把 V2 改回 16 位：只少 82.2 %。", "B has V2 at 16 bits: only 82.2 % less."),
        ],
    },
    Scene {
        id: "long-context",
        bench: Bench::KvCache,
        case: "model",
        seed: 1,
        set: r#"{"model":"llama-2-7b","context":2097152}"#,
        against: r#"{"model":"deepseek-v2"}"#,
        stage: "variants",
        title: Text::new("2M 词元要存多少", "What 2M tokens take"),
        lines: [
            Text::new(
                "Llama-2-7B 在 2 097 152 个词元时缓存 1 TiB。",
                "Llama-2-7B would cache 1 TiB for 2 097 152 tokens.",
            ),
            Text::new("窗口和状态空间不随长度增长。", "Windows and state spaces do not grow with it."),
            Text::new(
                "所以长上下文既要改位置，也要改缓存。",
                "So a long context needs other positions and another cache.",
            ),
        ],
    },
    Scene {
        id: "mixtral-active",
        bench: Bench::KvCache,
        case: "model",
        seed: 1,
        set: r#"{"model":"mixtral-8x7b"}"#,
        against: r#"{"model":"deepseek-v3"}"#,
        stage: "variants",
        title: Text::new("参数很多，激活很少", "Many parameters, few of them active"),
        lines: [
            Text::new(
                "Mixtral：467 亿参数，每个词元只经过 129 亿。",
                "Mixtral: 46.7 billion parameters, a token passes 12.9 billion.",
            ),
            Text::new(
                "B 是 DeepSeek-V3：6710 亿里只激活 376 亿。",
                "B is DeepSeek-V3: 37.6 of 671 billion are active.",
            ),
            Text::new("运算量按激活的算，显存按全部的算。", "Operations count the active ones, memory counts all."),
        ],
    },
    Scene {
        id: "mamba-gate",
        bench: Bench::Ssm,
        case: "mamba",
        seed: 2,
        set: r#"{"T":6,"D":1,"N":3,"delta_raw":[[-8],[3],[-8],[-8],[3],[-8]],"delta_bias":[0]}"#,
        against: r#"{"delta_raw":[[3],[3],[3],[3],[3],[3]]}"#,
        stage: "delta",
        title: Text::new("Mamba：Δ 是门", "Mamba: Δ is the gate"),
        lines: [
            Text::new(
                "第 2、5 个词元的 Δ 大：写进状态，旧的被冲淡。",
                "Tokens 2 and 5 have a large Δ: they are written, the old fades.",
            ),
            Text::new("其余词元的 Δ 近 0：状态原样带过去。", "The others have Δ near 0: the state passes unchanged."),
            Text::new(
                "Δ 由输入决定，所以叫“选择”；状态大小不随长度变。",
                "Δ comes from the input, hence “selective”; the state does not grow with length.",
            ),
        ],
    },
    Scene {
        id: "ssm-two-views",
        bench: Bench::Ssm,
        case: "diagonal",
        seed: 4,
        set: r#"{"T":8,"N":3}"#,
        against: r#"{"method":"bilinear"}"#,
        stage: "states",
        title: Text::new("一个状态空间，两种算法", "One state space, two ways"),
        lines: [
            Text::new(
                "循环：一次一个词元，状态只有 N 个数。",
                "Recurrence: a token at a time, the state is N numbers.",
            ),
            Text::new(
                "卷积：整段一起算，训练时可以并行。",
                "Convolution: the whole sequence at once, parallel in training.",
            ),
            Text::new("y 与 y_convolution 相等到最后几位。", "y and y_convolution agree to the last digits."),
        ],
    },
    Scene {
        id: "retnet-forms",
        bench: Bench::Ssm,
        case: "retention",
        seed: 2,
        set: r#"{"T":6,"D":4,"chunk":3}"#,
        against: r#"{"gamma":0.5}"#,
        stage: "parallel",
        title: Text::new("RetNet 的三种形式", "RetNet's three forms"),
        lines: [
            Text::new(
                "并行训练、循环解码、分块处理长文：同一个结果。",
                "Parallel to train, recurrent to decode, chunkwise for long texts: one result.",
            ),
            Text::new("max_difference 是三者之间的最大差。", "max_difference is the largest difference between them."),
            Text::new(
                "γ 决定记多久：0.96875 时约 22 个词元剩一半。",
                "γ says how long it remembers: at 0.96875 half is left after about 22 tokens.",
            ),
        ],
    },
    Scene {
        id: "rwkv-decay",
        bench: Bench::Ssm,
        case: "wkv",
        seed: 2,
        set: r#"{"T":6,"D":3}"#,
        against: r#"{"w":[3,3,3]}"#,
        stage: "wkv",
        title: Text::new("RWKV：会衰减的平均", "RWKV: an average that decays"),
        lines: [
            Text::new(
                "每个通道有自己的衰减 w，当前词元另有加成 u。",
                "Each channel has its decay w; the present token has a bonus u.",
            ),
            Text::new(
                "状态只有三个数（分子、分母、指数），不存 KV。",
                "The state is three numbers a channel (sums and exponent), no KV cache.",
            ),
            Text::new(
                "B 的衰减大得多：几乎只剩上一个词元。",
                "B decays faster: hardly more than the last token is left.",
            ),
        ],
    },
    Scene {
        id: "hyena-matrix",
        bench: Bench::Ssm,
        case: "hyena",
        seed: 2,
        set: r#"{"T":8,"D":1}"#,
        against: r#"{"T":4}"#,
        stage: "data_controlled_matrix_channel0",
        title: Text::new("Hyena：长卷积加门", "Hyena: long convolutions and gates"),
        lines: [
            Text::new(
                "没有 softmax：门和长卷积交替，合起来是一个下三角矩阵。",
                "No softmax: gates and long convolutions take turns; together they are one triangular matrix.",
            ),
            Text::new(
                "这个矩阵由输入决定，起的是注意力权重的作用。",
                "The matrix depends on the input: it stands where attention's weights stood.",
            ),
            Text::new("用 FFT 算只要 T·log T。", "By FFT it takes T·log T."),
        ],
    },
    Scene {
        id: "dot-vs-additive",
        bench: Bench::Cost,
        case: "score_cost",
        seed: 1,
        set: r#"{"T":1024,"D":64,"d_a":64}"#,
        against: r#"{"T":64}"#,
        stage: "operations",
        title: Text::new("点积为什么比加法快", "Why dot products beat additive scores"),
        lines: [
            Text::new(
                "点积打分是一次矩阵乘法：每对词元 2D 次运算，不留中间结果。",
                "A dot score is one matrix product: 2D operations a pair, nothing kept between.",
            ),
            Text::new(
                "加法打分每对词元要 d_a 个 tanh，中间量有 T²·d_a 个数。",
                "An additive score takes d_a tanh a pair, and T²·d_a numbers in between.",
            ),
            Text::new(
                "把 T 加倍：两者都涨四倍，但只有一个还放得进内存。",
                "Double T: both grow fourfold, but only one still fits into memory.",
            ),
        ],
    },
    Scene {
        id: "growth",
        bench: Bench::Cost,
        case: "growth",
        seed: 1,
        set: "{}",
        against: r#"{"D":128}"#,
        stage: "flops",
        title: Text::new("长序列上谁更省", "Who is cheaper on long sequences"),
        lines: [
            Text::new(
                "注意力随 T² 增长；窗口、线性、循环随 T；卷积随 T·log T。",
                "Attention grows with T²; windows, linear and recurrent forms with T; convolutions with T·log T.",
            ),
            Text::new(
                "65 536 个词元时，注意力的运算量是 N=16 循环形式的约 2 731 倍。",
                "At 65 536 tokens attention costs about 2 731 times a recurrent form with N = 16.",
            ),
            Text::new("内存：循环形式只留固定大小的状态。", "Memory: a recurrent form keeps a state of fixed size."),
        ],
    },
];

//! Scenes of the attention bench.

use super::{Bench, Scene, Text};

pub(super) const SCENES: &[Scene] = &[
    Scene {
        id: "root-d",
        bench: Bench::Attention,
        case: "attention",
        seed: 3,
        set: r#"{"T":8,"D":64}"#,
        against: r#"{"scale":1}"#,
        stage: "weights",
        title: Text::new("为什么除以 √D", "Why √D"),
        lines: [
            Text::new(
                "不缩放时，64 维点积的方差约为 64，softmax 几乎只看一个键。",
                "Unscaled, a dot product of 64 entries has a variance near 64: softmax sees almost one key.",
            ),
            Text::new(
                "除以 √64 之后方差回到 1，权重分散，有效键数变多。",
                "Divided by √64 the variance is 1 again; the weights spread over more keys.",
            ),
            Text::new(
                "按 c 看 A|B：B 把缩放改成 1，比较每行的熵。",
                "Press c for A|B: B has scale 1. Compare the entropy of each row.",
            ),
        ],
    },
    Scene {
        id: "heads",
        bench: Bench::Attention,
        case: "attention",
        seed: 5,
        set: r#"{"T":6,"D":4,"heads":4}"#,
        against: r#"{"heads":1,"D":16}"#,
        stage: "weights",
        title: Text::new("多头各看各的", "Each head looks elsewhere"),
        lines: [
            Text::new(
                "四个头各用自己的 4 列 Q、K，得到四张不同的权重表。",
                "Four heads take four columns of Q and K each, and get four different tables of weights.",
            ),
            Text::new(
                "合在一起的一个头只有一张表：它必须取折中。",
                "One wide head has a single table: it must compromise.",
            ),
            Text::new(
                "用 ( 和 ) 换头，看最亮的格子移到哪里。",
                "Change the head with ( and ), and see where the brightest cell goes.",
            ),
        ],
    },
    Scene {
        id: "no-order",
        bench: Bench::Attention,
        case: "attention",
        seed: 7,
        set: r#"{"q":[[0.8,-0.2],[0.1,1.1],[0.8,-0.2]],"k":[[1.0,0.3],[-0.4,0.9],[1.0,0.3]],"v":[[1,0],[0,1],[1,0]]}"#,
        against: r#"{"position":"rope"}"#,
        stage: "weights",
        title: Text::new("没有位置就没有顺序", "Without positions there is no order"),
        lines: [
            Text::new(
                "第 1 个和第 3 个词元相同：没有位置编码时，权重完全相等。",
                "Tokens 1 and 3 are the same: without positions their weights are equal.",
            ),
            Text::new("换句话说，打乱顺序，模型看不出来。", "In other words, shuffled text looks the same to it."),
            Text::new(
                "B 用 RoPE：同一个词元在不同位置得到不同的权重。",
                "B has RoPE: the same token weighs differently at another place.",
            ),
        ],
    },
    Scene {
        id: "temperature",
        bench: Bench::Attention,
        case: "attention",
        seed: 2,
        set: r#"{"T":5,"temperature":0.3}"#,
        against: r#"{"temperature":3}"#,
        stage: "weights",
        title: Text::new("温度", "Temperature"),
        lines: [
            Text::new(
                "温度除整个 logit：低则尖，高则平。",
                "Temperature divides the whole logit: low is sharp, high is flat.",
            ),
            Text::new(
                "在 0.3 时每行几乎只看一个键，在 3 时近乎平均。",
                "At 0.3 a row sees almost one key; at 3 it nearly averages.",
            ),
            Text::new(
                "颜色的刻度是固定的，所以两张图可以直接比。",
                "The colours have a fixed scale, so the two pictures can be compared.",
            ),
        ],
    },
    Scene {
        id: "causal-leak",
        bench: Bench::Attention,
        case: "attention",
        seed: 4,
        set: r#"{"T":6,"mask":"none"}"#,
        against: r#"{"mask":"causal"}"#,
        stage: "weights",
        title: Text::new("因果掩码堵住的泄漏", "The leak that a causal mask stops"),
        lines: [
            Text::new(
                "没有掩码，第 1 个词元也看得到最后一个：训练时就能偷看答案。",
                "Without a mask token 1 sees the last one: in training it would see the answer.",
            ),
            Text::new(
                "因果掩码把后面的键设为 −∞，它们显示为 ·，不是 0。",
                "The causal mask makes later keys −∞; they show as ·, not as 0.",
            ),
            Text::new("第 1 行只剩一个键，熵为 0。", "Row 1 is left with one key: its entropy is 0."),
        ],
    },
    Scene {
        id: "fully-masked",
        bench: Bench::Attention,
        case: "attention",
        seed: 1,
        set: r#"{"T":4,"mask":[[1,0,0,0],[0,0,0,0],[1,1,1,0],[1,1,1,1]]}"#,
        against: r#"{"mask":"causal"}"#,
        stage: "weights",
        title: Text::new("没有可见的键", "No visible key"),
        lines: [
            Text::new("第 2 行的键全被挡住：softmax 会是 0/0。", "Row 2 sees no key: softmax would be 0/0."),
            Text::new("这里直说“没有可见的键”，而不是印出 NaN。", "Here it says so, instead of printing NaN."),
            Text::new(
                "批里的填充行就会这样；框架里它会悄悄传染整批。",
                "Padding rows end like this; in a framework the NaN spreads through the batch.",
            ),
        ],
    },
    Scene {
        id: "gqa-sharing",
        bench: Bench::Attention,
        case: "gqa",
        seed: 1,
        set: r#"{"n_heads":4,"n_kv_heads":2}"#,
        against: r#"{"n_kv_heads":1}"#,
        stage: "weights",
        title: Text::new("GQA：邻头共用键值", "GQA: neighbours share keys"),
        lines: [
            Text::new(
                "四个查询头，两组键值：头 0、1 读第 0 组，头 2、3 读第 1 组。",
                "Four query heads, two key heads: 0 and 1 read group 0, 2 and 3 group 1.",
            ),
            Text::new(
                "每层每词元的缓存从 16 个数降到 8 个；MQA 只剩 4 个。",
                "The cache falls from 16 numbers a token and layer to 8; with MQA to 4.",
            ),
            Text::new("B 是 MQA：所有头读同一组。", "B is MQA: all heads read one group."),
        ],
    },
    Scene {
        id: "parallel-windows",
        bench: Bench::Attention,
        case: "attention",
        seed: 6,
        set: r#"{"T":8,"mask":"pcw:2+3"}"#,
        against: r#"{"mask":"causal"}"#,
        stage: "masked",
        title: Text::new("并行上下文窗口", "Parallel context windows"),
        lines: [
            Text::new(
                "两个窗口各 3 个词元，互相看不见；最后 2 个任务词元看得到全部。",
                "Two windows of 3 tokens cannot see each other; the last 2 tokens see all.",
            ),
            Text::new(
                "两个窗口共用位置 0–2，所以窗口之间没有先后。",
                "Both windows have positions 0–2: between windows there is no order.",
            ),
            Text::new("这就是笔记里说的“顺序关系建模弱”。", "That is the note's “weak at order”."),
        ],
    },
    Scene {
        id: "lambda-window",
        bench: Bench::Attention,
        case: "attention",
        seed: 6,
        set: r#"{"T":8,"mask":"lambda:1+3"}"#,
        against: r#"{"mask":"sliding:3"}"#,
        stage: "weights",
        title: Text::new("Λ 窗口：开头和邻近", "Λ windows: the start and the near"),
        lines: [
            Text::new(
                "每个查询看开头 1 个和最近 3 个键，缓存不再增长。",
                "Each query sees the first key and the last 3; the cache stops growing.",
            ),
            Text::new(
                "B 去掉开头：原来落在开头的权重被迫分给邻近的键。",
                "B drops the start: the weight that rested there is forced onto the near keys.",
            ),
            Text::new("StreamingLLM 保留的就是这些“注意力汇”。", "These attention sinks are what StreamingLLM keeps."),
        ],
    },
    Scene {
        id: "token-selection",
        bench: Bench::Attention,
        case: "topk_memory",
        seed: 8,
        set: "{}",
        against: r#"{"k":1}"#,
        stage: "weights",
        title: Text::new("选词元：远处只取最像的", "Token selection: only the most alike from afar"),
        lines: [
            Text::new(
                "记忆里有 4 个远处的键，只取分数最高的 2 个。",
                "Four far keys are in memory; only the 2 with the highest scores are taken.",
            ),
            Text::new("它们和近处的 3 个键一起做同一个 softmax。", "They go into one softmax with the 3 near keys."),
            Text::new(
                "Focused Transformer、Memorizing Transformers 都这样找远处的词元。",
                "Focused Transformer and Memorizing Transformers reach far tokens like this.",
            ),
        ],
    },
    Scene {
        id: "window-trap",
        bench: Bench::Attention,
        case: "mask",
        seed: 1,
        set: r#"{"T":8,"mask":"sliding:3"}"#,
        against: r#"{"mask":"sliding:4"}"#,
        stage: "mask",
        title: Text::new("滑动窗口的 w 与 w+1", "A window of w, or of w+1"),
        lines: [
            Text::new("这里 sliding:3 是连自己在内的 3 个键。", "Here sliding:3 is 3 keys with oneself."),
            Text::new(
                "有的实现把 w 当作“往回看 w 个”，于是多留一个键。",
                "Some code looks back w keys, and so keeps one more.",
            ),
            Text::new("B 是 4：对照两张图的斜边。", "B is 4: compare the slanting edges."),
        ],
    },
];

//! The scenes: settings of a bench that show one thing in two minutes, with three lines that say what to look at.
//!
//! Each was chosen for a claim that study notes make; a test computes the numbers that the lines name.

use super::Text;
use crate::lab::bench::Bench;

/// One scene.
#[derive(Debug)]
pub struct Scene {
    pub id: &'static str,
    pub bench: Bench,
    /// Which of the bench's calculations.
    pub case: &'static str,
    /// Of the toy numbers.
    pub seed: u64,
    /// The fields that differ from their defaults, as JSON.
    pub set: &'static str,
    /// What B has instead, when A and B are compared.
    pub against: &'static str,
    /// The output to look at.
    pub stage: &'static str,
    pub title: Text,
    pub lines: [Text; 3],
}

/// The scenes of a bench, in the order in which they are best seen.
pub fn of(bench: Bench) -> impl Iterator<Item = &'static Scene> {
    ALL.iter().filter(move |scene| scene.bench == bench)
}

/// The scene of this name.
pub fn find(id: &str) -> Option<&'static Scene> {
    ALL.iter().find(|scene| scene.id == id)
}

pub const ALL: &[Scene] = &[
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
    Scene {
        id: "sinusoids",
        bench: Bench::Position,
        case: "sinusoidal_pe",
        seed: 1,
        set: r#"{"T":24,"d":16}"#,
        against: r#"{"d":8}"#,
        stage: "pe",
        title: Text::new("正余弦编码", "Sinusoids"),
        lines: [
            Text::new(
                "左边的列转得快，右边的列转得慢：像一个个钟表指针。",
                "Left columns turn fast, right ones slowly: like the hands of a clock.",
            ),
            Text::new(
                "每个位置与位置 0 的点积随距离变小，但不单调。",
                "The dot product with position 0 shrinks with distance, but not steadily.",
            ),
            Text::new("在任一格上按 Enter，看它是哪个角的正弦。", "Press Enter on a cell to see whose sine it is."),
        ],
    },
    Scene {
        id: "rope-shift",
        bench: Bench::Position,
        case: "rope",
        seed: 3,
        set: r#"{"T":4,"D":8}"#,
        against: r#"{"shift":17}"#,
        stage: "scores",
        title: Text::new("RoPE 只看相对位置", "RoPE sees relative positions only"),
        lines: [
            Text::new(
                "每对维度按位置转一个角，分数只和两个位置的差有关。",
                "Each pair turns by its position; a score depends on the difference alone.",
            ),
            Text::new(
                "B 把所有位置加 17：Q、K 都变了，分数一点没变。",
                "B adds 17 to every position: Q and K change, the scores do not.",
            ),
            Text::new("差那一栏是 0（到浮点的最后几位）。", "The difference is 0, to the last digits of floats."),
        ],
    },
    Scene {
        id: "rope-pairing",
        bench: Bench::Position,
        case: "rope",
        seed: 3,
        set: r#"{"T":4,"D":8,"pairing":"interleaved"}"#,
        against: r#"{"pairing":"half_split"}"#,
        stage: "scores",
        title: Text::new("RoPE 的两种配对", "RoPE's two pairings"),
        lines: [
            Text::new(
                "论文和 Meta 的代码转相邻的一对；Hugging Face 转前后两半。",
                "The paper and Meta's code turn neighbours; Hugging Face turns halves.",
            ),
            Text::new("同样的 q、k，两种配对的分数不同。", "The same q and k have other scores."),
            Text::new(
                "所以换代码时要重排 W_q、W_k 的行。",
                "So rows of W_q and W_k must be reordered between the two.",
            ),
        ],
    },
    Scene {
        id: "alibi-distance",
        bench: Bench::Position,
        case: "alibi",
        seed: 2,
        set: r#"{"T":8,"head":1}"#,
        against: r#"{"head":4}"#,
        stage: "weights",
        title: Text::new("ALiBi 惩罚距离", "ALiBi punishes distance"),
        lines: [
            Text::new(
                "分数减去斜率乘距离：越远扣得越多。",
                "The score loses slope times distance: the further, the more.",
            ),
            Text::new(
                "头 1 的斜率 1/4，只看近处；头 4 的斜率 1/256，几乎不扣。",
                "Head 1 has slope 1/4 and looks near; head 4 has 1/256 and loses almost nothing.",
            ),
            Text::new(
                "不需要位置向量，训练之外的距离照样有定义。",
                "No position vectors: distances beyond training are defined as well.",
            ),
        ],
    },
    Scene {
        id: "interpolation",
        bench: Bench::Position,
        case: "pi",
        seed: 1,
        set: r#"{"d":32,"L_train":4096,"s":8}"#,
        against: r#"{"s":1}"#,
        stage: "wavelength_tokens",
        title: Text::new("位置插值", "Position interpolation"),
        lines: [
            Text::new(
                "把位置除以 8，等于把每个频率除以 8：所有波长变成 8 倍。",
                "Positions divided by 8 are frequencies divided by 8: every wavelength grows 8 times.",
            ),
            Text::new(
                "32 768 个词元落回训练过的 4 096 的角度范围。",
                "32 768 tokens fall into the angles of the trained 4 096.",
            ),
            Text::new(
                "代价：最快的一对也变慢，相邻词元更难分。",
                "The price: the fastest pair slows down, too; neighbours are harder to tell apart.",
            ),
        ],
    },
    Scene {
        id: "ntk",
        bench: Bench::Position,
        case: "ntk_static",
        seed: 1,
        set: r#"{"d":32,"L_train":4096,"s":8}"#,
        against: r#"{"s":1}"#,
        stage: "wavelength_tokens",
        title: Text::new("NTK：换基，不训练", "NTK: another base, no training"),
        lines: [
            Text::new(
                "基从 10 000 变成约 91 896：最快的一对不动，最慢的正好插值。",
                "The base goes from 10 000 to about 91 896: the fastest pair stays, the slowest interpolates.",
            ),
            Text::new(
                "中间的平滑过渡，所以邻近词元仍然分得清。",
                "Between them it changes smoothly, so neighbours stay apart.",
            ),
            Text::new(
                "动态 NTK 让基随当前长度增长，短文本不受影响。",
                "Dynamic NTK lets the base grow with the present length; short texts are untouched.",
            ),
        ],
    },
    Scene {
        id: "scaling-chart",
        bench: Bench::Position,
        case: "scaling",
        seed: 1,
        set: r#"{"d":32,"L_train":4096,"s":8}"#,
        against: r#"{"s":32}"#,
        stage: "kept",
        title: Text::new("PI、NTK、YaRN 对照", "PI, NTK, YaRN side by side"),
        lines: [
            Text::new(
                "每列是一对维度，从快到慢；数字是频率还剩几分。",
                "A column is a pair, fast to slow; the number is what is left of its frequency.",
            ),
            Text::new(
                "PI 一律除以 s；NTK 由快到慢逐渐增加；YaRN 快的不动、慢的全除。",
                "PI divides all by s; NTK more and more; YaRN leaves the fast and divides the slow.",
            ),
            Text::new("截断把太慢的一律设为 0 或常数。", "The truncated basis makes the too slow 0 or constant."),
        ],
    },
    Scene {
        id: "truncated-basis",
        bench: Bench::Position,
        case: "truncated_basis",
        seed: 1,
        set: r#"{"d":32,"L_train":4096,"s":8}"#,
        against: r#"{"s":32}"#,
        stage: "inv_freq",
        title: Text::new("旋转基截断", "The truncated basis"),
        lines: [
            Text::new(
                "低于 a 的频率设为 0：它在训练中连一圈都没转完。",
                "Frequencies up to a become 0: they never finished a turn in training.",
            ),
            Text::new(
                "a 与 b 之间用一个固定的 ρ，b 以上不动。",
                "Between a and b stands one ρ; from b on nothing changes.",
            ),
            Text::new("这样外推时不会出现没见过的角度。", "So no angle appears that was never seen."),
        ],
    },
    Scene {
        id: "depth-norm",
        bench: Bench::Norm,
        case: "depth",
        seed: 1,
        set: r#"{"layers":100}"#,
        against: r#"{"gain":0.3}"#,
        stage: "rms",
        title: Text::new("残差加归一化，一百层", "Residuals and norms, 100 layers deep"),
        lines: [
            Text::new(
                "没有归一化，激活每层约乘 1.38，一百层后约 10¹⁴ 倍。",
                "Without a norm activations grow about 1.38 times a layer: 10¹⁴ after 100.",
            ),
            Text::new(
                "Pre-LN 只按 √层数 增长；Post-LN 和 DeepNorm 停在 1。",
                "Pre-norm grows with the root of the depth; post-norm and DeepNorm stay at 1.",
            ),
            Text::new(
                "这就是残差与层归一化“提升训练稳定性”的数。",
                "These are the numbers behind “norms make training stable”.",
            ),
        ],
    },
    Scene {
        id: "ln-axis",
        bench: Bench::Norm,
        case: "layer_norm",
        seed: 1,
        set: r#"{"T":4,"D":6}"#,
        against: r#"{"eps":1}"#,
        stage: "y",
        title: Text::new("哪条轴共用统计量", "Which axis shares statistics"),
        lines: [
            Text::new(
                "LayerNorm 每行（词元）自己算均值和方差；BatchNorm 每列算。",
                "LayerNorm measures each row (token), BatchNorm each column.",
            ),
            Text::new("改一行里的一个数：LayerNorm 只动这一行。", "Change one number: LayerNorm moves its row alone."),
            Text::new("换到 batch_norm_train：动的是整列。", "Change to batch_norm_train: the whole column moves."),
        ],
    },
    Scene {
        id: "bn-trap",
        bench: Bench::Norm,
        case: "batch_norm_train",
        seed: 1,
        set: r#"{"T":4,"D":6}"#,
        against: r#"{"momentum":1}"#,
        stage: "y",
        title: Text::new("BatchNorm 的两种方差", "BatchNorm's two variances"),
        lines: [
            Text::new(
                "输出用有偏方差（除以 n），滑动统计用无偏方差（除以 n−1）。",
                "The output has the biased variance (over n), the running one is unbiased (over n−1).",
            ),
            Text::new(
                "B 把 momentum 设为 1：running_var 正好是本批的无偏方差。",
                "B sets momentum to 1: running_var is this batch's unbiased variance.",
            ),
            Text::new("所以训练与推理的输出差一点点。", "So training and inference differ a little."),
        ],
    },
    Scene {
        id: "swiglu",
        bench: Bench::Activation,
        case: "gated_ffn",
        seed: 1,
        set: r#"{"T":3,"D":4}"#,
        against: r#"{"d_ff":8}"#,
        stage: "swiglu",
        title: Text::new("SwiGLU 的门", "SwiGLU's gate"),
        lines: [
            Text::new(
                "一路经过 SiLU 当门，另一路直通，相乘后再投影回来。",
                "One branch goes through SiLU as a gate, the other straight; their product is projected back.",
            ),
            Text::new(
                "三块矩阵而不是两块，所以宽度取 4d 的三分之二。",
                "Three matrices instead of two, so the width is two thirds of 4d.",
            ),
            Text::new("llama_ffn_hidden：d = 4096 得 11 008。", "llama_ffn_hidden: d = 4096 gives 11 008."),
        ],
    },
    Scene {
        id: "gelu-curve",
        bench: Bench::Activation,
        case: "curve",
        seed: 1,
        set: r#"{"function":"gelu_exact","at":-0.75}"#,
        against: r#"{"function":"relu"}"#,
        stage: "curve",
        title: Text::new("GELU 与 ReLU", "GELU and ReLU"),
        lines: [
            Text::new(
                "GELU 在 −0.75 附近有个小坑，约 −0.17；ReLU 那里是 0。",
                "GELU has a dip near −0.75, about −0.17; ReLU is 0 there.",
            ),
            Text::new(
                "ReLU 左边斜率为 0，梯度过不去；GELU 的斜率处处平滑。",
                "ReLU's slope is 0 on the left, no gradient passes; GELU's is smooth.",
            ),
            Text::new("用 H、L 移动 at，读出值和斜率。", "Move `at` with H and L, and read value and slope."),
        ],
    },
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
        id: "moe-top2",
        bench: Bench::Moe,
        case: "mixtral",
        seed: 3,
        set: r#"{"T":8,"experts":8,"k":2}"#,
        against: r#"{"k":1}"#,
        stage: "dispatch",
        title: Text::new("每个词元只去两个专家", "Each token goes to two experts"),
        lines: [
            Text::new(
                "8 个专家选 2 个：激活 25 %，其余不算。",
                "2 of 8 experts: 25 % are active, the rest is not computed.",
            ),
            Text::new(
                "先选后 softmax，等于全部 softmax 再归一。",
                "Top-k then softmax is softmax over all, renormalised.",
            ),
            Text::new(
                "看 load：不均匀时，有的专家挤，有的闲。",
                "Look at load: when uneven, some experts queue and others idle.",
            ),
        ],
    },
    Scene {
        id: "moe-balance",
        bench: Bench::Moe,
        case: "switch",
        seed: 3,
        set: r#"{"T":12,"experts":4}"#,
        against: r#"{"alpha":0.1}"#,
        stage: "load",
        title: Text::new("均衡损失", "The balance loss"),
        lines: [
            Text::new(
                "f 是去到每个专家的比例，P 是平均概率；损失 α·E·Σ f·P。",
                "f is the share sent to an expert, P the mean probability; the loss is α·E·Σ f·P.",
            ),
            Text::new("完全均匀时等于 α，这是最小值。", "When even it is α, the least."),
            Text::new("把 logits 的一列调大，看损失上升。", "Raise one column of the logits and watch the loss rise."),
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
        id: "mla-absorb",
        bench: Bench::Mla,
        case: "mla",
        seed: 1,
        set: "{}",
        against: r#"{"form":"naive"}"#,
        stage: "weights",
        title: Text::new("MLA：吸收后不用展开", "MLA: absorbed, nothing is expanded"),
        lines: [
            Text::new(
                "只缓存 3 个数的潜在向量和 2 个数的旋转键：5 个，而不是 18 个。",
                "A latent of 3 numbers and a rotated key of 2 are cached: 5, not 18.",
            ),
            Text::new(
                "W_UK 并进查询，W_UV 并进输出，键值从不展开。",
                "W_UK goes into the query, W_UV into the output; keys are never expanded.",
            ),
            Text::new("两种算法的差是 0（浮点末位）。", "The two ways differ by 0, to the last digits."),
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

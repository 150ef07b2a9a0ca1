//! Scenes of the position bench.

use super::{Bench, Scene, Text};

pub(super) const SCENES: &[Scene] = &[
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
];

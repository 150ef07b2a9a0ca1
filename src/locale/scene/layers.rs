//! Scenes of the benches of layers: norms, activations, experts, latent attention.

use super::{Bench, Scene, Text};

pub(super) const SCENES: &[Scene] = &[
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
];

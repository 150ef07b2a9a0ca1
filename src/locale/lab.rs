//! The texts of the lab: benches, their calculations, what comes out of them.

use super::{Lang, Text};
use crate::lab::bench::Bench;

pub const NO_VISIBLE_KEY: Text =
    Text::new("没有可见的键：没有权重，也没有输出", "no visible key: no weights, no output");
pub const TOY: Text = Text::new("演示用的小向量，不是训练好的模型", "toy vectors, not a trained model");

pub const fn bench(bench: Bench) -> Text {
    match bench {
        Bench::Attention => Text::new("注意力", "Attention"),
        Bench::Position => Text::new("位置", "Position"),
        Bench::Norm => Text::new("归一化", "Normalisation"),
        Bench::Activation => Text::new("激活函数", "Activation"),
        Bench::KvCache => Text::new("KV 缓存", "KV cache"),
        Bench::Moe => Text::new("混合专家", "Mixture of experts"),
        Bench::Ssm => Text::new("状态空间与循环", "State spaces and recurrence"),
        Bench::Mla => Text::new("潜在注意力 MLA", "Latent attention, MLA"),
        Bench::Cost => Text::new("开销", "Cost"),
    }
}

pub const fn bench_what(bench: Bench) -> Text {
    match bench {
        Bench::Attention => Text::new(
            "改动 Q、K、V 的任何一格，看分数、掩码、权重和输出怎样跟着变",
            "change any cell of Q, K, V and watch scores, mask, weights and output follow",
        ),
        Bench::Position => Text::new(
            "正余弦、RoPE、ALiBi；插值、NTK、YaRN 怎样把位置拉长",
            "sinusoids, RoPE, ALiBi; how PI, NTK and YaRN stretch positions",
        ),
        Bench::Norm => Text::new(
            "哪条轴共用统计量；归一化放在哪里，一百层后激活有多大",
            "which axis shares statistics; where a norm stands, and what 100 layers make of it",
        ),
        Bench::Activation => Text::new(
            "曲线、斜率、光标处的值；SwiGLU 的宽度",
            "curves, slopes, the value at the cursor; SwiGLU's width",
        ),
        Bench::KvCache => {
            Text::new("每个词元要存多少字节；93.3 % 一步步算出来", "bytes a token; the 93.3 % rebuilt step by step")
        }
        Bench::Moe => Text::new("词元去哪些专家，负载是否均匀", "which experts a token goes to, and how evenly"),
        Bench::Ssm => Text::new(
            "一次喂一个词元：状态不变大，旁边的 KV 缓存越来越长",
            "feed one token at a time: the state stays, the KV cache beside it grows",
        ),
        Bench::Mla => Text::new("展开与吸收，两种算法，差为零", "naive and absorbed: two ways, no difference"),
        Bench::Cost => Text::new(
            "时间和内存怎样随长度增长：算出来，也在这台机器上量",
            "how time and memory grow with length: computed, and measured here",
        ),
    }
}

/// What a calculation is called; its own name where there is no other.
pub fn case(name: &'static str) -> Text {
    let of = |zh, en| Text::new(zh, en);
    match name {
        "attention" => of("注意力，逐步", "attention, stage by stage"),
        "score_functions" => of("打分函数", "score functions"),
        "softmax" => of("softmax，逐步与在线", "softmax, in steps and online"),
        "entropy" => of("熵与有效键数", "entropy and effective keys"),
        "dot_variance" => of("点积的方差", "variance of a dot product"),
        "mha" => of("多头注意力层", "multi-head layer"),
        "gqa" => of("分组查询注意力", "grouped-query attention"),
        "gqa_mean_pool" => of("MHA 转 GQA：取平均", "MHA to GQA by means"),
        "mask" => of("掩码", "masks"),
        "decode_cache" => of("StreamingLLM 的缓存", "StreamingLLM's cache"),
        "receptive_field" => of("滑动窗口的感受野", "reach of sliding windows"),
        "topk_memory" => of("从记忆里选词元", "tokens picked from a memory"),
        "rope" => of("旋转位置编码", "rotary positions"),
        "frequencies" => of("旋转频率", "rotation frequencies"),
        "permutation" => of("两种配对之间的换位", "from one pairing to the other"),
        "2d_rotation" => of("平面旋转", "a rotation in the plane"),
        "decay_envelope" => of("随距离衰减", "decay with distance"),
        "sinusoidal_pe" => of("正余弦编码", "sinusoids"),
        "alibi" => of("ALiBi 偏置", "ALiBi's bias"),
        "alibi_slopes" => of("ALiBi 斜率", "ALiBi's slopes"),
        "scaling" => of("长度外推：各法并列", "stretched positions side by side"),
        "default" => of("未扩展的 RoPE", "RoPE as trained"),
        "pi" => of("位置插值", "position interpolation"),
        "ntk_static" => of("NTK 基", "NTK-aware base"),
        "dynamic_ntk" => of("动态 NTK", "dynamic NTK"),
        "yarn_code" => of("YaRN（代码）", "YaRN (code)"),
        "yarn_paper" => of("YaRN（论文）", "YaRN (paper)"),
        "truncated_basis" => of("旋转基截断", "truncated basis"),
        "llama3" => of("Llama 3 的缩放", "Llama 3's scaling"),
        "yarn_temperature" => of("YaRN 的温度", "YaRN's temperature"),
        "deepseek_yarn" => of("DeepSeek 的 YaRN", "DeepSeek's YaRN"),
        "layer_norm" => of("层归一化", "LayerNorm"),
        "rms_norm" => of("均方根归一化", "RMSNorm"),
        "rms_gemma_1_plus_w" => of("Gemma 的 RMSNorm", "Gemma's RMSNorm"),
        "p_rms_norm" => of("部分 RMSNorm", "partial RMSNorm"),
        "batch_norm_train" => of("批归一化，训练", "BatchNorm, training"),
        "batch_norm_eval" => of("批归一化，推理", "BatchNorm, inference"),
        "group_norm" => of("组归一化", "GroupNorm"),
        "group_and_instance_norm" => of("组与实例归一化", "GroupNorm, InstanceNorm"),
        "dyt" => of("动态 tanh", "dynamic tanh"),
        "l2_norm" => of("单位向量", "unit vectors"),
        "qk_norm" => of("QK 归一化", "QK-norm"),
        "placement" => of("归一化的位置", "where the norm stands"),
        "depth" => of("穿过一百层", "through 100 layers"),
        "deepnorm" => of("DeepNorm 的常数", "DeepNorm's constants"),
        "curve" => of("曲线与斜率", "curve and slope"),
        "pointwise" => of("逐点的值", "values at points"),
        "gated_ffn" => of("门控前馈层", "gated feed-forward"),
        "llama_ffn_hidden" => of("SwiGLU 的宽度", "SwiGLU's width"),
        "model" => of("一个模型的缓存", "a model's cache"),
        "compare" => of("两个缓存相比", "two caches compared"),
        "presets" => of("各模型的缓存", "caches of the presets"),
        _ => more(name),
    }
}

fn more(name: &'static str) -> Text {
    let of = |zh, en| Text::new(zh, en);
    match name {
        "mixtral" => of("Mixtral：先选后 softmax", "Mixtral: top-k, then softmax"),
        "deepseek_v2" => of("DeepSeek-V2：不再归一", "DeepSeek-V2: not renormalised"),
        "deepseek_v3" => of("DeepSeek-V3：sigmoid 加偏置", "DeepSeek-V3: sigmoid and bias"),
        "switch" => of("Switch：只去一个专家", "Switch: one expert"),
        "expert_balance_loss" => of("专家均衡损失", "expert balance loss"),
        "noisy_top_k" => of("带噪声的门", "noisy gate"),
        "moe_layer" => of("整层专家", "a whole layer of experts"),
        "router" => of("路由规则", "routing rules"),
        "diagonal" => of("对角状态空间", "diagonal state space"),
        "mamba" => of("Mamba 的选择性扫描", "Mamba's selective scan"),
        "retention" => of("RetNet 的三种形式", "RetNet's three forms"),
        "linear_attention" => of("线性注意力", "linear attention"),
        "theorem1_gated_rnn" => of("最简单的选择：门控 RNN", "the simplest selection: a gated RNN"),
        "s4d_lin_kernel" => of("S4D 的卷积核", "S4D's kernel"),
        "hippo_legs" => of("HiPPO 矩阵", "HiPPO matrix"),
        "gammas" => of("RetNet 的多尺度", "RetNet's scales"),
        "wkv" => of("RWKV 的加权和", "RWKV's weighted sum"),
        "time_mixing" => of("RWKV 时间混合", "RWKV's time mixing"),
        "token_shift" => of("RWKV 词元移位", "RWKV's token shift"),
        "channel_mixing" => of("RWKV 通道混合", "RWKV's channel mixing"),
        "short_causal_conv" => of("短卷积", "short convolution"),
        "long_conv" => of("长卷积", "long convolution"),
        "hyena" => of("Hyena（论文）", "Hyena (paper)"),
        "hyena_released" => of("Hyena（代码）", "Hyena (code)"),
        "exponential_modulation" => of("滤波器的窗", "the filters' window"),
        "mla" => of("展开与吸收", "naive and absorbed"),
        "growth" => of("随长度增长", "growth with length"),
        "score_cost" => of("点积与加法打分的开销", "cost of dot and additive scores"),
        "attention_flops" => of("注意力的运算量", "attention's operations"),
        "decode_flops" => of("解码一个词元", "decoding one token"),
        other => of(other, other),
    }
}

/// What an output is, where its name does not say it.
pub fn output(name: &str) -> Option<Text> {
    let of = |zh, en| Some(Text::new(zh, en));
    match name {
        "scores" => of("分数", "scores"),
        "scaled" => of("缩放", "scaled"),
        "bias" => of("偏置", "bias"),
        "masked" => of("掩码", "masked"),
        "exp" => of("减去行最大值后的指数", "exponentials, the row's maximum taken away"),
        "row_max" => of("行最大值", "row maximum"),
        "row_sum" => of("指数之和", "sum of exponentials"),
        "weights" => of("权重", "weights"),
        "output" => of("输出", "output"),
        "entropy" | "entropy_nats" | "nats" => of("熵（奈特）", "entropy in nats"),
        "effective_keys" | "perplexity" => of("有效键数", "effective keys"),
        "states" => of("状态", "state"),
        "kernel" => of("卷积核", "kernel"),
        "load" => of("每个专家的词元", "tokens of each expert"),
        "dispatch" => of("去向与权重", "where to, and how much"),
        "full_softmax" => of("路由概率", "router probabilities"),
        "active_share" => of("激活的专家比例", "share of the experts that is active"),
        "kv_bytes" => of("此长度的缓存，字节", "cache at this context, bytes"),
        "kv_bytes_per_token" => of("每词元，字节", "bytes a token"),
        "kv_elements_per_token" => of("每词元，数", "numbers a token"),
        "params_total" => of("参数总数", "parameters"),
        "params_active" => of("每词元激活的参数", "parameters active for a token"),
        "weights_flops" => of("线性层运算量，每词元", "operations of the linear layers, a token"),
        "attention_flops" => of("注意力运算量，每词元", "operations of attention, a token"),
        "arithmetic_intensity" => of("每读一字节缓存的运算", "operations a byte of cache read"),
        "variants" => of("换一种记法，缓存多大", "the cache if it were kept otherwise"),
        "cache_by_context" => of("随长度，GiB", "by context, GiB"),
        "reduction_pct" => of("少了百分之几", "less, in percent"),
        "reduction_pct_equal_bits" => of("同样位数时少百分之几", "less at equal bits, in percent"),
        "max_difference" => of("各形式之间的最大差", "largest difference between the forms"),
        "difference" => of("吸收 − 展开", "absorbed − naive"),
        "delta" => of("Δ：大则写入，小则跳过", "Δ: large writes, small skips"),
        _ => further(name),
    }
}

fn further(name: &str) -> Option<Text> {
    let of = |zh, en| Some(Text::new(zh, en));
    match name {
        "wavelengths" | "wavelength_tokens" => of("波长，词元", "wavelength in tokens"),
        "turns" => of("拉长后的长度里转几圈", "turns within the stretched length"),
        "kept" => of("频率还剩几分", "how much of the frequency is left"),
        "flops" => of("运算量", "operations"),
        "memory" => of("要留着的数", "numbers kept"),
        "rms" => of("均方根", "root mean square"),
        "mean" => of("均值", "mean"),
        "var_biased" => of("有偏方差", "biased variance"),
        "angle" => of("角度", "angle"),
        "decay_matrix" => of("衰减", "decay"),
        "parallel" => of("并行形式", "parallel form"),
        "recurrent" => of("循环形式", "recurrent form"),
        "chunkwise" => of("分块形式", "chunkwise form"),
        "y_convolution" => of("同一结果，由卷积算", "the same by convolution"),
        "cache_elements_per_token" => of("每词元缓存的数", "numbers cached a token"),
        "naive_cache_elements_per_token" => of("若缓存展开的键值", "if expanded keys and values were cached"),
        "c_kv" => of("缓存的潜在向量", "the cached latent"),
        "k_rope" => of("缓存的旋转键", "the cached rotated key"),
        "pe" => of("编码", "encoding"),
        "slopes" => of("斜率", "slopes"),
        "curve" => of("x、值、斜率", "x, value, slope"),
        "kv_elements_if_mha" => of("若用 MHA，每词元的数", "numbers a token, as MHA"),
        "kv_elements_if_mqa" => of("若用 MQA，每词元的数", "numbers a token, as MQA"),
        "kv_elements_if_mha_dh128" => of("若用 128 宽的 MHA", "as MHA of width 128"),
        "kv_elements_naive_mla" => of("若缓存展开的键值", "if expanded keys were cached"),
        "equivalent_gqa_groups" => of("相当于几组 GQA", "as many GQA groups"),
        "params_shared" => of("专家以外的参数", "parameters outside experts"),
        "params_per_expert_all_layers" => of("每个专家的参数", "parameters of one expert"),
        "attention_params_per_layer" => of("每层注意力的参数", "attention's parameters, a layer"),
        "cache_bytes" => of("缓存，字节", "cache in bytes"),
        "baseline_elements" => of("原来每词元的数", "numbers a token, before"),
        "elements" => of("现在每词元的数", "numbers a token, now"),
        "baseline_bytes" => of("原来每词元字节", "bytes a token, before"),
        "model_bytes" => of("现在每词元字节", "bytes a token, now"),
        "bytes" => of("每词元字节", "bytes a token"),
        "model" => of("模型", "model"),
        "no_visible_key" => of("看不到键的行", "rows without a visible key"),
        "logits" => of("加偏置、除温度之后", "with bias, over temperature"),
        "y" => of("输出", "output"),
        "y_no_gate" => of("门之前", "before the gate"),
        "hidden" => of("SwiGLU 的宽度", "SwiGLU's width"),
        "params_swiglu" => of("SwiGLU 的参数", "SwiGLU's parameters"),
        "params_relu_4d" => of("4d 的两层前馈", "two layers of width 4d"),
        "value" => of("值", "value"),
        "slope" => of("斜率", "slope"),
        "new_base" => of("新的基", "the new base"),
        "aux_loss" | "loss" => of("均衡损失", "balance loss"),
        "operations" => of("运算次数", "operations"),
        "between" => of("中间要留的数", "numbers held in between"),
        "tanh" => of("其中 tanh", "of these tanh"),
        "inv_freq" => of("频率 θ", "frequency θ"),
        "kv_cache_elements_per_token_per_layer" => of("每词元每层缓存的数", "numbers cached a token and layer"),
        "kv_head_of_query_head" => of("查询头读哪一组", "key head of each query head"),
        "mask" => of("1 看得见", "1 may be seen"),
        "visible_keys_per_row" => of("每行看得见的键", "visible keys a row"),
        "position_ids" => of("位置", "positions"),
        "running_mean" => of("滑动均值", "running mean"),
        "running_var" => of("滑动方差（无偏）", "running variance (unbiased)"),
        "Q_rot" => of("转过的 Q", "Q turned"),
        "K_rot" => of("转过的 K", "K turned"),
        "dot_with_pos0" => of("与位置 0 的点积", "dot product with position 0"),
        "scores_scaled" => of("缩放后的分数", "scaled scores"),
        "head_outputs" => of("各头的输出", "outputs of the heads"),
        "scores_all" => of("对所有键的分数", "scores of all keys"),
        "selected" => of("选中的键", "the keys picked"),
        "z1" => of("第一道门之后", "after the first gate"),
        "data_controlled_matrix_channel0" => of("整个算子是一个矩阵", "the operator as one matrix"),
        "states_aa_bb_pp_last" => of("最后的状态", "the last state"),
        "state_S" => of("状态 S", "state S"),
        "half_life_tokens" => of("多少词元后剩一半", "tokens until half is left"),
        _ => None,
    }
}

/// `left_out`: what was given and is not read.
pub fn left_out(lang: Lang, unknown: &str, case: &str, known: &str) -> String {
    match lang {
        Lang::Zh => format!("没有用到 {unknown}；{case} 读 {known}"),
        Lang::En => format!("left out {unknown}; {case} reads {known}"),
    }
}

pub const KNOBS: Text = Text::new("旋钮", "Knobs");
pub const ROW: Text = Text::new("行", "row");
pub const SUM: Text = Text::new("和", "sum");
pub const SATURATED: Text = Text::new("饱和：几乎只看一个键", "saturated: almost one key");
pub const UNIFORM: Text = Text::new("均匀：不分轻重", "uniform: all alike");
pub const STATE: Text = Text::new("状态", "state");
pub const CACHE: Text = Text::new("KV 缓存", "KV cache");
pub const RIGHT: Text = Text::new("✓ 对了，Enter 结束，p 下一行", "✓ right; Enter ends, p asks the next row");
pub const NOT_ALIKE: Text = Text::new("形状不同，无法相减", "other shapes: no difference");
pub const TOKENS_HOW: Text = Text::new(
    "输入词元，用空格分开；中文可以不分。每个词变成一行",
    "type tokens, blanks between them: each becomes a row",
);
pub const MEASURING: Text = Text::new("正在这台机器上量…", "measuring on this machine…");
pub const MEASURE_HOW: Text =
    Text::new("按 M 在这台机器上量实验室自己的算法", "M measures the lab's own kernels on this machine");
pub const MEASURED: Text = Text::new("这台机器，实验室自己的算法，D=64", "This machine, the lab's own kernels, D=64");
pub const COPIED: Text = Text::new("已复制", "copied");
pub const LAB_HINT: Text = Text::new("每个实验台都有场景：进去后按 s", "Every bench has scenes: press s inside");

pub const KEY_LEFT_CELL: Text = Text::new("左一格", "cell to the left");
pub const KEY_RIGHT_CELL: Text = Text::new("右一格", "cell to the right");
pub const KEY_NUMBER: Text = Text::new("改数", "edit");
pub const KEY_INCREASE: Text = Text::new("加 0.1（- 减）", "add 0.1 (- takes)");
pub const KEY_DECREASE: Text = Text::new("减 0.1", "take 0.1");
pub const KEY_NEXT: Text = Text::new("下一步", "next stage");
pub const KEY_PREVIOUS: Text = Text::new("上一步", "stage before");
pub const KEY_TABLE: Text = Text::new("下一个输入", "next input");
pub const KEY_KNOB_DOWN: Text = Text::new("下一个旋钮", "next knob");
pub const KEY_KNOB_UP: Text = Text::new("上一个旋钮", "knob before");
pub const KEY_KNOB_MORE: Text = Text::new("调旋钮", "turn it");
pub const KEY_KNOB_LESS: Text = Text::new("往回调", "turn it back");
pub const KEY_EXPLAIN: Text = Text::new("这格怎么来的", "explain");
pub const KEY_SCENE: Text = Text::new("场景", "scene");
pub const KEY_SCENE_BEFORE: Text = Text::new("上一个场景", "scene before");
pub const KEY_COMPARE: Text = Text::new("A|B 对比", "compare A|B");
pub const KEY_PREDICT: Text = Text::new("先猜", "predict");
pub const KEY_COPY: Text = Text::new("复制成命令", "copy as a command");
pub const KEY_TOKENS: Text = Text::new("输入词元", "type tokens");
pub const KEY_HEAD: Text = Text::new("下一个头", "next head");
pub const KEY_HEAD_BEFORE: Text = Text::new("上一个头", "head before");
pub const KEY_FEED: Text = Text::new("喂一个词元", "feed a token");
pub const KEY_UNFEED: Text = Text::new("退一个词元", "a token back");
pub const KEY_MEASURE: Text = Text::new("在本机测量", "measure here");
pub const KEY_BENCH: Text = Text::new("到实验台", "to its bench");

/// The question before a row is shown.
pub fn ask(lang: Lang, row: &str) -> String {
    match lang {
        Lang::Zh => format!("先猜：第 {row} 行哪一列最大？用 ← → 选，Enter 揭晓"),
        Lang::En => format!("Predict: which column of row {row} is the greatest? Choose with ← →, Enter reveals"),
    }
}

pub fn fed(lang: Lang, tokens: usize) -> String {
    match lang {
        Lang::Zh => format!("已喂 {tokens} 个词元"),
        Lang::En => format!("{tokens} tokens fed"),
    }
}

/// How many calculations and scenes a bench has.
pub fn holds(lang: Lang, cases: usize, scenes: usize) -> String {
    match (lang, scenes) {
        (Lang::Zh, _) => format!("{cases} 种计算 · {scenes} 个场景"),
        (Lang::En, 1) => format!("{cases} calculations, 1 scene"),
        (Lang::En, _) => format!("{cases} calculations, {scenes} scenes"),
    }
}

pub const NO_BENCH: Text = Text::new("没有实验台演示这个", "no bench shows this");

/// A number of bytes in the unit that fits.
pub fn bytes(count: f64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let mut count = count;
    let mut unit = 0;
    while count >= 1024.0 && unit + 1 < units.len() {
        count /= 1024.0;
        unit += 1;
    }
    let digits = if unit == 0 || count.fract() == 0.0 { 0 } else { 2 };
    format!("{count:.digits$} {}", units[unit])
}

/// A whole number as one reads it: bytes with their unit, parameters in billions, digits in groups of three.
pub fn amount(name: &str, count: u64) -> String {
    let value = count as f64;
    if name.contains("bytes") && count >= 1 << 20 {
        return bytes(value);
    }
    let in_billions = name.contains("params") || name.contains("flops");
    if in_billions && value >= 1e9 {
        return format!("{:.2} G", value / 1e9);
    }
    if value >= 1e15 {
        return format!("{value:.3e}");
    }
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

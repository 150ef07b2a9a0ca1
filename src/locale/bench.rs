//! The texts of an open bench: short names of its stages, why something cannot be computed, a miss as a card.

use super::{Lang, Text, lab, phrases};
use crate::lab::LabError;
use crate::lab::bench::Bench;

pub const CASE: Text = Text::new("计算", "case");
pub const AUTO: Text = Text::new("自动", "auto");

/// A stage or a table where there is little room; mathematical signs are names in every language.
pub fn short(lang: Lang, name: &'static str) -> String {
    if lang == Lang::En {
        return short_english(name).unwrap_or(name).replace('_', " ");
    }
    short_chinese(name).unwrap_or(name).replace('_', " ")
}

fn short_english(name: &str) -> Option<&'static str> {
    Some(match name {
        "kv_head_of_query_head" => "shared heads",
        "data_controlled_matrix_channel0" => "one matrix",
        "toeplitz_channel0" => "Toeplitz",
        "states_aa_bb_pp_last" => "last state",
        "sigmoid_r_times_wkv" => "σ(r)·wkv",
        "mean_abs_partial_sum" => "decay",
        "wavelength_tokens" => "wavelength",
        "full_softmax" => "router",
        "weights_per_head" => "weights",
        "post_LN(x+f(x))" => "post",
        "pre_x+f(LN(x))" => "pre",
        "sandwich_x+LN(f(LN(x)))" => "sandwich",
        "deepnorm_LN(alpha*x+f(x))" => "DeepNorm",
        _ => return None,
    })
}

fn short_chinese(name: &str) -> Option<&'static str> {
    Some(match name {
        "scores" | "scores_all" => "分数",
        "scaled" | "scores_scaled" => "缩放",
        "bias" => "偏置",
        "logits" => "对数几率",
        "logits_plain" => "原来的分数",
        "logits_qknorm" => "归一后的分数",
        "masked" | "mask" => "掩码",
        "exp" => "指数",
        "weights" | "weights_per_head" => "权重",
        "weights_plain" => "原来的权重",
        "weights_qknorm" => "归一后的权重",
        "output" | "y" | "o" | "output_qknorm" => "输出",
        "head_outputs" => "各头输出",
        "kv_head_of_query_head" => "共用的头",
        "K_gqa" => "合并的 K",
        "Q_rot" => "转过的 Q",
        "K_rot" => "转过的 K",
        "angle" => "角度",
        "pe" => "编码",
        "dot_with_pos0" => "与位置 0 的点积",
        "mean_abs_partial_sum" | "decay" | "decay_matrix" => "衰减",
        "inv_freq" => "频率",
        "wavelengths" | "wavelength_tokens" => "波长",
        "turns" => "圈数",
        "kept" => "频率所剩",
        "slopes" => "斜率",
        "sqrt_1_over_t" => "√(1/t)",
        "post_LN(x+f(x))" => "后置",
        "pre_x+f(LN(x))" => "前置",
        "sandwich_x+LN(f(LN(x)))" => "夹心",
        "deepnorm_LN(alpha*x+f(x))" => "DeepNorm",
        "group_norm" => "组归一化",
        "instance_norm" => "实例归一化",
        "rms" => "均方根",
        "curve" => "曲线",
        "bilinear" => "双线性",
        "ffn_relu" => "ReLU 前馈",
        "variants" => "各种记法",
        "cache_by_context" => "随长度",
        "bytes" | "cache_bytes" => "字节",
        "memory" => "要留的数",
        "flops" | "operations" => "运算量",
        _ => return short_chinese_of_layers(name),
    })
}

fn short_chinese_of_layers(name: &str) -> Option<&'static str> {
    Some(match name {
        "dispatch" => "去向",
        "full_softmax" => "路由概率",
        "load" => "负载",
        "between" => "中间的数",
        "kernel" => "卷积核",
        "y_convolution" => "卷积的输出",
        "y_no_gate" => "门之前",
        "states" | "state_S" | "states_m_l" => "状态",
        "states_aa_bb_pp_last" => "最后的状态",
        "delta" => "Δ",
        "parallel" => "并行",
        "recurrent" => "循环",
        "chunkwise" => "分块",
        "mixed" => "混合",
        "wkv" => "加权和",
        "sigmoid_r_times_wkv" => "σ(r)·加权和",
        "z1" => "第一道门",
        "data_controlled_matrix_channel0" => "整个算子",
        "toeplitz_channel0" => "托普利茨",
        "c_kv" => "潜在向量",
        "k_rope" => "旋转键",
        "difference" => "差",
        "weight" => "增益",
        "local" => "近处",
        "positions" => "位置",
        "distances" => "距离",
        "clean" => "无噪声",
        "noise" => "噪声",
        "noise_logits" => "噪声幅度",
        _ => return None,
    })
}

/// What a knob sets, before the name of its flag.
pub fn knob(name: &str) -> Option<&'static str> {
    Some(match name {
        "T" => "词元数",
        "D" | "d" | "dim" | "d_model" | "width" => "宽度",
        "heads" | "n_heads" => "头数",
        "kv_heads" | "n_kv_heads" => "键值头数",
        "head" => "第几个头",
        "score" => "打分",
        "norm" => "归一化",
        "pairing" => "配对",
        "mask" | "causal" => "掩码",
        "position" => "位置",
        "scale" => "缩放",
        "temperature" => "温度",
        "align" => "对齐",
        "base" => "底数",
        "shift" => "平移",
        "eps" => "ε",
        "groups" | "n_groups" => "组数",
        "alpha" | "alpha1" => "系数",
        "layers" => "层数",
        "gain" | "g" => "增益",
        "function" => "函数",
        "at" => "位置 x",
        "span" => "范围",
        "context" | "ctx" | "seq_len" | "longest" => "长度",
        "bits" | "baseline_bits" => "位数",
        "model" => "模型",
        "baseline" => "对照",
        "window" => "窗口",
        "experts" | "n_routed" => "专家数",
        "k" | "K_r" | "top_k" => "选几个",
        "router" => "路由",
        "method" => "离散化",
        "dt" => "步长",
        "gamma" => "γ",
        "chunk" => "块长",
        "form" => "形式",
        "L_train" => "训练长度",
        "s" | "factor" => "倍数",
        "head_dim" => "头宽",
        "vocab" => "词表",
        "d_ff" => "前馈宽度",
        _ => return None,
    })
}

/// Why something cannot be computed.
pub fn error(lang: Lang, error: &LabError) -> String {
    phrases::said(&error.to_string(), lang).into_owned()
}

/// `wrong`: the guess was another column.
pub fn wrong(lang: Lang, column: &str) -> String {
    match lang {
        Lang::Zh => format!("✗ 是 {column} 那一列；a 制成卡片，Enter 结束，p 下一行"),
        Lang::En => format!("✗ it is column {column}; a makes a card, Enter ends, p asks the next row"),
    }
}

/// A wrong prediction as it is asked again, in both languages: whoever learns with it may read either.
#[derive(Debug, Clone, Copy)]
pub struct Miss<'a> {
    pub bench: Bench,
    pub stage: &'static str,
    /// Names of the row, of the column that was guessed, and of the one that it is, with the entry there.
    pub row: &'a str,
    pub said: &'a str,
    pub right: (&'a str, &'a str),
    /// The command line that computes the case.
    pub command: &'a str,
}

impl Miss<'_> {
    pub fn question(&self) -> String {
        let bench = lab::bench(self.bench);
        let stage = lab::output(self.stage).unwrap_or_else(|| Text::new(self.stage, self.stage));
        format!(
            "{}：{}的第 {} 行，哪一列最大？\n\n{}: in row {} of {}, which column is the greatest?\n\n`{}`",
            bench.zh, stage.zh, self.row, bench.en, self.row, stage.en, self.command
        )
    }

    pub fn answer(&self) -> String {
        let (column, value) = self.right;
        format!(
            "{column} 那一列：{value}；当时猜的是 {}\n\ncolumn {column}: {value}; the guess was {}",
            self.said, self.said
        )
    }
}

pub const KEY_MISS: Text = Text::new("猜错的制成卡片", "a wrong guess as a card");
pub const CARD_MADE: Text = Text::new("已制成卡片，放进「实验台」", "a card of it is in the deck Lab");
pub const CARD_KNOWN: Text = Text::new("这张卡片已经有了", "there is a card of it already");

/// Where such cards go.
pub const DECK: Text = Text::new("实验台", "Lab");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_has_a_short_name() {
        for case in Bench::ALL.into_iter().flat_map(Bench::cases) {
            for show in case.shows {
                for lang in [Lang::Zh, Lang::En] {
                    let name = short(lang, show.name);
                    assert!(unicode_width::UnicodeWidthStr::width(name.as_str()) <= 16, "{name}");
                }
            }
        }
    }
}

//! Caches, parameters and operations.

use super::{Made, Stock};
use crate::exercise::dice::Dice;
use crate::exercise::value::{Unit, short};
use crate::lab::LabError;
use crate::lab::cost::{self, Attention, FeedForward, Model};
use crate::lab::softmax::perplexity;

pub(super) const STOCK: &[&Stock] = &[
    &Stock {
        id: "kv-bytes-token",
        bench: Some(("kv-cache", "model")),
        ask: (
            "{L} 层、{G} 组键值、每头 {d} 维的 GQA，缓存每个数 {b} 位。每个词元的 KV 缓存是多少字节？",
            "GQA with {L} layers, {G} KV heads of width {d} and {b} bits a number: how many bytes of KV cache does a token take?",
        ),
        make: bytes_a_token,
    },
    &Stock {
        id: "kv-cache-context",
        bench: Some(("kv-cache", "model")),
        ask: (
            "{L} 层、{G} 组键值、每头 {d} 维，fp16，上下文 {T} 个词元。一条序列的 KV 缓存有多大？",
            "{L} layers, {G} KV heads of width {d}, fp16, a context of {T} tokens: how large is the KV cache of one sequence?",
        ),
        make: cache,
    },
    &Stock {
        id: "kv-heads-ratio",
        bench: Some(("kv-cache", "model")),
        ask: (
            "{H} 个查询头的模型从 MHA 改成 {G} 组的 GQA。KV 缓存缩小到原来的几分之几？",
            "A model with {H} query heads goes from MHA to GQA with {G} groups. To what share does its KV cache shrink?",
        ),
        make: ratio,
    },
    &Stock {
        id: "mla-groups",
        bench: Some(("kv-cache", "model")),
        ask: (
            "MLA 每层每词元缓存 {c} + {r} 个数，每头 {d} 维。这与多少组的 GQA 一样大？",
            "MLA caches {c} + {r} numbers a layer and token, with heads of width {d}. GQA with how many groups would be as large?",
        ),
        make: groups,
    },
    &Stock {
        id: "kv-mla-token",
        bench: Some(("kv-cache", "model")),
        ask: (
            "{L} 层的 MLA，潜向量 {c} 维，共用的旋转键 {r} 维，fp16。每个词元缓存多少字节？",
            "MLA with {L} layers, a latent of {c} and a shared rotary key of {r}, in fp16: how many bytes of cache does a token take?",
        ),
        make: latent_bytes,
    },
    &Stock {
        id: "attention-parameters",
        bench: Some(("kv-cache", "model")),
        ask: (
            "一层 GQA 注意力，d = {d}，{H} 个查询头、{G} 组键值，每头 {w} 维，没有偏置。有多少个参数？",
            "One GQA attention layer with d = {d}, {H} query heads and {G} KV heads of width {w}, without biases: how many parameters?",
        ),
        make: attention_parameters,
    },
    &Stock {
        id: "ffn-parameters",
        bench: Some(("kv-cache", "model")),
        ask: (
            "一层 SwiGLU 前馈网络，d = {d}，中间宽度 {f}，没有偏置。有多少个参数？",
            "One SwiGLU feed-forward layer with d = {d} and inner width {f}, without biases: how many parameters?",
        ),
        make: ffn_parameters,
    },
    &Stock {
        id: "moe-active-share",
        bench: Some(("kv-cache", "model")),
        ask: (
            "MoE 层有 {s} 个共享专家和 {E} 个路由专家，大小相同，每个词元选 {k} 个路由专家。专家参数里有多大比例被激活？",
            "An MoE layer has {s} shared and {E} routed experts of equal size; a token goes to {k} of the routed ones. Which share of the experts' parameters is active?",
        ),
        make: active_share,
    },
    &Stock {
        id: "attention-flops",
        bench: Some(("cost", "attention_flops")),
        ask: (
            "{T} 个词元、{H} 个头、每头 {d} 维：一层注意力的两次矩阵乘共多少 FLOPs？（不计因果减半）",
            "{T} tokens, {H} heads of width {d}: how many FLOPs do the two products of one attention layer take? (the causal half not saved)",
        ),
        make: flops,
    },
    &Stock {
        id: "decode-intensity",
        bench: Some(("kv-cache", "model")),
        ask: (
            "{H} 个查询头、{G} 组键值，缓存每个数 {b} 位。解码时每读一字节缓存做多少 FLOPs？",
            "{H} query heads, {G} KV heads, {b} bits a number of the cache: how many FLOPs does decoding do for each byte of cache it reads?",
        ),
        make: intensity,
    },
    &Stock {
        id: "perplexity",
        bench: None,
        ask: (
            "模型给三个词元的概率是 {a}, {b}, {c}。这段文字的困惑度是多少？",
            "A model gives three tokens the probabilities {a}, {b}, {c}. What is the perplexity of this text?",
        ),
        make: confusion,
    },
];

/// A model in whose costs only what an exercise asks for matters.
const fn model(layers: u64, heads: u64, kv_heads: u64, head_dim: u64) -> Model {
    Model {
        name: "own",
        layers,
        d_model: heads * head_dim,
        heads,
        attention: Attention::Grouped { kv_heads, head_dim, qkv_bias: false },
        ffn: FeedForward::Dense { width: 0 },
        vocab: 0,
        tied: true,
        window: None,
    }
}

const fn latent(layers: u64, d_c: u64, d_rope: u64, width: u64) -> Model {
    let attention = Attention::Latent { d_nope: width, d_rope, d_v: width, d_c, d_c_q: None };
    Model { attention, ..model(layers, 32, 32, width) }
}

impl Made {
    /// The sizes of a grouped model as the bench reads them.
    fn sizes(self, (layers, heads, kv_heads, head_dim): (u64, u64, u64, u64), context: u64, bits: u64) -> Self {
        self.set("model", "own")
            .set("layers", layers)
            .set("d_model", heads * head_dim)
            .set("n_heads", heads)
            .set("n_kv_heads", kv_heads)
            .set("head_dim", head_dim)
            .set("context", context)
            .set("bits", bits.to_string())
    }

    /// The sizes of a latent model.
    fn latents(self, (layers, d_c, d_rope, width): (u64, u64, u64, u64)) -> Self {
        self.sizes((layers, 32, 32, width), 1, 16).set("d_c", d_c).set("d_rope", d_rope).set("d_nope", width)
    }
}

fn bytes_a_token(dice: &mut Dice) -> Result<Made, LabError> {
    let (layers, groups) = (dice.one_of([24, 28, 32, 40, 48, 60, 80]), dice.one_of([1, 2, 4, 8]));
    let (width, bits) = (dice.one_of([64, 128]), dice.one_of([16, 8, 4]));
    let bytes = model(layers, 32, groups, width).kv_bytes(1, bits);
    let numbers = 2 * layers * groups * width;
    Ok(Made::large(bytes, Unit::Bytes)
        .with("L", layers)
        .with("G", groups)
        .with("d", width)
        .with("b", bits)
        .step(format!("2·{layers}·{groups}·{width} = {numbers}"))
        .step(format!("{numbers}·{bits}/8 = {bytes}"))
        .slip([bytes as f64 / 2.0], "K 和 V 各一份：乘 2", "K and V both are kept: times 2")
        .slip([bytes as f64 * 8.0], "这是位数；一个字节 8 位", "those are bits; a byte has 8")
        .slip([numbers as f64], "这是数的个数，还要乘每个数的字节", "those are numbers: times the bytes a number takes")
        .slip([bytes as f64 / layers as f64], "这只是一层", "that is one layer only")
        .sizes((layers, 32, groups, width), 4096, bits))
}

fn cache(dice: &mut Dice) -> Result<Made, LabError> {
    let (layers, groups, width) = (dice.one_of([24, 32, 40, 80]), dice.one_of([2, 4, 8, 32]), dice.one_of([64, 128]));
    let context = dice.one_of([2048, 4096, 8192, 16_384, 32_768, 131_072]);
    let bytes = model(layers, 32, groups, width).kv_bytes(context, 16);
    let each = model(layers, 32, groups, width).kv_bytes(1, 16);
    Ok(Made::large(bytes, Unit::Bytes)
        .with("L", layers)
        .with("G", groups)
        .with("d", width)
        .with("T", context)
        .step(format!("2·{layers}·{groups}·{width}·2 = {each}"))
        .step(format!("{each}·{context} = {bytes}"))
        .slip([bytes as f64 / 2.0], "差两倍：K 和 V 各一份，fp16 两个字节", "off by 2: K and V, and two bytes a number")
        .slip(
            [bytes as f64 * 32.0 / groups as f64],
            "缓存的是键值组，不是查询头",
            "KV heads are cached, not query heads",
        )
        .slip([each as f64], "这是一个词元", "that is one token")
        .sizes((layers, 32, groups, width), context, 16))
}

fn ratio(dice: &mut Dice) -> Result<Made, LabError> {
    let (heads, groups) = (dice.one_of([16, 32, 64, 96]), dice.one_of([1, 2, 4, 8]));
    let model = model(32, heads, groups, 128);
    let share = model.kv_elements_per_token() as f64 / model.kv_elements_if_mha() as f64;
    Ok(Made::near([share], 0.01)
        .with("H", heads)
        .with("G", groups)
        .step(format!("{groups}/{heads} = {}", short(share)))
        .slip([1.0 / share], "问的是缩小到多少，不是缩小多少倍", "the share that is left was asked for, not the factor")
        .slip(
            [1.0 - share],
            "问的是剩下的比例，不是减少的",
            "the share that is left was asked for, not the one that is saved",
        )
        .slip([1.0 / heads as f64], "那是 MQA（一组）", "that is MQA, one group")
        .sizes((32, heads, groups, 128), 4096, 16))
}

fn groups(dice: &mut Dice) -> Result<Made, LabError> {
    let (d_c, d_rope, width) = (dice.one_of([256, 384, 512, 1024]), dice.one_of([32, 64]), dice.one_of([64, 128]));
    let groups = latent(60, d_c, d_rope, width).equivalent_groups();
    Ok(Made::near([groups], 0.005)
        .with("c", d_c)
        .with("r", d_rope)
        .with("d", width)
        .step(format!("({d_c} + {d_rope}) / (2·{width}) = {groups}"))
        .slip([2.0 * groups], "GQA 每组缓存 K 和 V：2·d_h", "a GQA group caches K and V: 2·d_h")
        .slip([d_c as f64 / (2 * width) as f64], "旋转键也要缓存", "the rotary key is cached, too")
        .latents((60, d_c, d_rope, width)))
}

fn latent_bytes(dice: &mut Dice) -> Result<Made, LabError> {
    let (layers, d_c, d_rope) =
        (dice.one_of([27, 32, 48, 60, 61]), dice.one_of([256, 512, 768]), dice.one_of([32, 64]));
    let bytes = latent(layers, d_c, d_rope, 128).kv_bytes(1, 16);
    Ok(Made::large(bytes, Unit::Bytes)
        .with("L", layers)
        .with("c", d_c)
        .with("r", d_rope)
        .step(format!("{layers}·({d_c} + {d_rope})·2 = {bytes}"))
        .slip(
            [bytes as f64 * 2.0],
            "K 和 V 共用一个潜向量，不必再乘 2",
            "K and V share one latent: no further factor of 2",
        )
        .slip([bytes as f64 / 2.0], "fp16 每个数两个字节", "fp16 takes two bytes a number")
        .slip([(layers * d_c * 2) as f64], "旋转键也要缓存", "the rotary key is cached, too")
        .latents((layers, d_c, d_rope, 128)))
}

fn attention_parameters(dice: &mut Dice) -> Result<Made, LabError> {
    let (heads, width) = (dice.one_of([16, 32, 40]), dice.one_of([64, 128]));
    let groups = dice.one_of([2, 4, 8]);
    let d = heads * width;
    let count = model(1, heads, groups, width).parameters().attention_per_layer;
    let (queries, keys) = (d * heads * width, d * 2 * groups * width);
    Ok(Made::large(count, Unit::Count)
        .with("d", d)
        .with("H", heads)
        .with("G", groups)
        .with("w", width)
        .step(format!("W_Q: {d}·{heads}·{width} = {queries}"))
        .step(format!("W_K, W_V: 2·{d}·{groups}·{width} = {keys}"))
        .step(format!("W_O: {heads}·{width}·{d} = {queries}"))
        .step(format!("Σ = {count}"))
        .slip([(count - queries) as f64], "漏了输出投影 W_O", "the output projection W_O is missing")
        .slip([(4 * d * d) as f64], "那是 MHA：K、V 只有几组", "that is MHA: K and V have a few heads only")
        .sizes((1, heads, groups, width), 4096, 16))
}

fn ffn_parameters(dice: &mut Dice) -> Result<Made, LabError> {
    let d = dice.one_of([1024, 2048, 4096, 5120, 8192]);
    let width = d / 1024 * dice.one_of([2560, 2816, 3072, 3584]);
    let total =
        |width| Model { d_model: d, ffn: FeedForward::Dense { width }, ..model(1, 32, 32, 64) }.parameters().total;
    let count = total(width) - total(0);
    Ok(Made::large(count, Unit::Count)
        .with("d", d)
        .with("f", width)
        .step(format!("3·{d}·{width} = {count}"))
        .slip([(2 * d * width) as f64], "SwiGLU 有三个矩阵", "SwiGLU has three matrices")
        .slip([(d * width) as f64], "SwiGLU 有三个矩阵", "SwiGLU has three matrices")
        .sizes((1, 32, 32, d / 32), 4096, 16)
        .set("d_ff", width))
}

fn active_share(dice: &mut Dice) -> Result<Made, LabError> {
    let (shared, routed) = (dice.whole(1, 2), dice.one_of([16, 32, 64, 128, 160, 256]));
    let top_k = dice.one_of([2, 4, 6, 8]);
    let with = |shared| {
        let ffn = FeedForward::Experts {
            dense_layers: 0,
            dense_width: 0,
            width: 1024,
            routed,
            shared,
            top_k,
            router_bias: false,
        };
        Model { d_model: 2048, ffn, ..model(1, 16, 16, 128) }.parameters()
    };
    let (all, bare) = (with(shared), with(0).shared);
    let share = (all.active - bare) as f64 / (all.total - bare) as f64;
    Ok(Made::near([share], 0.01)
        .with("s", shared)
        .with("E", routed)
        .with("k", top_k)
        .step(format!("({shared} + {top_k}) / ({shared} + {routed}) = {}", short(share)))
        .slip(
            [top_k as f64 / routed as f64],
            "共享专家总是激活的，两边都要算",
            "shared experts are always active: count them on both sides",
        )
        .slip([1.0 - share], "这是没有激活的比例", "that is the share that is not active")
        .sizes((1, 16, 16, 128), 4096, 16)
        .set("experts", routed)
        .set("n_shared", shared)
        .set("top_k", top_k)
        .set("d_ff_expert", 1024))
}

fn flops(dice: &mut Dice) -> Result<Made, LabError> {
    let tokens = dice.one_of([512, 1024, 2048, 4096, 8192]);
    let (heads, width) = (dice.one_of([12, 16, 32]), dice.one_of([64, 128]));
    let flops = cost::sequence_flops(tokens, heads, width);
    Ok(Made::large(flops.total, Unit::Count)
        .with("T", tokens)
        .with("H", heads)
        .with("d", width)
        .step(format!("QKᵀ: 2·{tokens}²·{width}·{heads} = {}", flops.scores))
        .step(format!("2·{} = {}", flops.scores, flops.total))
        .slip(
            [flops.scores as f64],
            "只算了一半：QKᵀ 和乘 V 各一次，乘加算 2 FLOPs",
            "only half: there are QKᵀ and the product with V, and a multiply-add is 2 FLOPs",
        )
        .slip(
            [flops.total as f64 / 4.0],
            "乘加算 2 FLOPs，而且有两次矩阵乘",
            "a multiply-add is 2 FLOPs, and there are two products",
        )
        .slip([flops.total_causal as f64], "不计因果减半", "the causal half is not saved here")
        .set("T", tokens)
        .set("n_heads", heads)
        .set("head_dim", width))
}

fn intensity(dice: &mut Dice) -> Result<Made, LabError> {
    let (heads, groups, bits) = (dice.one_of([16, 32, 64]), dice.one_of([1, 2, 4, 8, 16]), dice.one_of([16, 8]));
    let value = model(32, heads, groups, 128).arithmetic_intensity(bits);
    Ok(Made::near([value], 0.005)
        .with("H", heads)
        .with("G", groups)
        .with("b", bits)
        .step(format!("2·{heads}/{groups} = {} (FLOP / number)", short(2.0 * heads as f64 / groups as f64)))
        .step(format!("/ ({bits}/8) = {}", short(value)))
        .slip(
            [2.0 * value],
            "差两倍：fp16 每个数两个字节，一次乘加算 2 FLOPs",
            "off by 2: two bytes a number in fp16, 2 FLOPs a multiply-add",
        )
        .slip([1.0 / value], "倒过来了", "the other way round")
        .sizes((32, heads, groups, 128), 4096, bits))
}

fn confusion(dice: &mut Dice) -> Result<Made, LabError> {
    let p: [f64; 3] = dice.distinct(0.1, 0.9);
    let value = super::or_missing(perplexity(&p), "the text")?;
    let [a, b, c] = p;
    let mean = p.iter().sum::<f64>() / 3.0;
    // Narrow: for probabilities that are alike both means are
    Ok(Made::near([value], 0.004)
        .letters(&p)
        .step(format!("−(ln {a} + ln {b} + ln {c}) / 3 = {}", short(value.ln())))
        .step(format!("exp({}) = {}", short(value.ln()), short(value)))
        .slip(
            [value.ln()],
            "这是平均损失；困惑度是它的指数",
            "that is the mean loss; the perplexity is its exponential",
        )
        .slip(
            [1.0 / mean],
            "先对对数取平均（几何平均），不是对概率",
            "average the logarithms (a geometric mean), not the probabilities",
        )
        .slip([value.powi(3)], "要取平均", "take the mean"))
}

//! A model of one's own, from its sizes.

use super::Inputs;
use crate::lab::{
    LabError,
    cost::{Attention, FeedForward, Model},
};

/// A size that was given, else what stands for it.
fn or(inputs: &Inputs, name: &str, default: u64) -> Result<u64, LabError> {
    if inputs.json(name).is_some() { inputs.whole(name) } else { Ok(default) }
}

/// The model that the sizes make; those left out are Llama-2-7B's, and a latent or experts there are only where asked for.
pub(super) fn model(inputs: &Inputs) -> Result<Model, LabError> {
    let (heads, d_model) = (or(inputs, "n_heads", 32)?, or(inputs, "d_model", 4096)?);
    if heads == 0 {
        return Err(LabError::range("n_heads", &heads, "at least 1"));
    }
    let window = or(inputs, "window", 0)?;
    Ok(Model {
        name: "own",
        layers: or(inputs, "layers", 32)?,
        d_model,
        heads,
        attention: attention(inputs, (heads, d_model))?,
        ffn: feed_forward(inputs, d_model)?,
        vocab: or(inputs, "vocab", 32_000)?,
        tied: or(inputs, "tied", 0)? != 0,
        window: (window > 0).then_some(window),
    })
}

fn attention(inputs: &Inputs, (heads, d_model): (u64, u64)) -> Result<Attention, LabError> {
    let d_c = or(inputs, "d_c", 0)?;
    if d_c == 0 {
        return Ok(Attention::Grouped {
            kv_heads: or(inputs, "n_kv_heads", heads)?,
            head_dim: or(inputs, "head_dim", d_model / heads)?,
            qkv_bias: or(inputs, "qkv_bias", 0)? != 0,
        });
    }
    let query = or(inputs, "d_c_q", 0)?;
    Ok(Attention::Latent {
        d_nope: or(inputs, "d_nope", 128)?,
        d_rope: or(inputs, "d_rope", 64)?,
        d_v: or(inputs, "d_v", 128)?,
        d_c,
        d_c_q: (query > 0).then_some(query),
    })
}

fn feed_forward(inputs: &Inputs, d_model: u64) -> Result<FeedForward, LabError> {
    let routed = or(inputs, "n_routed", 0)?.max(or(inputs, "experts", 0)?);
    let dense = or(inputs, "d_ff", d_model.saturating_mul(4))?;
    if routed == 0 {
        return Ok(FeedForward::Dense { width: dense });
    }
    Ok(FeedForward::Experts {
        dense_layers: or(inputs, "n_dense_layers", 0)?,
        dense_width: or(inputs, "d_ff_dense", 0)?,
        width: or(inputs, "d_ff_expert", dense)?,
        routed,
        shared: or(inputs, "n_shared", 0)?,
        top_k: or(inputs, "top_k", 2)?,
        router_bias: or(inputs, "router_bias", 0)? != 0,
    })
}

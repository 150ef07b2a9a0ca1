//! `wengu lab`: the calculators from the shell.

use super::{Context, Ending, output};
use crate::cli::AttentionArgs;
use crate::lab::attention::{Attention, AttentionInput, AttentionOutput};
use crate::lab::toy;
use crate::locale::shell as texts;
use anyhow::{Context as _, Result, ensure};
use std::io::{IsTerminal, Read};

/// Size of the toy matrices.
const TOY: usize = 4;
/// No input is read beyond this.
const LONGEST_INPUT: u64 = 64 << 20;

pub(super) fn list(context: &Context) -> Result<Ending> {
    output::text(texts::BENCHES.of(context.lang))
}

pub(super) fn attention(args: &AttentionArgs) -> Result<Ending> {
    let mut input = input(args.seed)?;
    if let Some(mask) = &args.mask {
        input.mask = mask.parse()?;
    }
    if let Some(position) = &args.position {
        input.position = position.parse()?;
    }
    input.scale = args.scale.or(input.scale);
    input.temperature = args.temperature.unwrap_or(input.temperature);
    input.heads = args.heads.unwrap_or(input.heads);
    input.kv_heads = args.kv_heads.or(input.kv_heads);
    let attention = Attention::compute(&input)?;
    let result = AttentionOutput::from(&attention);
    if args.json {
        return output::json(&result);
    }
    let value = serde_json::to_value(&result).context("could not lay the stages out")?;
    output::text(&texts::stages(&value))
}

fn input(seed: Option<u64>) -> Result<AttentionInput> {
    let mut stdin = std::io::stdin().lock();
    if seed.is_none() && !stdin.is_terminal() {
        let mut text = String::new();
        let length = stdin.by_ref().take(LONGEST_INPUT + 1).read_to_string(&mut text);
        let length = length.context("could not read standard input as UTF-8")? as u64;
        ensure!(length <= LONGEST_INPUT, "standard input holds more than {} MiB", LONGEST_INPUT >> 20);
        if !text.trim().is_empty() {
            return Ok(AttentionInput::from_json(&text)?);
        }
    }
    let mut toy = toy::Lcg::new(seed.unwrap_or(1));
    let mut rows = || toy.rows(TOY, TOY);
    Ok(AttentionInput::new(rows(), rows(), rows()))
}

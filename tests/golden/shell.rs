//! Every case of every topic once more, through the benches: what the shell reads and writes under the same names.

use super::reader::{Case, Topic};
use serde_json::{Map, Value};
use wengu::lab::bench::{Bench, Inputs};

/// The bench and the calculation that a case belongs to; none where the case is a note on several.
fn home(topic: &str, name: &str) -> Option<(Bench, &'static str)> {
    let starts = |prefix: &str| name.starts_with(prefix);
    Some(match topic {
        "softmax" => (Bench::Attention, "softmax"),
        "sdpa" => (Bench::Attention, "attention"),
        "score_functions" => (Bench::Attention, "score_functions"),
        "mha" => (Bench::Attention, "mha"),
        "gqa" if starts("gqa_mean_pool") => (Bench::Attention, "gqa_mean_pool"),
        "gqa" => (Bench::Attention, "gqa"),
        "entropy" if starts("dot_variance") => (Bench::Attention, "dot_variance"),
        "entropy" => (Bench::Attention, "entropy"),
        "masks" if starts("attention") => (Bench::Attention, "attention"),
        "masks" if starts("decode_cache") => (Bench::Attention, "decode_cache"),
        "masks" if starts("receptive_field") => (Bench::Attention, "receptive_field"),
        "masks" if starts("topk_memory") => (Bench::Attention, "topk_memory"),
        "masks" => (Bench::Attention, "mask"),
        "alibi" if starts("slopes") => (Bench::Position, "alibi_slopes"),
        "alibi" => (Bench::Position, "alibi"),
        "rope" if starts("2d") => (Bench::Position, "2d_rotation"),
        "rope" => {
            (Bench::Position, Bench::Position.cases().map(|case| case.name).find(|case| starts(case)).unwrap_or("rope"))
        }
        "rope_scaling" if starts("deepseek") => (Bench::Position, "deepseek_yarn"),
        "rope_scaling" if starts("yarn_temperature") => (Bench::Position, "yarn_temperature"),
        "rope_scaling" => {
            let kind = name.rsplit_once("_d").unwrap().0;
            (Bench::Position, Bench::Position.case(kind).unwrap().name)
        }
        "norms" => (Bench::Norm, norm(name)),
        "activations" if starts("pointwise") => (Bench::Activation, "pointwise"),
        "activations" if starts("gated_ffn") => (Bench::Activation, "gated_ffn"),
        "moe" => (Bench::Moe, moe(name)),
        "mla" => (Bench::Mla, "mla"),
        "ssm" if starts("diagonal") => (Bench::Ssm, "diagonal"),
        "ssm" if starts("mamba") => (Bench::Ssm, "mamba"),
        "ssm" => (Bench::Ssm, Bench::Ssm.cases().map(|case| case.name).find(|case| starts(case)).unwrap()),
        "retnet" if starts("linear") => (Bench::Ssm, "linear_attention"),
        "retnet" if !starts("gammas") => (Bench::Ssm, "retention"),
        "rwkv4" if starts("wkv") => (Bench::Ssm, "wkv"),
        "rwkv4" => (Bench::Ssm, Bench::Ssm.cases().map(|case| case.name).find(|case| starts(case)).unwrap()),
        "hyena" if starts("hyena_order2_paper") => (Bench::Ssm, "hyena"),
        "hyena" if starts("hyena_order2_released") => (Bench::Ssm, "hyena_released"),
        "hyena" => (Bench::Ssm, Bench::Ssm.cases().map(|case| case.name).find(|case| starts(case)).unwrap()),
        "cost" if starts("attention_flops") => (Bench::Cost, "attention_flops"),
        "cost" if starts("decode_flops") => (Bench::Cost, "decode_flops"),
        "cost" if !starts("deepseek_v2_") && !starts("crossover") => (Bench::KvCache, "model"),
        _ => return None,
    })
}

fn norm(name: &str) -> &'static str {
    match name {
        "rms_equals_ln_when_mean_zero" => "rms_norm",
        "deepnorm_decoder_or_encoder_only" | "deepnorm_encoder_decoder" => "deepnorm",
        _ => Bench::Norm
            .cases()
            .map(|case| case.name)
            .filter(|case| name.starts_with(case))
            .max_by_key(|case| case.len())
            .unwrap(),
    }
}

fn moe(name: &str) -> &'static str {
    match name {
        "deepseek_expert_balance_loss" => "expert_balance_loss",
        "moe_layer_swiglu_4e_top2" => "moe_layer",
        _ => Bench::Moe.cases().map(|case| case.name).find(|case| name.starts_with(case)).unwrap(),
    }
}

/// What a case's name or prose says and its fields do not.
fn told(topic: &str, name: &str) -> Map<String, Value> {
    let of = |fields: Value| fields.as_object().cloned().unwrap();
    let first = name.split("_w").next().unwrap();
    match (topic, name) {
        ("score_functions", _) => of(serde_json::json!({ "score": name.trim_end_matches("_dot") })),
        ("masks", "causal") => of(serde_json::json!({ "mask": "causal" })),
        ("masks", "prefix_lm_p3") => of(serde_json::json!({ "mask": "prefix:3" })),
        ("masks", _) if name.contains("lambda_s1_w2") => of(serde_json::json!({ "mask": "lambda:1+2" })),
        ("masks", _) if name.contains("lambda") => of(serde_json::json!({ "mask": "lambda:2+3" })),
        ("masks", _) if name.contains("pcw") => of(serde_json::json!({ "mask": "pcw:2+3" })),
        ("masks", _) if name.contains("sliding") => {
            of(serde_json::json!({ "mask": format!("sliding:{}", name.rsplit('w').next().unwrap()) }))
        }
        ("masks", _) if first == "chunk_c3" => of(serde_json::json!({ "mask": "chunk:3" })),
        ("masks", _) if first == "dilated" => of(serde_json::json!({ "mask": "dilated:3+2" })),
        ("rope", "half_split" | "partial_half_split_r4_of_8") => of(serde_json::json!({ "pairing": "half_split" })),
        ("ssm", _) if name.starts_with("diagonal") => {
            of(serde_json::json!({ "method": name.trim_start_matches("diagonal_") }))
        }
        ("norms", "deepnorm_encoder_decoder") => {
            of(serde_json::json!({ "N": [6, 12, 18, 100], "M": [6, 12, 18, 100] }))
        }
        ("norms", "deepnorm_decoder_or_encoder_only") => of(serde_json::json!({ "N": [1, 6, 12, 24, 100, 1000] })),
        ("ssm", "s4d_lin_kernel") => of(serde_json::json!({ "length": 6 })),
        _ => Map::new(),
    }
}

/// What another case of the file computes from the same inputs, or what has another name here.
fn elsewhere(topic: &str, key: &str) -> bool {
    matches!(
        (topic, key),
        ("norms", "y_rms" | "y_ln")
            | ("ssm", "y")
            | ("cost", _)
            | ("rope", "perm_interleaved_to_half")
            | ("retnet", "chunk_states")
    )
}

#[test]
fn every_reference_case_goes_through_the_shells_door() {
    let topics = [
        "softmax",
        "sdpa",
        "score_functions",
        "mha",
        "gqa",
        "entropy",
        "masks",
        "alibi",
        "rope",
        "rope_scaling",
        "norms",
        "activations",
        "moe",
        "mla",
        "ssm",
        "retnet",
        "rwkv4",
        "hyena",
        "cost",
    ];
    let mut compared = 0;
    for name in topics {
        let topic = Topic::read(name);
        for case in topic.cases() {
            let Some((bench, calculation)) = home(name, case.name) else { continue };
            compared += through(&topic, &case, (name, bench, calculation));
        }
    }
    assert!(compared > 250, "only {compared} values were compared");
}

/// Feeds the case as it stands in the file, and compares every output of the same name.
fn through(_topic: &Topic, case: &Case, (topic, bench, calculation): (&str, Bench, &str)) -> usize {
    let mut fields = case.fields();
    fields.extend(told(topic, case.name));
    let (inputs, _) = Inputs::from_json(&Value::Object(fields).to_string()).unwrap();
    let found = bench.case(calculation).unwrap();
    let outcome = found.compute(&inputs.of(found)).unwrap_or_else(|error| panic!("{topic} {}: {error}", case.name));
    let written = outcome.to_json();
    let mut compared = 0;
    for key in case.expected_keys() {
        match written.get(&key).filter(|value| !value.is_null()) {
            Some(value) => {
                case.assert(&key, super::reader::numbers(value));
                compared += 1;
            }
            None => assert!(elsewhere(topic, &key), "{topic} {}: no {key} in {written}", case.name),
        }
    }
    compared
}

//! What the lab computes for the calculations that cards name, under the names that `wengu lab … --json` gives the outputs.

use serde_json::{Value, json};
use std::f64::consts::TAU;
use wengu::lab::activation::{Activation, llama_ffn_width};
use wengu::lab::cost::{Model, compare, sequence_flops};
use wengu::lab::mask::{Mask, kept_in_cache, receptive_field};
use wengu::lab::norm::{residual::DeepNorm, rms};
use wengu::lab::position::{alibi_slopes, frequencies};
use wengu::lab::rope_scaling::{RopeSetting, yarn_mscale};
use wengu::lab::softmax::RowStats;
use wengu::lab::{matrix, retnet};

struct Given(Value);

impl Given {
    fn number(&self, name: &str) -> f64 {
        self.0[name].as_f64().unwrap_or_else(|| panic!("no number {name} in {}", self.0))
    }

    fn number_or(&self, name: &str, default: f64) -> f64 {
        self.0[name].as_f64().unwrap_or(default)
    }

    fn whole(&self, name: &str) -> u64 {
        self.0[name].as_u64().unwrap_or_else(|| panic!("no whole number {name} in {}", self.0))
    }

    fn whole_or(&self, name: &str, default: u64) -> u64 {
        self.0[name].as_u64().unwrap_or(default)
    }

    fn size(&self, name: &str) -> usize {
        usize::try_from(self.whole(name)).unwrap()
    }

    fn rows(&self, name: &str) -> Vec<Vec<f64>> {
        serde_json::from_value(self.0[name].clone()).unwrap()
    }

    fn list(&self, name: &str) -> Vec<f64> {
        serde_json::from_value(self.0[name].clone()).unwrap()
    }

    fn model(&self, name: &str, default: &str) -> &'static Model {
        Model::preset(self.0[name].as_str().unwrap_or(default)).unwrap()
    }

    fn bits(&self, name: &str) -> u64 {
        self.0[name].as_str().unwrap_or("16").parse().unwrap()
    }

    fn rope(&self) -> RopeSetting {
        RopeSetting::new(self.size("d"), self.number("base"), self.number("L_train"), self.number("s")).unwrap()
    }
}

/// The outputs of a calculation; panics where no card has asked for it yet.
pub fn outputs(bench: &str, case: &str, set: &str) -> Value {
    let given = Given(serde_json::from_str(set).unwrap());
    match (bench, case) {
        ("attention", _) => attention(case, &given),
        ("position", _) => position(case, &given),
        ("norm", "deepnorm") => {
            let row = |n: f64| {
                let layers = (1..=1000).find(|layers| f64::from(*layers) >= n).unwrap();
                let DeepNorm { alpha, beta } = DeepNorm::of(layers);
                json!([n, alpha, beta])
            };
            json!({ "N_alpha_beta": given.list("N").into_iter().map(row).collect::<Vec<_>>() })
        }
        ("norm", "rms_norm") => json!({ "rms": rms(&matrix::from_rows("x", &given.rows("x")).unwrap()) }),
        ("activation", _) => activation(case, &given),
        ("kv-cache" | "cost", _) => cost(case, &given),
        ("ssm", "gammas") => {
            let gammas = retnet::gammas(u32::try_from(given.whole("n_heads")).unwrap());
            let half_lives: Vec<f64> = gammas.iter().map(|gamma| retnet::half_life(*gamma)).collect();
            json!({ "gammas": gammas, "half_life_tokens": half_lives })
        }
        _ => panic!("{bench} {case} is not computed here"),
    }
}

fn attention(case: &str, given: &Given) -> Value {
    match case {
        "entropy" => {
            let rows = given.rows("weights");
            let stats: Vec<RowStats> = rows.iter().map(|row| RowStats::of(row).unwrap()).collect();
            let each = |of: fn(&RowStats) -> f64| stats.iter().map(of).collect::<Vec<_>>();
            json!({
                "nats": each(|stats| stats.entropy_nats),
                "bits": each(|stats| stats.entropy_bits),
                "perplexity": each(|stats| stats.effective_keys),
            })
        }
        "mask" => {
            let mask: Mask = given.0["mask"].as_str().unwrap().parse().unwrap();
            json!({ "position_ids": mask.key_positions(given.size("T")) })
        }
        "decode_cache" => {
            let kept = kept_in_cache(given.size("sink"), given.size("window"), given.size("query_position"));
            json!({ "kept_original_positions": kept })
        }
        "receptive_field" => {
            json!({ "exact_with_self_in_window": receptive_field(given.size("layers"), given.size("window")) })
        }
        _ => panic!("attention {case} is not computed here"),
    }
}

fn position(case: &str, given: &Given) -> Value {
    match case {
        "frequencies" => {
            let theta = frequencies(given.size("d"), given.number("base")).to_vec();
            let waves: Vec<f64> = theta.iter().map(|theta| TAU / theta).collect();
            json!({ "inv_freq": theta, "wavelength_tokens": waves })
        }
        "alibi_slopes" => json!({ "slopes": alibi_slopes(given.size("n_heads")) }),
        "ntk_static" => json!({ "new_base": given.rope().ntk_base() }),
        "yarn_temperature" => {
            json!({ "sqrt_1_over_t": given.list("s").into_iter().map(|s| yarn_mscale(s, 1.0)).collect::<Vec<_>>() })
        }
        "deepseek_yarn" => json!({ "mscale_v2": yarn_mscale(given.number("s"), 0.707) }),
        _ => panic!("position {case} is not computed here"),
    }
}

fn activation(case: &str, given: &Given) -> Value {
    if case == "llama_ffn_hidden" {
        let size = |name| u32::try_from(given.whole(name)).unwrap();
        let multiplier = given.0["multiplier"].as_f64();
        let hidden = llama_ffn_width(size("dim"), size("multiple_of"), multiplier).unwrap();
        return json!({ "hidden": hidden, "params_swiglu": 3 * given.whole("dim") * hidden });
    }
    let function = match given.0["function"].as_str().unwrap() {
        "silu" => Activation::Silu,
        "gelu_exact" => Activation::Gelu,
        "relu" => Activation::Relu,
        "sigmoid" => Activation::Sigmoid,
        other => panic!("{other}"),
    };
    let at = given.number_or("at", 1.0);
    json!({ "x": at, "value": function.value(at), "slope": function.derivative(at) })
}

fn cost(case: &str, given: &Given) -> Value {
    match case {
        "model" => {
            let (model, bits) = (given.model("model", "llama-3-8b"), given.bits("bits"));
            let parameters = model.parameters();
            json!({
                "kv_elements_per_token": model.kv_elements_per_token(),
                "kv_bytes_per_token": model.kv_bytes(1, bits),
                "kv_bytes_per_token_fp16": model.kv_bytes(1, 16),
                "kv_bytes_per_token_bf16": model.kv_bytes(1, 16),
                "kv_bytes": model.kv_bytes(given.whole_or("context", 4096), bits),
                "params_total": parameters.total,
                "params_active": parameters.active,
                "arithmetic_intensity": model.arithmetic_intensity(bits),
            })
        }
        "compare" => {
            let (baseline, model) = (given.model("baseline", "deepseek-67b"), given.model("model", "deepseek-v2"));
            let percent = |bits| compare((baseline, 16), (model, bits)).reduction_percent;
            json!({
                "baseline_elements": baseline.kv_elements_per_token(),
                "elements": model.kv_elements_per_token(),
                "reduction_pct": percent(given.bits("bits")),
                "reduction_pct_equal_bits": percent(16),
            })
        }
        "attention_flops" => {
            let flops = sequence_flops(given.whole("T"), given.whole("n_heads"), given.whole_or("head_dim", 128));
            json!({ "total_full": flops.total, "score_matrix_bytes_fp16_per_layer": flops.score_matrix_bytes })
        }
        "decode_flops" => {
            let model = given.model("model", "llama-2-7b");
            let (weights, attention) = (model.weight_flops(), model.attention_flops(given.whole("ctx")));
            #[allow(clippy::cast_precision_loss)]
            let percent = 100.0 * attention as f64 / weights as f64;
            json!({
                "weights_flops_2N_minus_embed": weights,
                "attention_flops": attention,
                "ratio_pct": percent,
                "crossover_T": model.crossover_context(),
            })
        }
        _ => panic!("{case} is not computed here"),
    }
}

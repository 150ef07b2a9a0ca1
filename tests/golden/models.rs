//! mla, moe, ssm, retnet, rwkv4, hyena, cost.

use super::reader::{Case, Topic};
use ndarray::{Array2, Axis};
use wengu::lab::{
    activation::GatedWeights,
    cost::{Attention as Kept, FeedForward, Model, compare, sequence_flops},
    hyena,
    mla::{self, MlaForm, MlaShape, MlaWeights},
    moe::{self, Groups, Route, Router},
    retnet::{self, Retention},
    rwkv,
    ssm::{self, Diagonal, Discretisation, selective},
};

#[test]
fn latent_attention() {
    let topic = Topic::read("mla");
    let case = topic.case("mla");
    let shape = MlaShape {
        heads: case.count("n_heads"),
        d_nope: case.count("d_nope"),
        d_rope: case.count("d_rope"),
        d_v: case.count("d_v"),
    };
    let weights = MlaWeights {
        query_down: case.matrix("W_DQ"),
        query_gain: case.vector("g_q"),
        query_up: case.matrix("W_UQ_and_QR"),
        kv_down: case.matrix("W_DKV"),
        kv_gain: case.vector("g_kv"),
        key_rope: case.matrix("W_KR"),
        key_up: case.matrix("W_UK"),
        value_up: case.matrix("W_UV"),
        output: case.matrix("W_O"),
    };
    // Absorbed or not, every number that both forms have is the same
    for form in [MlaForm::Naive, MlaForm::Absorbed] {
        let layer = mla::compute(&case.matrix("x"), shape, &weights, form).unwrap();
        case.assert("c_q", layer.query_latent);
        case.assert("c_kv", layer.kv_latent);
        case.assert("k_rope", layer.key_rope);
        case.assert("scores_scaled", layer.heads.iter().flat_map(|head| head.masked.clone()));
        case.assert("weights", layer.heads.iter().flat_map(|head| head.weights.clone()));
        case.assert("head_outputs", layer.head_outputs);
        case.assert("output", layer.output);
        case.assert_counts("cache_elements_per_token", [layer.cached_per_token]);
        case.assert_counts("naive_cache_elements_per_token", [layer.expanded_per_token]);
    }
    let narrow = MlaWeights { key_up: Array2::zeros((1, 1)), ..weights.clone() };
    assert!(
        mla::compute(&case.matrix("x"), shape, &narrow, MlaForm::Naive).unwrap_err().to_string().contains("key_up")
    );
    topic.assert_all_compared();
}

fn assert_routes(case: &Case, routes: &[Route]) {
    case.assert_counts("experts", routes.iter().flat_map(|route| route.experts.clone()));
    case.assert("weights", routes.iter().flat_map(|route| route.weights.clone()));
}

#[test]
fn mixture_of_experts() {
    let topic = Topic::read("moe");
    let case = topic.case("mixtral_top2_of_8");
    let logits = case.matrix("logits");
    assert_routes(&case, &Router::TopKSoftmax { k: case.count("k") }.route(&logits).unwrap());
    let softmax_of = |row: ndarray::ArrayView1<f64>| wengu::lab::softmax::softmax(&row.to_vec()).unwrap();
    case.assert("full_softmax", logits.rows().into_iter().flat_map(softmax_of));
    let case = topic.case("deepseek_v2_style_no_renorm");
    let router = Router::SoftmaxTopK { k: case.count("k"), scale: case.param("route_scale"), groups: None };
    assert_routes(&case, &router.route(&logits).unwrap());
    let case = topic.case("deepseek_v3_group_limited");
    let groups = Some(Groups { count: case.count("n_groups"), keep: case.count("topk_groups") });
    let (k, scale) = (case.count("k"), case.param("route_scale"));
    assert_routes(&case, &Router::SigmoidTopK { k, scale, bias: case.list("bias"), groups }.route(&logits).unwrap());

    let case = topic.case("switch_top1_aux");
    assert_routes(&case, &Router::SoftmaxTopK { k: 1, scale: 1.0, groups: None }.route(&logits).unwrap());
    let balance = moe::switch_loss(&logits, case.param("alpha")).unwrap();
    case.assert("f", balance.fraction);
    case.assert("P_mean", balance.probability);
    case.assert_one("aux_loss", balance.loss);
    let case = topic.case("deepseek_expert_balance_loss");
    let balance = moe::balance_loss(&logits, case.count("K_r"), case.param("alpha1")).unwrap();
    case.assert("f", balance.fraction);
    case.assert("P", balance.probability);
    case.assert_one("loss", balance.loss);

    let case = topic.case("moe_layer_swiglu_4e_top2");
    let (gate, up, down) = (case.cube("W1"), case.cube("W3"), case.cube("W2"));
    let of = |cube: &ndarray::Array3<f64>, expert| cube.index_axis(Axis(0), expert).to_owned();
    let experts: Vec<GatedWeights> = (0..gate.dim().0)
        .map(|expert| GatedWeights { gate: of(&gate, expert), up: of(&up, expert), down: of(&down, expert) })
        .collect();
    let router = Router::TopKSoftmax { k: case.count("k") };
    let (sent, output) = moe::layer(&case.matrix("x"), &case.matrix("W_gate"), &experts, &router).unwrap();
    case.assert_counts("experts", sent.into_iter().flat_map(|route| route.experts));
    case.assert("y", output);
    topic.assert_all_compared();
}

#[test]
fn state_space_models() {
    let topic = Topic::read("ssm");
    for (name, how) in [
        ("diagonal_zoh", Discretisation::ZeroOrderHold),
        ("diagonal_bilinear", Discretisation::Bilinear),
        ("diagonal_euler", Discretisation::Euler),
        ("diagonal_mamba", Discretisation::Mamba),
    ] {
        let case = topic.case(name);
        let x = case.list("x");
        let system = Diagonal::new(case.vector("A"), case.vector("B"), case.vector("C")).unwrap();
        let recurrence = system.discretise(case.param("dt"), how).unwrap();
        let (outputs, states) = recurrence.run(&x);
        case.assert("y", outputs);
        case.assert("h_last", states.row(x.len() - 1).to_owned());
        let kernel = recurrence.kernel(x.len());
        case.assert("y", ssm::causal_convolution(&kernel, &x));
        case.assert("kernel", kernel);
        case.assert("Abar", recurrence.a_bar);
        case.assert("Bbar", recurrence.b_bar);
    }
    let case = topic.case("s4d_lin_kernel");
    let c: Vec<(f64, f64)> = case.list("C_re").into_iter().zip(case.list("C_im")).collect();
    let kernel = ssm::s4d_lin_kernel(&c, case.param("dt"), 6);
    case.assert("y", ssm::causal_convolution(&kernel, &topic.case("diagonal_zoh").list("x")));
    case.assert("kernel", kernel);
    let case = topic.case("hippo_legs_N4");
    let (a, b) = ssm::hippo_legs(case.count("N"));
    case.assert("A", a);
    case.assert("B", b);
    let case = topic.case("mamba_selective_scan");
    let scanned = selective::Scan {
        u: case.matrix("u"),
        raw_delta: case.matrix("delta_raw"),
        delta_bias: case.vector("delta_bias"),
        a: case.matrix("A"),
        b: case.matrix("B"),
        c: case.matrix("C"),
        d: case.vector("D"),
        z: case.matrix("z"),
    }
    .run()
    .unwrap();
    case.assert("delta", scanned.delta);
    case.assert("last_state", scanned.states.index_axis(Axis(0), case.count("L") - 1).to_owned());
    case.assert("states", scanned.states);
    case.assert("y_no_gate", scanned.ungated);
    case.assert("y", scanned.output);
    let case = topic.case("theorem1_gated_rnn");
    let steps = selective::gated_rnn(&case.list("z"), &case.list("x"));
    case.assert("gate", steps.iter().map(|step| step.0));
    case.assert("delta", steps.iter().map(|step| step.1));
    case.assert("h", steps.iter().map(|step| step.2));
    topic.assert_all_compared();
}

#[test]
fn retention() {
    let topic = Topic::read("retnet");
    let case = topic.case("gammas");
    let gammas = retnet::gammas(8);
    case.assert("half_life_tokens_H8", gammas.iter().map(|&gamma| retnet::half_life(gamma)));
    case.assert("H8", gammas);
    for case in topic.cases().filter(|case| case.expects("retention")) {
        let (gamma, chunk) = (case.param("gamma"), case.count("chunk"));
        let mut retention = Retention::new(case.matrix("Q"), case.matrix("K"), case.matrix("V"), gamma).unwrap();
        if case.flag("rotated") {
            retention = retention.rotated().unwrap();
        }
        let (recurrent, states) = retention.recurrent();
        let (chunkwise, chunk_states) = retention.chunkwise(chunk).unwrap();
        let tokens = recurrent.nrows();
        for form in [retention.parallel(), recurrent, chunkwise] {
            case.assert("retention", form);
        }
        case.assert("state_last", states.index_axis(Axis(0), tokens - 1).to_owned());
        if case.expects("decay_matrix") {
            case.assert("decay_matrix", retnet::decay_matrix(tokens, gamma));
            case.assert("chunk_states", chunk_states.into_iter().flatten());
        }
    }
    let case = topic.case("linear_attention_elu1");
    let linear = retnet::linear_attention(&case.matrix("Q"), &case.matrix("K"), &case.matrix("V")).unwrap();
    case.assert("output", linear.output);
    case.assert("state_S", linear.state);
    case.assert("state_z", linear.normaliser);
    topic.assert_all_compared();
}

#[test]
fn receptance_weighted_key_value() {
    let topic = Topic::read("rwkv4");
    let run =
        |case: &Case| rwkv::wkv(&case.matrix("k"), &case.matrix("v"), &case.vector("w"), &case.vector("u")).unwrap();
    for name in ["wkv", "wkv_large_k_no_overflow"] {
        let case = topic.case(name);
        let (output, state) = run(&case);
        case.assert("wkv", output);
        let state = [state.numerator, state.denominator, state.exponent];
        case.assert("states_aa_bb_pp_last", state.into_iter().flatten());
    }
    let case = topic.case("time_mixing_output");
    case.assert("sigmoid_r_times_wkv", rwkv::time_mixing(&case.matrix("r"), &run(&case).0).unwrap());
    let case = topic.case("token_shift");
    case.assert("mixed", rwkv::token_shift(&case.matrix("x"), &case.vector("mu")).unwrap());
    let case = topic.case("channel_mixing");
    let (x, r) = (case.matrix("x_k"), case.matrix("r"));
    case.assert("o", rwkv::channel_mixing(&x, &r, &case.matrix("W_k"), &case.matrix("W_v")).unwrap());
    topic.assert_all_compared();
}

#[test]
fn hyena_operator() {
    let topic = Topic::read("hyena");
    let case = topic.case("short_causal_conv");
    let short = hyena::short_convolution(&case.matrix("u"), &case.matrix("w"), &case.vector("bias"));
    case.assert("y", short.unwrap());
    let case = topic.case("long_conv");
    let h = case.matrix("h");
    case.assert("y", hyena::long_convolution(&h, &case.matrix("v")).unwrap());
    case.assert("toeplitz_channel0", hyena::toeplitz(&h.column(0).to_vec()));
    let case = topic.case("hyena_order2_paper");
    let gates = [case.matrix("x1"), case.matrix("x2")];
    let filters = [case.matrix("h1"), case.matrix("h2")];
    let stages = hyena::hyena(&case.matrix("v"), &gates, &filters).unwrap();
    case.assert("z1", stages[0].clone());
    case.assert("y", stages[1].clone());
    let controlled = hyena::data_controlled_matrix(&gates, &filters, 0).unwrap();
    case.assert("data_controlled_matrix_channel0", controlled);
    let case = topic.case("hyena_order2_released_code");
    let released = hyena::hyena_released(&case.matrix("v"), (&gates[0], &gates[1]), &filters[0], &case.vector("bias"));
    case.assert("y", released.unwrap());
    let case = topic.case("exponential_modulation");
    let (fast, slow, target) = (case.param("fast_decay_pct"), case.param("slow_decay_pct"), case.param("target"));
    let window = hyena::exponential_window((case.count("L"), case.count("D")), fast, slow, target);
    case.assert("decay", window.unwrap());
    topic.assert_all_compared();
}

/// The preset has the sizes that the reference was computed from.
fn assert_sizes(case: &Case, model: &Model) {
    let size = |key| case.count(key) as u64;
    assert_eq!((model.layers, model.d_model, model.heads), (size("layers"), size("d_model"), size("n_heads")));
    assert_eq!(model.vocab, size("vocab"));
    if let FeedForward::Dense { width } = model.ffn {
        assert_eq!(width, size("d_ff"));
    }
}

#[test]
#[allow(clippy::cast_precision_loss)]
fn costs() {
    let topic = Topic::read("cost");
    for case in topic.cases() {
        let Some(model) = Model::preset(case.name) else { continue };
        assert_sizes(&case, model);
        let parameters = model.parameters();
        let (total, active) = (parameters.total, parameters.active);
        let mha = model.kv_elements_if_mha();
        let (attention, experts) = (parameters.attention_per_layer, parameters.total - parameters.shared);
        for (key, value) in [
            ("params", total),
            ("params_total", total),
            ("params_active", active),
            ("params_active_incl_embeddings", active),
            ("params_shared", parameters.shared),
            ("params_per_expert_all_layers", experts / 8),
            ("attention_params_per_layer", attention),
            ("kv_elements_per_token", model.kv_elements_per_token()),
            ("kv_bytes_per_token_fp16", model.kv_bytes(1, 16)),
            ("kv_bytes_per_token_bf16", model.kv_bytes(1, 16)),
            ("kv_bytes_4096_ctx_fp16", model.kv_bytes(4096, 16)),
            ("kv_elements_if_mha", mha),
            ("kv_elements_if_mha_dh128", mha),
            ("kv_elements_if_mqa", model.kv_elements_if_mqa()),
            ("kv_elements_naive_mla", model.kv_elements_expanded()),
        ] {
            if case.expects(key) {
                case.assert_one(key, value as f64);
            }
        }
        if matches!(model.attention, Kept::Latent { .. }) {
            case.assert_one("equivalent_gqa_groups", model.equivalent_groups());
        }
    }
    assert_headline(&topic);
    for case in topic.cases().filter(|case| case.name.starts_with("attention_flops")) {
        let flops = sequence_flops(case.count("T") as u64, case.count("n_heads") as u64, case.count("head_dim") as u64);
        case.assert_one("qk", flops.scores as f64);
        case.assert_one("av", flops.weighted_sum as f64);
        case.assert_one("total_full", flops.total as f64);
        case.assert_one("total_causal_exact", flops.total_causal as f64);
        case.assert_one("score_matrix_bytes_fp16_per_layer", flops.score_matrix_bytes as f64);
    }
    let case = topic.case("decode_flops_llama2_7b_ctx4096");
    let llama = Model::preset("llama-2-7b").unwrap();
    let (weights, attention) = (llama.weight_flops() as f64, llama.attention_flops(case.count("ctx") as u64) as f64);
    case.assert_one("weights_flops_2N_minus_embed", weights);
    case.assert_one("attention_flops", attention);
    case.assert_one("ratio_pct", 100.0 * attention / weights);
    let case = topic.case("crossover_T_attention_equals_linear_d_model");
    case.assert_one("llama-2-7b_T", llama.crossover_context().unwrap() as f64);
    topic.assert_all_compared();
}

/// DeepSeek-V2's 93.3 %, and the paper's table 9.
fn assert_headline(topic: &Topic) {
    let case = topic.case("deepseek_v2_headline");
    let (old, new) = (Model::preset("deepseek-67b").unwrap(), Model::preset("deepseek-v2").unwrap());
    let headline = compare((old, 16), (new, 6));
    case.assert_one("baseline_elements", old.kv_elements_per_token() as f64);
    case.assert_one("v2_elements", new.kv_elements_per_token() as f64);
    case.assert_one("baseline_bytes", headline.baseline_bytes as f64);
    case.assert_one("v2_bytes_6bit", headline.bytes as f64);
    case.assert_one("reduction_pct_6bit", headline.reduction_percent);
    case.assert_one("reduction_pct_equal_bits", compare((old, 16), (new, 16)).reduction_percent);
    let case = topic.case("deepseek_v2_table9");
    let small = Model::preset("deepseek-v2-lite").unwrap();
    let large_mha = Model { heads: 56, ..*new };
    for (size, mla, mha) in [("small", small, small), ("large", new, &large_mha)] {
        let (latent, full) = (mla.kv_elements_per_token() as f64, mha.kv_elements_if_mha() as f64);
        case.assert_one(&format!("{size}_mla"), latent);
        case.assert_one(&format!("{size}_mha"), full);
        case.assert_one(&format!("{size}_ratio_pct"), 100.0 * latent / full);
    }
}

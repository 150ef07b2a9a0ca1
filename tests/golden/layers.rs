//! activations, norms, `rope_scaling`.

use super::reader::Topic;
use ndarray::Axis;
use wengu::lab::{
    activation::{Activation, GatedWeights, ffn, gated_ffn, llama_ffn_width},
    attention::{Attention, AttentionInput},
    matrix::to_rows,
    norm::{
        self, Affine, QkNorm,
        channel::{BatchNorm, group_norm, instance_norm},
        residual::{DeepNorm, Placement},
    },
    rope_scaling::{self, RopeSetting},
};

#[test]
fn activations() {
    let topic = Topic::read("activations");
    let case = topic.case("pointwise");
    let x = case.list("x");
    for (key, activation) in [
        ("relu", Activation::Relu),
        ("relu_squared", Activation::ReluSquared),
        ("leaky_relu_0.01", Activation::LeakyRelu),
        ("elu_1", Activation::Elu),
        ("sigmoid", Activation::Sigmoid),
        ("tanh", Activation::Tanh),
        ("softplus", Activation::Softplus),
        ("silu", Activation::Silu),
        ("gelu_exact", Activation::Gelu),
        ("gelu_tanh", Activation::GeluTanh),
        ("gelu_sigmoid", Activation::GeluSigmoid),
        ("mish", Activation::Mish),
    ] {
        case.assert(key, x.iter().map(|&x| activation.value(x)));
        let slope = format!("d_{key}");
        if case.expects(&slope) {
            case.assert(&slope, x.iter().map(|&x| activation.derivative(x)));
        }
    }

    // The same grids as the reference: the worst error of the approximations, and the lowest points
    let grid = || (0..=100_000).map(|step| -5.0 + f64::from(step) * 1e-4);
    let worst =
        |near: Activation| grid().map(|x| (Activation::Gelu.value(x) - near.value(x)).abs()).fold(0.0, f64::max);
    let case = topic.case("gelu_approximation_error");
    case.assert_one("max_abs_tanh", worst(Activation::GeluTanh));
    case.assert_one("max_abs_sigmoid", worst(Activation::GeluSigmoid));
    let lowest = |of: Activation| grid().map(|x| (x, of.value(x))).min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
    let case = topic.case("minima");
    for (name, activation) in [("silu", Activation::Silu), ("gelu", Activation::Gelu)] {
        let (x, value) = lowest(activation);
        case.assert_one(&format!("{name}_min_x"), x);
        case.assert_one(&format!("{name}_min"), value);
    }

    let case = topic.case("gated_ffn");
    let weights = GatedWeights { gate: case.matrix("W1_gate"), up: case.matrix("W3_up"), down: case.matrix("W2_down") };
    for (key, activation) in [
        ("swiglu", Activation::Silu),
        ("geglu", Activation::Gelu),
        ("reglu", Activation::Relu),
        ("glu", Activation::Sigmoid),
        ("bilinear", Activation::Identity),
    ] {
        case.assert(key, gated_ffn(&case.matrix("x"), &weights, activation).unwrap());
    }
    case.assert("ffn_relu", ffn(&case.matrix("x"), &weights.gate, &weights.down, Activation::Relu).unwrap());

    let width = |dim, multiple, multiplier| llama_ffn_width(dim, multiple, multiplier).unwrap() as f64;
    let rows = [
        (4096, 256, None),
        (5120, 256, None),
        (8192, 4096, Some(1.3)),
        (4096, 1024, Some(1.3)),
        (8192, 4096, Some(1.3)),
    ];
    topic.case("llama_ffn_hidden").assert(
        "rows",
        rows.into_iter().flat_map(|(dim, multiple, by)| {
            [f64::from(dim), f64::from(multiple), by.unwrap_or(0.0), width(dim, multiple, by)]
        }),
    );
    topic.assert_all_compared();
}

#[test]
fn norms_of_tokens() {
    let topic = Topic::read("norms");
    let case = topic.case("layer_norm");
    let x = case.matrix("x");
    let affine = Affine { weight: case.vector("weight"), bias: case.vector("bias") };
    let moments = norm::moments(&x);
    case.assert("mean", moments.iter().map(|moment| moment.0));
    case.assert("var_biased", moments.iter().map(|moment| moment.1));
    case.assert("y", norm::layer_norm(&x, case.param("eps"), Some(&affine)).unwrap());
    let case = topic.case("rms_norm");
    case.assert("rms", norm::rms(&x));
    case.assert("y", norm::rms_norm(&x, case.param("eps"), Some(&affine.weight)).unwrap());
    let case = topic.case("rms_equals_ln_when_mean_zero");
    case.assert("y_rms", norm::rms_norm(&case.matrix("x"), case.param("eps"), None).unwrap());
    case.assert("y_ln", norm::layer_norm(&case.matrix("x"), case.param("eps"), None).unwrap());
    let case = topic.case("rms_gemma_1_plus_w");
    case.assert("y", norm::gemma_rms_norm(&x, case.param("eps"), &affine.weight).unwrap());
    let case = topic.case("p_rms_norm_50pct");
    case.assert("y", norm::partial_rms_norm(&x, case.param("eps"), case.param("p")).unwrap());
    let case = topic.case("dyt");
    case.assert("y", norm::dynamic_tanh(&x, case.param("alpha"), &affine).unwrap());
    topic.case("l2_norm").assert("y", norm::l2_norm(&x).unwrap());

    let mut batch_norm = BatchNorm::new(affine.clone());
    let case = topic.case("batch_norm_train");
    case.assert("y", batch_norm.train(&x).unwrap());
    case.assert("running_mean", batch_norm.running_mean.clone());
    case.assert("running_var", batch_norm.running_var.clone());
    topic.case("batch_norm_eval").assert("y", batch_norm.eval(&x).unwrap());
    let case = topic.case("group_norm_g2");
    let normed = group_norm(&x.insert_axis(Axis(2)), case.count("groups"), case.param("eps"), Some(&affine));
    case.assert("y", normed.unwrap());
    let case = topic.case("group_and_instance_norm_NCL");
    let x = case.cube("x");
    case.assert("group_norm", group_norm(&x, case.count("groups"), case.param("eps"), None).unwrap());
    case.assert("instance_norm", instance_norm(&x, case.param("eps")).unwrap());

    let case = topic.case("placement");
    let (x, weight) = (case.matrix("x"), case.matrix("W"));
    let alpha = DeepNorm::of(12).alpha;
    for (key, placement) in [
        ("post_LN(x+f(x))", Placement::Post),
        ("pre_x+f(LN(x))", Placement::Pre),
        ("sandwich_x+LN(f(LN(x)))", Placement::Sandwich),
        ("deepnorm_LN(alpha*x+f(x))", Placement::DeepNorm { alpha }),
    ] {
        let sublayer = |x: &ndarray::Array2<f64>| Ok(x.dot(&weight).mapv(f64::tanh));
        case.assert(key, placement.apply(&x, sublayer, |x| norm::layer_norm(x, 1e-5, None)).unwrap());
    }
    let rows = [1, 6, 12, 24, 100, 1000].into_iter().flat_map(|layers| {
        let constants = DeepNorm::of(layers);
        [f64::from(layers), constants.alpha, constants.beta]
    });
    topic.case("deepnorm_decoder_or_encoder_only").assert("N_alpha_beta", rows);
    let rows = [6, 12, 18, 100].into_iter().flat_map(|layers| {
        let (encoder, decoder) = DeepNorm::of_pair(layers, layers);
        [f64::from(layers), f64::from(layers), encoder.alpha, encoder.beta, decoder.alpha, decoder.beta]
    });
    topic.case("deepnorm_encoder_decoder").assert("table", rows);

    let case = topic.case("qk_norm_rms");
    let (q, k) = QkNorm::Rms { eps: case.param("eps") }.apply(&case.matrix("Q"), &case.matrix("K")).unwrap();
    let attend = |q, k| Attention::compute(&AttentionInput::new(q, k, case.rows("V"))).unwrap();
    let (plain, normed) = (attend(case.rows("Q"), case.rows("K")), attend(to_rows(&q), to_rows(&k)));
    case.assert("logits_plain", plain.heads[0].logits.clone());
    case.assert("logits_qknorm", normed.heads[0].logits.clone());
    case.assert("weights_plain", plain.heads[0].weights.clone());
    case.assert("weights_qknorm", normed.heads[0].weights.clone());
    case.assert("output_qknorm", normed.output);
    topic.assert_all_compared();
}

#[test]
fn rope_scaling() {
    let topic = Topic::read("rope_scaling");
    for case in topic.cases().filter(|case| case.name != "yarn_temperature") {
        let factor = if case.name == "llama3_d32" { "factor" } else { "s" };
        let length = case.param("L_train");
        let setting = RopeSetting::new(case.count("d"), case.param("base"), length, case.param(factor)).unwrap();
        let kind = case.name.rsplit_once("_d").unwrap().0;
        let frequencies = match kind {
            "default" => setting.frequencies(),
            "pi" => setting.interpolated(),
            "ntk_static" => {
                case.assert_one("new_base", setting.ntk_base());
                setting.with_base(setting.ntk_base())
            }
            "dynamic_ntk" => {
                let base = setting.dynamic_ntk_base(case.param("seq_len"));
                case.assert_one("new_base", base);
                setting.with_base(base)
            }
            "yarn_paper" => {
                let (gamma, frequencies) = setting.yarn_paper(case.param("alpha"), case.param("beta"));
                case.assert("gamma", gamma);
                frequencies
            }
            "truncated_basis" => {
                let (a, b, rho) = (case.param("a"), case.param("b"), case.param("rho"));
                rope_scaling::truncated_basis(&setting.frequencies(), a, b, rho)
            }
            "llama3" => setting.llama3(case.param("low_freq_factor"), case.param("high_freq_factor")),
            _ => {
                let yarn = setting.yarn_code(32.0, 1.0);
                case.assert_one("low", yarn.low);
                case.assert_one("high", yarn.high);
                if case.expects("ramp") {
                    case.assert("ramp", yarn.ramp);
                    case.assert_one("attention_factor", yarn.attention_factor);
                    case.assert_one("logit_multiplier", yarn.attention_factor.powi(2));
                }
                yarn.frequencies
            }
        };
        case.assert("inv_freq", frequencies);
    }
    let case = topic.case("deepseek_v2_yarn_d64_s40");
    let factor = case.param("s");
    for (version, mscale) in [("v2", case.param("mscale")), ("v3", 1.0)] {
        case.assert_one(&format!("mscale_{version}"), rope_scaling::yarn_mscale(factor, mscale));
        let scale = rope_scaling::deepseek_softmax_scale(factor, mscale, 192);
        case.assert_one(&format!("softmax_scale_{version}"), scale);
    }
    let case = topic.case("yarn_temperature");
    let roots = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0].map(|factor| rope_scaling::yarn_mscale(factor, 1.0));
    case.assert("sqrt_1_over_t", roots);
    case.assert("t", roots.map(|root| 1.0 / (root * root)));
    topic.assert_all_compared();
}

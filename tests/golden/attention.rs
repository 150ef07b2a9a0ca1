//! softmax, sdpa, `score_functions`, mha, gqa, masks, alibi, rope, entropy.

use super::reader::{Case, Topic};
use ndarray::{Array2, Axis, concatenate};
use wengu::lab::{
    attention::{Attention, AttentionInput, Head, Row},
    mask::{self, Align, Mask},
    matrix::to_rows,
    multi_head::{MultiHeadWeights, kv_head_of, pool_heads, self_attention},
    position::{self, Pairing, ROPE_BASE},
    score::{ScoreKind, dot_variance},
    softmax::{self, OnlineSoftmax, RowStats},
};

fn input(case: &Case) -> AttentionInput {
    AttentionInput::new(case.rows("Q"), case.rows("K"), case.rows("V"))
}

fn explicit(mask: &Array2<f64>) -> Mask {
    Mask::Explicit(mask.rows().into_iter().map(|row| row.iter().map(|&bit| bit > 0.5).collect()).collect())
}

fn entropies(head: &Head) -> Vec<f64> {
    head.rows.iter().map(|row| row.entropy().unwrap_or(f64::NAN)).collect()
}

fn ids(list: &[f64]) -> Vec<usize> {
    list.iter().map(|&id| (0..1000_u32).find(|&index| (f64::from(index) - id).abs() < 0.5).unwrap() as usize).collect()
}

#[test]
fn softmax_rows() {
    let topic = Topic::read("softmax");
    for case in topic.cases() {
        let x = case.list("x");
        let tau = if case.name.starts_with("temperature") { case.param("temperature") } else { 1.0 };
        let logits: Vec<f64> = x.iter().map(|x| x / tau).collect();
        let p = softmax::softmax(&logits);
        // A wholly masked row has no weights; the reference writes nan
        let shown = p.clone().unwrap_or_else(|| vec![f64::NAN; x.len()]);
        case.assert("p", shown.clone());
        if case.expects("logsumexp") {
            case.assert_one("logsumexp", softmax::log_sum_exp(&x));
        }
        if case.expects("entropy_nats") {
            case.assert_one("entropy_nats", p.map_or(f64::NAN, |p| softmax::entropy_nats(&p)));
        }
        if case.expects("J") {
            case.assert("J", softmax::jacobian(&shown));
        }
        if case.expects("states_m_l") {
            let mut online = OnlineSoftmax::default();
            let states = x.chunks(case.count("block")).flat_map(|block| {
                online.push_block(block);
                [online.max, online.sum]
            });
            case.assert("states_m_l", states);
        }
    }
    topic.assert_all_compared();
}

#[test]
fn scaled_dot_product_attention() {
    let topic = Topic::read("sdpa");
    for case in topic.cases() {
        let mut given =
            AttentionInput { scale: Some(case.param("scale")), temperature: case.param("temperature"), ..input(&case) };
        if case.has_input("bias") {
            assert_float_bias(&case);
            continue;
        }
        if case.has_input("mask") {
            given.mask = explicit(&case.matrix("mask"));
            let (align, same) = match case.name {
                "causal" | "causal_scale_0.25" | "causal_bottom_right_Tq2_Tk5" => (Align::BottomRight, true),
                "causal_top_left_Tq2_Tk5" => (Align::TopLeft, true),
                _ => (Align::BottomRight, false),
            };
            let named = AttentionInput { mask: Mask::Causal, align, ..given.clone() };
            assert_eq!(
                Attention::compute(&named).unwrap() == Attention::compute(&given).unwrap(),
                same,
                "{}: the causal mask",
                case.name
            );
        }
        let attention = Attention::compute(&given).unwrap();
        let head = &attention.heads[0];
        case.assert("scores", head.scores.clone());
        case.assert("scaled_masked", head.masked.clone());
        case.assert("weights", head.weights.clone());
        case.assert("output", attention.output.clone());
        case.assert("row_entropy_nats", entropies(head));
    }
    topic.assert_all_compared();
}

/// Any bias, not one of ours: through the pieces, as a learner would add it.
fn assert_float_bias(case: &Case) {
    let plain = Attention::compute(&input(case)).unwrap();
    let head = &plain.heads[0];
    let logits = &head.scaled + &case.matrix("bias");
    let weights: Vec<Vec<f64>> = to_rows(&logits).iter().map(|row| softmax::softmax(row).unwrap()).collect();
    let weights = Array2::from_shape_fn(logits.dim(), |(row, column)| weights[row][column]);
    case.assert("scores", head.scores.clone());
    case.assert("scaled_masked", logits);
    case.assert("row_entropy_nats", to_rows(&weights).iter().map(|row| softmax::entropy_nats(row)));
    case.assert("output", weights.dot(&head.values));
    case.assert("weights", weights);
}

#[test]
fn score_functions() {
    let topic = Topic::read("score_functions");
    for case in topic.cases() {
        let mut given = input(&case);
        given.score = match case.name {
            "dot" => ScoreKind::Dot,
            "scaled_dot" => ScoreKind::Scaled,
            "general" => ScoreKind::General,
            "additive" => ScoreKind::Additive,
            _ => ScoreKind::Cosine,
        };
        let weights = &mut given.score_weights;
        match given.score {
            ScoreKind::General => weights.w = Some(case.rows("W")),
            ScoreKind::Additive => {
                (weights.wq, weights.wk) = (Some(case.rows("Wq")), Some(case.rows("Wk")));
                weights.v = Some(case.list("v"));
            }
            ScoreKind::Cosine => weights.g = Some(case.param("g")),
            ScoreKind::Dot | ScoreKind::Scaled => {}
        }
        let attention = Attention::compute(&given).unwrap();
        case.assert("scores", attention.heads[0].logits.clone());
        case.assert("weights", attention.heads[0].weights.clone());
        case.assert("output", attention.output);
    }
    topic.assert_all_compared();
}

#[test]
fn multi_head_attention() {
    let topic = Topic::read("mha");
    for case in topic.cases() {
        let weights = MultiHeadWeights {
            in_projection: case.matrix("in_proj_weight"),
            in_bias: case.vector("in_proj_bias"),
            out_projection: case.matrix("out_proj_weight"),
            out_bias: case.vector("out_proj_bias"),
        };
        let mask = if case.flag("causal") { Mask::Causal } else { Mask::None };
        let (attention, output) = self_attention(&case.matrix("x"), &weights, case.count("n_heads"), &mask).unwrap();
        case.assert("weights_per_head", attention.heads.into_iter().flat_map(|head| head.weights));
        case.assert("output", output);
    }
    topic.assert_all_compared();
}

/// (heads, T, D) to the heads side by side, (T, heads·D).
fn side_by_side(case: &Case, key: &str) -> Array2<f64> {
    let cube = case.cube(key);
    let heads: Vec<_> = cube.axis_iter(Axis(0)).collect();
    concatenate(Axis(1), &heads).unwrap()
}

#[test]
fn grouped_query_attention() {
    let topic = Topic::read("gqa");
    for case in topic.cases() {
        let kv_heads = case.count("n_kv_heads");
        if case.expects("K_gqa") {
            let pooled = pool_heads(&side_by_side(&case, "K_mha"), 4, kv_heads).unwrap();
            let width = pooled.ncols() / kv_heads;
            case.assert("K_gqa", pooled.axis_chunks_iter(Axis(1), width).flat_map(|head| head.to_owned()));
            continue;
        }
        let heads = case.count("n_heads");
        let rows = |key| to_rows(&side_by_side(&case, key));
        let attention = Attention::compute(&AttentionInput {
            heads,
            kv_heads: Some(kv_heads),
            mask: Mask::Causal,
            ..AttentionInput::new(rows("Q"), rows("K"), rows("V"))
        })
        .unwrap();
        let shared = (0..heads).map(|head| kv_head_of(head, heads, kv_heads).unwrap());
        case.assert_counts("kv_head_of_query_head", shared);
        case.assert("weights", attention.heads.iter().flat_map(|head| head.weights.clone()));
        case.assert("output", attention.heads.iter().flat_map(|head| head.output.clone()));
        let cached = rows("K")[0].len() + rows("V")[0].len();
        case.assert_counts("kv_cache_elements_per_token_per_layer", [cached]);
    }
    topic.assert_all_compared();
}

fn named_mask(case: &Case) -> String {
    let name = case.name.trim_start_matches("attention_");
    match name.split('_').next().unwrap() {
        "causal" => "causal".to_owned(),
        "sliding" => format!("sliding:{}", name.trim_start_matches("sliding_w")),
        "lambda" if name == "lambda_s1_w2" => "lambda:1+2".to_owned(),
        "lambda" => "lambda:2+3".to_owned(),
        "chunk" => "chunk:3".to_owned(),
        "dilated" => "dilated:3+2".to_owned(),
        "prefix" => "prefix:3".to_owned(),
        "pcw" => "pcw:2+3".to_owned(),
        other => panic!("{other}"),
    }
}

#[test]
fn masks() {
    let topic = Topic::read("masks");
    for case in topic.cases().filter(|case| case.expects("mask")) {
        let mask: Mask = named_mask(&case).parse().unwrap();
        let size = case.expected("mask").shape()[0];
        let visible = mask.visible(&Array2::zeros((size, size)), Align::default()).unwrap();
        case.assert("mask", visible.iter().map(|&see| f64::from(u8::from(see))));
        if case.expects("visible_keys_per_row") {
            let counts = visible.rows().into_iter().map(|row| row.iter().filter(|&&see| see).count());
            case.assert_counts("visible_keys_per_row", counts.collect::<Vec<_>>());
        }
        if case.expects("position_ids") {
            case.assert("position_ids", mask.key_positions(size));
        }
    }
    for case in topic.cases().filter(|case| case.name.starts_with("attention_")) {
        let attention =
            Attention::compute(&AttentionInput { mask: named_mask(&case).parse().unwrap(), ..input(&case) }).unwrap();
        case.assert("weights", attention.heads[0].weights.clone());
        case.assert("output", attention.output);
    }
    let case = topic.case("decode_cache_s2_w3_step7");
    let kept = mask::kept_in_cache(case.count("sink"), case.count("window"), case.count("query_position"));
    case.assert_counts("streamingllm_cache_positions", 0..kept.len());
    case.assert_counts("kept_original_positions", kept);
    let case = topic.case("receptive_field");
    let (layers, window) = (case.count("layers"), case.count("window"));
    case.assert_counts("exact_with_self_in_window", [mask::receptive_field(layers, window)]);
    case.assert_counts("tokens_upper_bound", [layers * window]);
    assert_top_k_memory(&topic.case("topk_memory_k2"));
    topic.assert_all_compared();
}

/// The best of a memory joined with the local keys in one softmax.
fn assert_top_k_memory(case: &Case) {
    let row = case.count("query_row");
    let plain = Attention::compute(&AttentionInput { scale: Some(1.0), ..input(case) }).unwrap();
    let scores = plain.heads[0].scores.row(row).to_vec();
    let mut selected = mask::top_k(&scores, &ids(&case.param_list("memory")), case.count("k"));
    selected.extend(ids(&case.param_list("local")));
    let size = scores.len();
    let rows = (0..size).map(|query| (0..size).map(|key| query == row && selected.contains(&key)).collect()).collect();
    let attention = Attention::compute(&AttentionInput { mask: Mask::Explicit(rows), ..input(case) }).unwrap();
    case.assert("scores_all", scores);
    case.assert("weights", selected.iter().map(|&key| attention.heads[0].weights[[row, key]]));
    case.assert("output", attention.output.row(row).to_owned());
    case.assert_counts("selected", selected);
}

#[test]
fn alibi() {
    let topic = Topic::read("alibi");
    for case in topic.cases() {
        if case.expects("slopes") {
            case.assert("slopes", position::alibi_slopes(case.count("n_heads")));
            continue;
        }
        let slope = case.param("slope");
        let head_index = position::alibi_slopes(4).iter().position(|each| (each - slope).abs() < 1e-15).unwrap();
        // The four heads read the same vectors: each through its own slope
        let repeat = |rows: Vec<Vec<f64>>| rows.into_iter().map(|row| row.repeat(4)).collect::<Vec<_>>();
        let attention = Attention::compute(&AttentionInput {
            heads: 4,
            kv_heads: Some(1),
            mask: Mask::Causal,
            position: position::Position::Alibi,
            ..AttentionInput::new(repeat(case.rows("Q")), case.rows("K"), case.rows("V"))
        })
        .unwrap();
        let head = &attention.heads[head_index];
        case.assert("bias", head.bias.clone().unwrap());
        case.assert("weights", head.weights.clone());
        case.assert("output", head.output.clone());
        case.assert("row_entropy_nats", entropies(head));
        assert!(head.rows.iter().all(|row| matches!(row, Row::Attends { .. })));
    }
    topic.assert_all_compared();
}

#[test]
fn rotary_positions() {
    let topic = Topic::read("rope");
    let case = topic.case("frequencies");
    let frequencies = position::frequencies(case.count("d"), case.param("base"));
    case.assert("wavelength_tokens", frequencies.mapv(|theta| std::f64::consts::TAU / theta));
    case.assert("inv_freq", frequencies);
    let positions = [0.0, 1.0, 2.0, 3.0];
    for (name, pairing) in [("interleaved", Pairing::Neighbours), ("half_split", Pairing::Halves)] {
        let case = topic.case(name);
        let turn = |key| position::rope(&case.matrix(key), &positions, ROPE_BASE, pairing).unwrap();
        let (q, k) = (turn("Q"), turn("K"));
        case.assert("scores", q.dot(&k.t()));
        case.assert("Q_rot", q);
        case.assert("K_rot", k);
    }
    let case = topic.case("shifted_by_17_same_scores");
    let shifted = positions.map(|position| position + case.param("shift"));
    let turn = |key| position::rope(&case.matrix(key), &shifted, ROPE_BASE, Pairing::Neighbours).unwrap();
    case.assert("scores", turn("Q").dot(&turn("K").t()));
    let case = topic.case("permutation");
    case.assert_counts("perm_interleaved_to_half", position::neighbours_to_halves(case.count("d")));
    let case = topic.case("2d_rotation_30deg");
    let turned = position::rope(&case.matrix("x"), &[case.param("angle_rad")], ROPE_BASE, Pairing::Neighbours);
    case.assert("y", turned.unwrap());
    let case = topic.case("partial_half_split_r4_of_8");
    let partial = position::frequencies(case.count("rotary_dim"), ROPE_BASE);
    case.assert("Q_rot", position::rotate(&case.matrix("Q"), &positions, &partial, Pairing::Halves).unwrap());
    let case = topic.case("decay_envelope_d64");
    let envelope = case.param_list("distances").into_iter();
    case.assert(
        "mean_abs_partial_sum",
        envelope.map(|distance| position::decay_envelope(case.count("d"), ROPE_BASE, distance)),
    );
    let case = topic.case("sinusoidal_pe");
    let sinusoids = position::sinusoids(&[0.0, 1.0, 2.0, 3.0, 4.0], case.count("d"));
    case.assert("dot_with_pos0", sinusoids.dot(&sinusoids.row(0)));
    case.assert("pe", sinusoids);
    topic.assert_all_compared();
}

#[test]
fn entropy() {
    let topic = Topic::read("entropy");
    for case in topic.cases() {
        if case.expects("var_qk") {
            let dim = case.count("d");
            let variance = dot_variance(u32::try_from(dim).unwrap()).unwrap();
            case.assert_one("var_qk", variance);
            case.assert_one("var_scaled", variance / dim as f64);
            continue;
        }
        let stats: Vec<RowStats> = case.rows("weights").iter().map(|row| RowStats::of(row).unwrap()).collect();
        case.assert("nats", stats.iter().map(|row| row.entropy_nats));
        case.assert("bits", stats.iter().map(|row| row.entropy_bits));
        case.assert("perplexity", stats.iter().map(|row| row.effective_keys));
        case.assert("normalised_by_visible", stats.iter().map(|row| row.normalised_entropy));
        case.assert("max_weight", stats.iter().map(|row| row.max_weight));
        case.assert_counts("argmax", stats.iter().map(|row| row.top_key));
    }
    topic.assert_all_compared();
}

use super::*;
use crate::lab::score::ScoreKind;
use crate::lab::toy::Lcg;
use proptest::prelude::*;
use serde_json::{Value, json};

fn toy(queries: usize, keys: usize, width: usize) -> AttentionInput {
    let mut values = Lcg::new(7);
    AttentionInput::new(values.rows(queries, width), values.rows(keys, width), values.rows(keys, width))
}

fn output(input: &AttentionInput) -> Value {
    serde_json::to_value(AttentionOutput::from(&Attention::compute(input).unwrap())).unwrap()
}

#[test]
fn the_json_has_the_fields_of_the_contract() {
    let input = AttentionInput::from_json(
        r#"{"q":[[1,0],[0,1]],"k":[[1,0],[0,1]],"v":[[2],[4]],"mask":"causal","position":"none","scale":null,"temperature":1.0,"heads":1,"kv_heads":1}"#,
    );
    let out = output(&input.unwrap());
    assert_eq!(out["scores"], json!([[1.0, 0.0], [0.0, 1.0]]));
    assert_eq!(out["masked"][0][1], "-inf");
    assert_eq!(out["weights"][0], json!([1.0, 0.0]));
    assert_eq!(out["output"][0], json!([2.0]));
    assert_eq!(out["entropy"][0], json!(0.0));
    assert_eq!(out["effective_keys"][0], json!(1.0));
    assert_eq!(out["no_visible_key"], json!([]));
}

#[test]
fn what_is_left_out_has_a_default() {
    let short = AttentionInput::from_json(r#"{"q":[[1]],"k":[[1]],"v":[[1]]}"#).unwrap();
    assert_eq!(short, AttentionInput::new(vec![vec![1.0]], vec![vec![1.0]], vec![vec![1.0]]));
}

#[test]
fn a_query_without_a_visible_key_has_no_weights_and_no_output() {
    let mask = Mask::Explicit(vec![vec![true, true], vec![false, false]]);
    let input = AttentionInput { mask, ..toy(2, 2, 2) };
    let out = output(&input);
    for field in ["weights", "output", "entropy", "effective_keys", "row_max", "exp"] {
        assert!(!out[field][0].to_string().contains("nan") && out[field][1].to_string().contains("nan"), "{field}");
    }
    assert_eq!(out["masked"][1], json!(["-inf", "-inf"]));
    assert_eq!(out["no_visible_key"], json!([1]));
    let attention = Attention::compute(&input).unwrap();
    assert!(attention.explain(0, 1, 0).unwrap().to_string().ends_with("−∞ → 0"));
}

#[test]
fn the_window_of_a_query_beyond_the_last_key_reaches_back_less_far_into_the_keys() {
    let mask = Mask::TopK { keys: 0, window: 3 };
    let input = AttentionInput { mask, align: Align::TopLeft, ..toy(5, 3, 2) };
    let seen: Vec<usize> = Attention::compute(&input).unwrap().heads[0]
        .visible
        .rows()
        .into_iter()
        .map(|row| row.iter().filter(|see| **see).count())
        .collect();
    assert_eq!(seen, [1, 2, 3, 2, 1]);
}

#[test]
fn several_heads_have_a_matrix_each() {
    let input = AttentionInput { heads: 2, kv_heads: Some(1), ..toy(3, 3, 4) };
    let input = AttentionInput {
        k: input.k.iter().map(|row| row[..2].to_vec()).collect(),
        v: input.v.iter().map(|row| row[..3].to_vec()).collect(),
        ..input
    };
    let out = output(&input);
    assert_eq!(out["weights"].as_array().unwrap().len(), 2);
    assert_eq!(out["entropy"][1].as_array().unwrap().len(), 3);
    assert_eq!(out["output"][0].as_array().unwrap().len(), 6);
}

#[test]
fn wrong_input_is_told_with_its_name_and_shape() {
    let base = toy(2, 2, 4);
    let q = |q: Vec<Vec<f64>>| AttentionInput { q, ..base.clone() };
    for (input, word) in [
        // Shapes
        (q(vec![]), "q is empty"),
        (q(vec![vec![1.0, 2.0], vec![1.0]]), "q is ragged: row 1"),
        (q(vec![vec![1.0, 2.0]]), "k has shape 2x4, expected 2x2"),
        (AttentionInput { v: vec![vec![1.0]], ..base.clone() }, "v has shape 1x1, expected 2 rows"),
        // Numbers
        (q(vec![vec![f64::NAN; 4]]), "NaN"),
        (q(vec![vec![1e200; 4]]), ""),
        (AttentionInput { scale: Some(f64::INFINITY), ..base.clone() }, "scale is inf"),
        (AttentionInput { temperature: 0.0, ..base.clone() }, "temperature is 0, expected above 0"),
        (AttentionInput { temperature: 1e-320, scale: Some(1e10), ..base.clone() }, "a logit went beyond"),
        // Heads
        (AttentionInput { heads: 0, ..base.clone() }, "heads and kv_heads is 0"),
        (AttentionInput { heads: 3, ..base.clone() }, "a multiple of 3 columns"),
        (AttentionInput { heads: 4, kv_heads: Some(3), ..base.clone() }, "a multiple of kv_heads"),
        // What a choice needs
        (AttentionInput { position: Position::Learned, ..base.clone() }, "learned positions needs position_table"),
        (AttentionInput { score: ScoreKind::General, ..base.clone() }, "the general score needs score_weights.w"),
        (AttentionInput { position: Position::Rope, heads: 4, ..base.clone() }, "an even number"),
        (AttentionInput { mask: Mask::Explicit(vec![]), ..base.clone() }, "mask has shape 0x2, expected 2x2"),
    ] {
        if word.is_empty() {
            assert!(Attention::compute(&input).is_ok());
            continue;
        }
        let message = Attention::compute(&input).unwrap_err().to_string();
        assert!(message.contains(word), "{message}");
    }
    let huge = AttentionInput::new(vec![vec![1e200]], vec![vec![1e200]], vec![vec![1.0]]);
    assert!(Attention::compute(&huge).unwrap_err().to_string().contains("beyond the range"));
    let long = vec![vec![0.0]; 5000];
    let long = AttentionInput::new(long.clone(), long.clone(), long);
    assert!(Attention::compute(&long).unwrap_err().to_string().contains("25000000 scores"));
}

#[test]
fn json_errors_name_the_place() {
    for (text, word) in [
        ("", "EOF"),
        (r#"{"q":[[1]],"k":[[1]],"v":[[1]],"maks":"causal"}"#, "unknown field `maks`"),
        (r#"{"q":[[1]],"k":[[1]]}"#, "missing field `v`"),
        (r#"{"q":[["x"]],"k":[[1]],"v":[[1]]}"#, "column"),
        (r#"{"q":[[1]],"k":[[1]],"v":[[1]],"mask":"sliding:0"}"#, "cannot read the mask `sliding:0`"),
        (r#"{"q":[[1]],"k":[[1]],"v":[[1]],"position":"rotary"}"#, "rope-half"),
    ] {
        let message = AttentionInput::from_json(text).unwrap_err().to_string();
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn temperature_divides_the_bias_too() {
    let cold = AttentionInput { position: Position::Alibi, mask: Mask::Causal, temperature: 0.5, ..toy(3, 3, 2) };
    let head = &Attention::compute(&cold).unwrap().heads[0];
    let bias = head.bias.as_ref().unwrap();
    assert!((bias[[2, 0]] + 2.0 / 256.0).abs() < 1e-15);
    assert!((head.logits[[2, 0]] - 2.0 * (head.scaled[[2, 0]] + bias[[2, 0]])).abs() < 1e-12);
}

#[test]
fn a_query_decoded_from_the_cache_scores_as_in_the_whole_sequence() {
    for position in [Position::Rope, Position::RopeHalf, Position::Alibi, Position::Sinusoidal] {
        let whole = AttentionInput { position, mask: Mask::Causal, ..toy(5, 5, 4) };
        let last = AttentionInput { q: whole.q[4..].to_vec(), ..whole.clone() };
        let (whole, last) = (Attention::compute(&whole).unwrap(), Attention::compute(&last).unwrap());
        for (a, b) in whole.output.row(4).iter().zip(last.output.row(0)) {
            assert!((a - b).abs() < 1e-12, "{position}");
        }
    }
}

#[test]
fn a_cell_is_explained_by_its_arithmetic() {
    let input = AttentionInput {
        mask: Mask::Causal,
        ..AttentionInput::new(vec![vec![1.0, 2.0, 0.0, 0.0]], vec![vec![0.5, 1.0, 0.0, 0.0]], vec![vec![1.0]])
    };
    let attention = Attention::compute(&input).unwrap();
    assert_eq!(
        attention.explain(0, 0, 0).unwrap().to_string(),
        "1.00·0.50 + 2.00·1.00 + 0.00·0.00 + 0.00·0.00 = 2.500; ×0.500 = 1.250; e^(1.250 − 1.250) = 1.000; /1.000 = 1.000"
    );
    assert_eq!(attention.explain(0, 1, 0), None);
    assert_eq!(attention.explain(1, 0, 0), None);
}

fn masks() -> impl Strategy<Value = Mask> {
    prop_oneof![
        Just(Mask::None),
        Just(Mask::Causal),
        (1_usize..4).prop_map(|window| Mask::Sliding { window }),
        (0_usize..3, 1_usize..3).prop_map(|(sinks, window)| Mask::Lambda { sinks, window }),
        (1_usize..4).prop_map(|size| Mask::Chunk { size }),
        (0_usize..3, 1_usize..3).prop_map(|(keys, window)| Mask::TopK { keys, window }),
        (0_usize..3, 1_usize..3).prop_map(|(count, size)| Mask::ParallelWindows { count, size }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn only_a_query_that_sees_no_key_has_nan_and_rows_sum_to_one(
        mask in masks(), position in prop::sample::select(vec![Position::None, Position::Rope, Position::Alibi, Position::Sinusoidal]),
        queries in 1_usize..6, keys in 1_usize..6, heads in 1_usize..3, temperature in 0.01..10.0_f64,
    ) {
        let input = AttentionInput { mask, position, temperature, heads, ..toy(queries, keys, 4 * heads) };
        let attention = Attention::compute(&input).unwrap();
        for head in &attention.heads {
            for (row, weights) in head.rows.iter().zip(head.weights.rows()) {
                let sum = weights.sum();
                let expected = f64::from(u8::from(row.attends()));
                prop_assert!((sum - expected).abs() < 1e-12);
            }
            for ((cell, weight), see) in head.weights.indexed_iter().zip(&head.visible) {
                prop_assert!(*see || *weight == 0.0, "{cell:?}");
                let explained = attention.explain(0, cell.0, cell.1).unwrap();
                prop_assert!((explained.terms.iter().map(|term| term.product).sum::<f64>() - explained.score).abs() < 1e-9);
            }
        }
        let text = serde_json::to_string(&AttentionOutput::from(&attention)).unwrap();
        let all_see = attention.heads.iter().flat_map(|head| &head.rows).all(|row| row.attends());
        prop_assert!(all_see != text.contains("nan") && !text.contains("\"inf\""));
    }
}

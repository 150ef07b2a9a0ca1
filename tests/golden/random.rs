//! Random cases of every bench, computed with NumPy by `tests/fixtures/make_lab_cases.py`.

use super::reader::numbers;
use serde_json::Value;
use std::path::Path;
use wengu::lab::bench::{Bench, Inputs};

/// The expected values have twelve significant digits.
const RELATIVE: f64 = 1e-10;
const ABSOLUTE: f64 = 1e-11;

#[test]
fn two_hundred_random_cases_a_bench_agree_with_numpy() {
    for bench in Bench::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lab");
        let text = std::fs::read_to_string(folder.join(bench.name()).with_extension("json")).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        let cases = file["cases"].as_array().unwrap();
        assert!(cases.len() >= 200, "{bench}: {} cases", cases.len());
        for (at, case) in cases.iter().enumerate() {
            assert_case(bench, at, case);
        }
    }
}

fn assert_case(bench: Bench, at: usize, case: &Value) {
    let name = case["case"].as_str().unwrap();
    let (inputs, _) = Inputs::from_json(&case["inputs"].to_string()).unwrap();
    let calculation = bench.case(name).unwrap_or_else(|| panic!("{bench} has no {name}"));
    let inputs = inputs.of(calculation);
    assert_eq!(inputs.problem(), None, "{bench} {name}: a field is not read");
    let outcome = calculation.compute(&inputs).unwrap_or_else(|error| panic!("{bench} #{at} {name}: {error}"));
    let written = outcome.to_json();
    for (key, expected) in case["expected"].as_object().unwrap() {
        let got = written.get(key).unwrap_or_else(|| panic!("{bench} #{at} {name}: no {key}"));
        let (got, expected) = (numbers(got), numbers(expected));
        assert_eq!(got.len(), expected.len(), "{bench} #{at} {name}: the size of {key}");
        for (got, expected) in got.iter().zip(&expected) {
            let apart = (got - expected).abs();
            let alike = got.to_bits() == expected.to_bits() || apart <= ABSOLUTE + RELATIVE * expected.abs();
            assert!(alike, "{bench} #{at} {name}: {key} is {got}, expected {expected}");
        }
    }
}

#[test]
fn a_case_is_found_by_its_inputs_alone() {
    for (bench, inputs, case) in [
        (Bench::Attention, r#"{"q":[[1]],"k":[[1]],"v":[[1]]}"#, "attention"),
        (Bench::Attention, r#"{"Q":[[1]],"K":[[1]],"V":[[1]],"W":[[1]],"score":"general"}"#, "attention"),
        (Bench::Attention, r#"{"x":[1,2]}"#, "softmax"),
        (Bench::Norm, r#"{"x":[[1,2]],"weight":[1,1],"bias":[0,0]}"#, "layer_norm"),
        (Bench::Norm, r#"{"Q":[[1,2]],"K":[[1,2]],"V":[[1,2]]}"#, "qk_norm"),
        (Bench::Ssm, r#"{"k":[[1]],"v":[[1]],"w":[1],"u":[0]}"#, "wkv"),
        (Bench::Ssm, r#"{"Q":[[1]],"K":[[1]],"V":[[1]],"gamma":0.5}"#, "retention"),
        (Bench::Moe, r#"{"logits":[[1,2]],"k":1}"#, "mixtral"),
        (Bench::Moe, r#"{"logits":[[1,2]],"alpha":0.1}"#, "switch"),
    ] {
        let (inputs, _) = Inputs::from_json(inputs).unwrap();
        assert_eq!(bench.case_for(&inputs).map(|case| case.name), Some(case), "{bench}");
    }
}

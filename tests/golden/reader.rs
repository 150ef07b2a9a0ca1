//! Reads a reference file and keeps count of what has been compared.

use ndarray::{Array1, Array2, Array3, ArrayD, IxDyn};
use serde_json::Value;
use std::{cell::RefCell, collections::BTreeSet, path::Path};

/// One reference file.
pub struct Topic {
    file: Value,
    compared: RefCell<BTreeSet<(String, String)>>,
}

/// One case of a topic; inputs that are the same as another case's are found there.
pub struct Case<'a> {
    topic: &'a Topic,
    pub name: &'a str,
    body: &'a Value,
}

impl Topic {
    pub fn read(name: &str) -> Self {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden").join(name).with_extension("json");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { file: serde_json::from_str(&text).unwrap(), compared: RefCell::default() }
    }

    pub fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.file["cases"].as_array().unwrap().iter().map(|body| Case {
            topic: self,
            name: body["name"].as_str().unwrap(),
            body,
        })
    }

    pub fn case(&self, name: &str) -> Case<'_> {
        self.cases().find(|case| case.name == name).unwrap_or_else(|| panic!("no case {name}"))
    }

    /// Fails if any expected value of any case was left out.
    pub fn assert_all_compared(&self) {
        for case in self.cases() {
            for key in case.body["expected"].as_object().unwrap().keys() {
                let done = self.compared.borrow().contains(&(case.name.to_owned(), key.clone()));
                assert!(done, "{}: {key} was not compared", case.name);
            }
        }
    }

    fn within(&self, got: f64, expected: f64, override_abs: Option<f64>) -> bool {
        let tolerance = &self.file["tolerance"];
        let (abs, rel) = (tolerance["abs"].as_f64().unwrap(), tolerance["rel"].as_f64().unwrap());
        let allowed = override_abs.unwrap_or(abs) + rel * expected.abs();
        got.to_bits() == expected.to_bits() || (got.is_nan() && expected.is_nan()) || (got - expected).abs() <= allowed
    }
}

impl Case<'_> {
    pub fn param(&self, key: &str) -> f64 {
        number(&self.body["params"][key]).unwrap_or_else(|| panic!("{}: no parameter {key}", self.name))
    }

    pub fn count(&self, key: &str) -> usize {
        self.body["params"][key].as_u64().unwrap_or_else(|| panic!("{}: no count {key}", self.name)).try_into().unwrap()
    }

    pub fn param_list(&self, key: &str) -> Vec<f64> {
        tensor(&self.body["params"][key]).unwrap().into_iter().collect()
    }

    pub fn flag(&self, key: &str) -> bool {
        self.body["params"][key].as_bool().unwrap_or(false)
    }

    /// Parameters and inputs side by side, those of the case that it refers to included.
    pub fn fields(&self) -> serde_json::Map<String, Value> {
        let other =
            [&self.body["inputs"]["same_as"], &self.body["params"]["same_as"]].into_iter().find_map(Value::as_str);
        let cases = self.topic.file["cases"].as_array().unwrap();
        let other = other.and_then(|other| cases.iter().find(|case| case["name"] == other));
        let mut fields = serde_json::Map::new();
        for part in [&self.body["params"], other.map_or(&Value::Null, |case| &case["inputs"]), &self.body["inputs"]] {
            fields.extend(part.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())));
        }
        fields.remove("same_as");
        fields
    }

    pub fn expected_keys(&self) -> Vec<String> {
        self.body["expected"].as_object().unwrap().keys().cloned().collect()
    }

    pub fn has_input(&self, key: &str) -> bool {
        !self.input(key).is_null()
    }

    fn input(&self, key: &str) -> &Value {
        let own = &self.body["inputs"][key];
        // One file names the other case among its parameters.
        let other = &self.body["inputs"]["same_as"];
        let other = if other.is_null() { &self.body["params"]["same_as"] } else { other };
        match other.as_str() {
            Some(other) if own.is_null() => {
                let cases = self.topic.file["cases"].as_array().unwrap();
                &cases.iter().find(|case| case["name"] == other).unwrap()["inputs"][key]
            }
            _ => own,
        }
    }

    pub fn array(&self, key: &str) -> ArrayD<f64> {
        tensor(self.input(key)).unwrap_or_else(|| panic!("{}: no input {key}", self.name))
    }

    pub fn vector(&self, key: &str) -> Array1<f64> {
        self.array(key).into_dimensionality().unwrap()
    }

    pub fn list(&self, key: &str) -> Vec<f64> {
        self.array(key).into_iter().collect()
    }

    pub fn matrix(&self, key: &str) -> Array2<f64> {
        self.array(key).into_dimensionality().unwrap()
    }

    pub fn cube(&self, key: &str) -> Array3<f64> {
        self.array(key).into_dimensionality().unwrap()
    }

    pub fn rows(&self, key: &str) -> Vec<Vec<f64>> {
        wengu::lab::matrix::to_rows(&self.matrix(key))
    }

    /// What the file expects, without comparing.
    pub fn expected(&self, key: &str) -> ArrayD<f64> {
        tensor(&self.body["expected"][key]).unwrap_or_else(|| panic!("{}: nothing expected for {key}", self.name))
    }

    pub fn expects(&self, key: &str) -> bool {
        !self.body["expected"][key].is_null()
    }

    /// Compares all entries in row-major order, at the case's or the file's tolerance.
    pub fn assert(&self, key: &str, got: impl IntoIterator<Item = f64>) {
        let expected = self.expected(key);
        let got: Vec<f64> = got.into_iter().collect();
        assert_eq!(got.len(), expected.len(), "{}: {key} has another size", self.name);
        let abs = self.body["params"]["tolerance_abs"].as_f64();
        for (index, (&got, &expected)) in got.iter().zip(&expected).enumerate() {
            assert!(
                self.topic.within(got, expected, abs),
                "{}: {key}[{index}] is {got}, expected {expected}",
                self.name
            );
        }
        self.topic.compared.borrow_mut().insert((self.name.to_owned(), key.to_owned()));
    }

    pub fn assert_one(&self, key: &str, got: f64) {
        self.assert(key, [got]);
    }

    pub fn assert_counts(&self, key: &str, got: impl IntoIterator<Item = usize>) {
        self.assert(key, got.into_iter().map(|count| count as f64));
    }
}

/// A number, or one of the words that stand for what JSON cannot write.
fn number(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some("-inf") => Some(f64::NEG_INFINITY),
        Some("inf") => Some(f64::INFINITY),
        Some("nan") => Some(f64::NAN),
        Some(_) => None,
        None => value.as_f64(),
    }
}

/// All numbers in a value, row by row.
pub fn numbers(value: &Value) -> Vec<f64> {
    tensor(value).unwrap_or_else(|| panic!("no numbers: {value}")).into_iter().collect()
}

/// `{"shape":…,"data":…}`, a plain number, or (nested) lists flattened.
fn tensor(value: &Value) -> Option<ArrayD<f64>> {
    let flat = |list: &[Value]| list.iter().map(number).collect::<Option<Vec<f64>>>();
    if let Some(data) = value["data"].as_array() {
        let shape: Vec<usize> = serde_json::from_value(value["shape"].clone()).ok()?;
        return ArrayD::from_shape_vec(IxDyn(&shape), flat(data)?).ok();
    }
    if let Some(list) = value.as_array() {
        let parts = list.iter().map(tensor).collect::<Option<Vec<_>>>()?;
        return Some(parts.into_iter().flatten().collect::<Array1<f64>>().into_dyn());
    }
    Some(ArrayD::from_elem(IxDyn(&[]), number(value)?))
}

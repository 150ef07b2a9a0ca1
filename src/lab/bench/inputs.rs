//! One JSON object of inputs, checked field by field when a calculation asks for it.

use super::parse::{list_of, rows_of, scalar, sheets_of, short};
use super::{Case, Field, Kind, field::Default};
use crate::lab::{LabError, Matrix, matrix, toy::Lcg};
use ndarray::{Array1, Array3};
use serde_json::{Map, Value};

/// Toy inputs hold no more numbers than this.
const TOY_CAP: u64 = 1 << 20;

/// What was given, and what stands for the rest.
#[derive(Debug, Clone)]
pub struct Inputs {
    given: Map<String, Value>,
    case: &'static str,
    fields: &'static [Field],
    /// Where toy numbers come from; without a seed, what is missing is an error.
    seed: Option<u64>,
}

/// Something that was given and is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub unknown: Vec<String>,
    pub known: Vec<&'static str>,
}

impl Inputs {
    /// Fields as they are, with toy numbers for what is missing.
    pub fn toy(seed: u64) -> Self {
        Self { given: Map::new(), case: "", fields: &[], seed: Some(seed) }
    }

    /// Reads an object: its fields side by side, or under `params` and `inputs`. The second part is the calculation that it names.
    ///
    /// Errors: what is no JSON object.
    pub fn from_json(text: &str) -> Result<(Self, Option<String>), LabError> {
        let value: Value = serde_json::from_str(text).map_err(|error| LabError::Json(error.to_string()))?;
        let Value::Object(mut object) = value else {
            return Err(LabError::Json("give one JSON object, its keys the names of the inputs".to_owned()));
        };
        let named = ["case", "name"].into_iter().find_map(|key| Some(object.get(key)?.as_str()?.to_owned()));
        let whole = object.get("inputs").is_some_and(Value::is_object);
        if whole {
            let mut given = Map::new();
            for part in ["params", "inputs"] {
                if let Some(Value::Object(fields)) = object.remove(part) {
                    given.extend(fields);
                }
            }
            object = given;
        } else {
            object.remove("case");
        }
        Ok((Self { given: object, case: "", fields: &[], seed: None }, named))
    }

    /// The same inputs for `case`.
    #[must_use]
    pub fn of(mut self, case: &'static Case) -> Self {
        (self.case, self.fields) = (case.name, case.fields);
        self
    }

    pub fn set(&mut self, name: &str, value: Value) {
        self.given.insert(name.to_owned(), value);
    }

    pub fn unset(&mut self, name: &str) {
        self.given.remove(name);
    }

    pub const fn seed(&self) -> Option<u64> {
        self.seed
    }

    pub fn reseed(&mut self, seed: Option<u64>) {
        self.seed = seed;
    }

    /// What was given, by name.
    pub const fn given(&self) -> &Map<String, Value> {
        &self.given
    }

    pub fn has(&self, field: &Field) -> bool {
        self.raw(field.name).is_some_and(|value| !value.is_null())
    }

    /// What was given and the calculation does not read.
    pub fn problem(&self) -> Option<Problem> {
        let is_read =
            |key: &str| self.fields.iter().any(|field| field.name == key || self.key(field.name) == Some(key));
        let unknown: Vec<String> = self.given.keys().filter(|key| !is_read(key)).cloned().collect();
        let known = self.fields.iter().map(|field| field.name).collect();
        (!unknown.is_empty()).then_some(Problem { unknown, known })
    }

    /// The key that stands for `name`: itself, or the only one that differs in case alone.
    fn key(&self, name: &str) -> Option<&str> {
        if let Some((key, _)) = self.given.get_key_value(name) {
            return Some(key);
        }
        let is_other = |key: &str| self.fields.iter().any(|field| field.name == key);
        let mut alike = self.given.keys().filter(|key| key.eq_ignore_ascii_case(name) && !is_other(key));
        alike.next().filter(|_| alike.next().is_none()).map(String::as_str)
    }

    fn raw(&self, name: &str) -> Option<&Value> {
        self.given.get(self.key(name)?)
    }

    fn spec(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// A number: as given, else the default.
    ///
    /// Errors: no finite number.
    pub fn number(&self, name: &str) -> Result<f64, LabError> {
        self.number_if(name)?.ok_or_else(|| self.missing(name))
    }

    /// A number, if there is one.
    ///
    /// Errors: no finite number.
    pub fn number_if(&self, name: &str) -> Result<Option<f64>, LabError> {
        let Some(value) = self.raw(name).filter(|value| !value.is_null()) else {
            return Ok(match self.spec(name).map(|field| field.default) {
                Some(Default::Number(value)) => Some(value),
                _ => None,
            });
        };
        match scalar(value).or_else(|| value.as_bool().map(|flag| f64::from(u8::from(flag)))) {
            Some(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(LabError::range(name, &short(value), "a finite number")),
        }
    }

    /// A whole number within the bounds of its field.
    ///
    /// Errors: no such number.
    pub fn count(&self, name: &str) -> Result<usize, LabError> {
        self.whole(name).map(|whole| usize::try_from(whole).unwrap_or(usize::MAX))
    }

    /// As [`Self::count`], for what is no number of entries.
    ///
    /// Errors: no such number.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn whole(&self, name: &str) -> Result<u64, LabError> {
        let value = self.number(name)?;
        let (low, high) = match self.spec(name).map(|field| field.kind) {
            Some(Kind::Count { low, high } | Kind::Size { low, high }) => (low, high),
            _ => (0, 1 << 53),
        };
        if value < low as f64 || value > high as f64 || value.fract() != 0.0 {
            return Err(LabError::range(name, &value, format!("a whole number from {low} to {high}")));
        }
        Ok(value as u64)
    }

    /// Errors: neither true nor false, 1 nor 0.
    pub fn flag(&self, name: &str) -> Result<bool, LabError> {
        Ok(self.number_if(name)?.unwrap_or_default() != 0.0)
    }

    /// A word: as given, else the default.
    ///
    /// Errors: no text, or none of those that can be chosen.
    pub fn word(&self, name: &str) -> Result<String, LabError> {
        let spec = self.spec(name);
        let word = match (self.raw(name).filter(|value| !value.is_null()), spec.map(|field| field.default)) {
            (Some(Value::String(word)), _) => word.clone(),
            (Some(other), _) => return Err(LabError::range(name, &short(other), "a text")),
            (None, Some(Default::Word(word))) => word.to_owned(),
            (None, _) => return Err(self.missing(name)),
        };
        match spec.map(|field| field.kind) {
            Some(Kind::Choice(words)) if !words.contains(&word.as_str()) => {
                Err(LabError::Parse { what: name.to_owned(), text: word, expected: words.join(", ") })
            }
            _ => Ok(word),
        }
    }

    /// How many rows of a matrix were given; none where toy numbers stand for it.
    pub fn rows(&self, name: &str) -> Option<usize> {
        match self.json(name)? {
            Value::Array(rows) => Some(rows.len()),
            tensor => tensor.get("shape")?.get(0)?.as_u64().and_then(|rows| usize::try_from(rows).ok()),
        }
    }

    /// The JSON of a field, as it was given.
    pub fn json(&self, name: &str) -> Option<&Value> {
        self.raw(name).filter(|value| !value.is_null())
    }

    /// Rows of numbers.
    ///
    /// Errors: nothing given, no rows or columns, rows of different length, numbers that are not finite.
    pub fn matrix(&self, name: &str) -> Result<Matrix, LabError> {
        self.matrix_if(name)?.ok_or_else(|| self.missing(name))
    }

    /// A matrix, if there is one.
    ///
    /// Errors: as [`Self::matrix`].
    pub fn matrix_if(&self, name: &str) -> Result<Option<Matrix>, LabError> {
        if let Some(value) = self.json(name) {
            let rows = rows_of(name, value)?;
            return matrix::from_rows(name, &rows).map(Some);
        }
        let Some((field, Kind::Matrix(rows, columns))) = self.spec(name).map(|field| (field, field.kind)) else {
            return Ok(None);
        };
        let Some(rows) = self.toy_rows(field, 0, (rows, columns))? else { return Ok(None) };
        matrix::from_rows(name, &rows).map(Some)
    }

    /// A list of numbers.
    ///
    /// Errors: nothing given, an empty list, numbers that are not finite.
    pub fn vector(&self, name: &str) -> Result<Array1<f64>, LabError> {
        self.vector_if(name)?.ok_or_else(|| self.missing(name))
    }

    /// A list, if there is one.
    ///
    /// Errors: as [`Self::vector`].
    pub fn vector_if(&self, name: &str) -> Result<Option<Array1<f64>>, LabError> {
        let Some(list) = self.list_if(name)? else { return Ok(None) };
        let matrix = matrix::from_rows(name, &[list])?;
        Ok(Some(matrix.row(0).to_owned()))
    }

    /// A list whose numbers may be infinite.
    ///
    /// Errors: nothing given, what is no list of numbers.
    pub fn list(&self, name: &str) -> Result<Vec<f64>, LabError> {
        self.list_if(name)?.ok_or_else(|| self.missing(name))
    }

    fn list_if(&self, name: &str) -> Result<Option<Vec<f64>>, LabError> {
        if let Some(value) = self.json(name) {
            return list_of(name, value).map(Some);
        }
        let Some((field, Kind::Vector(length))) = self.spec(name).map(|field| (field, field.kind)) else {
            return Ok(None);
        };
        Ok(self.toy_rows(field, 0, ("1", length))?.map(|rows| rows.concat()))
    }

    /// A list of matrices of one shape.
    ///
    /// Errors: nothing given, an empty or ragged cube, numbers that are not finite.
    pub fn cube(&self, name: &str) -> Result<Array3<f64>, LabError> {
        let sheets = match (self.json(name), self.spec(name).map(|field| (field, field.kind))) {
            (Some(value), _) => sheets_of(name, value)?,
            (None, Some((field, Kind::Cube(sheets, rows, columns)))) => {
                let count = self.size(sheets)?;
                let sheets: Result<Option<Vec<_>>, _> =
                    (0..count).map(|sheet| self.toy_rows(field, sheet, (rows, columns))).collect();
                sheets?.ok_or_else(|| self.missing(name))?
            }
            _ => return Err(self.missing(name)),
        };
        let sheets = sheets.iter().map(|rows| matrix::from_rows(name, rows)).collect::<Result<Vec<_>, _>>()?;
        let Some((rows, columns)) = sheets.first().map(Matrix::dim) else {
            return Err(LabError::Empty { name: name.to_owned() });
        };
        for sheet in &sheets {
            matrix::expect_shape(name, sheet, (rows, columns), "all its matrices are alike")?;
        }
        Ok(Array3::from_shape_fn((sheets.len(), rows, columns), |(sheet, row, column)| sheets[sheet][[row, column]]))
    }

    /// A size by name: a number, a field, or the product of some, such as `heads*D`.
    fn size(&self, name: &str) -> Result<u64, LabError> {
        name.split('*').try_fold(1_u64, |product, factor| {
            // No number of key heads means as many as there are heads
            let factor = if factor == "kv_heads" && self.number("kv_heads")? == 0.0 { "heads" } else { factor };
            if factor == "query_up" {
                let width = self.whole("d_nope")?.saturating_add(self.whole("d_rope")?);
                return Ok(product.saturating_mul(width).saturating_mul(self.whole("n_heads")?));
            }
            let own = factor.parse().map_or_else(|_| self.whole(factor), Ok)?;
            Ok(product.saturating_mul(own))
        })
    }

    /// Toy numbers for a field: the same for the same seed, and an entry stays what it is when the matrix grows.
    fn toy_rows(
        &self,
        field: &Field,
        sheet: u64,
        (rows, columns): (&str, &str),
    ) -> Result<Option<Vec<Vec<f64>>>, LabError> {
        let (low, high) = match field.default {
            Default::Toy | Default::ToyIfUsed | Default::Numbers(_) => (-1.5, 1.5),
            Default::ToyPositive => (0.05, 1.5),
            Default::ToyNegative => (-2.0, -0.1),
            _ => return Ok(None),
        };
        if let (Default::Numbers(numbers), Some(_)) = (field.default, self.seed) {
            return Ok(Some(vec![numbers.to_vec()]));
        }
        let Some(seed) = self.seed else { return Ok(None) };
        let (rows, columns) = (self.size(rows)?, self.size(columns)?);
        if rows.saturating_mul(columns) > TOY_CAP {
            let got = u128::from(rows) * u128::from(columns);
            return Err(LabError::TooLarge { got, cap: u128::from(TOY_CAP) });
        }
        let start = field.name.bytes().fold(seed, |mix, byte| mix.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
        let row = |row: u64| {
            let mut toy = Lcg::new(start.wrapping_add((sheet << 32 | row).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
            // The first value of near seeds is near.
            toy.next_value(low, high);
            (0..columns).map(|_| toy.next_value(low, high)).collect()
        };
        Ok(Some((0..rows).map(row).collect()))
    }

    /// The rows of a table field, as the screen shows them: a list is one row, a cube all its matrices.
    ///
    /// Errors: as the field's own.
    pub fn table(&self, field: &Field) -> Result<Vec<Vec<Vec<f64>>>, LabError> {
        Ok(match field.kind {
            Kind::Matrix(..) => self.matrix_if(field.name)?.iter().map(matrix::to_rows).collect(),
            Kind::Vector(_) => self.list_if(field.name)?.map(|list| vec![vec![list]]).unwrap_or_default(),
            Kind::Cube(..) => {
                self.cube(field.name)?.outer_iter().map(|sheet| matrix::to_rows(&sheet.to_owned())).collect()
            }
            _ => Vec::new(),
        })
    }

    pub(super) fn missing(&self, name: &str) -> LabError {
        LabError::missing(name, self.case)
    }
}

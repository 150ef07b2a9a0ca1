//! What an exercise asks for: numbers with a unit, how near an answer must come, and how they are written.

/// What the numbers count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// A plain number or a share; `50%` is 0.5.
    #[default]
    Number,
    /// Tokens, parameters, operations: `7B`, `3 万`.
    Count,
    Bytes,
    /// Degrees are understood.
    Radians,
    /// Bits are understood.
    Nats,
}

impl Unit {
    /// The unit of this name, as a note writes it.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.trim().to_lowercase().as_str() {
            "" | "number" | "share" | "数" | "无" | "none" => Self::Number,
            "count" | "个" | "tokens" | "flops" | "params" | "词元" | "参数" => Self::Count,
            "bytes" | "byte" | "b" | "字节" => Self::Bytes,
            "rad" | "radians" | "弧度" => Self::Radians,
            "nats" | "nat" | "奈特" => Self::Nats,
            _ => return None,
        })
    }
}

/// The answer that is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// One, or several in the order that the question names.
    pub numbers: Vec<f64>,
    pub unit: Unit,
    /// How far off an answer may be, as a share of it; 0 for whole numbers that must be exact.
    pub tolerance: f64,
    /// How far off any answer may be, however small the number: half of the last decimal that the question asks for.
    pub slack: f64,
}

impl Value {
    pub fn new(numbers: impl Into<Vec<f64>>, unit: Unit, tolerance: f64) -> Self {
        Self { numbers: numbers.into(), unit, tolerance, slack: 0.0 }
    }

    /// The question asks for so many decimals: who rounds to them is right.
    #[must_use]
    pub fn with_decimals(self, decimals: i32) -> Self {
        Self { slack: 0.5 * 10_f64.powi(-decimals), ..self }
    }

    /// Whether these numbers are the answer. Of several, small ones are measured by the largest.
    pub fn accepts(&self, numbers: &[f64]) -> bool {
        let largest = self.numbers.iter().fold(0.0, |largest: f64, number| largest.max(number.abs()));
        numbers.len() == self.numbers.len()
            && self.numbers.iter().zip(numbers).all(|(wanted, got)| {
                let room = (self.tolerance * wanted.abs().max(0.2 * largest)).max(self.slack);
                (wanted - got).abs() <= room + 1e-9 * wanted.abs().max(1.0)
            })
    }

    /// As one would type it.
    pub fn plain(&self) -> String {
        let digits = if self.tolerance > 0.0 { 5 } else { 17 };
        let numbers: Vec<String> = self.numbers.iter().map(|number| written(*number, digits)).collect();
        numbers.join("; ")
    }

    /// For reading: grouped digits, and bytes in a larger unit beside them.
    pub fn shown(&self) -> String {
        let one = |number: &f64| match self.unit {
            Unit::Bytes => with_larger_unit(*number),
            Unit::Count => grouped(&written(*number, 5)),
            Unit::Radians => format!("{} rad", written(*number, 5)),
            Unit::Nats => format!("{} nat", written(*number, 5)),
            Unit::Number => written(*number, 5),
        };
        self.numbers.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

/// A number with so many significant digits at most, whole numbers whole.
pub fn written(number: f64, digits: usize) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    if (number - number.round()).abs() < 1e-9 && number.abs() < 1e15 {
        return format!("{:.0}", number.round() + 0.0);
    }
    let magnitude = number.abs().log10().floor();
    if !(-5.0..15.0).contains(&magnitude) {
        return format!("{number:.*e}", digits.saturating_sub(1).min(16));
    }
    let decimals = (digits as f64 - 1.0 - magnitude).clamp(0.0, 17.0);
    let text = format!("{number:.*}", places(decimals));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A number in steps of working: four significant digits.
pub fn short(number: f64) -> String {
    written(number, 4)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
const fn places(decimals: f64) -> usize {
    decimals as usize
}

/// `131072` as `131,072`.
pub fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = rest.split_at(rest.find(['.', 'e']).unwrap_or(rest.len()));
    let mut text = String::from(sign);
    for (nth, digit) in whole.chars().enumerate() {
        if nth > 0 && (whole.len() - nth).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

fn with_larger_unit(bytes: f64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let plain = format!("{} B", grouped(&written(bytes, 17)));
    let mut larger = None;
    let mut amount = bytes;
    for unit in UNITS {
        if amount < 1024.0 {
            break;
        }
        amount /= 1024.0;
        larger = Some(format!("{} {unit}", written(amount, 5)));
    }
    larger.map_or_else(|| plain.clone(), |larger| format!("{plain} = {larger}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        for (number, text) in [
            (131_072.0, "131072"),
            (0.3 + 1e-12, "0.3"),
            (2.0 / 3.0, "0.66667"),
            (12.345_678, "12.346"),
            (-0.0, "0"),
            (1e-7, "1.0000e-7"),
            (123_456.789, "123457"),
        ] {
            assert_eq!(written(number, 5), text);
        }
        assert_eq!(Value::new([131_072.0], Unit::Bytes, 0.0).shown(), "131,072 B = 128 KiB");
        assert_eq!(Value::new([-1_234_567.0], Unit::Count, 0.0).shown(), "-1,234,567");
        // What is counted but not whole needs no more digits than the tolerance is worth
        assert_eq!(Value::new([62.831_853_07], Unit::Count, 0.02).shown(), "62.832");
    }

    #[test]
    fn an_answer_may_be_off_by_its_tolerance_and_no_more() {
        let value = Value::new([100.0], Unit::Number, 0.01);
        assert!(value.accepts(&[100.9]) && !value.accepts(&[101.1]) && !value.accepts(&[100.0, 1.0]));
        // Of several, small ones by the largest
        let weights = Value::new([0.8, 0.1, 0.001], Unit::Number, 0.02);
        assert!(weights.accepts(&[0.8, 0.1, 0.002]) && !weights.accepts(&[0.8, 0.1, 0.01]));
        assert!(!Value::new([7.0], Unit::Count, 0.0).accepts(&[7.001]));
    }

    #[test]
    fn who_rounds_to_the_decimals_that_are_asked_for_is_right() {
        let weights = Value::new([0.90, 0.0651, 0.0349], Unit::Number, 0.02);
        assert!(!weights.accepts(&[0.90, 0.07, 0.03]));
        assert!(weights.clone().with_decimals(2).accepts(&[0.90, 0.07, 0.03]));
        assert!(!weights.with_decimals(2).accepts(&[0.90, 0.07, 0.02]));
    }
}

//! Reading what a learner typed, and saying what is off about it.
//!
//! `1.5e-3`, `2/3`, `√2`, `50%`, `512 MiB`, `0,5`, `131,072`, `１２８`, `4²`, `3 万`, `45°`, `2 bits` are all numbers. Where a text
//! can be read in two ways (`1,234`, `128 KB`) both count.

use super::Said;
use super::expression::evaluate;
use super::value::{Unit, Value};

/// Longer answers are not read.
const LONGEST: usize = 200;

/// What an answer came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Right,
    Wrong(Slip),
    /// It is no number.
    Unread,
    /// Another number of answers than was asked for.
    Count {
        wanted: usize,
        got: usize,
    },
}

/// Why a number may be wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Slip {
    /// A mistake that this exercise knows.
    Known(Said),
    Sign,
    /// The right numbers in another order.
    Order,
    /// So many times the answer.
    Times(f64),
    /// A unit that does not measure this.
    Unit(String),
    /// Near, but not near enough: rounded too early.
    Rounded,
    Far,
}

/// Judges an answer against the value; `known` are wrong numbers with what leads to them.
pub fn judge(text: &str, value: &Value, known: &[(Vec<f64>, Said)]) -> Verdict {
    let wanted = value.numbers.len();
    let text = folded(text);
    if text.is_empty() || text.len() > LONGEST {
        return Verdict::Unread;
    }
    let pieces = pieces(&text, wanted);
    if pieces.len() != wanted {
        return Verdict::Count { wanted, got: pieces.len() };
    }
    let mut readings = Vec::with_capacity(wanted);
    for piece in &pieces {
        match read(piece, value.unit) {
            Reading::Numbers(numbers) => readings.push(numbers),
            Reading::ForeignUnit(unit) => return Verdict::Wrong(Slip::Unit(unit)),
            Reading::Nothing => return Verdict::Unread,
        }
    }
    // Of two readings of a piece the one that is nearer
    let nearest = |(readings, wanted): (&Vec<f64>, &f64)| {
        readings.iter().copied().min_by(|a, b| (a - wanted).abs().total_cmp(&(b - wanted).abs())).unwrap_or(f64::NAN)
    };
    let numbers: Vec<f64> = readings.iter().zip(&value.numbers).map(nearest).collect();
    if value.accepts(&numbers) {
        return Verdict::Right;
    }
    Verdict::Wrong(slip(&numbers, value, known))
}

fn slip(numbers: &[f64], value: &Value, known: &[(Vec<f64>, Said)]) -> Slip {
    let within = |slack: f64, other: &[f64]| {
        let tolerance = value.tolerance.max(0.005);
        Value { numbers: other.to_vec(), tolerance, slack, ..value.clone() }.accepts(numbers)
    };
    // A thousandth of an answer is near 0: whoever typed 0 did not mistake a unit
    let is = |other: &[f64]| within(0.0, other);
    if let Some((_, why)) = known.iter().find(|(wrong, _)| within(value.slack, wrong) && !value.accepts(wrong)) {
        return Slip::Known(why.clone());
    }
    let mapped = |with: &dyn Fn(f64) -> f64| value.numbers.iter().map(|&number| with(number)).collect::<Vec<_>>();
    if is(&mapped(&|number| -number)) {
        return Slip::Sign;
    }
    let sorted = |list: &[f64]| {
        let mut list = list.to_vec();
        list.sort_by(f64::total_cmp);
        list
    };
    if numbers.len() > 1 {
        let wanted = Value { numbers: sorted(&value.numbers), ..value.clone() };
        if wanted.accepts(&sorted(numbers)) {
            return Slip::Order;
        }
    }
    for factor in [2.0, 8.0, 1000.0, 1024.0, 100.0, 4.0, 10.0, 1_048_576.0, 1e6] {
        for factor in [factor, 1.0 / factor] {
            if is(&mapped(&|number| number * factor)) {
                return Slip::Times(factor);
            }
        }
    }
    let near = Value { tolerance: (value.tolerance * 5.0).max(0.03), ..value.clone() };
    if near.accepts(numbers) { Slip::Rounded } else { Slip::Far }
}

/// Full-width characters as ASCII, superscripts as powers, the marks around an answer gone.
fn folded(text: &str) -> String {
    const POWERS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let mut plain = String::with_capacity(text.len());
    let mut in_power = false;
    for character in text.trim().chars().take(LONGEST + 1) {
        let power = POWERS.chars().position(|known| known == character);
        if let Some(digit) = power {
            if !in_power {
                plain.push('^');
            }
            plain.push_str(&digit.to_string());
        } else if character == '⁻' {
            plain.push_str("^-");
        } else {
            plain.push(narrow(character));
        }
        in_power = power.is_some() || character == '⁻';
    }
    let bare = plain.trim_start_matches(['=', '≈', '~', '约', ' ', '$']).trim_end_matches(['.', '$', ' ']);
    let listed = bare.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(bare);
    let whole = listed.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    whole.filter(|inner| !inner.contains(['(', ')'])).unwrap_or(listed).trim().to_owned()
}

fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(character).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(character)
        }
        '\u{3000}' | '\t' | '\u{a0}' => ' ',
        '。' => '.',
        '、' => ';',
        _ => character,
    }
}

/// Cuts an answer into as many pieces as were asked for, by the mark that gives so many.
fn pieces(text: &str, wanted: usize) -> Vec<String> {
    if wanted == 1 {
        return vec![text.to_owned()];
    }
    let cut = |parts: Vec<&str>| -> Vec<String> {
        parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let ways = [
        cut(text.split(';').collect()),
        cut(text.split(", ").collect()),
        cut(text.split_whitespace().collect()),
        cut(text.split(',').collect()),
    ];
    let found = ways.iter().find(|pieces| pieces.len() == wanted);
    found.or_else(|| ways.iter().max_by_key(|pieces| pieces.len())).cloned().unwrap_or_default()
}

enum Reading {
    Numbers(Vec<f64>),
    ForeignUnit(String),
    Nothing,
}

/// A name at the end of a number, what it measures, and what it is worth.
const UNITS: &[(&str, Unit, &[f64])] = &[
    ("KiB", Unit::Bytes, &[1024.0]),
    ("MiB", Unit::Bytes, &[1_048_576.0]),
    ("GiB", Unit::Bytes, &[1_073_741_824.0]),
    ("TiB", Unit::Bytes, &[1_099_511_627_776.0]),
    ("KB", Unit::Bytes, &[1024.0, 1e3]),
    ("kB", Unit::Bytes, &[1e3, 1024.0]),
    ("MB", Unit::Bytes, &[1_048_576.0, 1e6]),
    ("GB", Unit::Bytes, &[1_073_741_824.0, 1e9]),
    ("TB", Unit::Bytes, &[1_099_511_627_776.0, 1e12]),
    ("字节", Unit::Bytes, &[1.0]),
    ("bytes", Unit::Bytes, &[1.0]),
    ("byte", Unit::Bytes, &[1.0]),
    ("bits", Unit::Nats, &[std::f64::consts::LN_2]),
    ("bit", Unit::Nats, &[std::f64::consts::LN_2]),
    ("比特", Unit::Nats, &[std::f64::consts::LN_2]),
    ("nats", Unit::Nats, &[1.0]),
    ("nat", Unit::Nats, &[1.0]),
    ("奈特", Unit::Nats, &[1.0]),
    ("rad", Unit::Radians, &[1.0]),
    ("弧度", Unit::Radians, &[1.0]),
    ("deg", Unit::Radians, &[std::f64::consts::PI / 180.0]),
    ("°", Unit::Radians, &[std::f64::consts::PI / 180.0]),
    ("度", Unit::Radians, &[std::f64::consts::PI / 180.0]),
    ("tokens", Unit::Count, &[1.0]),
    ("token", Unit::Count, &[1.0]),
    ("词元", Unit::Count, &[1.0]),
    ("个", Unit::Count, &[1.0]),
    ("FLOPs", Unit::Count, &[1.0]),
    ("倍", Unit::Number, &[1.0]),
    ("万", Unit::Count, &[1e4]),
    ("亿", Unit::Count, &[1e8]),
];

/// Letters that multiply a count.
const PREFIXES: [(&str, &[f64]); 8] = [
    ("k", &[1e3, 1024.0]),
    ("K", &[1e3, 1024.0]),
    ("M", &[1e6, 1_048_576.0]),
    ("G", &[1e9, 1_073_741_824.0]),
    ("T", &[1e12, 1_099_511_627_776.0]),
    ("B", &[1e9]),
    ("万", &[1e4]),
    ("亿", &[1e8]),
];

fn read(text: &str, unit: Unit) -> Reading {
    let (text, worth) = match unit_at_end(text) {
        None => (text, &[1.0][..]),
        Some((bare, _, "倍")) => (bare, &[1.0][..]),
        Some((bare, found, _)) if found.1 == unit => (bare, found.2),
        // Things that are counted may also be numbered
        Some((bare, found, _)) if unit == Unit::Number && found.1 == Unit::Count => (bare, found.2),
        Some((_, _, name)) => return Reading::ForeignUnit(name.to_owned()),
    };
    let (text, worth) = with_prefix(text, unit, worth);
    let numbers: Vec<f64> = spellings(text.trim())
        .iter()
        .filter_map(|spelling| evaluate(spelling, &|_| None).ok())
        .filter(|value| value.len() == 1 && value[0].is_finite())
        .flat_map(|value| worth.iter().map(move |worth| value[0] * worth))
        .collect();
    if numbers.is_empty() { Reading::Nothing } else { Reading::Numbers(numbers) }
}

type KnownUnit = (&'static str, Unit, &'static [f64]);

fn unit_at_end(text: &str) -> Option<(&str, &'static KnownUnit, &'static str)> {
    UNITS.iter().find_map(|unit| {
        let bare = text.strip_suffix(unit.0)?.trim_end();
        // `2 rad`, not the end of some longer word
        (!bare.is_empty() && !bare.ends_with(|c: char| c.is_ascii_alphabetic() && !"kKMGTB".contains(c)))
            .then_some((bare, unit, unit.0))
    })
}

/// `7B` parameters, `4k` tokens, `128 K` bytes.
fn with_prefix<'t>(text: &'t str, unit: Unit, worth: &'static [f64]) -> (&'t str, Vec<f64>) {
    let takes = |name: &str| match unit {
        Unit::Count => true,
        Unit::Bytes => name != "B",
        _ => false,
    };
    let found = PREFIXES.iter().find_map(|(name, factors)| {
        let bare = text.trim_end().strip_suffix(name).filter(|_| takes(name))?.trim_end();
        bare.ends_with(|c: char| c.is_ascii_digit() || c == ')').then_some((bare, *factors))
    });
    match found {
        Some((bare, factors)) => {
            (bare, factors.iter().flat_map(|factor| worth.iter().map(move |one| one * factor)).collect())
        }
        None if unit == Unit::Bytes => (text.trim_end().strip_suffix('B').unwrap_or(text), worth.to_vec()),
        None => (text, worth.to_vec()),
    }
}

/// The ways to read the commas of a number: between thousands, or before decimals.
fn spellings(text: &str) -> Vec<String> {
    if !text.contains(',') {
        return vec![text.to_owned()];
    }
    let mut ways = Vec::new();
    let groups: Vec<&str> = text.split(',').collect();
    let is_grouped = groups.iter().skip(1).all(|group| {
        let digits = group.bytes().take_while(u8::is_ascii_digit).count();
        digits == 3
    });
    if is_grouped {
        ways.push(groups.concat());
    }
    if groups.len() == 2 {
        ways.push(text.replace(',', "."));
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(number: f64, unit: Unit) -> Value {
        Value::new([number], unit, 0.005)
    }

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for (text, number, unit) in [
            // Plain
            ("0.0015", 0.0015, Unit::Number),
            ("1.5e-3", 0.0015, Unit::Number),
            ("2/3", 2.0 / 3.0, Unit::Number),
            ("0,5", 0.5, Unit::Number),
            ("√2", 2.0_f64.sqrt(), Unit::Number),
            ("1/√2", 0.5_f64.sqrt(), Unit::Number),
            ("50%", 0.5, Unit::Number),
            ("５０％", 0.5, Unit::Number),
            ("-0.5", -0.5, Unit::Number),
            ("−0.5", -0.5, Unit::Number),
            ("≈ 0.5", 0.5, Unit::Number),
            ("4倍", 4.0, Unit::Number),
            ("e^-1", (-1.0_f64).exp(), Unit::Number),
            ("１．２５", 1.25, Unit::Number),
            // Powers
            ("2^10", 1024.0, Unit::Count),
            ("2¹⁰", 1024.0, Unit::Count),
            ("10⁻³", 0.001, Unit::Number),
            ("1.2×10⁶", 1.2e6, Unit::Count),
            // Amounts
            ("131,072", 131_072.0, Unit::Bytes),
            ("131072 B", 131_072.0, Unit::Bytes),
            ("128 KiB", 131_072.0, Unit::Bytes),
            ("128KB", 131_072.0, Unit::Bytes),
            ("131 kB", 131_072.0, Unit::Bytes),
            ("128K", 131_072.0, Unit::Bytes),
            ("512 MiB", 536_870_912.0, Unit::Bytes),
            ("131072字节", 131_072.0, Unit::Bytes),
            ("２ GiB", 2_147_483_648.0, Unit::Bytes),
            ("2*32*8*128*2", 131_072.0, Unit::Bytes),
            ("6.74B", 6_738_415_616.0, Unit::Count),
            ("67.4亿", 6_738_415_616.0, Unit::Count),
            ("3.5万", 35_000.0, Unit::Count),
            ("4k tokens", 4096.0, Unit::Count),
            ("1,024 词元", 1024.0, Unit::Count),
            // Angles and information
            ("180°", std::f64::consts::PI, Unit::Radians),
            ("π", std::f64::consts::PI, Unit::Radians),
            ("2.5 rad", 2.5, Unit::Radians),
            ("2 bits", 2.0 * std::f64::consts::LN_2, Unit::Nats),
            ("1.386 nats", 1.386, Unit::Nats),
        ] {
            assert_eq!(judge(text, &one(number, unit), &[]), Verdict::Right, "{text}");
        }
    }

    #[test]
    fn several_numbers_are_told_apart() {
        let value = Value::new([0.25, 0.5, 0.25], Unit::Number, 0.01);
        for text in [
            "0.25 0.5 0.25",
            "0.25,0.5,0.25",
            "0.25, 0.5, 0.25",
            "[0.25, 1/2, 0.25]",
            "0,25; 0,5; 0,25",
            "0,25 0,5 0,25",
            "0.25、0.5、0.25",
            "（25%，50%，25%）",
        ] {
            assert_eq!(judge(text, &value, &[]), Verdict::Right, "{text}");
        }
        assert_eq!(judge("0.25 0.25 0.5", &value, &[]), Verdict::Wrong(Slip::Order));
        assert_eq!(judge("0.25 0.5", &value, &[]), Verdict::Count { wanted: 3, got: 2 });
    }

    #[test]
    fn what_is_off_is_said() {
        let known = [(vec![8.0], Said::new("忘了除以 √D", "forgot 1/√D"))];
        let unscaled = Slip::Known(known[0].1.clone());
        for (text, value, slip) in [
            ("8", one(4.0, Unit::Number), unscaled),
            ("-4", one(4.0, Unit::Number), Slip::Sign),
            ("2", one(4.0, Unit::Number), Slip::Times(0.5)),
            ("4.1", one(4.0, Unit::Number), Slip::Rounded),
            ("99", one(4.0, Unit::Number), Slip::Far),
            ("4 GiB", one(4.0, Unit::Number), Slip::Unit("GiB".to_owned())),
            ("40%", one(40.0, Unit::Number), Slip::Times(0.01)),
            ("1 MiB", one(131_072.0, Unit::Bytes), Slip::Times(8.0)),
        ] {
            assert_eq!(judge(text, &value, &known), Verdict::Wrong(slip), "{text}");
        }
        for text in ["", "  ", "不知道", "x", "1/0", "1e999"] {
            assert_eq!(judge(text, &one(4.0, Unit::Number), &[]), Verdict::Unread, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn any_text_gets_a_verdict(text in any::<String>(), sums in "[0-9eE,.;%°/√ kKMGiB-]{0,40}", count in 1_usize..4) {
            let value = Value::new(vec![1.5; count], Unit::Bytes, 0.01);
            judge(&text, &value, &[]);
            judge(&sums, &value, &[]);
        }
    }
}

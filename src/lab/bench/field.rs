//! What a calculation reads, field by field.

/// One input of a calculation. Its name is the key in JSON, the flag of the shell and the label on the screen.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub default: Default,
    /// What it is, for the shell's help.
    pub about: &'static str,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number from `low` to `high`; a key press changes it by `step`.
    Number { low: f64, high: f64, step: f64 },
    /// A whole number from `low` to `high`.
    Count { low: u64, high: u64 },
    /// A whole number that a key press doubles or halves.
    Size { low: u64, high: u64 },
    /// Yes or no.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words, or what follows one of them, such as `sliding:3`.
    Word(&'static [&'static str]),
    /// A list of numbers of the length that the named size has.
    Vector(&'static str),
    /// Rows and columns.
    Matrix(&'static str, &'static str),
    /// A list of matrices.
    Cube(&'static str, &'static str, &'static str),
}

/// What stands for a field that was not given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Default {
    /// It must be given, or toy numbers are made for it.
    Toy,
    /// The calculation may need it; then toy numbers are made for it.
    ToyIfUsed,
    /// As [`Default::Toy`], with numbers above 0.
    ToyPositive,
    /// As [`Default::Toy`], with numbers below 0.
    ToyNegative,
    Number(f64),
    Word(&'static str),
    /// These numbers, where toy numbers would be made.
    Numbers(&'static [f64]),
    /// The calculation does without.
    None,
}

impl Field {
    /// Whether the calculation cannot do without it.
    pub const fn is_required(&self) -> bool {
        self.is_table() && !matches!(self.default, Default::None | Default::ToyIfUsed)
    }

    /// Whether it holds more than one number.
    pub const fn is_table(&self) -> bool {
        matches!(self.kind, Kind::Vector(_) | Kind::Matrix(..) | Kind::Cube(..))
    }
}

const fn field(name: &'static str, kind: Kind, default: Default, about: &'static str) -> Field {
    Field { name, kind, default, about }
}

/// A matrix that must be given.
pub(super) const fn matrix(name: &'static str, shape: (&'static str, &'static str), about: &'static str) -> Field {
    field(name, Kind::Matrix(shape.0, shape.1), Default::Toy, about)
}

/// A list that must be given.
pub(super) const fn vector(name: &'static str, length: &'static str, about: &'static str) -> Field {
    field(name, Kind::Vector(length), Default::Toy, about)
}

/// A list that the calculation can do without.
pub(super) const fn optional(name: &'static str, length: &'static str, about: &'static str) -> Field {
    field(name, Kind::Vector(length), Default::None, about)
}

/// A table that only some settings need.
pub(super) const fn if_used(name: &'static str, kind: Kind, about: &'static str) -> Field {
    field(name, kind, Default::ToyIfUsed, about)
}

pub(super) const fn with(name: &'static str, kind: Kind, default: Default, about: &'static str) -> Field {
    field(name, kind, default, about)
}

pub(super) const fn cube(
    name: &'static str,
    shape: (&'static str, &'static str, &'static str),
    about: &'static str,
) -> Field {
    field(name, Kind::Cube(shape.0, shape.1, shape.2), Default::Toy, about)
}

pub(super) const fn number(
    name: &'static str,
    default: f64,
    (low, high, step): (f64, f64, f64),
    about: &'static str,
) -> Field {
    field(name, Kind::Number { low, high, step }, Default::Number(default), about)
}

pub(super) const fn count(name: &'static str, default: u32, (low, high): (u64, u64), about: &'static str) -> Field {
    field(name, Kind::Count { low, high }, Default::Number(default as f64), about)
}

pub(super) const fn size(name: &'static str, default: f64, (low, high): (u64, u64), about: &'static str) -> Field {
    field(name, Kind::Size { low, high }, Default::Number(default), about)
}

pub(super) const fn flag(name: &'static str, default: bool, about: &'static str) -> Field {
    field(name, Kind::Flag, Default::Number(if default { 1.0 } else { 0.0 }), about)
}

pub(super) const fn choice(name: &'static str, words: &'static [&'static str], about: &'static str) -> Field {
    field(name, Kind::Choice(words), Default::Word(words[0]), about)
}

/// Tokens and width of toy inputs.
pub(super) const fn tokens(default: u32) -> Field {
    count("T", default, (1, TOKENS), "tokens of the toy inputs")
}

pub(super) const fn width(default: u32) -> Field {
    count("D", default, (1, WIDTH), "width of the toy inputs")
}

/// The most tokens of toy inputs.
const TOKENS: u64 = 4096;
/// The greatest width of toy inputs.
const WIDTH: u64 = 4096;

//! The benches: the calculators under one roof, each calculation with named inputs and outputs.
//!
//! A [`Bench`] holds [`Case`]s, such as `norm` holds `layer_norm`. A case says which [`Field`]s it reads and which [`Out`]s it
//! gives; the shell makes its flags and its JSON from that, the screens their tables, knobs and stages. So whatever can be
//! computed can be typed, edited and reproduced, and no case needs code for any of it.

mod activation;
mod attention;
mod cost;
mod field;
mod heads;
mod inputs;
mod mla;
mod moe;
mod norm;
mod outcome;
mod own;
mod parse;
mod position;
mod recurrent;
mod scaling;
mod scan;

pub use field::{Default, Field, Kind};
pub use inputs::{Inputs, Problem};
pub use outcome::{Look, Out, Outcome, Show};

use super::LabError;
use std::{fmt, str::FromStr};

/// A family of calculations that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bench {
    Attention,
    Position,
    Norm,
    Activation,
    KvCache,
    Moe,
    Ssm,
    Mla,
    Cost,
}

/// One calculation: what it reads and gives, and how.
#[derive(Debug)]
pub struct Case {
    pub name: &'static str,
    /// What it computes, in LaTeX.
    pub tex: &'static str,
    pub fields: &'static [Field],
    pub shows: &'static [Show],
    pub run: fn(&Inputs) -> Result<Outcome, LabError>,
    /// Which fields have no effect on the settings at hand.
    pub unused: Option<fn(&Inputs) -> Vec<&'static str>>,
    /// The arithmetic of one entry with its numbers: (output, row, column).
    pub explain: Option<Explain>,
}

/// See [`Case::explain`]. `None` where there is nothing to tell.
pub type Explain = fn(&Inputs, &Outcome, Place<'_>) -> Option<String>;

/// An entry of an output, or of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    pub name: &'a str,
    /// Which head, or which layer of a cube.
    pub sheet: usize,
    pub row: usize,
    pub column: usize,
}

impl Bench {
    pub const ALL: [Self; 9] = [
        Self::Attention,
        Self::Position,
        Self::Norm,
        Self::Activation,
        Self::KvCache,
        Self::Moe,
        Self::Ssm,
        Self::Mla,
        Self::Cost,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Position => "position",
            Self::Norm => "norm",
            Self::Activation => "activation",
            Self::KvCache => "kv-cache",
            Self::Moe => "moe",
            Self::Ssm => "ssm",
            Self::Mla => "mla",
            Self::Cost => "cost",
        }
    }

    /// Its calculations, the principal one first.
    pub fn cases(self) -> impl Iterator<Item = &'static Case> {
        let (own, more): (&[Case], &[Case]) = match self {
            Self::Attention => (attention::CASES, heads::CASES),
            Self::Position => (position::CASES, scaling::CASES),
            Self::Norm => (norm::CASES, &[]),
            Self::Activation => (activation::CASES, &[]),
            Self::KvCache => (cost::KV_CASES, &[]),
            Self::Moe => (moe::CASES, &[]),
            Self::Ssm => (scan::CASES, recurrent::CASES),
            Self::Mla => (mla::CASES, &[]),
            Self::Cost => (cost::CASES, &[]),
        };
        own.iter().chain(more)
    }

    /// The calculation of this name.
    pub fn case(self, name: &str) -> Option<&'static Case> {
        self.cases().find(|case| case.name == name)
    }

    /// The calculation that reads most of these fields and lacks none that it needs; the principal one where nothing fits.
    pub fn case_for(self, inputs: &Inputs) -> Option<&'static Case> {
        let fits = self.cases().filter(|case| {
            inputs.seed().is_some() || case.fields.iter().all(|field| !field.is_required() || inputs.has(field))
        });
        let used = |case: &&Case| case.fields.iter().filter(|field| inputs.has(field)).count();
        // Of equals the first
        let best = fits.fold(None, |best: Option<&'static Case>, case| match best {
            Some(kept) if used(&kept) >= used(&case) => Some(kept),
            _ => Some(case),
        });
        best.filter(|case| used(case) > 0).or_else(|| self.cases().next())
    }
}

impl fmt::Display for Bench {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Bench {
    type Err = LabError;

    fn from_str(text: &str) -> Result<Self, LabError> {
        Self::ALL.into_iter().find(|bench| bench.name() == text).ok_or_else(|| LabError::Parse {
            what: "the bench".to_owned(),
            text: text.to_owned(),
            expected: Self::ALL.map(Self::name).join(", "),
        })
    }
}

impl Case {
    /// Computes it.
    ///
    /// Errors: inputs that are missing, of a wrong shape or not finite, and all that the calculation itself refuses.
    pub fn compute(&'static self, inputs: &Inputs) -> Result<Outcome, LabError> {
        (self.run)(inputs)
    }

    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub fn show(&self, name: &str) -> Option<&'static Show> {
        self.shows.iter().find(|show| show.name == name)
    }
}

#[cfg(test)]
mod tests;

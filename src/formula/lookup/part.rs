//! Looking for a symbol or a part of a formula, as LaTeX or as one sees it: `\sqrt{d_k}`, `d_k`, `σ²`. Compared are the
//! tokens that carry meaning, so that blanks, braces and spacing make no difference.

use super::{Fit, Formula, Rank};
use crate::formula::all;
use crate::typeset::meaning;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Longer queries are no part of any formula.
const LONGEST: usize = 400;

/// Whether a query looks like a piece of mathematics.
pub(in crate::formula) fn is_tex(query: &str) -> bool {
    query.chars().any(|character| "\\_^{}√∑∏∫∂∇∞≤≥".contains(character) || shown(character).is_some())
}

/// The formulas that have `query` as a symbol, then those that contain it, in the order of the pack.
pub(super) fn ranked(query: &str) -> Vec<(Rank, &'static Formula)> {
    if query.len() > LONGEST {
        return Vec::new();
    }
    let source = source(query);
    let wanted = meaning(&source);
    if !wanted.iter().any(|token| token.contains(char::is_alphanumeric)) {
        return Vec::new();
    }
    let mut ranked: Vec<(Rank, &'static Formula)> = all()
        .iter()
        .enumerate()
        .filter_map(|(order, formula)| fit(formula, &wanted).map(|(fit, rest)| ((fit, rest, order), formula)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked
}

fn fit(formula: &Formula, wanted: &[&str]) -> Option<(Fit, usize)> {
    let is_symbol = formula.symbols.iter().any(|symbol| symbol.tex.split(',').any(|one| meaning(one) == wanted));
    let tokens = meaning(formula.tex);
    let is_part = tokens.windows(wanted.len()).any(|window| window == wanted);
    match (is_symbol, is_part) {
        (true, _) => Some((Fit::Symbol, 0)),
        (false, true) => Some((Fit::Content, 0)),
        _ => None,
    }
}

/// The formulas that share most with `query`, for one that none of them contains.
pub(super) fn nearest(query: &str, count: usize) -> Vec<&'static Formula> {
    let source = source(query.get(..LONGEST).unwrap_or(query));
    let wanted: BTreeSet<&str> = meaning(&source).into_iter().collect();
    let shared = |formula: &Formula| {
        let tokens: BTreeSet<&str> = meaning(formula.tex).into_iter().collect();
        (wanted.intersection(&tokens).count(), tokens.len())
    };
    let mut formulas: Vec<_> = all().iter().map(|formula| (shared(formula), formula)).collect();
    formulas.sort_by_key(|((shared, length), _)| (Reverse(*shared), *length));
    formulas.truncate(count);
    formulas.into_iter().map(|(_, formula)| formula).collect()
}

/// Functions that one writes without a backslash when one does not write LaTeX: `log σ`.
const FUNCTIONS: [&str; 14] =
    ["log", "ln", "exp", "max", "min", "sin", "cos", "tan", "tanh", "arg", "det", "lim", "sup", "inf"];

/// A query with raised, lowered and Greek characters, and with functions between other words, as LaTeX.
pub(in crate::formula) fn source(query: &str) -> String {
    let mut source = String::with_capacity(query.len());
    let mut rest = query;
    while let Some(character) = rest.chars().next() {
        let word = &rest[..rest.bytes().take_while(u8::is_ascii_alphabetic).count()];
        if !word.is_empty() {
            let is_written = source.ends_with(['\\', '_', '{']);
            let sign = if FUNCTIONS.contains(&word) && !is_written { "\\" } else { "" };
            source.extend([sign, word, if sign.is_empty() { "" } else { " " }]);
            rest = &rest[word.len()..];
            continue;
        }
        rest = &rest[character.len_utf8()..];
        match shown(character) {
            Some((sign, text)) => {
                source.push_str(sign);
                source.push_str(text);
                source.push(' ');
            }
            None => source.push(character),
        }
    }
    source
}

const RAISED: [(char, &str); 16] = [
    ('⁰', "0"),
    ('¹', "1"),
    ('²', "2"),
    ('³', "3"),
    ('⁴', "4"),
    ('⁵', "5"),
    ('ⁿ', "n"),
    ('ⁱ', "i"),
    ('ᵀ', "\\top"),
    ('ᵏ', "k"),
    ('ᵗ', "t"),
    ('ᴷ', "K"),
    ('ⱽ', "V"),
    ('ᴼ', "O"),
    ('′', "'"),
    ('⁺', "+"),
];

const LOWERED: [(char, &str); 16] = [
    ('₀', "0"),
    ('₁', "1"),
    ('₂', "2"),
    ('₃', "3"),
    ('₄', "4"),
    ('ᵢ', "i"),
    ('ⱼ', "j"),
    ('ₖ', "k"),
    ('ₙ', "n"),
    ('ₘ', "m"),
    ('ₜ', "t"),
    ('ₗ', "l"),
    ('ₕ', "h"),
    ('ₚ', "p"),
    ('ₛ', "s"),
    ('ᵥ', "v"),
];

const NAMED: [(char, &str); 40] = [
    ('α', "\\alpha"),
    ('β', "\\beta"),
    ('γ', "\\gamma"),
    ('δ', "\\delta"),
    ('ε', "\\epsilon"),
    ('ϵ', "\\epsilon"),
    ('η', "\\eta"),
    ('θ', "\\theta"),
    ('λ', "\\lambda"),
    ('μ', "\\mu"),
    ('π', "\\pi"),
    ('ρ', "\\rho"),
    ('σ', "\\sigma"),
    ('τ', "\\tau"),
    ('φ', "\\phi"),
    ('ϕ', "\\phi"),
    ('ψ', "\\psi"),
    ('ω', "\\omega"),
    ('Γ', "\\Gamma"),
    ('Δ', "\\Delta"),
    ('Λ', "\\Lambda"),
    ('Σ', "\\Sigma"),
    ('Φ', "\\Phi"),
    ('√', "\\sqrt"),
    ('∑', "\\sum"),
    ('∏', "\\prod"),
    ('∫', "\\int"),
    ('∂', "\\partial"),
    ('∇', "\\nabla"),
    ('∞', "\\infty"),
    ('≤', "\\le"),
    ('≥', "\\ge"),
    ('⊙', "\\odot"),
    ('×', "\\times"),
    ('·', "\\cdot"),
    ('ℓ', "\\ell"),
    ('⌊', "\\lfloor"),
    ('⌈', "\\lceil"),
    ('‖', "\\|"),
    ('−', "-"),
];

/// What stands for a character in LaTeX: a sign of raising or lowering, and the name.
fn shown(character: char) -> Option<(&'static str, &'static str)> {
    let among = |table: &[(char, &'static str)]| table.iter().find(|(of, _)| *of == character).map(|(_, text)| *text);
    let raised = among(&RAISED).map(|text| ("^", text));
    raised.or_else(|| among(&LOWERED).map(|text| ("_", text))).or_else(|| among(&NAMED).map(|text| ("", text)))
}

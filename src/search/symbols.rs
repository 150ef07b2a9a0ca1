//! Symbols and the words that TeX has for them: `√` and `\sqrt` are one to a reader, so they are one to the search.

use super::folded::Folded;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A symbol, the word that stands for it, and other words that TeX has for it.
const SYMBOLS: &[(char, &str, &[&str])] = &[
    ('α', "alpha", &[]),
    ('β', "beta", &[]),
    ('γ', "gamma", &[]),
    ('δ', "delta", &[]),
    ('ε', "epsilon", &["varepsilon"]),
    ('ϵ', "epsilon", &["varepsilon"]),
    ('ζ', "zeta", &[]),
    ('η', "eta", &[]),
    ('θ', "theta", &["vartheta"]),
    ('ι', "iota", &[]),
    ('κ', "kappa", &[]),
    ('λ', "lambda", &[]),
    ('μ', "mu", &[]),
    ('µ', "mu", &[]),
    ('ν', "nu", &[]),
    ('ξ', "xi", &[]),
    ('π', "pi", &[]),
    ('ρ', "rho", &[]),
    ('σ', "sigma", &[]),
    ('ς', "sigma", &[]),
    ('τ', "tau", &[]),
    ('υ', "upsilon", &[]),
    ('φ', "phi", &["varphi"]),
    ('ϕ', "phi", &["varphi"]),
    ('χ', "chi", &[]),
    ('ψ', "psi", &[]),
    ('ω', "omega", &[]),
    ('Γ', "gamma", &[]),
    ('Δ', "delta", &[]),
    ('Θ', "theta", &[]),
    ('Λ', "lambda", &[]),
    ('Ξ', "xi", &[]),
    ('Π', "pi", &[]),
    ('Σ', "sigma", &[]),
    ('Φ', "phi", &[]),
    ('Ψ', "psi", &[]),
    ('Ω', "omega", &[]),
    ('√', "sqrt", &[]),
    ('∑', "sum", &[]),
    ('∏', "prod", &[]),
    ('∫', "int", &[]),
    ('∂', "partial", &[]),
    ('∇', "nabla", &[]),
    ('∞', "infty", &[]),
    ('⊙', "odot", &[]),
    ('⊗', "otimes", &[]),
    ('⊕', "oplus", &[]),
    ('×', "times", &[]),
    ('÷', "div", &[]),
    ('±', "pm", &[]),
    ('≤', "le", &["leq", "leqslant"]),
    ('≥', "ge", &["geq", "geqslant"]),
    ('≠', "ne", &["neq"]),
    ('≈', "approx", &[]),
    ('∝', "propto", &[]),
    ('∈', "in", &[]),
    ('∼', "sim", &[]),
    ('→', "to", &["rightarrow"]),
    ('⇒', "implies", &["rightarrow"]),
    ('⊤', "top", &["t"]),
    ('ᵀ', "top", &["t"]),
    ('∥', "parallel", &[]),
    ('‖', "parallel", &[]),
];

/// The word that stands for a symbol.
pub(super) fn name(symbol: char) -> Option<&'static str> {
    SYMBOLS.iter().find(|(known, ..)| *known == symbol).map(|(_, name, _)| *name)
}

/// Other words for what a folded symbol stands for, themselves folded.
pub(super) fn forms(name: &str) -> &'static [Folded] {
    static FORMS: LazyLock<HashMap<&str, Vec<Folded>>> = LazyLock::new(|| {
        let others = |names: &[&str]| names.iter().map(|name| Folded::new(name)).collect();
        SYMBOLS.iter().filter(|(.., names)| !names.is_empty()).map(|(_, name, names)| (*name, others(names))).collect()
    });
    FORMS.get(name).map_or(&[], Vec::as_slice)
}

/// Other words for what `name` stands for.
pub(super) fn other_names(name: &str) -> &'static [&'static str] {
    SYMBOLS.iter().find(|(_, known, _)| *known == name).map_or(&[], |(.., others)| others)
}

/// Whether a character that is no letter stands for itself all the same: arrows, operators, marks, pictures.
pub(super) const fn is_symbol(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{23ff}' | '\u{25a0}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

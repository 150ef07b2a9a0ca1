//! Writing Rust literals: shared by both tables.

use serde::Deserialize;
use std::fmt::Write as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

pub fn bilingual(text: &Bilingual) -> String {
    format!("Bilingual {{ zh: {:?}, en: {:?} }}", text.zh, text.en)
}

pub fn option(literal: Option<String>) -> String {
    literal.map_or_else(|| "None".to_owned(), |literal| format!("Some({literal})"))
}

pub fn quoted(text: Option<&String>) -> String {
    option(text.map(|text| format!("{text:?}")))
}

pub fn slice<'a, T: 'a>(items: impl IntoIterator<Item = &'a T>, literal: impl Fn(&T) -> String) -> String {
    let mut out = String::from("&[");
    for item in items {
        let _ = write!(out, "{}, ", literal(item));
    }
    out.push(']');
    out
}

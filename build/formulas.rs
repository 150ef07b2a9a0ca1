//! `assets/formulas/*.toml` -> the static table of `src/formula/pack.rs`. The fields mean what they mean there.

use super::emit::{Bilingual, bilingual, option, quoted, slice};
use super::fold::{fold, squeeze};
use super::{pinyin, read_all};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

pub const BENCHES: [&str; 9] = ["attention", "position", "norm", "activation", "kv-cache", "moe", "ssm", "mla", "cost"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    topic: Topic,
    formula: Vec<Formula>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    order: u32,
    id: String,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Formula {
    pub id: String,
    name: Bilingual,
    aliases: Vec<String>,
    pub tex: String,
    plain: String,
    symbols: Vec<Symbol>,
    insight: Bilingual,
    trap: Option<Bilingual>,
    source: Source,
    checked: Vec<Check>,
    unchecked: Vec<Claim>,
    related: Vec<String>,
    pub bench: Option<String>,
    example: Option<Bilingual>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Symbol {
    #[serde(rename = "symbol")]
    tex: String,
    shape: String,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    title: String,
    authors: Option<String>,
    year: Option<u16>,
    arxiv: Option<String>,
    #[serde(rename = "where")]
    place: Option<String>,
    code: Option<String>,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
enum Check {
    Code,
    Numeric,
    Paper,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
enum Claim {
    Formula,
    Insight,
    Arxiv,
    #[serde(rename = "where")]
    Place,
}

/// The Rust text of the tables, and the formulas for the decks to refer to.
pub fn generate() -> Result<(String, Vec<Formula>), String> {
    let mut files: Vec<File> = read_all("assets/formulas")?;
    files.sort_by_key(|file| file.topic.order);
    check_names(&files)?;
    check_references(&files)?;
    let topics = slice(&files, |file| topic(&file.topic));
    let mut formulas = String::new();
    let mut keys = String::new();
    let mut sounds = String::new();
    for file in &files {
        for entry in &file.formula {
            formulas.push_str(&formula(entry, &file.topic));
            keys.push_str(&slice(&names(entry), |(folded, squeezed)| {
                format!("Key {{ folded: {folded:?}, squeezed: {squeezed:?} }}")
            }));
            keys.push_str(",\n");
            sounds.push_str(&slice(
                &pinyin::sounds(names(entry).iter().map(|(_, squeezed)| squeezed.as_str())),
                |sound| format!("Sound {{ full: {:?}, initials: {:?} }}", sound.0, sound.1),
            ));
            sounds.push_str(",\n");
        }
    }
    let table = format!(
        "pub(super) static TOPICS: &[Topic] = {topics};\n\
         pub(super) static FORMULAS: &[Formula] = &[\n{formulas}];\n\
         /// The names of each formula of `FORMULAS`, in its order.\n\
         pub(super) static KEYS: &[&[Key]] = &[\n{keys}];\n\
         /// How the Chinese names of each formula are typed, in the same order.\n\
         pub(super) static SOUNDS: &[&[Sound]] = &[\n{sounds}];\n"
    );
    Ok((table, files.into_iter().flat_map(|file| file.formula).collect()))
}

/// Every folded name once, with its squeezed form.
fn names(formula: &Formula) -> BTreeSet<(String, String)> {
    let names = [&formula.id, &formula.name.zh, &formula.name.en].into_iter().chain(&formula.aliases);
    names.map(|name| fold(name.chars())).map(|folded| (folded.clone(), squeeze(&folded))).collect()
}

/// A name that two formulas share would find the wrong one half of the time.
fn check_names(files: &[File]) -> Result<(), String> {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for formula in files.iter().flat_map(|file| &file.formula) {
        let own: BTreeSet<String> = names(formula).into_iter().map(|(_, squeezed)| squeezed).collect();
        for name in own {
            if name.is_empty() {
                return Err(format!("formula {}: a name without any letter", formula.id));
            }
            if let Some(owner) = owners.insert(name.clone(), &formula.id) {
                return Err(format!("the name `{name}` belongs to two formulas: {owner} and {}", formula.id));
            }
        }
    }
    Ok(())
}

fn check_references(files: &[File]) -> Result<(), String> {
    let ids: BTreeSet<&str> = files.iter().flat_map(|file| &file.formula).map(|formula| formula.id.as_str()).collect();
    for formula in files.iter().flat_map(|file| &file.formula) {
        if let Some(unknown) = formula.related.iter().find(|id| !ids.contains(id.as_str())) {
            return Err(format!("formula {}: related to `{unknown}`, which is not in the pack", formula.id));
        }
        if let Some(bench) = formula.bench.as_deref().filter(|bench| !BENCHES.contains(bench)) {
            return Err(format!("formula {}: the lab has no bench `{bench}`, only {BENCHES:?}", formula.id));
        }
    }
    Ok(())
}

fn topic(topic: &Topic) -> String {
    format!("Topic {{ id: {:?}, name: Bilingual {{ zh: {:?}, en: {:?} }} }}", topic.id, topic.zh, topic.en)
}

fn formula(formula: &Formula, of: &Topic) -> String {
    let symbols = slice(&formula.symbols, |symbol| {
        let Symbol { tex, shape, zh, en } = symbol;
        format!("Symbol {{ tex: {tex:?}, shape: {shape:?}, meaning: Bilingual {{ zh: {zh:?}, en: {en:?} }} }}")
    });
    format!(
        "Formula {{ id: {:?}, topic: {}, name: {}, aliases: &{:?}, tex: {:?}, plain: {:?}, symbols: {symbols}, \
         insight: {}, trap: {}, source: {}, related: &{:?}, bench: {}, example: {} }},\n",
        formula.id,
        topic(of),
        bilingual(&formula.name),
        formula.aliases,
        formula.tex,
        formula.plain,
        bilingual(&formula.insight),
        option(formula.trap.as_ref().map(bilingual)),
        source(formula),
        formula.related,
        quoted(formula.bench.as_ref()),
        option(formula.example.as_ref().map(bilingual)),
    )
}

fn source(formula: &Formula) -> String {
    let Source { title, authors, year, arxiv, place, code } = &formula.source;
    format!(
        "Source {{ title: {title:?}, authors: {}, year: {year:?}, arxiv: {}, place: {}, code: {}, checked: {}, \
         unchecked: {} }}",
        quoted(authors.as_ref()),
        quoted(arxiv.as_ref()),
        quoted(place.as_ref()),
        quoted(code.as_ref()),
        slice(&formula.checked, |check| format!("Check::{check:?}")),
        slice(&formula.unchecked, |claim| format!("Claim::{claim:?}")),
    )
}

//! Turns the formula pack and the starter decks of `assets`, and the sample notes, into static tables, and refuses to build
//! from a broken one: what a learner would stumble over is better found here than at run time.

#[path = "build/decks.rs"]
mod decks;
#[path = "build/emit.rs"]
mod emit;
#[path = "src/formula/fold.rs"]
mod fold;
#[path = "build/formulas.rs"]
mod formulas;
#[path = "build/pinyin.rs"]
mod pinyin;
#[path = "build/samples.rs"]
mod samples;

use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), String> {
    for path in ["build.rs", "build", "src/formula/fold.rs", "assets/formulas", "assets/decks", "notes"] {
        println!("cargo::rerun-if-changed={path}");
    }
    link_without_relocations();
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo gives no OUT_DIR")?);
    let (table, formulas) = formulas::generate()?;
    write(&out.join("formulas.rs"), &table)?;
    write(&out.join("decks.rs"), &decks::generate(&formulas)?)?;
    write(&out.join("samples.rs"), &samples::generate()?)
}

/// A position-independent program has each pointer of its static tables written anew at every start, which is half of the
/// time that a look-up takes. Where the linker can, they are settled once, at build time.
fn link_without_relocations() {
    let target = |key: &str| env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" && !target("FEATURE").contains("crt-static") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

/// Every TOML file of a folder, in the order of their names.
fn read_all<T: DeserializeOwned>(folder: &str) -> Result<Vec<T>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{folder}: {error}"))?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()).map_err(|error| format!("{folder}: {error}")))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

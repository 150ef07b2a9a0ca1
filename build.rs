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
use std::process::Command;
use std::{env, fs};

fn main() -> Result<(), String> {
    for path in ["build.rs", "build", "src/formula/fold.rs", "assets/formulas", "assets/decks", "notes"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo gives no OUT_DIR")?);
    link_for_a_quick_start(&out)?;
    let (table, formulas) = formulas::generate()?;
    write(&out.join("formulas.rs"), &table)?;
    write(&out.join("decks.rs"), &decks::generate(&formulas)?)?;
    write(&out.join("samples.rs"), &samples::generate()?)
}

/// A look-up takes hardly longer than the start of its program, and most of that would go to mapping libraries and to writing
/// each pointer of the static tables anew. Where the C library can be linked in, and addresses be settled, both are done once,
/// at build time; elsewhere the program is linked as usual.
fn link_for_a_quick_start(out: &Path) -> Result<(), String> {
    let target = |key: &str| env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") != "linux" || target("ENV") != "gnu" || target("FEATURE").contains("crt-static") {
        return Ok(());
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    if env::var("HOST").ok() != env::var("TARGET").ok() {
        return Ok(());
    }
    let Some(archives) = archives() else { return Ok(()) };
    // Rust names the shared libraries; under their names stand scripts that hand the linker the archives instead
    let folder = out.join("archives");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for (name, archive) in archives {
        write(&folder.join(format!("lib{name}.so")), &format!("INPUT(\"{archive}\")\n"))?;
    }
    println!("cargo::rustc-link-arg-bins=-static");
    println!("cargo::rustc-link-arg-bins=-L{}", folder.display());
    Ok(())
}

/// The parts of the C library and of the compiler's that Rust links with, as archives; none unless all of them are there.
fn archives() -> Option<Vec<(&'static str, String)>> {
    const PARTS: [(&str, &str); 7] = [
        ("gcc_s", "libgcc_eh.a"),
        ("util", "libutil.a"),
        ("rt", "librt.a"),
        ("pthread", "libpthread.a"),
        ("m", "libm.a"),
        ("dl", "libdl.a"),
        ("c", "libc.a"),
    ];
    let compiler = env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_owned());
    let find = |archive: &str| {
        let output = Command::new(&compiler).arg(format!("-print-file-name={archive}")).output().ok()?;
        let path = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        Path::new(&path).is_absolute().then_some(path)
    };
    PARTS.into_iter().map(|(name, archive)| Some((name, find(archive)?))).collect()
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

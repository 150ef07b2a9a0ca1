//! `notes/*.md` -> the static table of `src/library/notes.rs`.

use std::fmt::Write as _;
use std::fs;

const FOLDER: &str = "notes";

pub fn generate() -> Result<String, String> {
    let entries = fs::read_dir(FOLDER).map_err(|error| format!("{FOLDER}: {error}"))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| format!("{FOLDER}: {error}"))?;
        let name = entry.file_name().into_string().map_err(|name| format!("{FOLDER}/{}: not UTF-8", name.display()))?;
        if entry.path().extension().is_some_and(|extension| extension == "md") {
            names.push(name);
        }
    }
    names.sort();
    let mut table = String::from("const SAMPLES: &[SampleNote] = &[\n");
    for name in names {
        let text =
            fs::read_to_string(format!("{FOLDER}/{name}")).map_err(|error| format!("{FOLDER}/{name}: {error}"))?;
        let _ = writeln!(table, "    SampleNote {{ name: {name:?}, text: {text:?} }},");
    }
    table.push_str("];\n");
    Ok(table)
}

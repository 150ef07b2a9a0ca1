//! `wengu export` and `wengu import`: cards with their histories, out and in.

use super::{Context, Ending, output};
use crate::cli::{ExportArgs, ExportCommand, ImportCommand};
use crate::domain::Card;
use crate::domain::{ExchangeReport, safe};
use crate::exchange::anki::{self, Package, is_file_name};
use crate::exchange::table;
use crate::library::CardRecord;
use crate::locale::{exchange as texts, phrases};
use anyhow::{Context as _, Result};
use serde_json::json;
use std::fs::{self, File};
use std::io::{BufReader, Cursor, Write};
use std::path::{Component, Path, PathBuf};

/// A larger picture stays at home, in bytes.
const LARGEST_PICTURE: u64 = 20 << 20;
const PICTURES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp", "tiff"];
const COLUMNS: [&str; 15] = [
    "key",
    "deck",
    "kind",
    "question",
    "answer",
    "extra",
    "tags",
    "state",
    "due",
    "stability",
    "difficulty",
    "reps",
    "lapses",
    "note",
    "line",
];

pub(super) fn export(context: &Context, command: ExportCommand) -> Result<Ending> {
    let library = context.library()?;
    let (args, bytes, cards) = match command {
        ExportCommand::Anki(args) => {
            let media = context.media_folder()?;
            let mut bytes = Cursor::new(Vec::new());
            let mut pictures = |card: &Card, target: &str| picture(card, target, &media);
            let cards = library.export_anki(args.deck.as_deref(), &mut pictures, &mut bytes, context.now())?;
            (args, bytes.into_inner(), cards)
        }
        ExportCommand::Csv(args) => {
            let records = library.records(args.deck.as_deref())?;
            (args, csv(&records)?, count(&records))
        }
        ExportCommand::Json(args) => {
            let records = library.records(args.deck.as_deref())?;
            let document = json!({"cards": records.iter().map(record).collect::<Vec<_>>()});
            (args, format!("{document}\n").into_bytes(), count(&records))
        }
    };
    put(context, &args, &bytes, cards)
}

fn count(records: &[CardRecord]) -> u32 {
    u32::try_from(records.len()).unwrap_or(u32::MAX)
}

/// Writes a file whole or not at all.
fn put(context: &Context, args: &ExportArgs, bytes: &[u8], cards: u32) -> Result<Ending> {
    if args.file == Path::new("-") {
        return output::write(bytes);
    }
    let named = || format!("could not write {}", args.file.display());
    let folder = args.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".wengu-").tempfile_in(folder).with_context(named)?;
    file.write_all(bytes).with_context(named)?;
    file.as_file().sync_data().with_context(named)?;
    file.persist(&args.file).map_err(|error| error.error).with_context(named)?;
    output::text(&texts::exported(context.lang, cards, &args.file.display().to_string()))
}

fn csv(records: &[CardRecord]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    table::row(&mut out, &COLUMNS)?;
    for record in records {
        let (card, memory) = (&record.card, &record.card.memory);
        let number = |number: Option<f32>| number.map(|number| number.to_string()).unwrap_or_default();
        let due = memory.due.map(|due| due.to_rfc3339()).unwrap_or_default();
        let line = card.line.map(|line| line.to_string()).unwrap_or_default();
        table::row(
            &mut out,
            &[
                &card.key,
                &card.deck,
                card.kind.name(),
                &card.question,
                &card.answer,
                &card.extra,
                &record.tags.join(" "),
                card.state.name(),
                &due,
                &number(memory.stability),
                &number(memory.difficulty),
                &memory.reps.to_string(),
                &memory.lapses.to_string(),
                card.note.as_deref().unwrap_or_default(),
                &line,
            ],
        )?;
    }
    Ok(out)
}

fn record(record: &CardRecord) -> serde_json::Value {
    let (card, memory) = (&record.card, &record.card.memory);
    json!({
        "key": card.key, "deck": card.deck, "kind": card.kind, "question": card.question, "answer": card.answer,
        "extra": card.extra, "tags": record.tags, "flag": record.flag, "state": card.state, "due": memory.due,
        "stability": memory.stability, "difficulty": memory.difficulty, "last_review": memory.last_review,
        "reps": memory.reps, "lapses": memory.lapses, "note": card.note, "line": card.line, "reviews": record.reviews,
    })
}

/// A picture that a card names: beside its note, or among those that came from elsewhere. Nothing outside of these folders is read.
fn picture(card: &Card, target: &str, media: &Path) -> Option<Vec<u8>> {
    let path = Path::new(target);
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    let is_inside = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !is_inside || !PICTURES.contains(&extension.as_str()) {
        return None;
    }
    let beside = card.note.as_ref().and_then(|note| Path::new(note).parent().map(|folder| folder.join(path)));
    let places: Vec<PathBuf> = beside.into_iter().chain([media.join(path)]).collect();
    places.iter().find_map(|place| {
        let about = fs::symlink_metadata(place).ok()?;
        (about.is_file() && about.len() <= LARGEST_PICTURE).then(|| fs::read(place).ok())?
    })
}

pub(super) fn import(context: &Context, command: ImportCommand) -> Result<Ending> {
    match command {
        ImportCommand::Anki { file, json } => import_anki(context, &file, json),
        ImportCommand::Repeater { file, json } => {
            let named = || format!("could not import {}", file.display());
            let outcome = context.library()?.import_repeater(&file, context.now()).with_context(named)?;
            tell(context, &outcome, json)
        }
        ImportCommand::Hashcards { file, json } => {
            let named = || format!("could not import {}", file.display());
            let outcome = context.library()?.import_hashcards(&file, context.now()).with_context(named)?;
            tell(context, &outcome, json)
        }
    }
}

fn tell(context: &Context, outcome: &ExchangeReport, json: bool) -> Result<Ending> {
    if json {
        return output::json(outcome);
    }
    output::text(&texts::imported(context.lang, outcome))
}

fn import_anki(context: &Context, file: &Path, json: bool) -> Result<Ending> {
    let named = || format!("could not import {}", file.display());
    let reader = BufReader::new(File::open(file).with_context(named)?);
    let mut package = Package::open(reader).with_context(named)?;
    let now = context.now();
    let incoming = anki::read(&mut package, *now.offset()).with_context(named)?;
    let mut outcome = context.library()?.import_anki(incoming, now).with_context(named)?;
    let folder = context.media_folder()?;
    let media: Vec<String> = package.media_names().map(str::to_owned).collect();
    for name in media.iter().filter(|name| is_file_name(name)) {
        match keep(&mut package, name, &folder) {
            Ok(is_new) => outcome.media += u32::from(is_new),
            // A picture that is damaged takes no card with it
            Err(error) => eprintln!(
                "wengu: {}",
                safe::clean(&format!("{name}: {}", phrases::of_error(error.as_ref(), context.lang)))
            ),
        }
    }
    tell(context, &outcome, json)
}

/// Keeps a picture that came along, unless one of its name is there.
fn keep(package: &mut Package<BufReader<File>>, name: &str, folder: &Path) -> Result<bool> {
    let place = folder.join(name);
    if place.exists() {
        return Ok(false);
    }
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".wengu-").tempfile_in(folder)?;
    package.unpack_medium(name, &mut file)?;
    file.persist(&place).map_err(|error| error.error)?;
    Ok(true)
}

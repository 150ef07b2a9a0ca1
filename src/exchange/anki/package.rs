//! The package around a collection: a zip with the database, the pictures, and a list that names them. What comes from elsewhere is
//! measured before it is unpacked, and while it is.

use super::proto::{Fields, Value};
use crate::storage::AnkiFileError;
use ruzstd::decoding::StreamingDecoder;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use zip::ZipArchive;

/// Caps on what a package may unpack to, in bytes.
const LARGEST_COLLECTION: u64 = 300 << 20;
const LARGEST_LIST: u64 = 32 << 20;
const LARGEST_MEDIUM: u64 = 64 << 20;
const LARGEST_MEDIA: u64 = 2 << 30;
const MOST_ENTRIES: usize = 200_000;
/// Beyond this size nothing honest packs so tightly.
const SUSPICIOUS: u64 = 8 << 20;
const TIGHTEST: u64 = 150;

/// Why a package was refused.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    #[error("it is no Anki package, or was cut off ({0})")]
    NoZip(String),
    #[error("it holds no collection; export it anew from Anki as .apkg or .colpkg")]
    NoCollection,
    #[error("it names a file `{0}`, which no Anki package does")]
    Name(String),
    #[error("its `{name}` claims {claimed} bytes, and {most} is the most that is unpacked")]
    TooLarge { name: String, claimed: u64, most: u64 },
    #[error("its `{0}` unpacks to so much more than it is packed that it looks like a bomb")]
    Bomb(String),
    #[error("its `{name}` is damaged ({reason})")]
    Damaged { name: String, reason: String },
    #[error(transparent)]
    Collection(#[from] AnkiFileError),
    #[error("a file could not be written ({0})")]
    Io(#[from] io::Error),
}

type Result<T, E = PackageError> = std::result::Result<T, E>;

/// An Anki package that someone gave us.
#[derive(Debug)]
pub struct Package<R: Read + Seek> {
    zip: ZipArchive<R>,
    collection: &'static str,
    is_current: bool,
    /// The pictures' names, and under which name each lies in the zip.
    media: Vec<(String, String)>,
}

impl<R: Read + Seek> Package<R> {
    /// Looks at a package, and refuses what no Anki has made.
    ///
    /// # Errors
    /// If it is no package, is cut off, holds strange names or claims too much.
    pub fn open(reader: R) -> Result<Self> {
        let mut zip = ZipArchive::new(reader).map_err(|error| PackageError::NoZip(error.to_string()))?;
        if zip.len() > MOST_ENTRIES {
            return Err(PackageError::NoZip(format!("{} files", zip.len())));
        }
        for name in zip.file_names_raw() {
            // Real packages are flat, and their names are plain
            let is_plain =
                !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte));
            if !is_plain || name.starts_with(b".") {
                return Err(PackageError::Name(String::from_utf8_lossy(name).into_owned()));
            }
        }
        let collection = ["collection.anki21b", "collection.anki21", "collection.anki2"]
            .into_iter()
            .find(|name| zip.index_for_name(name).is_some())
            .ok_or(PackageError::NoCollection)?;
        let is_current = collection == "collection.anki21b";
        measure(&mut zip)?;
        let mut package = Self { zip, collection, is_current, media: Vec::new() };
        package.media = package.media_list()?;
        Ok(package)
    }

    /// Unpacks the collection into `file`.
    ///
    /// # Errors
    /// If it is damaged or too large.
    pub fn unpack_collection(&mut self, file: &mut File) -> Result<()> {
        let is_packed = self.is_current;
        self.unpack(self.collection, is_packed, LARGEST_COLLECTION, file)?;
        Ok(file.sync_data()?)
    }

    /// The names of the pictures and sounds that came along.
    pub fn media_names(&self) -> impl Iterator<Item = &str> {
        self.media.iter().map(|(name, _)| name.as_str())
    }

    /// Unpacks one of them.
    ///
    /// # Errors
    /// If it is not there, is damaged or too large.
    pub fn unpack_medium(&mut self, name: &str, out: &mut impl Write) -> Result<()> {
        let entry = self.media.iter().find(|(known, _)| known == name).map(|(_, entry)| entry.clone());
        let entry = entry.ok_or_else(|| PackageError::Name(name.to_owned()))?;
        self.unpack(&entry, self.is_current, LARGEST_MEDIUM, out)
    }

    fn media_list(&mut self) -> Result<Vec<(String, String)>> {
        if self.zip.index_for_name("media").is_none() {
            return Ok(Vec::new());
        }
        let mut list = Vec::new();
        self.unpack("media", self.is_current, LARGEST_LIST, &mut list)?;
        let names = if self.is_current { current_list(&list) } else { old_list(&list)? };
        let is_there =
            |(name, entry): &(String, String)| is_file_name(name) && self.zip.index_for_name(entry).is_some();
        Ok(names.into_iter().filter(is_there).collect())
    }

    fn unpack(&mut self, name: &str, is_packed_twice: bool, most: u64, out: &mut impl Write) -> Result<()> {
        let damaged =
            |reason: &dyn std::fmt::Display| PackageError::Damaged { name: name.into(), reason: reason.to_string() };
        let entry = self.zip.by_name(name).map_err(|error| damaged(&error))?;
        let packed = entry.compressed_size();
        if is_packed_twice {
            let reader = StreamingDecoder::new(entry).map_err(|error| damaged(&error))?;
            copy(reader, name, packed, most, out)
        } else {
            copy(entry, name, packed, most, out)
        }
    }
}

/// Adds up what the entries claim to unpack to.
fn measure<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<()> {
    let mut total = 0_u64;
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(|error| PackageError::NoZip(error.to_string()))?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let claimed = entry.size();
        let most = match name.as_str() {
            name if name.starts_with("collection.") => LARGEST_COLLECTION,
            "media" => LARGEST_LIST,
            _ => LARGEST_MEDIUM,
        };
        if entry.is_symlink() || entry.is_dir() {
            return Err(PackageError::Name(name));
        }
        if claimed > most {
            return Err(PackageError::TooLarge { name, claimed, most });
        }
        if claimed > SUSPICIOUS && claimed / entry.compressed_size().max(1) > TIGHTEST {
            return Err(PackageError::Bomb(name));
        }
        total = total.saturating_add(claimed);
        if total > LARGEST_MEDIA {
            return Err(PackageError::TooLarge { name, claimed: total, most: LARGEST_MEDIA });
        }
    }
    Ok(())
}

/// Copies what is unpacked, whatever was claimed, as long as it keeps within bounds.
fn copy(mut from: impl Read, name: &str, packed: u64, most: u64, out: &mut impl Write) -> Result<()> {
    let mut buffer = vec![0; 1 << 16];
    let mut total = 0_u64;
    loop {
        let length = from
            .read(&mut buffer)
            .map_err(|error| PackageError::Damaged { name: name.to_owned(), reason: error.to_string() })?;
        if length == 0 {
            return Ok(());
        }
        total += length as u64;
        if total > most {
            return Err(PackageError::TooLarge { name: name.to_owned(), claimed: total, most });
        }
        if total > SUSPICIOUS && total / packed.max(1) > TIGHTEST {
            return Err(PackageError::Bomb(name.to_owned()));
        }
        out.write_all(&buffer[..length])?;
    }
}

/// `{"0": "picture.png"}`
fn old_list(json: &[u8]) -> Result<Vec<(String, String)>> {
    let list: HashMap<String, String> = serde_json::from_slice(json)
        .map_err(|error| PackageError::Damaged { name: "media".to_owned(), reason: error.to_string() })?;
    let mut list: Vec<(String, String)> = list.into_iter().map(|(entry, name)| (name, entry)).collect();
    list.sort();
    Ok(list)
}

/// A message of entries, each with its name; the how-manieth it is names it in the zip.
fn current_list(bytes: &[u8]) -> Vec<(String, String)> {
    let entries = Fields(bytes).filter_map(|(field, value)| match value {
        Value::Bytes(entry) if field == 1 => Some(entry),
        _ => None,
    });
    let named = entries.enumerate().filter_map(|(at, entry)| {
        let entry_name = Fields(entry).number(255).map_or_else(|| at.to_string(), |number| number.to_string());
        Some((Fields(entry).text(1)?, entry_name))
    });
    named.collect()
}

/// Whether a name is one of a file, and leads nowhere else.
pub fn is_file_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 200
        && !name.starts_with('.')
        && !name.contains(['/', '\\', ':', '\0'])
        && !name.chars().any(char::is_control)
}

/// Packs a collection and its pictures.
///
/// # Errors
/// If it could not be written.
pub fn pack<W: Write + Seek>(collection: &mut File, media: &[(String, Vec<u8>)], out: W) -> Result<()> {
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let written = |error: zip::result::ZipError| PackageError::Io(io::Error::other(error));
    let mut zip = zip::ZipWriter::new(out);
    zip.start_file("collection.anki2", options).map_err(written)?;
    io::copy(collection, &mut zip)?;
    let mut names = serde_json::Map::new();
    for (at, (name, bytes)) in media.iter().enumerate() {
        zip.start_file(at.to_string(), options).map_err(written)?;
        zip.write_all(bytes)?;
        names.insert(at.to_string(), name.clone().into());
    }
    zip.start_file("media", options).map_err(written)?;
    zip.write_all(serde_json::Value::Object(names).to_string().as_bytes())?;
    zip.finish().map_err(written)?;
    Ok(())
}

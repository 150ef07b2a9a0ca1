//! Bytes of a note to text: whatever an editor may have written, without asking the user for an encoding.
//!
//! UTF-8 comes first, with or without a byte order mark; then UTF-16, which leaves zero bytes; then GB18030 or Big5, in which old
//! Chinese notes are kept, whichever the frequencies of their characters speak for. What is none of them is no text, and the place
//! where it stops being one is told.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Where a file stops being text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotText {
    /// From 1.
    pub line: u32,
    /// In bytes, from 1.
    pub column: u32,
}

/// So much of a file is looked at to tell one Chinese encoding from the other.
const LONGEST_LOOK: usize = 256 * 1024;

/// The text of `bytes`, its lines ended by `\n` alone.
///
/// # Errors
/// If the bytes are text in none of the encodings; the place is that of the first byte that is not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<String, NotText> {
    decode_and_tell(bytes).map(|(text, _)| text)
}

/// The same, with the name of the encoding where nothing but the characters' frequencies speaks for it.
///
/// # Errors
/// As [`decode`].
pub fn decode_and_tell(bytes: &[u8]) -> Result<(String, Option<&'static str>), NotText> {
    let mut assumed = None;
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => whole(encoding, &bytes[length..]),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) => guessed(bytes, &mut assumed),
        },
    };
    // A zero byte is no character of a note: programs, archives and images are full of them
    match text {
        Some(text) if !looks_binary(&text) => Ok((with_plain_line_ends(text), assumed)),
        _ => Err(place_of_error(bytes)),
    }
}

fn guessed<'a>(bytes: &'a [u8], assumed: &mut Option<&'static str>) -> Option<Cow<'a, str>> {
    match zeros(bytes) {
        Some(encoding) => whole(encoding, bytes),
        // Damaged UTF-8 must not come in as a salad of rare characters, which GB18030 would make of it
        None if is_mostly_utf8(bytes) => None,
        None => {
            let (first, second) = if speaks_for_big5(bytes) { (BIG5, GB18030) } else { (GB18030, BIG5) };
            let read = |encoding: &'static Encoding| Some((encoding.name(), whole(encoding, bytes)?));
            let (name, text) = read(first).or_else(|| read(second))?;
            *assumed = Some(name);
            Some(text)
        }
    }
}

/// Nearly all of Big5 can be read as GB18030, too, as a salad of other characters; how frequent they are tells.
fn speaks_for_big5(bytes: &[u8]) -> bool {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(LONGEST_LOOK)], bytes.len() <= LONGEST_LOOK);
    detector.guess(None, Utf8Detection::Deny) == BIG5
}

fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        // Two bytes of GB18030 often look like a Cyrillic letter, never like a Chinese character
        valid += chunk.valid().chars().filter(|character| character.len_utf8() >= 3).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > invalid
}

/// Text in UTF-16 has a zero in every other byte wherever it is Latin, and line ends and spaces are.
fn zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in bytes.chunks_exact(2).take(4096) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    match (even, odd) {
        (0, 0) => None,
        (even, odd) if even > odd => Some(UTF_16BE),
        _ => Some(UTF_16LE),
    }
}

fn whole<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes)
}

fn looks_binary(text: &str) -> bool {
    text.bytes().take(64 * 1024).any(|byte| byte == 0)
}

fn with_plain_line_ends(text: Cow<'_, str>) -> String {
    if !text.contains('\r') {
        return text.into_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn place_of_error(bytes: &[u8]) -> NotText {
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text.find('\0').unwrap_or_default(),
        Err(error) => error.valid_up_to(),
    };
    let before = &bytes[..valid];
    let mut lines = before.split(|&byte| byte == b'\n');
    let column = lines.next_back().map_or(0, <[u8]>::len);
    NotText { line: count(lines.count()), column: count(column) }
}

fn count(before: usize) -> u32 {
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# 注意力\n\nQ、K、V：查询、键、值。\n";

    #[test]
    fn one_text_in_every_dress() {
        let utf16 = |order: fn(u16) -> [u8; 2]| TEXT.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        for (name, bytes) in [
            ("UTF-8", TEXT.as_bytes().to_vec()),
            ("UTF-8 with a mark", [b"\xef\xbb\xbf", TEXT.as_bytes()].concat()),
            ("UTF-16 little-endian with a mark", [b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat()),
            ("UTF-16 big-endian with a mark", [b"\xfe\xff".to_vec(), utf16(u16::to_be_bytes)].concat()),
            ("UTF-16 little-endian without", utf16(u16::to_le_bytes)),
            ("UTF-16 big-endian without", utf16(u16::to_be_bytes)),
            ("GB18030", GB18030.encode(TEXT).0.into_owned()),
            ("line ends of Windows", TEXT.replace('\n', "\r\n").into_bytes()),
            ("line ends of the first Macintosh", TEXT.replace('\n', "\r").into_bytes()),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(TEXT), "{name}");
        }
    }

    #[test]
    fn what_is_no_text_is_told_with_its_place() {
        for (bytes, line, column) in [
            (&b"# a\nb \xff\xff\xff\n"[..], 2, 3),
            (b"\x7fELF\x02\x01\0\0\0\xfe\0", 1, 10),
            ("注意力\n机".as_bytes().split_last().unwrap().1, 2, 1),
            (b"PK\x03\x04\0\0plain", 1, 5),
        ] {
            assert_eq!(decode(bytes), Err(NotText { line, column }), "{bytes:?}");
        }
    }

    #[test]
    fn traditional_notes_in_big5_are_not_taken_for_gb18030() {
        for text in [
            "# 注意力機制\n\n縮放點積注意力：查詢與鍵的點積除以維度的平方根，再經過歸一化得到權重。\n",
            "今天學習了梯度下降，學習率太大會發散，太小則收斂得很慢。\n",
        ] {
            let (bytes, _, is_lossy) = BIG5.encode(text);
            assert!(!is_lossy);
            assert_eq!(decode_and_tell(&bytes), Ok((text.to_owned(), Some("Big5"))));
        }
        for text in ["# 注意力\n\n查询和键的点积除以维度的平方根。\n", "残差\n", "学习率：每一步走多远\n"]
        {
            assert_eq!(decode_and_tell(&GB18030.encode(text).0), Ok((text.to_owned(), Some("gb18030"))), "{text}");
        }
        assert_eq!(decode_and_tell(TEXT.as_bytes()), Ok((TEXT.to_owned(), None)));
    }

    #[test]
    fn nothing_is_a_text_too() {
        assert_eq!(decode(b"").as_deref(), Ok(""));
    }
}

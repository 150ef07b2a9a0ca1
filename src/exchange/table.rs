//! Tables for other programs: CSV for spreadsheets, JSON for everything else.

use std::io::{self, Write};

/// Writes a row of CSV (RFC 4180).
///
/// # Errors
/// If it could not be written.
pub fn row<W: Write>(out: &mut W, fields: &[&str]) -> io::Result<()> {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        let is_quoted = field.contains([',', '"', '\n', '\r']) || field.starts_with(' ') || field.ends_with(' ');
        if is_quoted {
            write!(out, "\"{}\"", field.replace('"', "\"\""))?;
        } else {
            out.write_all(field.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_would_break_a_row_is_quoted() {
        let mut out = Vec::new();
        super::row(&mut out, &["a", "b,c", "say \"hi\"", "two\nlines", " x", ""]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",\" x\",\r\n");
    }
}

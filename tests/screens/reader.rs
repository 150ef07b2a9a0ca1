//! The reader of notes.

use crate::Session;
use wengu::locale::Lang;

const MARK: &str = "% ↓";

/// The rows of the reader, which at great widths has the list of notes beside it.
fn rows(session: &Session) -> Vec<String> {
    session.text().lines().map(|row| row.split('│').next_back().unwrap_or_default().trim().to_owned()).collect()
}

fn without_mark(row: &str) -> &str {
    row.strip_suffix(MARK).map_or(row, |rest| rest.trim_end_matches(|c: char| c.is_ascii_digit())).trim_end()
}

#[test]
fn where_one_is_in_a_note_lies_over_none_of_its_text() {
    for size in [(80, 24), (60, 17), (48, 14), (48, 10), (120, 16)] {
        let mut session = Session::new(Lang::Zh, size);
        session.keys("4 enter");
        let mut told = 0;
        for _ in 0..12 {
            let before = rows(&session);
            let Some(at) = before.iter().rposition(|row| row.ends_with(MARK)) else { break };
            session.keys("j");
            // A line of text stands one row higher now, whole
            let (text, higher) = (without_mark(&before[at]), rows(&session)[at - 1].clone());
            assert!(text.is_empty() || higher == text, "{size:?}\n{text}\n{higher}");
            told += 1;
        }
        assert!(told > 0, "{size:?}: {}", session.text());
    }
}

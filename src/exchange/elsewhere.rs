//! How other tools name cards, grades and moments, so that their histories find our cards.

use crate::domain::{Card, CardKind, Grade};
use chrono::{DateTime, FixedOffset, NaiveDateTime};

const HOLE: &str = "[...]";

/// The names that hashcards gives to a card with this text: the hash of its kind and content.
pub fn hashcards_hashes(card: &Card) -> Vec<String> {
    let hash = |parts: &[&[u8]]| {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(part);
        }
        hasher.finalize().to_hex().to_string()
    };
    let (question, answer) = (card.question.trim(), card.answer.trim());
    if card.kind == CardKind::Cloze
        && let Some((before, behind)) = question.split_once(HOLE)
    {
        // The bytes from which to which the hole lies in the text
        let (start, end) = (before.len() as u64, (before.len() + answer.len()).saturating_sub(1) as u64);
        let text = format!("{before}{answer}{behind}");
        return vec![hash(&[b"Cloze", text.as_bytes(), &start.to_le_bytes(), &end.to_le_bytes()])];
    }
    vec![hash(&[b"Basic", question.as_bytes(), answer.as_bytes()])]
}

/// A grade by the word for it.
pub fn grade(word: &str) -> Option<Grade> {
    match word.to_ascii_lowercase().as_str() {
        "forgot" | "again" | "fail" => Some(Grade::Again),
        "hard" => Some(Grade::Hard),
        "good" | "pass" => Some(Grade::Good),
        "easy" => Some(Grade::Easy),
        _ => None,
    }
}

/// A moment as tools write it: with a zone, or without one in that of the learner.
pub fn moment(text: &str, zone: FixedOffset) -> Option<DateTime<FixedOffset>> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment);
    }
    let naive = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    let local = naive.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    local.and_local_timezone(zone).single()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_grades_are_read_in_all_their_forms() {
        let zone = FixedOffset::east_opt(8 * 3_600).unwrap();
        for (text, expected) in [
            ("2025-10-12T08:00:00.123+02:00", Some("2025-10-12T08:00:00.123+02:00")),
            ("2025-10-12T08:00:00.123", Some("2025-10-12T08:00:00.123+08:00")),
            ("2025-10-12 08:00:00", Some("2025-10-12T08:00:00+08:00")),
            ("yesterday", None),
        ] {
            assert_eq!(moment(text, zone).map(|moment| moment.to_rfc3339()).as_deref(), expected, "{text}");
        }
        let grades = ["forgot", "Hard", "good", "easy", "well"].map(grade);
        assert_eq!(grades, [Some(Grade::Again), Some(Grade::Hard), Some(Grade::Good), Some(Grade::Easy), None]);
    }
}

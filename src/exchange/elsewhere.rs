//! How other tools name cards, grades and moments, so that their histories find our cards.

use crate::domain::{Card, CardKind, Grade};
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use std::collections::{BTreeMap, HashMap};

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

/// The names that repeater gives to these cards: the hash of what stands in the file, without regard to blanks and letter case; the
/// holes of a text but the first are numbered.
pub fn repeater_hashes(cards: &[Card]) -> Vec<Option<String>> {
    let holes: Vec<Option<(String, usize)>> = cards.iter().map(hole).collect();
    // Where the holes of each text lie
    let mut places: HashMap<(Option<&str>, &str), BTreeMap<usize, usize>> = HashMap::new();
    for (card, hole) in cards.iter().zip(&holes) {
        if let Some((text, start)) = hole {
            places.entry((card.note.as_deref(), text)).or_default().insert(*start, card.answer.trim().len());
        }
    }
    let hash = |(card, hole): (&Card, &Option<(String, usize)>)| match hole {
        Some((text, start)) => {
            let places = places.get(&(card.note.as_deref(), text.as_str()))?;
            let number = places.keys().position(|place| place == start)?;
            Some(repeater_hash(&format!("C: {}", bracketed(text, places)), number))
        }
        None if card.kind == CardKind::Basic => {
            Some(repeater_hash(&format!("Q: {} A: {}", card.question, card.answer), 0))
        }
        None => None,
    };
    cards.iter().zip(&holes).map(hash).collect()
}

/// The text of a cloze card with its hole filled, and where the hole begins.
fn hole(card: &Card) -> Option<(String, usize)> {
    let (before, behind) = card.question.trim().split_once(HOLE).filter(|_| card.kind == CardKind::Cloze)?;
    Some((format!("{before}{}{behind}", card.answer.trim()), before.len()))
}

fn bracketed(text: &str, places: &BTreeMap<usize, usize>) -> String {
    let (mut marked, mut used) = (String::new(), 0);
    for (&start, &length) in places {
        // Holes that overlap cannot all be marked
        if let (Some(before), Some(inside)) = (text.get(used..start), text.get(start..start + length)) {
            marked.extend([before, "[", inside, "]"]);
            used = start + length;
        }
    }
    marked + text.get(used..).unwrap_or_default()
}

fn repeater_hash(source: &str, hole: usize) -> String {
    let plain = source.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let named = if hole == 0 { plain } else { format!("{plain}\0cloze{hole}") };
    blake3::hash(named.as_bytes()).to_hex().to_string()
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

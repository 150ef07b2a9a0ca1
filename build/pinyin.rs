//! How Chinese names are typed in Latin letters, found out when the tool is built so that no table is read at run time.

use ::pinyin::ToPinyinMulti;
use std::collections::BTreeSet;

/// A name with several characters of two readings is given so many spellings at most.
const MOST_READINGS: usize = 8;

/// The spellings in full and in initials of every name that begins with a Chinese character; letters between stay.
pub fn sounds<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<(String, String)> {
    names.filter(|name| name.chars().any(is_chinese)).flat_map(spellings).collect()
}

fn is_chinese(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

fn spellings(name: &str) -> Vec<(String, String)> {
    let mut spellings = vec![(String::new(), String::new())];
    for character in name.chars() {
        let readings = readings(character);
        let more = spellings.len() * readings.len() <= MOST_READINGS;
        let readings = if more { &readings[..] } else { &readings[..1] };
        spellings = readings
            .iter()
            .flat_map(|reading| {
                spellings.iter().map(move |(full, initials)| {
                    let first: String = reading.chars().take(1).collect();
                    (format!("{full}{reading}"), format!("{initials}{first}"))
                })
            })
            .collect();
    }
    spellings
}

/// Up to two readings of a character; itself if it is not Chinese.
fn readings(character: char) -> Vec<String> {
    let Some(multi) = character.to_pinyin_multi() else { return vec![character.to_string()] };
    let mut readings: Vec<String> = Vec::new();
    for reading in multi {
        let plain = reading.plain().replace('ü', "v");
        if !readings.contains(&plain) && readings.len() < 2 {
            readings.push(plain);
        }
    }
    readings
}

//! Sections from headings, each once: what was pasted twice is joined.

use super::body::Row;
use super::norm::{self, push_lower};
use super::tree::Heading;
use crate::domain::ParsedSection;
use hashbrown::{HashMap, HashSet};

/// A heading with the text that stands under it.
pub(super) struct Raw {
    pub heading: Heading,
    pub line: u32,
    pub end_line: u32,
    pub body: String,
    pub rows: Vec<Row>,
}

/// The note's sections, and for each heading the section that it became.
pub(super) fn sections(raws: &[Raw]) -> (Vec<ParsedSection>, Vec<usize>) {
    let mut joiner = Joiner::default();
    for (at, raw) in raws.iter().enumerate() {
        joiner.add(at, raw);
    }
    (joiner.sections, joiner.of)
}

#[derive(Default)]
struct Joiner {
    sections: Vec<ParsedSection>,
    /// The section that each heading became.
    of: Vec<usize>,
    /// Whether each heading repeated an earlier one.
    is_copy: Vec<bool>,
    /// By the section above, the number and the folded title.
    by_key: HashMap<(Option<usize>, String, String), usize>,
    /// Folded lines of sections that were joined.
    known: HashMap<usize, HashSet<String>>,
}

impl Joiner {
    fn add(&mut self, at: usize, raw: &Raw) {
        let heading = &raw.heading;
        let parent = heading.parent.map(|parent| self.of[parent]);
        // `#### versions` under `#### version` is another entry, however alike the two read
        let (title, _) = norm::folded(&heading.title);
        let title = if title.is_empty() { heading.title.clone() } else { title };
        let key = (parent, heading.number.clone(), title);
        let earlier = self.by_key.get(&key).copied().filter(|&earlier| self.repeats(earlier, at, raw));
        self.is_copy.push(earlier.is_some());
        if let Some(earlier) = earlier {
            self.of.push(earlier);
            self.join(earlier, &raw.body);
            return;
        }
        self.of.push(self.sections.len());
        self.by_key.insert(key, self.sections.len());
        self.sections.push(ParsedSection {
            depth: parent.map_or(1, |parent| self.sections[parent].depth.saturating_add(1)),
            number: heading.number.clone(),
            title: heading.title.clone(),
            parent,
            line: raw.line,
            end_line: raw.end_line,
            body: raw.body.clone(),
        });
    }

    /// Whether a heading of the same title and place is the same section once more: it stands in a copy, follows what the
    /// first followed, or says the same.
    fn repeats(&self, earlier: usize, at: usize, raw: &Raw) -> bool {
        let is_in_copy = raw.heading.parent.is_some_and(|parent| self.is_copy[parent]);
        let follows = at > 0 && self.is_copy[at - 1] && self.of[at - 1] + 1 == earlier;
        let body = &self.sections[earlier].body;
        let shared = || match self.known.get(&earlier) {
            Some(known) => share(&raw.body, known),
            None => overlap(body, &raw.body),
        };
        is_in_copy || follows || body.is_empty() || raw.body.is_empty() || shared() >= 0.5
    }

    /// Adds the lines of `body` that the section has not.
    fn join(&mut self, section: usize, body: &str) {
        let own = &mut self.sections[section].body;
        if own == body {
            return;
        }
        let known = self.known.entry(section).or_insert_with(|| own.lines().map(folded).collect());
        for line in body.lines() {
            let folded = folded(line);
            if !folded.is_empty() && known.insert(folded) {
                own.push_str(if own.is_empty() { "" } else { "\n" });
                own.push_str(line);
            }
        }
    }
}

/// A line by its letters and digits alone, and without the ending of an image.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len());
    line.chars().filter(|c| c.is_alphanumeric()).for_each(|c| push_lower(&mut folded, c));
    let is_embed = line.trim_start().starts_with("![");
    let stem = [".png", ".jpg", ".jpeg"].iter().find_map(|ending| folded.strip_suffix(&ending[1..]));
    match stem.filter(|_| is_embed) {
        Some(stem) => stem.to_owned(),
        None => folded,
    }
}

/// Which share of the text's lines is known.
fn share(text: &str, known: &HashSet<String>) -> f64 {
    let lines: Vec<String> = text.lines().map(folded).filter(|line| !line.is_empty()).collect();
    let shared = lines.iter().filter(|line| known.contains(*line)).count();
    shared as f64 / lines.len().max(1) as f64
}

/// Which share of the shorter text's lines stands in the other.
fn overlap(one: &str, other: &str) -> f64 {
    let lines = |text: &str| text.lines().map(folded).filter(|line| !line.is_empty()).collect::<HashSet<_>>();
    let (one, other) = (lines(one), lines(other));
    let shared = one.intersection(&other).count();
    shared as f64 / one.len().min(other.len()).max(1) as f64
}

//! Sections from headings, each once: what was pasted twice is joined.

use super::body::Row;
use super::norm::push_lower;
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
    let mut joiner = Joiner { raws, ..Joiner::default() };
    for at in 0..raws.len() {
        joiner.add(at);
    }
    (joiner.sections, joiner.of)
}

#[derive(Default)]
struct Joiner<'r> {
    raws: &'r [Raw],
    sections: Vec<ParsedSection>,
    /// The heading that each section began as.
    from: Vec<usize>,
    /// The section that each heading became.
    of: Vec<usize>,
    /// Whether each heading repeated an earlier one.
    is_copy: Vec<bool>,
    /// By the section above, the number and the title without spaces.
    by_key: HashMap<(Option<usize>, &'r str, String), usize>,
    /// Folded lines of sections that were joined.
    known: HashMap<usize, HashSet<String>>,
}

/// A text that is too long to be compared for a heading before it. Bytes.
const LONG: usize = 16 * 1024;

impl Joiner<'_> {
    fn add(&mut self, at: usize) {
        let raw = &self.raws[at];
        let heading = &raw.heading;
        let parent = heading.parent.map(|parent| self.of[parent]);
        let (number, title) = called(raw);
        let key = (parent, number, title);
        let earlier = self.by_key.get(&key).copied().filter(|&earlier| self.repeats(earlier, at));
        self.is_copy.push(earlier.is_some());
        if let Some(earlier) = earlier {
            self.of.push(earlier);
            self.join(earlier, &raw.body);
            return;
        }
        self.of.push(self.sections.len());
        self.by_key.insert(key, self.sections.len());
        self.from.push(at);
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
    fn repeats(&self, earlier: usize, at: usize) -> bool {
        let is_in_copy = self.raws[at].heading.parent.is_some_and(|parent| self.is_copy[parent]);
        let follows = at > 0 && self.is_copy[at - 1] && self.of[at - 1] + 1 == earlier;
        is_in_copy || follows || self.says_the_same(earlier, at)
    }

    /// Few lines that are alike are a template, each time filled in otherwise: a copy leaves nothing out, or goes on with what
    /// the first goes on with.
    fn says_the_same(&self, earlier: usize, at: usize) -> bool {
        // An entry of a table of contents, a heading written twice
        if self.is_void(earlier) || self.is_alone(at) {
            return true;
        }
        let first = self.from[earlier];
        // A long text is compared where it stands, and not once more for each heading over nothing that repeats
        let goes_on = first + 1 < at
            && self.raws[first + 1].body.len() <= LONG
            && self.raws.get(at + 1).is_some_and(|next| called(next) == called(&self.raws[first + 1]));
        let is_bare = self.sections[earlier].body.is_empty() || self.raws[at].body.is_empty();
        let shared = match self.known.get(&earlier) {
            _ if is_bare && goes_on => overlap(&lines(&self.raws[first + 1].body), &lines(&self.raws[at + 1].body)),
            _ if is_bare => 0.0,
            Some(known) => overlap(known, &lines(&self.raws[at].body)),
            None => overlap(&lines(&self.sections[earlier].body), &lines(&self.raws[at].body)),
        };
        shared >= if goes_on { 0.75 } else { 1.0 }
    }

    /// Whether nothing has come to stand in a section.
    fn is_void(&self, section: usize) -> bool {
        let has_inner = self.sections.get(section + 1).is_some_and(|next| next.parent == Some(section));
        self.sections[section].body.is_empty() && !has_inner
    }

    /// Whether nothing stands under a heading.
    fn is_alone(&self, at: usize) -> bool {
        let has_inner = self.raws.get(at + 1).is_some_and(|next| next.heading.parent == Some(at));
        self.raws[at].body.is_empty() && !has_inner
    }

    /// Adds the lines of `body` that the section has not.
    fn join(&mut self, section: usize, body: &str) {
        let own = &mut self.sections[section].body;
        if own == body {
            return;
        }
        let known = self.known.entry(section).or_insert_with(|| lines(own));
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

/// What a heading is called: its number, and its title however it is spaced.
fn called(raw: &Raw) -> (&str, String) {
    let title = raw.heading.title.split_whitespace().collect();
    (&raw.heading.number, title)
}

fn lines(text: &str) -> HashSet<String> {
    text.lines().map(folded).filter(|line| !line.is_empty()).collect()
}

/// Which share of the smaller set's lines stands in the other.
fn overlap(one: &HashSet<String>, other: &HashSet<String>) -> f64 {
    let shared = one.intersection(other).count();
    match one.len().min(other.len()) {
        0 => 1.0,
        smaller => shared as f64 / smaller as f64,
    }
}

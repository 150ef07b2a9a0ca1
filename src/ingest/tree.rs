//! The levels of headings: each style is one, and where it stands is learned from the note.

use super::numbering::Style;
use super::outline::Candidate;
use hashbrown::HashMap;

/// A heading with its place in the tree.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// Index of its line.
    pub line: usize,
    pub style: Style,
    pub level: Option<u8>,
    pub number: String,
    pub counts: Vec<u32>,
    pub title: String,
    pub title_at: usize,
    /// Index of the heading above.
    pub parent: Option<usize>,
    pub depth: u8,
}

/// The accepted candidates as a tree.
pub(super) fn tree(candidates: Vec<Candidate>) -> Vec<Heading> {
    let mut headings: Vec<Heading> =
        candidates.into_iter().filter(|candidate| candidate.is_accepted).map(Heading::from).collect();
    let levels = Levels::learn(&headings);
    let mut open: Vec<usize> = Vec::new();
    for at in 0..headings.len() {
        levels.close(&headings, at, &mut open);
        let parent = open.last().copied();
        headings[at].parent = parent;
        headings[at].depth = parent.map_or(1, |parent| headings[parent].depth.saturating_add(1));
        open.push(at);
    }
    headings
}

impl From<Candidate> for Heading {
    fn from(candidate: Candidate) -> Self {
        let Candidate { line, style, level, number, counts, title, title_at, .. } = candidate;
        // A heading that is nothing but a number is called by it.
        let (number, title) = if title.is_empty() { (String::new(), number) } else { (number, title) };
        Self { line, style, level, number, counts, title, title_at, parent: None, depth: 1 }
    }
}

/// Chapters are numbered by styles of this rank and of those farther out, and sections of a short note by the other.
const CHAPTER: i32 = 50;
const SECTION: i32 = 70;

/// What a note's styles are worth: the smaller the rank, the farther out.
struct Levels {
    ranks: HashMap<Style, i32>,
    /// Where each level of Markdown's own first appears.
    marks: HashMap<u8, usize>,
    firsts: HashMap<Style, usize>,
    /// The heading from which on plain titles stand beside the outermost numbered ones, after the last of them.
    end: usize,
    /// The heading up to which they do, before the first of them.
    start: usize,
    outermost: i32,
    /// The level of Markdown's own whose titles come after all plain chapters, and stand beside them.
    beside: Option<u8>,
}

impl Levels {
    fn learn(headings: &[Heading]) -> Self {
        let (ranks, marks, firsts) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut levels =
            Self { ranks, marks, firsts, end: headings.len(), start: 0, outermost: i32::MAX, beside: None };
        for (at, heading) in headings.iter().enumerate() {
            if let Some(level) = heading.level {
                levels.marks.entry(level).or_insert(at);
            }
            levels.firsts.entry(heading.style).or_insert(at);
        }
        levels.rank_known(headings);
        levels.swap_inverted(headings);
        levels.enclose(headings);
        levels.stand_beside(headings);
        levels.rank_learned(headings);
        levels.find_end(headings);
        levels.find_beside(headings);
        levels
    }

    /// `没懂的` and `明天` after the last of `1、2、3、` are chapters as those are; a title between two of them is a part of one.
    fn find_end(&mut self, headings: &[Heading]) {
        let ranked = |heading: &&Heading| heading.level.is_none() && !is_unmarked(heading.style);
        let ranks = headings.iter().filter(ranked).filter_map(|heading| self.ranks.get(&heading.style));
        let Some(&outermost) = ranks.min() else { return };
        let ranks = self.ranks.clone();
        let is_outermost = |heading: &Heading| {
            heading.level.is_some() || (!is_unmarked(heading.style) && ranks.get(&heading.style) == Some(&outermost))
        };
        self.end = headings.iter().rposition(is_outermost).map_or(headings.len(), |last| last + 1);
        self.outermost = outermost;
        let Some(first) = headings.iter().position(is_outermost) else { return };
        // A title right over the first number is above all of them, and so is one that has others among them
        let is_apart = first.checked_sub(1).is_some_and(|before| headings[first].line > headings[before].line + 2);
        let is_plain = |heading: &Heading| is_unmarked(heading.style) && heading.level.is_none();
        let is_outside = !headings[first..self.end].iter().any(is_plain);
        if is_apart && is_outside && headings[..first].iter().all(is_plain) {
            self.start = first;
        }
    }

    /// `【今日一句话】` before `第三章`, `【感想】` after the last: a style without numbers that never stands among the numbered chapters
    /// stands beside them.
    fn stand_beside(&mut self, headings: &[Heading]) {
        let is_numbered = |heading: &Heading| {
            heading.level.is_none() && !heading.counts.is_empty() && heading.style.rank().is_some_and(|rank| rank < 130)
        };
        let ranks =
            headings.iter().filter(|heading| is_numbered(heading)).filter_map(|heading| self.ranks.get(&heading.style));
        let Some(&outermost) = ranks.min() else { return };
        let (Some(first), Some(last)) = (headings.iter().position(is_numbered), headings.iter().rposition(is_numbered))
        else {
            return;
        };
        for style in [Style::Bracket, Style::Bold, Style::Emoji] {
            let own =
                |heading: &Heading| heading.level.is_none() && heading.counts.is_empty() && heading.style == style;
            let is_among = headings[first..last].iter().any(own);
            let closes = |title: &str| super::words::is_closing(title) || super::words::is_common(title);
            let after: Vec<&Heading> = headings[last..].iter().filter(|heading| own(heading)).collect();
            let is_closed = after.iter().any(|heading| closes(&heading.title));
            let is_after = match style {
                Style::Bracket => after.len() >= 2 || is_closed,
                Style::Bold => is_closed,
                _ => false,
            };
            let is_before = headings[..first].iter().any(own);
            // Only bold titles are as heavy as plain numbers
            let is_bold = style == Style::Bold
                || (style == Style::Emoji
                    && headings[first].style == Style::Number
                    && headings[..first].iter().filter(|one| own(one)).count() == 1);
            let is_heavy = outermost <= CHAPTER || (is_bold && outermost <= SECTION);
            if !is_among && (if is_heavy { is_before || is_after } else { is_after && !is_before }) {
                self.ranks.insert(style, outermost);
            }
        }
    }

    /// `## 课后待办` and its like after `第五章`, `第六章`: marked titles that have no number, after the last of the chapters.
    fn find_beside(&mut self, headings: &[Heading]) {
        let Some((&level, &first)) = self.marks.iter().min_by_key(|(level, _)| **level) else { return };
        let is_chapter = |heading: &Heading| matches!(heading.style, Style::Unit(_) | Style::HanFormal | Style::Han);
        let is_after = headings[..first].iter().any(is_chapter)
            && headings[..first].iter().all(|heading| heading.level.is_none())
            && headings[first..].iter().all(|heading| heading.level.is_some() && heading.style == Style::Mark);
        let several = headings[first..].iter().filter(|heading| heading.level == Some(level)).count() >= 2;
        self.beside = (level <= 2 && is_after && several).then_some(level);
    }

    fn rank_known(&mut self, headings: &[Heading]) {
        for heading in headings {
            if let Some(rank) = heading.style.rank() {
                self.ranks.insert(heading.style, rank);
            }
        }
        if let (Some(&decimal), true) = (self.ranks.get(&Style::Decimal(2)), numbers_are_siblings(headings)) {
            self.ranks.entry(Style::Number).and_modify(|rank| *rank = decimal);
        }
    }

    /// A style that restarts under another stands in it, whatever is usual.
    fn swap_inverted(&mut self, headings: &[Heading]) {
        let mut starts: HashMap<Style, u32> = HashMap::new();
        for heading in headings.iter().filter(|heading| heading.counts == [1]) {
            *starts.entry(heading.style).or_default() += 1;
        }
        let mut styles: Vec<(Style, i32)> = self.ranks.iter().map(|(&style, &rank)| (style, rank)).collect();
        styles.sort_by_key(|&(_, rank)| rank);
        for pair in styles.windows(2) {
            let [(outer, outer_rank), (inner, inner_rank)] = *pair else { continue };
            let started = |style: Style| starts.get(&style).copied().unwrap_or_default();
            let is_inverted =
                started(outer) > started(inner) && started(inner) > 0 && self.firsts[&inner] < self.firsts[&outer];
            if is_inverted && outer_rank < inner_rank && !matches!(inner, Style::Decimal(_)) {
                self.ranks.insert(outer, inner_rank);
                self.ranks.insert(inner, outer_rank);
            }
        }
    }

    /// `第一章`, `第六章` between `（二）` and `（三）`: a style that lies between two of another stands in it, whatever is usual.
    fn enclose(&mut self, headings: &[Heading]) {
        let places = |style: Style| -> Vec<usize> {
            let is_own = |&(_, heading): &(usize, &Heading)| heading.level.is_none() && heading.style == style;
            headings.iter().enumerate().filter(is_own).map(|(at, _)| at).collect()
        };
        let mut styles: Vec<(Style, i32)> = self.ranks.iter().map(|(&style, &rank)| (style, rank)).collect();
        styles.sort_by_key(|&(_, rank)| rank);
        for &(inner, rank) in &styles {
            let own = places(inner);
            let (Some(&first), Some(&last)) = (own.first(), own.last()) else { continue };
            let holds = |&&(outer, outer_rank): &&(Style, i32)| {
                let others = places(outer);
                let between = others.windows(2).any(|pair| pair[0] < first && last < pair[1]);
                outer_rank > rank && others.len() >= 3 && own.len() >= 2 && between
            };
            if let Some(&(_, outer_rank)) = styles.iter().find(holds) {
                self.ranks.insert(inner, outer_rank + 1);
            }
        }
    }

    /// A style without a usual place stands just below what it first appears under.
    fn rank_learned(&mut self, headings: &[Heading]) {
        for (at, heading) in headings.iter().enumerate() {
            if heading.level.is_some() || self.ranks.contains_key(&heading.style) {
                continue;
            }
            let above =
                headings[..at].iter().rev().find(|before| before.level.is_some() || before.style != heading.style);
            let rank = match above {
                None => 1,
                Some(_) if heading.style == Style::Italic => 165,
                Some(_) if matches!(heading.style, Style::Bold | Style::Bare) => 160,
                Some(above) if above.level.is_some() => {
                    self.ranks.get(&above.style).map_or(45, |&rank| rank.saturating_add(1).max(45))
                }
                Some(above) => self.ranks.get(&above.style).map_or(1, |rank| rank + 1),
            };
            self.ranks.insert(heading.style, rank);
        }
    }

    fn rank(&self, headings: &[Heading], at: usize) -> Option<i32> {
        let heading = &headings[at];
        // `❓没懂的`, after the last of the chapters
        let is_closing = at >= self.end
            && matches!(heading.style, Style::Emoji | Style::Sign(_))
            && super::words::is_closing(&heading.title);
        let is_beside = (at >= self.end || at < self.start)
            && (is_unmarked(heading.style) || is_closing)
            && heading.level.is_none();
        if is_beside { Some(self.outermost) } else { self.ranks.get(&heading.style).copied() }
    }

    /// Closes the open headings that the one at `at` does not stand in.
    fn close(&self, headings: &[Heading], at: usize, open: &mut Vec<usize>) {
        let heading = &headings[at];
        if heading.level.is_some() && heading.level == self.beside {
            open.clear();
            return;
        }
        let is_fellow = |&other: &usize| {
            let other = &headings[other];
            let is_same_mark = other.level.is_none() || heading.level.is_none() || other.level == heading.level;
            heading.style != Style::Mark && other.style == heading.style && is_same_mark
        };
        if let Some(place) = open.iter().rposition(is_fellow) {
            open.truncate(place);
            return;
        }
        while let Some(&top) = open.last() {
            if self.holds(headings, open, top, at) {
                break;
            }
            open.pop();
        }
    }

    /// Whether `heading` stands in `top`, which is open.
    fn holds(&self, headings: &[Heading], open: &[usize], top: usize, at: usize) -> bool {
        let by_rank = match (self.rank(headings, top), self.rank(headings, at)) {
            (Some(above), Some(own)) => Some(above < own),
            _ => None,
        };
        let (top, heading) = (&headings[top], &headings[at]);
        match (top.level, heading.level) {
            (Some(above), Some(own)) => above < own || (above == own && by_rank == Some(true)),
            (_, None) => by_rank.unwrap_or(true),
            (None, Some(own)) => by_rank.unwrap_or_else(|| {
                let is_in_mark = open.iter().any(|&other| headings[other].level.is_some_and(|level| level >= own));
                let mark_first = self.marks.get(&own).is_some_and(|&first| first < self.firsts[&top.style]);
                let is_met = mark_first && self.marks.get(&own) != Some(&at);
                !(is_in_mark || is_met)
            }),
        }
    }
}

/// Whether nothing but its place says where a title of the style stands.
const fn is_unmarked(style: Style) -> bool {
    matches!(style, Style::Bare | Style::Caps)
}

/// Whether `4.` stands beside `2.1 2.2 2.3` rather than above them: its number goes on from theirs more often than theirs
/// begin with its.
fn numbers_are_siblings(headings: &[Heading]) -> bool {
    let (mut above, mut beside) = (0, 0);
    for pair in headings.windows(2) {
        let [first, second] = pair else { continue };
        match (first.style, second.style) {
            (Style::Number, Style::Decimal(2)) if second.counts.first() == first.counts.first() => above += 1,
            (Style::Decimal(_), Style::Number)
                if first.counts.get(1).map(|last| last + 1) == second.counts.first().copied()
                    && first.counts.first().map(|chapter| chapter + 1) != second.counts.first().copied() =>
            {
                beside += 1;
            }
            (Style::Decimal(_), Style::Number)
                if first.counts.get(1).map(|last| last + 1) == second.counts.first().copied() =>
            {
                beside += i32::from(above == 0);
            }
            _ => {}
        }
    }
    let first = |is_of: fn(Style) -> bool| headings.iter().position(|heading| is_of(heading.style));
    let decimals_first = first(|style| style == Style::Decimal(2)) < first(|style| style == Style::Number);
    beside > above || (above == 0 && decimals_first)
}

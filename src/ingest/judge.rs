//! Which of the lines that may be headings are.
//!
//! A list and a run of headings look alike line by line; what tells them apart is the company. Headings are followed by text
//! that is not indented, their numbers go on from the headings before, and their words are titles, not sentences.

mod order;

use super::numbering::Style;
use super::outline::{Candidate, Follower};
use super::plain::width;
use order::restarts;
use std::collections::{HashMap, HashSet};

/// The order in which styles are judged: what is sure first, because it bounds the groups of what is not.
const ORDER: [fn(Style) -> bool; 18] = [
    |style| style == Style::Day,
    |style| matches!(style, Style::Unit(_)),
    |style| matches!(style, Style::Keyword(_)),
    |style| style == Style::HanFormal,
    |style| style == Style::Han,
    |style| style == Style::Roman,
    |style| style == Style::HanParen,
    |style| matches!(style, Style::Decimal(_)),
    |style| style == Style::Keycap,
    |style| style == Style::Number,
    |style| style == Style::Bracket,
    |style| style == Style::Time,
    |style| style == Style::Emoji,
    |style| style == Style::Bold,
    |style| style == Style::Italic,
    |style| style == Style::Paren,
    |style| style == Style::Circled,
    |style| style == Style::Letter,
];

/// How far from a number its neighbour is looked for.
const NEAR: usize = 12;

/// Marks the candidates that are headings.
pub(super) fn judge(candidates: &mut [Candidate]) {
    let marked = candidates.iter().filter(|candidate| candidate.level.is_some()).count();
    let mut bench = Bench { is_markdown: marked >= 2, candidates };
    for is_of in ORDER {
        if is_of(Style::Number) {
            bench.lead();
        }
        if is_of(Style::Bracket) {
            bench.learned();
        }
        for group in bench.groups(is_of) {
            bench.decide(&group);
        }
    }
    bench.relax();
}

struct Bench<'c> {
    candidates: &'c mut [Candidate],
    /// The note has headings of Markdown's own, so that a plain one needs better reasons.
    is_markdown: bool,
}

impl Bench<'_> {
    /// The candidates of a style, in runs that no accepted heading interrupts.
    fn groups(&self, is_of: fn(Style) -> bool) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut is_open = false;
        for (index, candidate) in self.candidates.iter().enumerate() {
            if candidate.is_accepted {
                is_open = is_open && is_of(candidate.style);
            } else if is_of(candidate.style) {
                let last = groups.last().and_then(|group| group.last()).map(|&last| &self.candidates[last]);
                let restarts =
                    last.is_some_and(|last| last.style == candidate.style && restarts(&last.counts, &candidate.counts));
                match groups.last_mut().filter(|_| is_open && !restarts) {
                    Some(group) => group.push(index),
                    None => groups.push(vec![index]),
                }
                is_open = true;
            }
        }
        groups
    }

    /// Numbers above which decimals or another style stand: `1.` before `1.1`, and `1.` before `一、` more than once.
    fn lead(&mut self) {
        let leads = |at: usize, is_due: fn(&Candidate, &Candidate) -> bool| {
            let (candidate, next) = (&self.candidates[at], self.candidates.get(at + 1));
            let is_near = candidate.follower == Follower::Text || candidate.follower == Follower::Sibling;
            candidate.style == Style::Number
                && !candidate.is_accepted
                && is_near
                && self.is_short_title(at, 44)
                && next.is_some_and(|next| next.is_accepted && next.level.is_none() && is_due(candidate, next))
        };
        let over_decimals = |one: &Candidate, next: &Candidate| {
            matches!(next.style, Style::Decimal(_))
                && next.counts.first() == one.counts.first()
                && next.counts.get(1).is_some_and(|&second| second <= 1)
        };
        let over_others = |one: &Candidate, next: &Candidate| {
            !matches!(next.style, Style::Decimal(_) | Style::Number) && next.counts == [1] && next.line > one.line
        };
        let mut due: Vec<usize> = (0..self.candidates.len()).filter(|&at| leads(at, over_decimals)).collect();
        let others: Vec<usize> = (0..self.candidates.len()).filter(|&at| leads(at, over_others)).collect();
        if others.len() >= 2 {
            due.extend(others);
        }
        for at in due {
            self.candidates[at].is_accepted = true;
        }
    }

    /// The styles that the note itself teaches, each judged as a whole: shapes that count, signs, capitals.
    fn learned(&mut self) {
        let mut groups: Vec<(Style, Vec<usize>)> = Vec::new();
        let mut places: HashMap<Style, usize> = HashMap::new();
        for (index, candidate) in self.candidates.iter().enumerate().filter(|(_, candidate)| !candidate.is_accepted) {
            if matches!(candidate.style, Style::Shape(_) | Style::Sign(_) | Style::Caps) {
                let place = *places.entry(candidate.style).or_insert(groups.len());
                if place == groups.len() {
                    groups.push((candidate.style, Vec::new()));
                }
                groups[place].1.push(index);
            }
        }
        for (style, group) in groups.into_iter().filter(|(_, group)| group.len() >= 2) {
            match style {
                Style::Shape(_) => self.shape(&group),
                _ => self.set_off(&group),
            }
        }
    }

    /// Signs and capitals: where all stand over text of their own, and no two say the same.
    fn set_off(&mut self, group: &[usize]) {
        let distinct: HashSet<&str> = group.iter().map(|&index| self.candidates[index].title.as_str()).collect();
        let is_over = |&&at: &&usize| self.candidates[at].follower == Follower::Text && self.candidates[at].is_title;
        let over = group.iter().filter(is_over).count();
        if distinct.len() == group.len() && over * 10 >= group.len() * 8 && !self.candidates[group[0]].is_introduced {
            self.unnumbered(group);
        }
    }

    /// Openings that count: headings where most have text of their own and read as titles.
    fn shape(&mut self, group: &[usize]) {
        let (need, longest) = if self.is_markdown { (0.99, 32) } else { (0.5, 44) };
        let is_explained = group.iter().filter(|&&at| self.candidates[at].is_definition).count() * 2 > group.len();
        let is_list = self.candidates[group[0]].is_introduced && self.share(group) < 1.0;
        let is_due = !is_explained && !is_list && self.share(group) >= need && self.titled(group) >= 0.6;
        let may_end = self.ends_alike(group);
        for &at in group {
            self.candidates[at].is_accepted = is_due && self.is_short_title_at(at, longest, may_end);
        }
    }

    /// Whether a colon ends every title of a style, and so says nothing.
    fn ends_alike(&self, group: &[usize]) -> bool {
        let is_outermost = group.first().is_some_and(|&at| {
            let before = self.candidates[..at].iter().find(|one| one.is_accepted);
            before.is_none_or(|before| before.style == self.candidates[at].style)
        });
        group.len() >= 3
            && !self.is_markdown
            && is_outermost
            && group.iter().all(|&at| self.candidates[at].ends_in_colon)
    }

    fn decide(&mut self, group: &[usize]) {
        let Some(&first) = group.first() else { return };
        match self.candidates[first].style {
            Style::Day => self.days(group),
            Style::Keyword(_) if self.candidates[first].style.rank() >= Some(100) => self.list_like(group),
            Style::Unit(_) | Style::Keyword(_) => self.accept_titles(group, self.share(group) >= 0.5),
            Style::HanFormal | Style::Han | Style::HanParen => {
                let is_list = self.candidates[first].is_introduced && self.share(group) < 1.0;
                self.accept_titles(group, !is_list && self.share(group) >= 0.5 && self.titled(group) >= 0.6);
            }
            Style::Roman => self.accept_titles(group, group.len() >= 2 && self.share(group) >= 0.5),
            Style::Decimal(_) => self.decimals(group),
            Style::Italic => self.italics(first, group),
            Style::Bracket | Style::Time | Style::Emoji | Style::Sign(_) | Style::Caps | Style::Bold => {
                self.unnumbered(group);
            }
            _ => self.list_like(group),
        }
    }

    fn accept_titles(&mut self, group: &[usize], is_due: bool) {
        for &index in group {
            let candidate = &mut self.candidates[index];
            let is_short = width(&candidate.title) <= 30 && !candidate.title.ends_with(['！', '!', '。']);
            candidate.is_accepted = is_due && (candidate.is_title || is_short);
        }
    }

    /// How many of the group are followed by text of their own. The last counts only where it is alone.
    fn share(&self, group: &[usize]) -> f64 {
        let counted = if group.len() > 1 { &group[..group.len() - 1] } else { group };
        let is_followed = |index: usize| {
            let candidate = &self.candidates[index];
            match candidate.follower {
                Follower::Text => !(self.is_markdown && candidate.is_before_code),
                Follower::Heading => candidate.style.rank() < Style::Number.rank(),
                _ => false,
            }
        };
        let followed = counted.iter().filter(|&&index| is_followed(index)).count();
        followed as f64 / counted.len().max(1) as f64
    }

    fn titled(&self, group: &[usize]) -> f64 {
        let titles = group.iter().filter(|&&index| self.candidates[index].is_title).count();
        titles as f64 / group.len().max(1) as f64
    }

    /// Dates are headings where there are several, each with text of its own.
    fn days(&mut self, group: &[usize]) {
        let distinct: HashSet<&str> = group.iter().map(|&index| self.candidates[index].title.as_str()).collect();
        self.accept_titles(group, distinct.len() >= 2 && self.share(group) >= 0.5);
    }

    fn unnumbered(&mut self, group: &[usize]) {
        for &index in group {
            let candidate = &self.candidates[index];
            let is_label = !matches!(candidate.style, Style::Bold | Style::Time)
                && !candidate.number.is_empty()
                && (width(&candidate.title) > 30 || is_callout(&candidate.number));
            let is_due = candidate.is_title
                && (!candidate.is_definition || candidate.is_ruled)
                && !is_label
                && !(self.is_markdown
                    && (candidate.introduces_list || candidate.style == Style::Bold && candidate.ends_in_colon))
                && width(&candidate.title) <= 44
                && candidate.follower == Follower::Text;
            self.candidates[index].is_accepted = is_due;
        }
        // Pictographs before definitions are bullets, and say nothing of the others
        let is_rival = |one: &Candidate| one.is_accepted || !(one.style == Style::Emoji && one.is_definition);
        let accepted = group.iter().filter(|&&index| self.candidates[index].is_accepted).count();
        let rivals = group.iter().filter(|&&index| is_rival(&self.candidates[index])).count();
        if accepted * 2 < rivals {
            for &index in group {
                self.candidates[index].is_accepted = false;
            }
        }
    }

    /// Italic lines stand under bold headings; elsewhere they are remarks.
    fn italics(&mut self, first: usize, group: &[usize]) {
        let is_italic = |one: &&Candidate| one.style == Style::Italic;
        let is_under_bold = self.candidates[..first].iter().any(|one| one.is_accepted && one.style == Style::Bold);
        let several = self.candidates.iter().filter(is_italic).count() >= 2;
        for &at in group {
            let is_over = self.candidates[at].follower == Follower::Text;
            self.candidates[at].is_accepted = is_under_bold && several && is_over && self.is_short_title(at, 30);
        }
    }

    /// Styles that number lists more often than headings.
    fn list_like(&mut self, group: &[usize]) {
        let Some((&first, rest)) = group.split_first() else { return };
        if self.goes_on(first) {
            self.accept_in_sequence(group);
            return;
        }
        let is_over_all = !self.is_markdown && group.iter().all(|&at| self.candidates[at].follower == Follower::Text);
        let is_explained =
            !is_over_all && group.iter().filter(|&&at| self.candidates[at].is_definition).count() * 2 > group.len();
        let (need, longest) = if self.is_markdown { (0.99, 32) } else { (0.5, 44) };
        let may_end = self.ends_alike(group);
        // `① Keynote：…` over what was said there, as its fellows are
        let is_over = |at: usize| self.candidates[at].is_definition && is_over_all;
        let as_title = |at: usize| self.candidates[at].is_title && width(&self.candidates[at].title) <= longest;
        let is_short = |at: usize| {
            self.is_short_title_at(at, longest, may_end) || (group.len() >= 3 && is_over(at) && as_title(at))
        };
        let is_due = !rest.is_empty()
            && !is_explained
            && !self.candidates[first].is_introduced
            && self.share(group) >= need
            && group.iter().filter(|&&at| is_short(at)).count() * 5 >= group.len() * 4;
        let accepted: Vec<bool> =
            group.iter().map(|&at| if is_due { is_short(at) } else { self.is_bold_title(at) }).collect();
        for (&at, is_accepted) in group.iter().zip(accepted) {
            self.candidates[at].is_accepted = is_accepted;
        }
    }

    fn is_short_title(&self, at: usize, longest: usize) -> bool {
        self.is_short_title_at(at, longest, false)
    }

    fn is_short_title_at(&self, at: usize, longest: usize, may_end: bool) -> bool {
        let candidate = &self.candidates[at];
        candidate.is_title
            && (may_end || !candidate.ends_in_colon)
            && !candidate.is_definition
            && width(&candidate.title) <= longest
    }

    /// A number and title in bold, alone on their line.
    fn is_bold_title(&self, at: usize) -> bool {
        let candidate = &self.candidates[at];
        candidate.is_bold && candidate.is_title && !candidate.is_definition && candidate.follower == Follower::Text
    }
}

/// Words that mark a remark, not a section.
fn is_callout(word: &str) -> bool {
    const WORDS: [&str; 22] = [
        "注意", "注", "提示", "警告", "定义", "例", "例子", "例题", "示例", "说明", "备注", "补充", "提醒", "易错",
        "技巧", "坑", "问", "答", "重要", "强调", "疑问", "记忆",
    ];
    WORDS.contains(&word.trim())
}

//! Numbers that go on from one another, by which a heading vouches for the next.

use super::{Bench, NEAR};
use crate::ingest::numbering::Style;
use crate::ingest::outline::{Candidate, Follower};
use crate::ingest::plain::width;
use std::collections::{HashMap, HashSet};

impl Bench<'_> {
    /// A decimal number is a heading's if it goes on from another, or begins where a chapter does.
    pub fn decimals(&mut self, group: &[usize]) {
        for (place, &index) in group.iter().enumerate() {
            let candidate = &self.candidates[index];
            let near = place.saturating_sub(NEAR)..(place + NEAR + 1).min(group.len());
            let is_in_sequence = group[near].iter().any(|&at| at != index && vouches(&self.candidates[at], candidate));
            let begins = candidate.counts.last() == Some(&1);
            let is_followed = candidate.follower != Follower::Nothing;
            let is_sure = is_in_sequence || (!candidate.is_doubtful && ((begins && is_followed) || candidate.is_bold));
            let is_explained = candidate.is_definition && width(&candidate.title) > 50;
            // `5.2 第 3、7 題，6.1 第 2 題`: what is to be solved
            let is_exercise = candidate.title.starts_with('第') && candidate.title.contains(['题', '題']);
            let is_due = candidate.is_title
                && is_sure
                && !is_explained
                && !is_exercise
                && candidate.follower != Follower::Nested;
            self.candidates[index].is_accepted = is_due;
        }
    }

    /// Whether the number goes on from the decimal heading before: `2.3`, then `4.`
    pub fn goes_on(&self, at: usize) -> bool {
        let before = self.candidates[..at].iter().rev().find(|candidate| candidate.is_accepted);
        let (Some(before), candidate) = (before, &self.candidates[at]) else { return false };
        matches!(before.style, Style::Decimal(2))
            && candidate.style == Style::Number
            && candidate.follower != Follower::Nested
            && self.is_short_title(at, 44)
            && !candidate.is_introduced
            && before
                .counts
                .last()
                .zip(candidate.counts.first())
                .is_some_and(|(last, own)| (last + 1..=last + 2).contains(own))
    }

    pub fn accept_in_sequence(&mut self, group: &[usize]) {
        let mut last = None;
        for &at in group {
            let number = self.candidates[at].counts.first().copied();
            let is_next = last.is_none_or(|last: u32| number > Some(last) && number <= Some(last + 2));
            if !is_next || !self.is_short_title(at, 44) || self.candidates[at].follower == Follower::Nested {
                continue;
            }
            self.candidates[at].is_accepted = true;
            last = number;
        }
    }

    /// A style that has proved itself is believed where it stands alone: a chapter may have one section.
    pub fn relax(&mut self) {
        let count = |style: Style| {
            self.candidates.iter().filter(|c| c.is_accepted && c.style == style && c.level.is_none()).count()
        };
        let styles =
            [Style::HanFormal, Style::Han, Style::HanParen, Style::Number, Style::Paren, Style::Circled, Style::Letter];
        let proved: HashSet<Style> = styles.into_iter().filter(|&style| count(style) >= 2).collect();
        let mut last: HashMap<Style, Option<u32>> = HashMap::new();
        for at in 0..self.candidates.len() {
            let candidate = &self.candidates[at];
            let number = candidate.counts.first().copied();
            let before = last.get(&candidate.style).copied().flatten();
            let begins_or_goes_on = number == Some(1) || before.is_some_and(|before| number == Some(before + 1));
            let is_due = !candidate.is_accepted
                && candidate.level.is_none()
                && (proved.contains(&candidate.style) || self.leads_to_next(at))
                && candidate.follower == Follower::Text
                && !candidate.is_introduced
                && begins_or_goes_on
                && (self.is_short_title(at, 36) || self.is_told_in_sequence(at, before));
            self.candidates[at].is_accepted |= is_due;
            if self.candidates[at].is_accepted {
                last.insert(self.candidates[at].style, number);
            }
        }
    }

    /// `3) 一群神经元: 稀疏自编码器`, after headings `1)` and `2)` that stand over their text.
    fn is_told_in_sequence(&self, at: usize, before: Option<u32>) -> bool {
        let candidate = &self.candidates[at];
        candidate.is_definition
            && before.is_some()
            && candidate.counts.first().copied() > Some(1)
            && candidate.is_title
            && !candidate.ends_in_colon
            && width(&candidate.title) <= 30
    }

    /// Whether `1.` stands before an accepted `2.` of its style.
    fn leads_to_next(&self, at: usize) -> bool {
        let candidate = &self.candidates[at];
        let next =
            self.candidates[at + 1..].iter().take(NEAR).find(|next| next.is_accepted && next.style == candidate.style);
        candidate.style == Style::Number && candidate.counts == [1] && next.is_some_and(|next| next.counts == [2])
    }
}

/// Whether a number begins anew: a list after another.
pub(super) fn restarts(before: &[u32], counts: &[u32]) -> bool {
    matches!((before, counts), ([before], [own]) if own <= before)
}

/// Whether one decimal heading makes the other likely.
fn vouches(one: &Candidate, other: &Candidate) -> bool {
    let are_hyphenated = one.number.contains('-') && other.number.contains('-');
    // `1.1`, then `1.3`: a section was taken out
    let is_gap = !one.is_doubtful && !other.is_doubtful && is_apart(&one.counts, &other.counts, 2);
    is_gap || (are_hyphenated || !(one.is_doubtful && other.is_doubtful)) && is_next(&other.counts, &one.counts)
}

/// Whether two decimals differ in their last number alone, and by so much.
fn is_apart(one: &[u32], other: &[u32], by: u32) -> bool {
    matches!((one.split_last(), other.split_last()), (Some((last, stem)), Some((other_last, other_stem)))
        if stem == other_stem && last.abs_diff(*other_last) == by)
}

/// Whether one decimal follows the other directly, at whichever depth.
fn is_next(one: &[u32], other: &[u32]) -> bool {
    let (Some((last, stem)), Some((other_last, other_stem))) = (one.split_last(), other.split_last()) else {
        return false;
    };
    let is_sibling = is_apart(one, other, 1);
    let is_child = (other.starts_with(stem) && stem.len() < other.len() && *last <= 2)
        || one.len() < other.len() && other.starts_with(one);
    let is_cousin = one.len() == other.len() && stem != other_stem && (*last == 1 || *other_last == 1);
    is_sibling || is_child || is_cousin
}

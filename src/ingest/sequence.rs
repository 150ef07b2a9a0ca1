//! Which openings a note counts with: a shape is a number where it goes on from itself.

use super::numbering::{Shape, Style, shaped, starts_with_measure};
use super::outline::Candidate;
use hashbrown::HashMap;

/// A candidate's index, and the numbers in it.
type Member = (usize, Vec<u32>);

/// Keeps the numbers that count, and finds those of headings that are sure anyway.
pub(super) fn learn(found: &mut Vec<Candidate>) {
    count_without_dots(found);
    count_marked(found);
    keep_counted(found);
    keep_shapes(found);
}

/// `**1 微调**`, `## 2 对齐`: in a heading's own marks a number needs no dot, if it goes on from the one before.
fn count_without_dots(found: &mut [Candidate]) {
    let mut last: HashMap<(Style, Option<u8>), u32> = HashMap::new();
    for candidate in found.iter_mut().filter(|one| one.level.is_some() || one.style == Style::Bold) {
        // Those of one level count together, however their numbers are written
        let key = (candidate.level.map_or(candidate.style, |_| Style::Mark), candidate.level);
        if let [count] = candidate.counts[..] {
            last.insert(key, count);
            continue;
        }
        let Some((number, title)) = undotted(&candidate.title) else { continue };
        let Some(count) = number.parse::<u32>().ok().filter(|&count| count <= 30) else { continue };
        // `0 动机` begins, too
        let goes_on = count <= 1 || last.get(&key).is_some_and(|before| before + 1 == count);
        if !goes_on || !title.starts_with(char::is_alphabetic) || starts_with_measure(title) {
            continue;
        }
        last.insert(key, count);
        let (number, title) = (number.to_owned(), title.to_owned());
        candidate.title_at += candidate.title.len() - title.len();
        candidate.number = number;
        candidate.counts = vec![count];
        candidate.title = title;
    }
}

/// `4 方法`, and `4.PTQ`, whose dot leans on a word.
fn undotted(title: &str) -> Option<(&str, &str)> {
    let digits = title.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let (number, rest) = title.split_at(digits);
    let words = rest.strip_prefix(['.', '．']).or_else(|| rest.strip_prefix(' '))?.trim_start();
    (digits > 0).then_some((number, words))
}

/// `## 主题一：注意力`, `## 主题二：归一化`: a shape in headings of one level.
fn count_marked(found: &mut [Candidate]) {
    let mut members: HashMap<(Option<u8>, Shape), Vec<Member>> = HashMap::new();
    for (at, candidate) in found.iter().enumerate() {
        let is_sure = candidate.level.is_some() || candidate.style == Style::Bold;
        if !is_sure || !candidate.counts.is_empty() || !candidate.number.is_empty() {
            continue;
        }
        if let Some(one) = shaped(&candidate.title)
            && let Style::Shape(shape) = one.style
        {
            members.entry((candidate.level, shape)).or_default().push((at, one.counts));
        }
    }
    // A few that count among bold titles that do not are titles as those are
    let bold = found.iter().filter(|one| one.level.is_none() && one.style == Style::Bold).count();
    members.retain(|(level, _), group| counts_up(group) && (level.is_some() || group.len() * 2 > bold));
    for group in members.into_values() {
        for (at, counts) in group {
            let candidate = &mut found[at];
            let Some((number, title, style)) =
                shaped(&candidate.title).map(|one| (one.number.to_owned(), one.title.to_owned(), one.style))
            else {
                continue;
            };
            candidate.title_at += candidate.title.len() - title.len();
            candidate.number = number;
            candidate.counts = counts;
            candidate.title = title;
            candidate.style = style;
        }
    }
}

/// `1 背景`, `2 方法` on plain lines: numbers only where each goes on from the one before, and there are several.
fn keep_counted(found: &mut Vec<Candidate>) {
    let mut due = 1;
    let mut counted = Vec::new();
    for (at, candidate) in found.iter().enumerate().filter(|(_, candidate)| is_undotted(candidate)) {
        if candidate.counts == [due] && candidate.is_title && !candidate.ends_in_colon {
            counted.push(at);
            due += 1;
        }
    }
    if counted.len() < 2 {
        counted.clear();
    }
    let mut at = 0;
    found.retain(|candidate| {
        at += 1;
        !is_undotted(candidate) || counted.binary_search(&(at - 1)).is_ok()
    });
}

fn is_undotted(candidate: &Candidate) -> bool {
    candidate.style == Style::Number && candidate.is_doubtful
}

/// Shapes on plain lines are numbers only where they count.
fn keep_shapes(found: &mut Vec<Candidate>) {
    let mut members: HashMap<Shape, Vec<Member>> = HashMap::new();
    for (at, candidate) in found.iter().enumerate().filter(|(_, candidate)| candidate.level.is_none()) {
        if let Style::Shape(shape) = candidate.style {
            members.entry(shape).or_default().push((at, candidate.counts.clone()));
        }
    }
    let mut kept: Vec<usize> =
        members.into_values().filter(|group| counts_up(group)).flatten().map(|(at, _)| at).collect();
    kept.sort_unstable();
    let mut at = 0;
    found.retain(|candidate| {
        at += 1;
        let is_shape = candidate.level.is_none() && matches!(candidate.style, Style::Shape(_));
        !is_shape || kept.binary_search(&(at - 1)).is_ok()
    });
}

/// Whether the numbers go on from one another: from the first, or anew under another heading, with few left out.
fn counts_up(group: &[Member]) -> bool {
    let steps = group.windows(2).filter(|pair| goes_on(&pair[0].1, &pair[1].1)).count();
    let begins = group.first().is_some_and(|(_, counts)| counts.last().is_some_and(|&count| count <= 2));
    begins && steps > 0 && (steps + 1) * 5 >= group.len() * 4
}

fn goes_on(before: &[u32], own: &[u32]) -> bool {
    let (Some((&last, stem)), Some((&count, own_stem))) = (before.split_last(), own.split_last()) else { return false };
    if stem != own_stem {
        return count <= 1;
    }
    count == last + 1 || count == last + 2 || (count == 1 && stem.is_empty() && last > 1)
}

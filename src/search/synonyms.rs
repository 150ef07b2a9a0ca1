//! Names of the field that mean the same, in Chinese and English, both ways.

use super::folded::Folded;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const GROUPS: &str = include_str!("../../assets/synonyms.txt");
/// The beginning of a Latin name stands for the name from so many letters on.
const TELLING: usize = 4;
/// The beginning of a name stands for no more ideas than this.
const IDEAS: usize = 3;

/// The groups, and in which of them each folded name is.
static NAMES: LazyLock<Names> = LazyLock::new(Names::new);

struct Names {
    groups: Vec<Vec<Folded>>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Names {
    fn new() -> Self {
        let lines = GROUPS.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let groups: Vec<Vec<Folded>> = lines.map(|line| line.split('|').map(Folded::new).collect()).collect();
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, group) in groups.iter().enumerate() {
            for name in group {
                by_name.entry(name.text().to_owned()).or_default().push(index);
            }
        }
        Self { groups, by_name }
    }

    fn others(&self, groups: &[usize], name: &str) -> Vec<&Folded> {
        let mut others: Vec<&Folded> = Vec::new();
        for other in groups.iter().flat_map(|&group| &self.groups[group]) {
            if other.text() != name && !others.iter().any(|known| known.text() == other.text()) {
                others.push(other);
            }
        }
        others
    }
}

/// Other names of what the folded `name` names.
pub(super) fn of(name: &str) -> Vec<&'static Folded> {
    NAMES.by_name.get(name).map(|groups| NAMES.others(groups, name)).unwrap_or_default()
}

/// Other names of what begins with the Latin letters typed so far, when few ideas do.
pub(super) fn of_beginning(name: &str) -> Vec<&'static Folded> {
    if name.len() < TELLING || !name.is_ascii() {
        return Vec::new();
    }
    let mut groups = Vec::new();
    let begun = NAMES.by_name.range(name.to_owned()..).take_while(|(known, _)| known.starts_with(name));
    for group in begun.flat_map(|(_, groups)| groups) {
        if !groups.contains(group) {
            groups.push(*group);
        }
    }
    if groups.len() > IDEAS { Vec::new() } else { NAMES.others(&groups, name) }
}

/// Every Latin word of the names, so that a slip in one is recognised before any note holds it.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let runs = NAMES.groups.iter().flatten().flat_map(Folded::runs);
    runs.filter(|run| run.text.is_ascii()).map(|run| run.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(name: &str) -> Vec<&'static str> {
        of(Folded::new(name).text()).iter().map(|other| other.text()).collect()
    }

    #[test]
    fn names_lead_to_each_other_both_ways() {
        for (one, other) in [
            ("attention", "注意力"),
            ("混合专家", "moe"),
            ("Mixture of Experts", "混合专家"),
            ("KV 缓存", "kvcache"),
            ("层归一化", "layernorm"),
            ("推理", "reasoning"),
        ] {
            assert!(names(one).contains(&other), "{one}: {:?}", names(one));
        }
        assert!(names("没有的词").is_empty());
    }

    #[test]
    fn a_beginning_stands_for_a_name_when_few_have_it() {
        assert!(of_beginning("regulari").iter().any(|name| name.text() == "正则化"));
        assert!(of_beginning("mul").is_empty());
    }

    #[test]
    fn every_group_has_at_least_two_names() {
        for (line, group) in GROUPS.lines().filter(|line| !line.starts_with('#')).zip(&NAMES.groups) {
            assert!(group.len() > 1 && group.iter().all(|name| !name.is_empty()), "{line}");
        }
    }
}

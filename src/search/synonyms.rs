//! Names of the field that mean the same, in Chinese and English, both ways.

use super::folded::Folded;
use super::name::Name;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const GROUPS: &str = include_str!("../../assets/synonyms.txt");
/// The beginning of a name stands for the name from so many bytes on: four letters or three Chinese characters.
const TELLING: usize = 4;
const TELLING_HAN: usize = 9;
/// The beginning of a name stands for no more ideas than this.
const IDEAS: usize = 3;

/// The groups, and in which of them each folded name is.
static NAMES: LazyLock<Groups> = LazyLock::new(Groups::new);

struct Groups {
    groups: Vec<Vec<Folded>>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Groups {
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

/// Other names of what begins with what was typed so far, when few ideas do.
pub(super) fn of_beginning(name: &str) -> Vec<&'static Folded> {
    if name.len() < if name.is_ascii() { TELLING } else { TELLING_HAN } {
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

/// The Chinese names of the field.
pub(super) fn chinese() -> impl Iterator<Item = &'static Name> {
    static CHINESE: LazyLock<Vec<Name>> = LazyLock::new(|| {
        let names: BTreeSet<&str> = NAMES.groups.iter().flatten().map(Folded::text).collect();
        names.into_iter().filter(|name| !name.is_ascii()).map(Name::new).collect()
    });
    CHINESE.iter()
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
        assert!(of_beginning("归一化指数").iter().any(|name| name.text() == "softmax"));
        assert!(of_beginning("mul").is_empty() && of_beginning("注意").is_empty());
    }

    #[test]
    fn every_group_has_at_least_two_names() {
        for (line, group) in GROUPS.lines().filter(|line| !line.starts_with('#')).zip(&NAMES.groups) {
            assert!(group.len() > 1 && group.iter().all(|name| !name.is_empty()), "{line}");
        }
    }
}

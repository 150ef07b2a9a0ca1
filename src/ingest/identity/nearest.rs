//! Which texts are worth comparing: those that share rare pairs or runs of characters.

use super::likeness::Profile;
use hashbrown::HashMap;

/// A pair or run that more texts have tells nothing.
const COMMON: usize = 64;
/// How many of a text's rarest ones are looked up.
const RAREST: usize = 24;
/// How many texts are compared with one.
const CANDIDATES: usize = 16;

/// Texts by their pairs and runs.
#[derive(Debug)]
pub(super) struct Nearest {
    texts: Vec<usize>,
    by_trait: HashMap<u64, Vec<usize>>,
}

impl Nearest {
    pub fn new<'p>(texts: &[usize], profile: impl Fn(usize) -> &'p Profile) -> Self {
        let mut by_trait: HashMap<u64, Vec<usize>> = HashMap::new();
        if texts.len() > CANDIDATES {
            for &nth in texts {
                for one in profile(nth).traits() {
                    let list = by_trait.entry(one).or_default();
                    if list.last() != Some(&nth) && list.len() <= COMMON {
                        list.push(nth);
                    }
                }
            }
        }
        Self { texts: texts.to_vec(), by_trait }
    }

    /// The texts that may be near, the likeliest first.
    pub fn candidates(&self, profile: &Profile) -> Vec<usize> {
        if self.texts.len() <= CANDIDATES {
            return self.texts.clone();
        }
        let mut lists: Vec<&Vec<usize>> = profile.traits().filter_map(|one| self.by_trait.get(&one)).collect();
        lists.sort_by_key(|list| list.len());
        let mut shared: HashMap<usize, u32> = HashMap::new();
        // Where all are common, the least common ones have to do
        for list in lists.iter().take(RAREST) {
            for &nth in *list {
                *shared.entry(nth).or_default() += 1;
            }
        }
        let mut candidates: Vec<(usize, u32)> = shared.into_iter().collect();
        candidates.sort_by_key(|&(nth, count)| (std::cmp::Reverse(count), nth));
        candidates.truncate(CANDIDATES);
        candidates.into_iter().map(|(nth, _)| nth).collect()
    }
}

//! The formulas of the pack among the hits.

use super::Found;
use super::find::{Finder, Finds};
use crate::domain::{HitKind, Why};
use crate::formula;
use crate::locale::Lang;
use crate::search::{Fit, Name, Needle, Rank};
use std::sync::LazyLock;

/// A formula of the pack comes after all in the notes that answers as well.
const PACK_STEP: u8 = 9;
/// The names of the pack's formulas, made ready once.
static PACK: LazyLock<Vec<PackNames>> = LazyLock::new(|| {
    let names = formula::all().iter().map(|formula| PackNames {
        zh: Name::new(formula.name.zh),
        en: Name::new(formula.name.en),
        aliases: formula.aliases.iter().copied().chain([formula.id]).map(Name::new).collect(),
    });
    names.collect()
});

/// What the formulas of the pack are called.
pub(super) fn titles(lang: Lang) -> impl Iterator<Item = &'static str> {
    PACK.iter().map(move |names| match lang {
        Lang::Zh => names.zh.text.as_str(),
        Lang::En => names.en.text.as_str(),
    })
}

struct PackNames {
    zh: Name,
    en: Name,
    aliases: Vec<Name>,
}

impl Finder<'_> {
    /// The formulas of the pack, which are few. What the notes say comes before what the pack says.
    pub(super) fn pack(&self, finds: &mut Finds) {
        self.pack_with(finds, |name, within| self.needle.fit(name, within));
    }

    /// The same by a match that is sure of nothing.
    pub(super) fn pack_by(&self, finds: &mut Finds, fit: impl Fn(&Name) -> Option<Fit>) {
        self.pack_with(finds, |name, _| fit(name));
    }

    /// The tier that a formula of the pack does not rise above, so that the notes come first.
    fn lowest(&self, fit: &Fit, is_exact: bool) -> Why {
        let is_word = self.needle.text().is_ascii() && fit.rank.step == 0;
        if fit.why == Why::Exact || (fit.why == Why::Prefix && is_word) {
            Why::Synonym
        } else if fit.why == Why::Prefix || is_exact {
            Why::Substring
        } else {
            Why::Definition
        }
    }

    fn pack_with(&self, finds: &mut Finds, fit: impl Fn(&Name, Why) -> Option<Fit>) {
        if !self.admits(HitKind::Formula) || self.query.filter.narrows_notes() {
            return;
        }
        for (id, names) in (1..).zip(PACK.iter()) {
            let (title, other) = match self.lang {
                Lang::Zh => (&names.zh, &names.en),
                Lang::En => (&names.en, &names.zh),
            };
            if finds.has(HitKind::Formula, -id) {
                continue;
            }
            let own = fit(title, Why::Substring);
            let is_named = own.is_some();
            let aliases = names.aliases.iter().chain([other]);
            let aliases =
                aliases.filter_map(|alias| Some(Needle::of_alias(&fit(alias, Why::Definition)?, Why::Definition)));
            if let Some(mut fit) = own.into_iter().chain(aliases).min_by_key(|fit| fit.rank) {
                let is_exact =
                    fit.why == Why::Exact || (fit.why == Why::Synonym && fit.rank.step == 0 && !fit.rank.is_other);
                let lowest = match self.query.filter.kind {
                    None => Some(self.lowest(&fit, is_exact) as u8),
                    Some(_) if !is_exact && !is_named => Some(Why::Body as u8),
                    Some(_) => None,
                };
                if let Some(lowest) = lowest {
                    let step = fit.rank.step.max(PACK_STEP);
                    fit.rank = Rank { tier: lowest.max(fit.rank.tier), is_other: true, step, ..fit.rank };
                }
                finds.offer(Found { kind: HitKind::Formula, id: -id, title: title.text.clone(), fit, recency: 0 });
            }
        }
    }
}

//! The formulas of the pack among the hits.

use super::Found;
use super::find::{Finder, Finds};
use crate::domain::{HitKind, Why};
use crate::formula;
use crate::locale::Lang;
use crate::search::{Name, Rank};
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

struct PackNames {
    zh: Name,
    en: Name,
    aliases: Vec<Name>,
}

impl Finder<'_> {
    /// The formulas of the pack, which are few. What the notes say comes before what the pack says.
    pub(super) fn pack(&self, finds: &mut Finds) {
        if !self.admits(HitKind::Formula) || self.query.filter.narrows_notes() {
            return;
        }
        for (id, names) in (1..).zip(PACK.iter()) {
            let (title, other) = match self.lang {
                Lang::Zh => (&names.zh, &names.en),
                Lang::En => (&names.en, &names.zh),
            };
            let own = self.needle.fit(title, Why::Substring);
            let aliases = names.aliases.iter().chain([other]);
            let aliases = aliases.filter_map(|alias| self.needle.fit_alias(alias, Why::Definition));
            if let Some(mut fit) = own.into_iter().chain(aliases).min_by_key(|fit| fit.rank) {
                let is_exact = fit.why == Why::Exact || (fit.why == Why::Synonym && fit.rank.step == 0);
                let tier = if is_exact { Why::Substring } else { Why::Definition } as u8;
                if self.query.filter.kind.is_none() {
                    fit.rank = Rank { tier: tier.max(fit.rank.tier), is_other: true, step: PACK_STEP, ..fit.rank };
                }
                finds.offer(Found { kind: HitKind::Formula, id: -id, title: title.text.clone(), fit, recency: 0 });
            }
        }
    }
}

//! Claims, stage by stage: each draft is given one known card at most, and each known card to one draft at most.

use super::likeness::Profile;
use super::nearest::Nearest;
use super::{DraftOf, Fate, Known, Settlement, folded};
use crate::domain::CardKind;
use hashbrown::{HashMap, HashSet};
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::hash::Hash;

/// In the note a text that is this like another may be it.
const LIKE: f64 = 0.6;
/// At the same place less will do.
const LIKE_IN_PLACE: f64 = 0.45;
/// In another note it takes more.
const LIKE_ELSEWHERE: f64 = 0.75;
/// The second best has to be this much worse.
const MARGIN: f64 = 0.05;
const SAME_PLACE: f64 = 0.12;
const SAME_HEADING: f64 = 0.04;

/// A text, folded and cut up when it is first asked for: most cards are known by their fingerprints alone.
#[derive(Clone, Default)]
struct Text {
    folded: OnceCell<(String, String)>,
    profile: OnceCell<Profile>,
}

impl Text {
    fn folded(&self, question: &str, answer: &str) -> &(String, String) {
        self.folded.get_or_init(|| (folded(question), folded(answer)))
    }

    fn profile(&self, kind: CardKind, question: &str, answer: &str) -> &Profile {
        self.profile.get_or_init(|| {
            let (question, answer) = self.folded(question, answer);
            Profile::new(kind, question, answer)
        })
    }
}

pub(super) struct Matching<'a> {
    drafts: &'a [DraftOf<'a>],
    known: &'a [Known],
    draft_texts: Vec<Text>,
    known_texts: Vec<Text>,
    /// For each draft the known card that it is.
    claims: Vec<Option<usize>>,
    is_claimed: Vec<bool>,
    /// For each draft the cards between which it could not be decided.
    rivals: HashMap<usize, Vec<usize>>,
}

/// A draft and a known card that may be one, and how well they fit.
#[derive(Debug, Clone, Copy)]
struct Pair {
    draft: usize,
    known: usize,
    score: f64,
}

impl<'a> Matching<'a> {
    pub fn new(drafts: &'a [DraftOf<'a>], known: &'a [Known]) -> Self {
        Self {
            drafts,
            known,
            draft_texts: vec![Text::default(); drafts.len()],
            known_texts: vec![Text::default(); known.len()],
            claims: vec![None; drafts.len()],
            is_claimed: vec![false; known.len()],
            rivals: HashMap::new(),
        }
    }

    /// The folded question and answer.
    fn draft_text(&self, nth: usize) -> &(String, String) {
        let draft = self.drafts[nth].draft;
        self.draft_texts[nth].folded(&draft.question, &draft.answer)
    }

    fn known_text(&self, nth: usize) -> &(String, String) {
        let known = &self.known[nth];
        self.known_texts[nth].folded(&known.question, &known.answer)
    }

    fn draft_profile(&self, nth: usize) -> &Profile {
        let draft = self.drafts[nth].draft;
        self.draft_texts[nth].profile(draft.kind, &draft.question, &draft.answer)
    }

    fn known_profile(&self, nth: usize) -> &Profile {
        let known = &self.known[nth];
        self.known_texts[nth].profile(known.kind, &known.question, &known.answer)
    }

    fn claim(&mut self, draft: usize, known: usize) {
        debug_assert!(self.claims[draft].is_none() && !self.is_claimed[known]);
        self.claims[draft] = Some(known);
        self.is_claimed[known] = true;
    }

    fn open_drafts(&self) -> Vec<usize> {
        (0..self.drafts.len()).filter(|&nth| self.claims[nth].is_none() && !self.rivals.contains_key(&nth)).collect()
    }

    fn open_known(&self) -> Vec<usize> {
        (0..self.known.len()).filter(|&nth| !self.is_claimed[nth]).collect()
    }

    /// What is open, sorted into groups of one key.
    fn groups<K: Eq + Hash + Ord>(
        &self,
        of_draft: impl Fn(usize) -> Option<K>,
        of_known: impl Fn(usize) -> Option<K>,
    ) -> Vec<(Vec<usize>, Vec<usize>)> {
        let mut groups: HashMap<K, (Vec<usize>, Vec<usize>)> = HashMap::new();
        let open_drafts = self.open_drafts();
        if open_drafts.is_empty() {
            return Vec::new();
        }
        for nth in self.open_known() {
            if let Some(key) = of_known(nth) {
                groups.entry(key).or_default().1.push(nth);
            }
        }
        if groups.is_empty() {
            return Vec::new();
        }
        for nth in open_drafts {
            if let Some(group) = of_draft(nth).and_then(|key| groups.get_mut(&key)) {
                group.0.push(nth);
            }
        }
        let mut groups: Vec<_> = groups.into_values().filter(|(drafts, _)| !drafts.is_empty()).collect();
        groups.sort_unstable();
        groups
    }

    /// An explicit block id, in the note and then in one that vanished.
    pub fn by_anchor(&mut self) {
        let (drafts, known) = (self.drafts, self.known);
        let of_draft = |nth: usize| Some((drafts[nth].note?, drafts[nth].draft.anchor.as_deref()?));
        let of_known = |nth: usize| Some((known[nth].note?, known[nth].anchor.as_deref()?));
        for (drafts, known) in self.groups(of_draft, of_known) {
            self.claim_siblings(drafts, known);
        }
        let anywhere = self.groups(|nth| drafts[nth].draft.anchor.as_deref(), |nth| known[nth].anchor.as_deref());
        for (drafts, known) in anywhere {
            let notes: HashSet<_> = drafts.iter().map(|&nth| self.drafts[nth].note).collect();
            let homes: HashSet<_> = known.iter().map(|&nth| self.known[nth].note).collect();
            if notes.len() == 1 && homes.len() == 1 {
                self.claim_siblings(drafts, known);
            }
        }
    }

    /// Cards under one block id: each its like, the rest in their order.
    fn claim_siblings(&mut self, drafts: Vec<usize>, known: Vec<usize>) {
        let mut pairs: Vec<Pair> = Vec::new();
        // A block has few cards; one with very many is matched by its texts alone
        if drafts.len() <= 64 && known.len() <= 64 {
            for &draft in &drafts {
                pairs.extend(known.iter().map(|&known| Pair { draft, known, score: self.likeness(draft, known) }));
            }
        }
        pairs.retain(|pair| pair.score > 0.3);
        sort(&mut pairs);
        for pair in pairs {
            if self.claims[pair.draft].is_none() && !self.is_claimed[pair.known] {
                self.claim(pair.draft, pair.known);
            }
        }
        let left: Vec<usize> = drafts.into_iter().filter(|&nth| self.claims[nth].is_none()).collect();
        let open: Vec<usize> = known.into_iter().filter(|&nth| !self.is_claimed[nth]).collect();
        if left.len() == open.len() {
            for (draft, known) in left.into_iter().zip(open) {
                self.claim(draft, known);
            }
        }
    }

    /// The same text, in the note and then anywhere. Of several with one text each goes to one, in their order.
    pub fn by_text(&mut self) {
        let (drafts, known) = (self.drafts, self.known);
        let same = self.groups(|nth| Some(drafts[nth].fingerprint), |nth| Some(known[nth].fingerprint.as_str()));
        self.claim_reviewed(same);
        let in_note = self.groups(
            |nth| Some((drafts[nth].note?, drafts[nth].fingerprint)),
            |nth| Some((known[nth].note?, known[nth].fingerprint.as_str())),
        );
        self.claim_in_order(in_note);
        let anywhere = self.groups(|nth| Some(drafts[nth].fingerprint), |nth| Some(known[nth].fingerprint.as_str()));
        self.claim_in_order(anywhere);
    }

    /// Where more cards in play have a text than notes do, some will rest: those that were reviewed least.
    fn claim_reviewed(&mut self, groups: Vec<(Vec<usize>, Vec<usize>)>) {
        for (drafts, mut known) in groups {
            known.retain(|&nth| !self.known[nth].is_retired);
            if known.len() <= drafts.len() || known.iter().all(|&nth| self.known[nth].reps == 0) {
                continue;
            }
            known.sort_by_key(|&nth| Reverse(self.known[nth].reps));
            known.truncate(drafts.len());
            let at_home = |draft: usize| known.iter().position(|&nth| self.known[nth].note == self.drafts[draft].note);
            let mut pairs = Vec::new();
            let (mut homeless, mut free) = (Vec::new(), known.clone());
            for draft in drafts {
                match at_home(draft).and_then(|at| free.iter().position(|&nth| nth == known[at])) {
                    Some(at) => pairs.push((draft, free.remove(at))),
                    None => homeless.push(draft),
                }
            }
            pairs.extend(homeless.into_iter().zip(free));
            for (draft, known) in pairs {
                self.claim(draft, known);
            }
        }
    }

    fn claim_in_order(&mut self, groups: Vec<(Vec<usize>, Vec<usize>)>) {
        for (drafts, mut known) in groups {
            // One in play before one that was retired, one of the same section before others
            let heading = drafts.first().map(|&nth| self.drafts[nth].draft.place.heading.clone()).unwrap_or_default();
            known.sort_by_key(|&nth| (self.known[nth].is_retired, self.known[nth].heading != heading));
            for (draft, known) in drafts.into_iter().zip(known) {
                self.claim(draft, known);
            }
        }
    }

    /// The same text where the fingerprint says nothing: it was never stored, or an older reader made it.
    pub fn by_folded_text(&mut self) {
        let same = self.groups(
            |nth| Some((self.drafts[nth].draft.kind, self.draft_text(nth))),
            |nth| Some((self.known[nth].kind, self.known_text(nth))),
        );
        self.claim_in_order(same);
    }

    /// The same question with another answer, where it is asked once.
    pub fn by_question(&mut self) {
        let in_note = self.groups(
            |nth| Some((self.drafts[nth].note?, self.drafts[nth].draft.kind, self.draft_text(nth).0.as_str())),
            |nth| Some((self.known[nth].note?, self.known[nth].kind, self.known_text(nth).0.as_str())),
        );
        self.claim_only(in_note);
        let anywhere = self.groups(
            |nth| Some((self.drafts[nth].draft.kind, self.draft_text(nth).0.as_str())),
            |nth| Some((self.known[nth].kind, self.known_text(nth).0.as_str())),
        );
        self.claim_only(anywhere);
    }

    fn claim_only(&mut self, groups: Vec<(Vec<usize>, Vec<usize>)>) {
        for (drafts, known) in groups {
            if let ([draft], [known]) = (drafts.as_slice(), known.as_slice()) {
                self.claim(*draft, *known);
            }
        }
    }

    pub fn by_likeness_in_note(&mut self) {
        let drafts = self.drafts;
        let known = self.known;
        let mut pairs = Vec::new();
        for (open_drafts, open_known) in self.groups(|nth| drafts[nth].note, |nth| known[nth].note) {
            let nearest = Nearest::new(&open_known, |nth| self.known_profile(nth));
            let places: HashMap<_, usize> = open_known.iter().map(|&nth| (place_of(&known[nth]), nth)).collect();
            for draft in open_drafts {
                let place = &drafts[draft].draft.place;
                let in_place = places.get(&(drafts[draft].draft.kind, place.heading.as_str(), place.ordinal)).copied();
                let near = nearest.candidates(self.draft_profile(draft));
                let others = near.into_iter().filter(|&nth| Some(nth) != in_place);
                pairs.extend(in_place.into_iter().chain(others).filter_map(|known| self.pair_in_note(draft, known)));
            }
        }
        self.claim_clear(pairs, MARGIN);
    }

    fn pair_in_note(&self, draft: usize, known: usize) -> Option<Pair> {
        let (place, other) = (&self.drafts[draft].draft.place, &self.known[known]);
        let same_heading = place.heading == other.heading;
        let same_place = same_heading && place.ordinal == other.ordinal;
        let likeness = self.likeness(draft, known);
        let bonus = if same_place {
            SAME_PLACE
        } else if same_heading {
            SAME_HEADING
        } else {
            0.0
        };
        let least = if same_place { LIKE_IN_PLACE } else { LIKE };
        (likeness >= least).then_some(Pair { draft, known, score: likeness + bonus })
    }

    pub fn by_likeness_elsewhere(&mut self) {
        let (open_drafts, open_known) = (self.open_drafts(), self.open_known());
        if open_drafts.is_empty() || open_known.is_empty() {
            return;
        }
        let nearest = Nearest::new(&open_known, |nth| self.known_profile(nth));
        let mut pairs = Vec::new();
        for draft in open_drafts {
            for known in nearest.candidates(self.draft_profile(draft)) {
                let score = self.likeness(draft, known);
                let is_same_note =
                    self.drafts[draft].note.is_some() && self.drafts[draft].note == self.known[known].note;
                if score >= LIKE_ELSEWHERE && !is_same_note {
                    pairs.push(Pair { draft, known, score });
                }
            }
        }
        self.claim_clear(pairs, MARGIN * 2.0);
    }

    /// How alike a draft and a known card are, from 0 to 1; cards of two kinds are not.
    fn likeness(&self, draft: usize, known: usize) -> f64 {
        self.draft_profile(draft).likeness(self.known_profile(known))
    }

    /// Claims the best pairs first, but none that has a rival about as good.
    fn claim_clear(&mut self, mut pairs: Vec<Pair>, margin: f64) {
        sort(&mut pairs);
        let mut of_draft: HashMap<usize, Vec<Pair>> = HashMap::new();
        let mut of_known: HashMap<usize, Vec<Pair>> = HashMap::new();
        for pair in &pairs {
            of_draft.entry(pair.draft).or_default().push(*pair);
            of_known.entry(pair.known).or_default().push(*pair);
        }
        for pair in pairs {
            if !self.is_open(&pair) {
                continue;
            }
            let is_rival = |other: &&Pair| other.score > pair.score - margin && self.is_open(other);
            let others: Vec<usize> = of_draft[&pair.draft].iter().filter(is_rival).map(|other| other.known).collect();
            let claimants: Vec<usize> =
                of_known[&pair.known].iter().filter(is_rival).map(|other| other.draft).collect();
            if others.len() > 1 || claimants.len() > 1 {
                for draft in claimants {
                    self.rivals.entry(draft).or_default().push(pair.known);
                }
                self.rivals.insert(pair.draft, others);
            } else {
                self.claim(pair.draft, pair.known);
            }
        }
    }

    fn is_open(&self, pair: &Pair) -> bool {
        self.claims[pair.draft].is_none() && !self.is_claimed[pair.known] && !self.rivals.contains_key(&pair.draft)
    }

    pub fn finish(self) -> Settlement {
        let fates = (0..self.drafts.len()).map(|nth| self.fate(nth)).collect();
        let is_lost = |(nth, one): &(usize, &Known)| !self.is_claimed[*nth] && !one.is_retired;
        let retired = self.known.iter().enumerate().filter(is_lost).map(|(_, one)| one.id).collect();
        Settlement { fates, retired }
    }

    fn fate(&self, nth: usize) -> Fate {
        let Some(claim) = self.claims[nth] else {
            return match self.rivals.get(&nth) {
                Some(rivals) => Fate::Ambiguous(rivals.iter().map(|&rival| self.known[rival].id).collect()),
                None => Fate::New,
            };
        };
        let (draft, known) = (&self.drafts[nth], &self.known[claim]);
        let is_same = !known.is_retired
            && draft.note == known.note
            && draft.draft.place.heading == known.heading
            && draft.fingerprint == known.fingerprint;
        if is_same { Fate::Kept(known.id) } else { Fate::Moved(known.id) }
    }
}

fn place_of(known: &Known) -> (CardKind, &str, u32) {
    (known.kind, known.heading.as_str(), known.ordinal)
}

/// Best first; of equal ones in the order of the notes.
fn sort(pairs: &mut [Pair]) {
    pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.draft.cmp(&b.draft)).then(a.known.cmp(&b.known)));
}

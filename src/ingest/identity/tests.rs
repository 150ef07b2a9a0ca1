use super::*;
use crate::domain::CardPlace;
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};

fn draft(question: &str, answer: &str) -> CardDraft {
    CardDraft { question: question.to_owned(), answer: answer.to_owned(), ..CardDraft::default() }
}

fn at(heading: &str, ordinal: u32, draft: CardDraft) -> CardDraft {
    CardDraft { place: CardPlace { heading: heading.to_owned(), ordinal, line: ordinal + 1 }, ..draft }
}

/// The drafts of one note, in order under one heading.
fn note(heading: &str, cards: &[(&str, &str)]) -> Vec<CardDraft> {
    let numbered = cards.iter().enumerate();
    numbered
        .map(|(nth, (question, answer))| at(heading, u32::try_from(nth).unwrap(), draft(question, answer)))
        .collect()
}

/// The library after these drafts were imported as note 1, with ids from 1.
fn known(drafts: &[CardDraft]) -> Vec<Known> {
    drafts.iter().enumerate().map(|(nth, draft)| stored(i64::try_from(nth).unwrap() + 1, 1, draft)).collect()
}

fn stored(id: i64, note: i64, draft: &CardDraft) -> Known {
    Known {
        id: CardId(id),
        kind: draft.kind,
        question: draft.question.clone(),
        answer: draft.answer.clone(),
        fingerprint: fingerprint(draft.kind, &draft.question, &draft.answer),
        anchor: draft.anchor.clone(),
        heading: draft.place.heading.clone(),
        ordinal: draft.place.ordinal,
        note: Some(NoteId(note)),
        is_retired: false,
        reps: 0,
    }
}

fn in_note(note: Option<i64>, drafts: &[CardDraft]) -> Vec<DraftOf<'_>> {
    drafts.iter().map(|draft| of(note.map(NoteId), draft)).collect()
}

fn of(note: Option<NoteId>, draft: &CardDraft) -> DraftOf<'_> {
    DraftOf { note, draft, fingerprint: fingerprint(draft.kind, &draft.question, &draft.answer).leak() }
}

const THREE: [(&str, &str); 3] = [
    ("什么是 KV 缓存？", "把算过的键和值存下来"),
    ("注意力为什么除以 √d？", "否则点积的方差太大"),
    ("RoPE 旋转什么？", "查询和键"),
];

#[test]
fn a_card_survives_what_its_author_does_to_it() {
    use Fate::{Kept, Moved, New};
    let id = CardId;
    let [a, b, c] = THREE;
    for (what, heading, after, fates) in [
        ("nothing", "一", vec![a, b, c], vec![Kept(id(1)), Kept(id(2)), Kept(id(3))]),
        ("two cards are swapped", "一", vec![b, a, c], vec![Kept(id(2)), Kept(id(1)), Kept(id(3))]),
        (
            "one is inserted above",
            "一",
            vec![("新问题是什么？", "新的"), a, b, c],
            vec![New, Kept(id(1)), Kept(id(2)), Kept(id(3))],
        ),
        ("one is removed", "一", vec![a, c], vec![Kept(id(1)), Kept(id(3))]),
        ("the section is moved", "二/甲", vec![a, b, c], vec![Moved(id(1)), Moved(id(2)), Moved(id(3))]),
        (
            "widths and spaces change",
            "一",
            vec![("什么是KV缓存?", "把算过的键和值存下来"), b, c],
            vec![Kept(id(1)), Kept(id(2)), Kept(id(3))],
        ),
        (
            "a slip in a question",
            "一",
            vec![("什么是 KV 缓冲？", a.1), b, c],
            vec![Moved(id(1)), Kept(id(2)), Kept(id(3))],
        ),
        (
            "a slip in an answer",
            "一",
            vec![(a.0, "把算过的键与值存下来"), b, c],
            vec![Moved(id(1)), Kept(id(2)), Kept(id(3))],
        ),
        (
            "an answer is written anew",
            "一",
            vec![(a.0, "只给新词元算自己的那一份"), b, c],
            vec![Moved(id(1)), Kept(id(2)), Kept(id(3))],
        ),
        (
            "a question is reworded and one is put before it",
            "一",
            vec![("新问题是什么？", "新的"), ("KV 缓存是什么？", a.1), b, c],
            vec![New, Moved(id(1)), Kept(id(2)), Kept(id(3))],
        ),
        (
            "another takes its place",
            "一",
            vec![("ALiBi 惩罚什么？", "远距离词元"), b, c],
            vec![New, Kept(id(2)), Kept(id(3))],
        ),
    ] {
        let before = known(&note("一", &THREE));
        let drafts = note(heading, &after);
        assert_eq!(settle(&in_note(Some(1), &drafts), &before).fates, fates, "{what}");
    }
}

#[test]
fn a_card_follows_its_text_into_another_note() {
    let before = known(&note("一", &THREE));
    // The file was renamed: the library knows the note no more
    let drafts = note("一", &THREE);
    let settled = settle(&in_note(None, &drafts), &before);
    assert_eq!(settled.fates, [1, 2, 3].map(|id| Fate::Moved(CardId(id))));
    assert_eq!(settled.retired, []);
    // It was moved into a note that has its like
    let mut all = before.clone();
    all.push(stored(9, 2, &draft("什么是 MLA？", "低维潜向量")));
    let (stays, moves) =
        (note("一", &THREE[..2]), vec![draft("什么是 MLA？", "低维潜向量"), draft(THREE[2].0, "查询与键")]);
    let drafts: Vec<DraftOf<'_>> = in_note(Some(1), &stays).into_iter().chain(in_note(Some(2), &moves)).collect();
    let settled = settle(&drafts, &all);
    assert_eq!(settled.fates.iter().filter_map(Fate::card).map(|id| id.0).collect::<Vec<_>>(), [1, 2, 9, 3]);
}

#[test]
fn of_more_cards_than_texts_the_most_reviewed_stays() {
    let drafts = note("一", &THREE[..1]);
    let mut copies = known(&drafts);
    copies.push(Known { reps: 5, ..stored(2, 2, &drafts[0]) });
    let settled = settle(&in_note(Some(1), &drafts), &copies);
    assert_eq!(settled.fates, [Fate::Moved(CardId(2))]);
    assert_eq!(settled.retired, [CardId(1)]);
}

#[test]
fn what_vanished_is_retired_and_comes_back_with_its_text() {
    let mut before = known(&note("一", &THREE));
    let settled = settle(&in_note(Some(1), &note("一", &THREE[..2])), &before);
    assert_eq!(settled.retired, [CardId(3)]);
    before[2].is_retired = true;
    let settled = settle(&in_note(Some(1), &note("一", &THREE)), &before);
    assert_eq!(settled.fates[2], Fate::Moved(CardId(3)));
    assert_eq!(settle(&in_note(Some(1), &note("一", &THREE[..2])), &before).retired, []);
}

#[test]
fn a_block_id_is_surer_than_any_text() {
    let anchored =
        |question: &str, answer: &str| CardDraft { anchor: Some("a1".to_owned()), ..draft(question, answer) };
    let before = known(&[anchored("甲", "乙"), draft("丙", "丁")]);
    // Everything was written anew, and another card has the old text
    let drafts = [draft("甲", "乙"), anchored("全新的问题", "全新的答案")];
    let settled = settle(&in_note(Some(1), &drafts), &before);
    assert_eq!(settled.fates, [Fate::New, Fate::Moved(CardId(1))]);
    assert_eq!(settled.retired, [CardId(2)]);
    // Siblings under one id are told apart by what they say
    let before = known(&[anchored("[...] 与 乙", "甲"), anchored("甲 与 [...]", "乙")]);
    let drafts =
        [anchored("丙 与 [...] 和 甲", "乙"), anchored("丙 与 乙 和 [...]", "甲"), anchored("[...] 与 乙 和 甲", "丙")];
    let fates = settle(&in_note(Some(1), &drafts), &before).fates;
    assert_eq!(fates.iter().map(Fate::card).collect::<Vec<_>>(), [Some(CardId(2)), Some(CardId(1)), None]);
}

#[test]
fn where_two_fit_none_is_taken() {
    let before = known(&[
        at("甲", 0, draft("残差连接有什么作用吗？", "甲乙")),
        at("乙", 0, draft("残差连接有什么作用呢？", "甲乙")),
    ]);
    let drafts = [at("丙", 5, draft("残差连接有什么作用？", "甲乙"))];
    let settled = settle(&in_note(Some(1), &drafts), &before);
    assert!(matches!(&settled.fates[0], Fate::Ambiguous(rivals) if rivals.len() == 2), "{settled:?}");
    assert_eq!(settled.retired.len(), 2);
    // Two drafts for one card
    let before = &before[..1];
    let drafts =
        [at("丙", 0, draft("残差连接有什么作用？", "甲乙")), at("丙", 1, draft("残差连接有什么作用呀？", "甲乙"))];
    let settled = settle(&in_note(Some(1), &drafts), before);
    assert!(settled.fates.iter().all(|fate| matches!(fate, Fate::Ambiguous(_))), "{settled:?}");
}

#[test]
fn another_thing_of_which_the_same_is_asked_is_another_card() {
    for (kind, old, new) in [
        (
            CardKind::Basic,
            ("What is the time complexity of Attention?", "quadratic"),
            ("What is the time complexity of Mamba?", "linear"),
        ),
        (
            CardKind::Formula,
            ("“RoPE”的公式是什么？", "$$R_{\\theta} x$$"),
            ("“ALiBi”的公式是什么？", "$$q k^T - m|i-j|$$"),
        ),
        (CardKind::Definition, ("什么是 MHA？", "每个头各有一组键和值"), ("什么是 MQA？", "所有头共用一组")),
        (CardKind::Comparison, ("MHA的缓存是什么？", "$2n_hd$"), ("MQA的缓存是什么？", "$2d$")),
        (CardKind::Cloze, ("甲是 [...]，乙是二。", "一"), ("甲是一，乙是 [...]。", "二")),
    ] {
        let with = |(question, answer): (&str, &str)| CardDraft { kind, ..draft(question, answer) };
        let before = known(&[with(old)]);
        assert_eq!(settle(&in_note(Some(1), &[with(new)]), &before).fates, [Fate::New], "{old:?}");
    }
}

#[test]
fn a_cloze_survives_a_slip_in_its_context_and_a_new_one_before_it() {
    let cloze = |question: &str, answer: &str| CardDraft { kind: CardKind::Cloze, ..draft(question, answer) };
    let before = known(&[
        cloze("LayerNorm 减去 [...] 再除以标准差。", "均值"),
        cloze("LayerNorm 减去均值再除以 [...]。", "标准差"),
    ]);
    let drafts = [
        cloze("[...] 先减去均值，再除以标准差。", "LayerNorm"),
        cloze("LayerNorm 先减去 [...]，再除以标准差。", "均值"),
        cloze("LayerNorm 先减去均值，再除以 [...]。", "标准差"),
    ];
    let fates = settle(&in_note(Some(1), &drafts), &before).fates;
    assert_eq!(fates.iter().map(Fate::card).collect::<Vec<_>>(), [None, Some(CardId(1)), Some(CardId(2))]);
}

#[test]
fn a_key_tells_the_kind_and_which_of_several_it_is() {
    let print = fingerprint(CardKind::Basic, "甲", "乙");
    assert_ne!(print, fingerprint(CardKind::Cloze, "甲", "乙"));
    let keys: HashSet<String> = (1..=3).map(|nth| key(&print, nth)).collect();
    assert_eq!(keys.len(), 3);
}

#[test]
fn a_card_is_known_without_a_fingerprint_or_with_one_of_an_older_reader() {
    let drafts = note("一", &[THREE[0], THREE[1], THREE[1]]);
    for old in ["", "0123456789abcdef"] {
        let before: Vec<Known> =
            known(&drafts).into_iter().map(|one| Known { fingerprint: old.to_owned(), ..one }).collect();
        let fates = settle(&in_note(Some(1), &drafts), &before).fates;
        assert_eq!(fates.iter().map(Fate::card).collect::<Vec<_>>(), [1, 2, 3].map(|id| Some(CardId(id))));
    }
}

/// What an author does between two imports.
#[derive(Debug, Clone)]
enum Edit {
    Insert(usize, u32),
    Remove(usize),
    Swap(usize, usize),
    /// To another note.
    Move(usize),
    Slip(usize, bool),
    Rewrite(usize, u32),
    /// The note gets another path.
    Rename(usize),
    Retitle,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (0..40_usize, 0..60_u32).prop_map(|(at, text)| Edit::Insert(at, text)),
        (0..40_usize).prop_map(Edit::Remove),
        (0..40_usize, 0..40_usize).prop_map(|(one, other)| Edit::Swap(one, other)),
        (0..40_usize).prop_map(Edit::Move),
        (0..40_usize, any::<bool>()).prop_map(|(at, is_question)| Edit::Slip(at, is_question)),
        (0..40_usize, 0..60_u32).prop_map(|(at, text)| Edit::Rewrite(at, text)),
        (0..2_usize).prop_map(Edit::Rename),
        Just(Edit::Retitle),
    ]
}

fn text_of(seed: u32) -> (String, String) {
    let words = ["注意力", "归一化", "残差", "RoPE", "缓存", "专家", "掩码", "softmax", "梯度", "窗口"];
    let word = |nth: u32| words[(nth % 10) as usize];
    (
        format!("{}的{}为什么要{}？", word(seed), word(seed / 7 + 3), word(seed / 3 + 5)),
        format!("因为{}{}{}", word(seed / 2), seed, word(seed + 1)),
    )
}

/// A world of two notes and a library.
#[derive(Debug, Default)]
struct World {
    /// For each card its note, question and answer, in order.
    cards: Vec<(usize, String, String)>,
    note_ids: [i64; 2],
    heading: u32,
    library: Vec<Known>,
    next: i64,
}

impl World {
    fn apply(&mut self, edit: &Edit) {
        let count = self.cards.len();
        match *edit {
            Edit::Insert(at, seed) => {
                let (question, answer) = text_of(seed);
                let is_known = self.cards.iter().any(|(_, known, said)| *known == question && *said == answer);
                if !is_known {
                    self.cards.insert(at % (count + 1), (at % 2, question, answer));
                }
            }
            _ if count == 0 => {}
            Edit::Remove(at) => {
                self.cards.remove(at % count);
            }
            Edit::Swap(one, other) => self.cards.swap(one % count, other % count),
            Edit::Move(at) => self.cards[at % count].0 ^= 1,
            Edit::Slip(at, true) => self.cards[at % count].1.push('啊'),
            Edit::Slip(at, false) => self.cards[at % count].2.push('吧'),
            Edit::Rewrite(at, seed) => self.cards[at % count].2 = text_of(seed).1,
            Edit::Rename(note) => {
                self.next += 1;
                self.note_ids[note] = self.next;
            }
            Edit::Retitle => self.heading += 1,
        }
    }

    /// Imports both notes; gives for each card the library's id.
    fn import(&mut self) -> Vec<CardId> {
        let drafts: Vec<(NoteId, CardDraft)> = self
            .cards
            .iter()
            .enumerate()
            .map(|(nth, (note, question, answer))| {
                let heading = format!("第 {} 章", self.heading);
                (NoteId(self.note_ids[*note]), at(&heading, u32::try_from(nth).unwrap(), draft(question, answer)))
            })
            .collect();
        let of: Vec<DraftOf<'_>> = drafts.iter().map(|(note, draft)| self::of(Some(*note), draft)).collect();
        let settled = settle(&of, &self.library);
        for known in &mut self.library {
            known.is_retired |= settled.retired.contains(&known.id);
        }
        let mut ids = Vec::new();
        for (fate, (note, draft)) in settled.fates.iter().zip(&drafts) {
            let id = fate.card().unwrap_or_else(|| {
                self.next += 1;
                CardId(self.next)
            });
            self.library.retain(|known| known.id != id);
            self.library.push(stored(id.0, note.0, draft));
            ids.push(id);
        }
        ids
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_edit_gives_two_cards_one_key_or_loses_one_whose_text_stands(edits in prop::collection::vec(prop::collection::vec(edit(), 1..6), 1..8)) {
        let mut world = World { note_ids: [-1, -2], ..World::default() };
        for seed in 0..12 {
            world.apply(&Edit::Insert(seed as usize, seed));
        }
        let mut before: HashMap<(String, String), CardId> = HashMap::new();
        for step in &edits {
            for one in step {
                world.apply(one);
            }
            let ids = world.import();
            // No key twice
            prop_assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
            let texts: Vec<(String, String)> = world.cards.iter().map(|(_, question, answer)| (question.clone(), answer.clone())).collect();
            for (text, id) in texts.iter().zip(&ids) {
                let is_unique = texts.iter().filter(|other| *other == text).count() == 1;
                if let Some(known) = before.get(text).filter(|_| is_unique) {
                    prop_assert_eq!(known, id, "{:?} lost its key", text);
                }
            }
            // What is in play is what the notes hold
            prop_assert_eq!(world.library.iter().filter(|known| !known.is_retired).count(), ids.len());
            before = texts.iter().cloned().zip(ids.iter().copied()).filter(|(text, _)| texts.iter().filter(|other| *other == text).count() == 1).collect();
            // A second import changes nothing
            prop_assert_eq!(world.import(), ids);
        }
    }
}

//! What a learner types, and what should come first.

use super::slip::distance;
use super::*;
use crate::formula::by_id;
use proptest::prelude::*;

fn best(query: &str) -> &'static str {
    find(query).best.map_or("nothing", |formula| formula.id)
}

#[test]
fn every_name_finds_its_own_formula_and_is_sure_of_it() {
    for formula in all() {
        for name in [formula.id, formula.name.zh, formula.name.en].iter().chain(formula.aliases) {
            let found = find(name);
            assert_eq!(found.best.map(|best| best.id), Some(formula.id), "{name}");
            assert!(found.sure, "{name}");
            assert_eq!(named(name).map(|named| named.id), Some(formula.id), "{name}");
        }
    }
}

#[test]
fn names_folded_at_build_time_are_folded_as_queries_are() {
    for key in KEYS.iter().copied().flatten() {
        assert_eq!(fold(key.folded.nfkc()), key.folded);
        assert_eq!(squeeze(key.folded), key.squeezed);
    }
    for name in all().iter().flat_map(|formula| formula.aliases) {
        let query = fold(name.nfkc());
        assert!(KEYS.iter().copied().flatten().any(|key| key.folded == query), "{name} folds to {query}");
    }
}

#[test]
fn what_is_typed_finds_what_is_meant() {
    let cases = [
        // Both languages and abbreviations
        ("注意力", "sdpa"),
        ("attention", "sdpa"),
        ("SDPA", "sdpa"),
        ("位置插值", "pi"),
        ("PI", "pi"),
        ("MQA", "mqa"),
        ("KV", "kv-bytes"),
        ("Λ", "lambda-window"),
        ("√D", "sqrt-d"),
        // The beginning of a name
        ("rms", "rmsnorm"),
        ("alib", "alibi"),
        ("多头注", "mha"),
        ("滑动", "sliding-window"),
        // Case, width, spacing and punctuation
        ("ＲＭＳＮｏｒｍ", "rmsnorm"),
        ("  Layer   Norm ", "layernorm"),
        ("KV缓存", "kv-bytes"),
        ("multi head attention", "mha"),
        ("post_ln", "post-ln"),
        // Words in any order
        ("window sliding", "sliding-window"),
        ("attention grouped query", "gqa"),
        ("缓存 大小", "kv-bytes"),
        ("温度 YaRN", "yarn-temp"),
        // Part of a name
        ("retentive", "retnet-par"),
        ("勒", "nothing"),
        ("查询注意", "mqa"),
        // A name among other words
        ("rope 公式", "rope"),
        ("the rmsnorm formula", "rmsnorm"),
        ("旋转位置编码的公式", "rope"),
        // Pinyin, whole and in initials
        ("zhuyili", "sdpa"),
        ("zhu yi li", "sdpa"),
        ("zyl", "sdpa"),
        ("weizhichazhi", "pi"),
        ("wenduxishu", "temperature"),
        // A symbol or a part, however it is spelled
        ("σ²", "layernorm"),
        (r"\sqrt{ d_h + d_h^R }", "mla"),
        (r"\sqrt {\hat v_{t}}", "adamw"),
        ("γⁿ⁻ᵐ", "nothing"),
        (r"W^{DKV}", "mla"),
        (r"\sqrt{d_k}", "sdpa"),
        (r"\sqrt { d_{k} }", "sdpa"),
        (r"\frac{QK^T}{\sqrt D}", "sdpa"),
        ("d_k", "sdpa"),
        // What is said about it
        ("离群值", "absmax-quant"),
        // Slips of the finger
        ("atention", "sdpa"),
        ("rmsnrom", "rmsnorm"),
        ("sdap", "sdpa"),
        ("swigul", "swiglu"),
        ("layernrom", "layernorm"),
        ("slidng windw", "sliding-window"),
        ("位置插植", "pi"),
        // Another character of the same sound
        ("注意里", "sdpa"),
        ("多投注意力", "mha"),
        // Functions between other signs, and double bars
        ("log σ", "reward-loss"),
        ("‖v‖₂", "weight-norm"),
    ];
    for (query, id) in cases {
        assert_eq!(best(query), id, "{query}");
    }
}

#[test]
fn unknown_words_find_nothing_but_have_neighbours() {
    for query in ["量子力学", "xyzzy", "zz", "photosynthesis"] {
        assert_eq!(find(query), Found::default(), "{query}");
        assert_eq!(nearest(query, 3).len(), 3, "{query}");
    }
    let names = |query| nearest(query, 3).iter().map(|formula| formula.id).collect::<Vec<_>>();
    assert!(names("flashattn").contains(&"softmax"), "{:?}", names("flashattn"));
    assert!(names("γ ⊙ x").contains(&"rmsnorm"), "{:?}", names("γ ⊙ x"));
    assert!(names("batchnrm2").contains(&"batchnorm"), "{:?}", names("batchnrm2"));
}

#[test]
fn nothing_to_look_for_finds_nothing() {
    for query in ["", "   ", "-", "。、", "\u{200b}"] {
        assert_eq!(find(query), Found::default(), "{query:?}");
        assert!(nearest(query, 3).is_empty(), "{query:?}");
    }
}

#[test]
fn a_vague_word_is_not_sure_and_names_the_others() {
    for query in ["norm", "ntk-", "retnet p", "窗口"] {
        let found = find(query);
        assert!(found.best.is_some(), "{query}");
        if !found.sure {
            assert!(!found.others.is_empty(), "{query}");
        }
    }
    let found = find("norm");
    assert!(!found.sure);
    let others: Vec<_> = found.others.iter().chain(&found.best).map(|formula| formula.id).collect();
    for id in ["layernorm", "rmsnorm", "batchnorm", "qk-norm"] {
        assert!(others.contains(&id), "{id} in {others:?}");
    }
    assert!(!find("atention").sure, "a guess at a slip is a guess");
}

#[test]
fn better_fits_come_first() {
    let order: Vec<_> = find("rope").best.into_iter().chain(find("rope").others).map(|formula| formula.id).collect();
    assert_eq!(order.first(), Some(&"rope"));
    assert!(order.contains(&"rerope") && order.contains(&"llama3-rope"), "{order:?}");
    let words = order.iter().position(|id| *id == "llama3-rope");
    let substring = order.iter().position(|id| *id == "rerope");
    assert!(words < substring, "{order:?}");
}

#[test]
fn distances_count_insertions_deletions_substitutions_and_swaps() {
    let cases = [
        ("", "", 0),
        ("abc", "", 3),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "abd", 1),
        ("abc", "bc", 1),
        ("ca", "abc", 3),
    ];
    for (a, b, expected) in cases {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        assert_eq!(distance(&a, &b), expected);
        assert_eq!(distance(&b, &a), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_is_answered_and_always_alike(query in "\\PC{0,200}") {
        let found = find(&query);
        prop_assert_eq!(&found, &find(&query));
        prop_assert!(!found.sure || found.best.is_some());
        prop_assert!(found.best.is_some() || found.others.is_empty());
        prop_assert!(nearest(&query, 3).len() <= 3);
    }

    #[test]
    fn one_slip_in_a_long_id_is_forgiven(pick in 0..63_usize, place in 0..20_usize) {
        let Some(formula) = all().get(pick).filter(|formula| formula.id.len() >= 6) else { return Ok(()) };
        let mut letters: Vec<char> = formula.id.chars().collect();
        let place = place % letters.len();
        letters.remove(place);
        let slipped: String = letters.into_iter().collect();
        let found = find(&slipped);
        let all_found: Vec<_> = found.best.iter().chain(&found.others).map(|formula| formula.id).collect();
        prop_assert!(by_id(&slipped).is_some() || !all_found.is_empty(), "{} from {}", slipped, formula.id);
    }
}

use super::*;

fn heard(typed: &str, name: &str) -> Option<(String, bool)> {
    let folded = Folded::new(name);
    let found = Typed::new(&Folded::new(typed))?.find(&folded, &sounds(&folded))?;
    Some((name.get(found.from..found.to)?.to_owned(), found.short == 0))
}

#[test]
fn names_are_heard_in_full_by_initials_and_mixed() {
    for (typed, name, expected, is_full) in [
        ("zhuyili", "多头注意力", "注意力", true),
        ("zhu yi li", "注意力", "注意力", true),
        ("zyl", "注意力", "注意力", false),
        ("zhuyl", "注意力", "注意力", false),
        ("zyili", "注意力", "注意力", false),
        ("cgyh", "层归一化 LayerNorm", "层归一化", false),
        // The last syllable may still be under way
        ("zhuyil", "注意力", "注意力", false),
        ("guiyihu", "归一化", "归一化", true),
        // Heteronyms, both ways
        ("chongfu", "重复惩罚", "重复", true),
        ("changdu", "长度外推", "长度", true),
        ("tiaocan", "调参", "调参", true),
        ("xuexilv", "学习率", "学习率", true),
        // Latin parts as they are
        ("kvhc", "KV 缓存", "KV 缓存", false),
        ("kvhuancun", "KV缓存", "KV缓存", true),
        ("gyhlayer", "层归一化 LayerNorm", "归一化 Layer", false),
        // Chinese among the letters
        ("层gyh", "层归一化", "层归一化", false),
        ("xian'yan", "先验", "先验", true),
    ] {
        assert_eq!(heard(typed, name), Some((expected.to_owned(), is_full)), "{typed} in {name}");
    }
}

#[test]
fn what_does_not_sound_so_is_not_heard() {
    for (typed, name) in [
        ("zyl", "注意"),
        ("layer", "LayerNorm"),
        ("zl", "注意力"),
        ("zhuyilx", "注意力"),
        // A syllable does not reach over a blank
        ("zh uyili", "注意力"),
        ("z", "注意力"),
        ("σy", "注意力"),
    ] {
        assert_eq!(heard(typed, name), None, "{typed} in {name}");
    }
}

#[test]
fn every_way_of_typing_has_a_token_of_the_name() {
    for (typed, name) in [
        ("zhuyili", "多头注意力"),
        ("zyl", "多头注意力机制"),
        ("zhuyl", "注意力"),
        ("cgyh", "层归一化"),
        ("gui", "层归一化"),
        ("changdu", "长度"),
        ("zhangdu", "长度"),
        ("kvhc", "KV 缓存"),
        ("guiyih", "归一化"),
        ("lv", "学习率"),
    ] {
        let mut tokens = BTreeSet::new();
        keys(&Folded::new(name), LONGEST_NAME, &mut |key| tokens.extend([key.to_owned()]));
        let Wanted::Any(wanted) = Typed::new(&Folded::new(typed)).unwrap().keys() else { panic!("{typed}") };
        assert!(wanted.iter().any(|key| is_among(&tokens, key)), "{typed}: {wanted:?} against {tokens:?}");
    }
}

/// Whether one of the tokens of a name is what is wanted.
pub(in crate::search) fn is_among(tokens: &BTreeSet<String>, wanted: &Wanted) -> bool {
    match wanted {
        Wanted::Word(word) => tokens.contains(word),
        Wanted::Prefix(begun) => tokens.iter().any(|token| token.starts_with(begun)),
        _ => false,
    }
}

#[test]
fn the_words_with_readings_are_well_formed() {
    for line in READINGS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let word = line.split_ascii_whitespace().next().unwrap_or_default();
        assert!(WORDS.contains_key(word), "{line}");
        for syllable in WORDS.get(word).into_iter().flatten() {
            assert!(SYLLABLES.contains(syllable), "{line}: {syllable}");
        }
    }
}

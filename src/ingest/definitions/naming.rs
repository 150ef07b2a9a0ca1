//! The name in the words before a mark: `AUC` of `AUC 的含义`.

/// The part of a label that names.
pub(super) fn named(words: &str) -> &str {
    let words = without_letter(words);
    // `投机解码（Speculative Decoding）的思路`
    let words = [
        "）的思路",
        "）的想法",
        "）的做法",
        "）的原理",
        "）的核心思想",
        "）的直觉",
        "）的意思",
        "）的想法是",
        "）的做法是",
        "）的思路是",
        "）的核心是",
    ]
    .iter()
    .find_map(|end| words.strip_suffix(end).map(|before| &words[..before.len() + '）'.len_utf8()]))
    .unwrap_or(words);
    // `AUC 的含义`, `PCGrad 的处理方式`
    let words = ["的含义", "的定义", "的本质", "的思路", "的想法", "的意思", "的原理", "的处理方式"]
        .iter()
        .find_map(|end| words.strip_suffix(end))
        .map_or(words, str::trim_end);
    // `条件数是什么`, `常用的 p-范数`
    let words = ["是什么", "是什麼", "是啥"].iter().find_map(|end| words.strip_suffix(end)).unwrap_or(words);
    let words =
        ["常用的", "常见的", "常見的"].iter().find_map(|start| words.strip_prefix(start)).unwrap_or(words).trim_start();
    // `训一个小的 auxiliary predictor`
    object_of(words).unwrap_or(words)
}

/// `auxiliary predictor` of `训一个小的 auxiliary predictor`: the name of what something is done with.
fn object_of(words: &str) -> Option<&str> {
    const DEEDS: [&str; 7] = ["训一个", "加一个", "用一个", "有一个", "多一个", "引入一个", "套一个"];
    // `联合索引遵循最左前缀原则`, `换成 k-means++`, `证明用交换论证`
    const VERBS: [&str; 7] = ["遵循", "换成", "加一层", "用了", "提议加", "改用", "证明用"];
    let object = VERBS
        .iter()
        .filter_map(|verb| words.find(verb).map(|at| words[at + verb.len()..].trim_start()))
        .min_by_key(|rest| rest.len());
    if object.is_some_and(|object| object.chars().count() >= 3 && !object.contains(['，', '的'])) {
        return object;
    }
    // `去重用 SimHash`, `loss 用的 InfoNCE`
    let used = ["用的是", "用的", "用"].iter().find_map(|verb| words.split_once(verb));
    if let Some((before, name)) = used.map(|(before, name)| (before, name.trim_start())) {
        let is_foreign = name.is_ascii() && name.starts_with(|c: char| c.is_ascii_alphabetic());
        // `通用 GPU`, `复用 TCP`: a word that ends so
        let is_word = before.ends_with(|c: char| "通专專公复復引信费費作使应應利采採运運常选選调調".contains(c));
        if is_foreign && !is_word && name.len() >= 3 && name.split(' ').count() <= 3 && before.chars().count() <= 16 {
            return Some(name);
        }
    }
    let rest = DEEDS.iter().find_map(|deed| words.strip_prefix("再").unwrap_or(words).strip_prefix(deed))?;
    let rest = ["小的", "新的", "额外的", "辅助的"]
        .iter()
        .find_map(|kind| rest.strip_prefix(kind))
        .unwrap_or(rest)
        .trim_start();
    rest.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(rest)
}

/// Without the letter of a list that Markdown does not know: `a. GAE`.
fn without_letter(words: &str) -> &str {
    let is_lettered = words.starts_with(|c: char| c.is_ascii_lowercase())
        && words.get(1..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "));
    if is_lettered { words[3..].trim_start() } else { words }
}

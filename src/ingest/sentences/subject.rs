//! What a copula is said of: the part of the words before it that names.

use super::copula::Copula;

/// A subject without the words that lead over to its copula, which is `joint`; none where the copula only supposes.
pub(super) fn bare<'t>(subject: &'t str, joint: &str) -> Option<&'t str> {
    const LEADING_OVER: [&str; 14] = [
        " here",
        "实际上",
        "實際上",
        "本质上",
        "本質上",
        "通常",
        "一般",
        "说白了",
        "其实",
        "其實",
        "在这里",
        "在這裡",
        "这里",
        "這裡",
    ];
    const SUPPOSING: [&str; 8] = ["可能", "都会", "都會", "也许", "大概", "应该", "應該", "往往"];
    // `链式法则` is a name, and `，则` leads to what follows
    const RULES: [&str; 8] = ["法则", "法則", "规则", "規則", "原则", "原則", "准则", "準則"];
    let subject = subject.trim_end_matches([' ', '，', ',', '其', '实']);
    let is_rule = RULES.iter().any(|rule| subject.ends_with(rule));
    let subject = if is_rule { subject } else { subject.trim_end_matches(['则', '則', ' ', '，', ',']) };
    let subject =
        ["这个词", "這個詞", "这个", "呢"].iter().find_map(|end| subject.strip_suffix(end)).unwrap_or(subject);
    // `FastAPI 实际上是…` says what it is, and `ORJSONResponse 可能是…` does not
    // `不就是这个嘛` asks
    if (joint == "就是" && subject.ends_with('不')) || SUPPOSING.iter().any(|end| subject.ends_with(end)) {
        return None;
    }
    let subject = LEADING_OVER.iter().find_map(|end| subject.strip_suffix(end)).unwrap_or(subject).trim_end();
    Some(if joint == "指" { subject.trim_end_matches(['特', '专', '泛', '就']).trim_end() } else { subject })
}

/// `learnable queries` of `这组 learnable queries`, where the copula is `sure`.
pub(super) fn without_pointer(subject: &str, sure: bool) -> &str {
    const POINTERS: [&str; 10] =
        ["一个 ", "一種 ", "一种 ", "这组 ", "这个 ", "这种 ", "这类 ", "這組 ", "這個 ", "這種 "];
    POINTERS.iter().filter(|_| sure).find_map(|it| subject.strip_prefix(it)).unwrap_or(subject)
}

/// The article of a subject, and the part of it that names.
pub(super) fn named_part(subject: &str, copula: Copula) -> (Option<&'static str>, &str) {
    let article = ["A ", "An ", "The ", "a ", "an "].into_iter().find(|article| subject.starts_with(article));
    let subject = article.map_or(subject, |it| &subject[it.len()..]);
    // `The rank of a matrix is…`
    let subject = match subject.split_once(" of a ").or_else(|| subject.split_once(" of an ")) {
        Some((name, _)) if article == Some("The ") && !name.contains(' ') => name,
        _ => subject,
    };
    let subject = marked_part(without_formula(subject));
    // `f(x) 关于 P(x) 的期望，是指…`, `后来流行的 RoPE（旋转位置编码）则是…`
    let open = if subject.ends_with('）') { subject.find('（').unwrap_or(subject.len()) } else { subject.len() };
    let is_named_twice = open > 0 && open < subject.len();
    let last = subject[..open]
        .rfind('的')
        .map(|at| at + '的'.len_utf8())
        .filter(|&at| (copula == Copula::Defining || is_named_twice) && subject[at..open].chars().count() >= 2);
    (article, last.map_or(subject, |at| &subject[at..]))
}

/// `*condition number*` of `*condition number* kappa = L/mu`.
fn marked_part(subject: &str) -> &str {
    let Some(mark) = ["**", "*"].into_iter().find(|mark| subject.starts_with(mark)) else {
        // `QLoRA 里的 **NF4**（4-bit NormalFloat）`
        let is_led = |at: &usize| subject[..*at].trim_end().ends_with('的') && subject[*at + 2..].contains("**");
        return subject.find("**").filter(is_led).map_or(subject, |at| &subject[at..]);
    };
    let close = subject[mark.len()..].find(mark).map(|at| at + 2 * mark.len());
    let rest = |close: usize| subject[close..].trim_start();
    match close {
        Some(close) if subject.is_ascii() && !rest(close).is_empty() && !rest(close).starts_with('(') => {
            &subject[..close]
        }
        _ => subject,
    }
}

/// `互信息（mutual information）` of `互信息（mutual information）$I(X;Y)$`.
fn without_formula(subject: &str) -> &str {
    let Some(inner) = subject.trim_end().strip_suffix('$') else { return subject };
    let Some(open) = inner.rfind('$') else { return subject };
    let name = inner[..open].trim_end();
    if name.is_empty() || name.ends_with(['$', '，', ',', '的', '与', '和', '、']) { subject } else { name }
}

/// The last comma of a subject that stands in no bracket.
pub(super) fn last_comma(subject: &str) -> Option<usize> {
    let mut depth = 0_i32;
    let mut found = None;
    for (at, character) in subject.char_indices() {
        match character {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            '，' if depth == 0 => found = Some(at),
            _ => {}
        }
    }
    found
}

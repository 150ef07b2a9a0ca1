//! The part of a formula that tells most when it is hidden. Parts are cut at tokens, so what is left is still TeX.

use std::ops::Range;

/// One token of TeX.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token<'t> {
    text: &'t str,
    at: usize,
}

/// The bytes of the part to hide: the mask, a denominator, what stands under a root, an exponent; the first of the best.
pub(super) fn telling_part(tex: &str) -> Option<Range<usize>> {
    if tex.contains("\\begin") || tex.contains("[...]") {
        return None;
    }
    let tokens = tokens(tex);
    let pairs = pairs(&tokens)?;
    // With most of it hidden nothing is left to go by
    let most = tokens.len() * 3 / 5;
    let mut best: Option<(u32, Range<usize>)> = None;
    for nth in 0..tokens.len() {
        let Some((score, part)) = part_at(&tokens, &pairs, nth) else { continue };
        let hidden = index(&tokens, part.end) - index(&tokens, part.start);
        // What also stands open elsewhere is no question
        if tex.matches(&format!("{{{}}}", &tex[part.clone()])).count() > 1 {
            continue;
        }
        if hidden <= most && best.as_ref().is_none_or(|(highest, _)| score > *highest) {
            best = Some((score, part));
        }
    }
    best.map(|(_, part)| part)
}

/// How many tokens begin before a byte.
fn index(tokens: &[Token<'_>], byte: usize) -> usize {
    tokens.partition_point(|token| token.at < byte)
}

fn tokens(tex: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = tex[at..].chars().next() {
        let rest = &tex[at..];
        let length = if first == '\\' {
            let name = rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
            let escaped = || rest[1..].chars().next().map_or(0, char::len_utf8);
            1 + if name > 0 { name } else { escaped() }
        } else {
            first.len_utf8()
        };
        if !first.is_whitespace() {
            tokens.push(Token { text: &rest[..length], at });
        }
        at += length;
    }
    tokens
}

/// For each opening brace the index of the one that closes it; `None` where they do not match.
fn pairs(tokens: &[Token<'_>]) -> Option<Vec<usize>> {
    let mut pairs = vec![usize::MAX; tokens.len()];
    let mut open = Vec::new();
    for (nth, token) in tokens.iter().enumerate() {
        match token.text {
            "{" => open.push(nth),
            "}" => pairs[open.pop()?] = nth,
            _ => {}
        }
    }
    open.is_empty().then_some(pairs)
}

/// The part that the token `nth` begins, and how telling it is.
fn part_at(tokens: &[Token<'_>], pairs: &[usize], nth: usize) -> Option<(u32, Range<usize>)> {
    match tokens[nth].text {
        "+" => mask(tokens, pairs, nth).map(|part| (4, part)),
        "\\frac" | "\\dfrac" | "\\tfrac" | "\\cfrac" => {
            let above = group(tokens, pairs, nth + 1)?;
            let below = group(tokens, pairs, above.1 + 1)?;
            says_something(tokens, &below).then(|| (3, bytes(tokens, &below)))
        }
        "\\sqrt" => {
            let under = group(tokens, pairs, nth + 1)?;
            Some((2, bytes(tokens, &under)))
        }
        "^" => {
            let power = group(tokens, pairs, nth + 1)?;
            says_something(tokens, &power).then(|| (1, bytes(tokens, &power)))
        }
        _ => None,
    }
}

/// The tokens of a braced group: its opening and its closing brace.
fn group(tokens: &[Token<'_>], pairs: &[usize], nth: usize) -> Option<(usize, usize)> {
    let is_open = tokens.get(nth)?.text == "{";
    is_open.then(|| (nth, pairs[nth])).filter(|(open, close)| open + 1 < *close)
}

fn bytes(tokens: &[Token<'_>], (open, close): &(usize, usize)) -> Range<usize> {
    let last = &tokens[close - 1];
    tokens[open + 1].at..last.at + last.text.len()
}

/// Whether a group is more than a transposition mark or a digit.
fn says_something(tokens: &[Token<'_>], (open, close): &(usize, usize)) -> bool {
    let inside = &tokens[open + 1..*close];
    match inside {
        [only] => {
            !matches!(only.text, "T" | "\\top" | "\\prime" | "*" | "\\intercal")
                && !only.text.chars().all(|c| c.is_ascii_digit())
        }
        _ => true,
    }
}

/// `M`, `M_{ij}` or `\text{mask}` behind a plus.
fn mask(tokens: &[Token<'_>], pairs: &[usize], plus: usize) -> Option<Range<usize>> {
    let first = tokens.get(plus + 1)?;
    let is_named = matches!(first.text, "\\text" | "\\mathrm" | "\\operatorname") && {
        let (open, close) = group(tokens, pairs, plus + 2)?;
        let name: String = tokens[open + 1..close].iter().map(|token| token.text).collect();
        name.eq_ignore_ascii_case("mask")
    };
    if !is_named && first.text != "M" {
        return None;
    }
    let mut last = if is_named { pairs[plus + 2] } else { plus + 1 };
    if tokens.get(last + 1).is_some_and(|token| token.text == "_") {
        last = group(tokens, pairs, last + 2).map_or(last + 2, |(_, close)| close);
    }
    let last = tokens.get(last)?;
    Some(first.at..last.at + last.text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_that_tells_most_is_hidden() {
        for (tex, part) in [
            // the mask before a denominator
            (r"\text{softmax}\left(\frac{QK^T}{\sqrt{D}} + M\right)V", Some("M")),
            (r"\text{softmax}(\frac{QK^\top}{\sqrt{d}} + M_{ij})", Some("M_{ij}")),
            (r"\mathrm{softmax}(QK^T + \text{mask})V", Some(r"\text{mask}")),
            // a denominator before a root
            (r"\text{softmax}\left(\frac{QK^T}{\sqrt{D}}\right)V", Some(r"\sqrt{D}")),
            (r"\hat x = \frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}", Some(r"\sqrt{\sigma^2+\epsilon}")),
            (r"y = x \sqrt{d_k} + b + c", Some("d_k")),
            // an exponent
            (r"\theta_i = 10000^{-2i/d}, \quad i = 0, 1, \dots", Some("-2i/d")),
            // nothing that tells
            (r"\frac{x}{2} + y^{T} z", None),
            (r"E = mc^2", None),
            // what also stands elsewhere
            (r"|q^\top k| / \sqrt{d} \le \|q\| / \sqrt{d}", None),
            // broken or laid out
            (r"\frac{a}{b", None),
            (r"\begin{cases} \frac{a}{bc} \end{cases}", None),
            // most of it hidden
            (r"\sqrt{a+b+c+d+e+f}", None),
        ] {
            assert_eq!(telling_part(tex).map(|part| &tex[part]), part, "{tex}");
        }
    }
}

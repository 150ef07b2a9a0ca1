//! What a hit shows of a text: which bytes matched, and a piece of it around the match. Neither ever ends in the middle of a
//! formula or of code.

use super::folded::Folded;
use super::name::Needle;

/// A snippet holds about so many characters.
const SNIPPET: usize = 90;
/// And begins so many characters before the match.
const LEAD: usize = 24;
/// A formula or a code span longer than this is left out rather than shown whole.
const LONGEST_SPAN: usize = 240;
/// No more places of one text are marked.
const MOST_MARKS: usize = 16;

/// The ranges in order, neighbours and overlaps made one.
pub(super) fn joined(mut ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    ranges.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (from, to) in ranges {
        match joined.last_mut() {
            Some(last) if last.1 >= from => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// The ranges with every formula that they touch taken in whole.
pub(super) fn around_formulas(text: &str, ranges: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    if !text.contains(['$', '`']) {
        return joined(ranges);
    }
    let spans = spans(text);
    let widened = ranges.into_iter().map(|(from, to)| {
        let touched = spans.iter().filter(|(start, end)| *start < to && from < *end);
        touched.fold((from, to), |(from, to), (start, end)| (from.min(*start), to.max(*end)))
    });
    joined(widened.collect())
}

/// Formulas between dollars and code between backquotes, with their marks: what is never shown in part.
pub fn spans(text: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let mark = match bytes[at] {
            b'\\' => {
                at += 2;
                continue;
            }
            b'$' if bytes.get(at + 1) == Some(&b'$') => "$$",
            b'$' => "$",
            b'`' => "`",
            _ => {
                at += 1;
                continue;
            }
        };
        match open {
            Some((start, opening)) if opening == mark => {
                spans.push((start, at + mark.len()));
                open = None;
            }
            Some(_) => {}
            None => open = Some((at, mark)),
        }
        at += mark.len();
    }
    spans
}

/// The bytes of `text` that answer the query.
pub fn marks(needle: &Needle, text: &str) -> Vec<(usize, usize)> {
    let folded = Folded::new(text);
    for wanted in [1, usize::MAX] {
        let texts = needle.shown().take(wanted);
        let places = texts.flat_map(|wanted| {
            folded.find(wanted).take(MOST_MARKS).map(|place| (place.from, place.to)).collect::<Vec<_>>()
        });
        let ranges: Vec<(usize, usize)> = places.collect();
        if !ranges.is_empty() {
            return around_formulas(text, ranges);
        }
    }
    Vec::new()
}

/// One line of `text` around what answers the query, or from its beginning.
pub fn snippet(needle: &Needle, text: &str) -> String {
    let found = marks_first(needle, text);
    let spans = spans(text);
    let start = found.map_or(0, |at| back(text, at, LEAD));
    let start = spans.iter().find(|(from, to)| (from + 1..*to).contains(&start)).map_or(start, |span| span.0);
    let end = forward(text, found.unwrap_or(start).max(start), SNIPPET - if found.is_some() { LEAD } else { 0 });
    let end = spans
        .iter()
        .find(|(from, to)| (from + 1..*to).contains(&end))
        .map_or(end, |&(from, to)| if to - from <= LONGEST_SPAN || from <= start { to } else { from });
    let piece = text.get(start..end).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let ahead = if text[..start].trim().is_empty() { "" } else { "…" };
    let after = if text.get(end..).is_none_or(|rest| rest.trim().is_empty()) { "" } else { "…" };
    format!("{ahead}{piece}{after}")
}

fn marks_first(needle: &Needle, text: &str) -> Option<usize> {
    let folded = Folded::new(text);
    needle.shown().find_map(|wanted| folded.find(wanted).next()).map(|place| place.from)
}

/// The byte `characters` before `at`, not before the line that `at` is in.
fn back(text: &str, at: usize, characters: usize) -> usize {
    let before = &text[..at];
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let start = before.char_indices().rev().take(characters).last().map_or(at, |(start, _)| start);
    start.max(line)
}

fn forward(text: &str, at: usize, characters: usize) -> usize {
    text[at..].char_indices().nth(characters).map_or(text.len(), |(end, _)| at + end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Query;
    use proptest::prelude::*;

    fn needle(query: &str) -> Needle {
        Needle::new(&Query::parse(query))
    }

    #[test]
    fn a_snippet_shows_the_match_in_its_line() {
        let body = "第一行。\n- 归一化让训练稳定，公式为：$$y=\\frac{x-\\mu}{\\sigma}$$ 之后还有很多字。";
        assert_eq!(snippet(&needle("训练"), body).chars().take(10).collect::<String>(), "…- 归一化让训练稳");
        assert_eq!(snippet(&needle("没有"), "短文\n第二行"), "短文 第二行");
    }

    #[test]
    fn a_snippet_never_cuts_a_formula() {
        let body = format!("字{} $a+{}b$ 尾", "字".repeat(80), "x+".repeat(40));
        let shown = snippet(&needle("字"), &body);
        assert_eq!(shown.matches('$').count() % 2, 0, "{shown}");
        let shown = snippet(&needle("b"), &body);
        assert_eq!(shown.matches('$').count() % 2, 0, "{shown}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn any_text_gives_a_snippet(query in "[a归一$ ]{1,3}", text in "(\\PC|[归一$`\\\\\n]){0,200}") {
            let needle = needle(&query);
            let _ = snippet(&needle, &text);
            for (from, to) in marks(&needle, &text) {
                prop_assert!(text.get(from..to).is_some());
            }
        }
    }
}

//! Anki's card templates, as far as they decide what a card asks and answers.

use std::collections::HashMap;

/// Deeper conditions are left out.
const DEEPEST: usize = 8;
/// A side of a card is no longer than this, in bytes; neither is a template that is looked at.
const LONGEST: usize = 1 << 20;
const LONGEST_TEMPLATE: usize = 1 << 16;
/// What stands for a hole.
pub(super) const HOLE: &str = "[...]";

/// Renders a template with the fields of a note, `front` being what `{{FrontSide}}` gives. A cloze shows the hole of `cloze` on the
/// front and its text on the back.
pub(super) fn render(template: &str, fields: &HashMap<&str, &str>, front: Option<&str>, cloze: Option<u32>) -> String {
    let mut out = String::new();
    if template.len() > LONGEST_TEMPLATE {
        return out;
    }
    part(template, &Scene { fields, front, cloze }, &mut out, 0);
    out
}

struct Scene<'a> {
    fields: &'a HashMap<&'a str, &'a str>,
    front: Option<&'a str>,
    cloze: Option<u32>,
}

fn part(template: &str, scene: &Scene<'_>, out: &mut String, depth: usize) {
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("{{") {
        if out.len() > LONGEST {
            return;
        }
        out.push_str(before);
        let Some((tag, after)) = behind.split_once("}}") else {
            out.push_str("{{");
            rest = behind;
            continue;
        };
        rest = after;
        let tag = tag.trim();
        if let Some(name) = tag.strip_prefix(['#', '^']) {
            let close = format!("{{{{/{name}}}}}");
            let Some((inside, after)) = rest.split_once(&close) else { continue };
            rest = after;
            let is_filled = scene.fields.get(name.trim()).is_some_and(|value| !value.trim().is_empty());
            if is_filled == tag.starts_with('#') && depth < DEEPEST {
                part(inside, scene, out, depth + 1);
            }
        } else if !tag.starts_with('/') {
            field(tag, scene, out);
        }
    }
    out.push_str(rest);
}

fn field(tag: &str, scene: &Scene<'_>, out: &mut String) {
    if tag == "FrontSide" {
        out.push_str(scene.front.unwrap_or_default());
        return;
    }
    let (filters, name) = tag.rsplit_once(':').unwrap_or(("", tag));
    // A typed answer is asked for, not shown
    if filters.split(':').any(|filter| filter == "type") && scene.front.is_none() {
        return;
    }
    let value = scene.fields.get(name.trim()).copied().unwrap_or_default();
    if value.len() > LONGEST {
        return;
    }
    match scene.cloze.filter(|_| filters.split(':').any(|filter| filter == "cloze")) {
        Some(number) => out.push_str(&holes(value, number, scene.front.is_none()).0),
        None => out.push_str(value),
    }
}

/// A text with holes `{{c1::answer::hint}}`: those of `number` become a hole if `is_asked`, all others show their answers. Gives the
/// text and the answers of `number`.
pub(super) fn holes(text: &str, number: u32, is_asked: bool) -> (String, Vec<String>) {
    let mut out = String::with_capacity(text.len());
    let mut answers = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("{{c") {
        let hole = &rest[at + 3..];
        let Some((digits, inside)) = hole.split_once("::") else { break };
        let Some(found) = digits.parse::<u32>().ok() else {
            out.push_str(&rest[..at + 3]);
            rest = hole;
            continue;
        };
        let Some(end) = closing(inside) else { break };
        let body = &inside[..end];
        let (answer, _) = body.split_once("::").unwrap_or((body, ""));
        out.push_str(&rest[..at]);
        if found == number {
            answers.push(answer.to_owned());
            out.push_str(if is_asked { HOLE } else { answer });
        } else {
            out.push_str(answer);
        }
        rest = &inside[end + 2..];
    }
    out.push_str(rest);
    (out, answers)
}

/// Where the `}}` that closes a hole begins, holes within it left out.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"{{" => {
                depth += 1;
                at += 2;
            }
            b"}}" if depth == 0 => return Some(at),
            b"}}" => {
                depth -= 1;
                at += 2;
            }
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_in() {
        let fields = HashMap::from([("Front", "Q"), ("Back", "A"), ("Extra", " "), ("A:B", "x")]);
        for (template, front, expected) in [
            ("{{Front}}", None, "Q"),
            ("{{FrontSide}}<hr>{{Back}}", Some("Q"), "Q<hr>A"),
            ("{{#Extra}}E {{Extra}}{{/Extra}}{{^Extra}}none{{/Extra}}", None, "none"),
            ("{{#Front}}{{#Back}}both{{/Back}}{{/Front}}", None, "both"),
            ("{{type:Back}}", None, ""),
            ("{{type:Back}}{{hint:Front}}", Some(""), "AQ"),
            ("{{Nothing}}{{ Front }}", None, "Q"),
            ("open {{Front", None, "open {{Front"),
        ] {
            assert_eq!(render(template, &fields, front, None), expected, "{template}");
        }
    }

    #[test]
    fn holes_are_asked_one_number_at_a_time() {
        for (text, number, asked, shown, answers) in [
            ("a {{c1::b}} c {{c2::d::hint}}", 1, "a [...] c d", "a b c d", vec!["b"]),
            ("a {{c1::b}} c {{c2::d::hint}}", 2, "a b c [...]", "a b c d", vec!["d"]),
            ("{{c1::x}} {{c1::y}}", 1, "[...] [...]", "x y", vec!["x", "y"]),
            (r"\({{c1::\frac{1}{2} }}\)", 1, r"\([...]\)", r"\(\frac{1}{2} \)", vec![r"\frac{1}{2} "]),
            ("{{c1::open", 1, "{{c1::open", "{{c1::open", vec![]),
            ("{{cx::a}}", 1, "{{cx::a}}", "{{cx::a}}", vec![]),
        ] {
            assert_eq!(holes(text, number, true), (asked.to_owned(), answers.iter().map(|&a| a.to_owned()).collect()));
            assert_eq!(holes(text, number, false).0, shown, "{text}");
        }
    }
}

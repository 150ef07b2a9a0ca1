//! Formulas and images: what a note shows rather than says.

use super::lexer::{Lexed, Span, SpanKind};
use super::places::Places;
use crate::domain::{ParsedFormula, ParsedImage};
use hashbrown::{HashMap, HashSet};

const IMAGES: [&str; 11] =
    [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".avif", ".heic", ".tiff", ".tif"];

/// The note's formulas in order, each once in a section. `owner` tells the term or the heading that a line belongs to.
pub(super) fn formulas(
    text: &str,
    lexed: &Lexed,
    places: &Places<'_>,
    owner: impl Fn(usize) -> Option<String>,
) -> Vec<ParsedFormula> {
    let mut seen = HashSet::new();
    let mut formulas = Vec::new();
    let mut add = |range: std::ops::Range<usize>, start: usize, display: bool| {
        let tex = tex(text, range, places);
        let section = places.section(start);
        if !tex.is_empty() && seen.insert((section, tex.clone())) {
            formulas.push(ParsedFormula {
                tex,
                display,
                section,
                owner: owner(places.line(start)),
                at: places.at(start),
            });
        }
    };
    for span in lexed.spans() {
        match span.kind {
            SpanKind::Math { display } => add(span.inner.clone(), span.range.start, display),
            SpanKind::Link if text[span.inner.clone()].contains('$') => {
                for inner in super::lexer::lex(&text[span.inner.clone()]) {
                    if let SpanKind::Math { display } = inner.kind {
                        let start = span.inner.start;
                        add(start + inner.inner.start..start + inner.inner.end, start + inner.range.start, display);
                    }
                }
            }
            _ => {}
        }
    }
    formulas
}

/// The TeX of a formula to the letter, but for the marks of a quotation that it stands in.
fn tex(text: &str, range: std::ops::Range<usize>, places: &Places<'_>) -> String {
    let tex = text.get(range.clone()).unwrap_or_default();
    if places.quotes(range.start) == 0 || !tex.contains('\n') {
        return tex.trim().to_owned();
    }
    let lines = tex.split('\n').enumerate().map(|(at, line)| {
        let bare = line.trim_start_matches(['>', ' ']);
        if at == 0 { line } else { bare }
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// The images that the note embeds, each once, under the fullest of its names.
pub(super) fn images(text: &str, lexed: &Lexed, places: &Places<'_>) -> Vec<ParsedImage> {
    let mut images: Vec<ParsedImage> = Vec::new();
    let mut by_stem: HashMap<String, usize> = HashMap::new();
    for span in lexed.spans() {
        let Some(name) = name(text, span) else { continue };
        let stem = stem_of(&name).to_lowercase();
        match by_stem.get(&stem) {
            Some(&known) if images[known].name == stem_of(&images[known].name) => images[known].name = name,
            Some(&known) if name == stem_of(&name) || images[known].name.eq_ignore_ascii_case(&name) => {}
            Some(_) if images.iter().rev().take(64).any(|image| image.name == name) => {}
            known => {
                if known.is_none() {
                    by_stem.insert(stem, images.len());
                }
                let start = span.range.start;
                images.push(ParsedImage { name, section: places.section(start), at: places.at(start) });
            }
        }
    }
    images
}

/// The name without the ending of an image.
fn stem_of(name: &str) -> &str {
    let length = IMAGES.iter().find(|ending| has_ending(name, ending)).map_or(0, |ending| ending.len());
    name.get(..name.len() - length).unwrap_or(name)
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.len() > ending.len()
        && name.get(name.len() - ending.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
}

/// The image that an embed names: `![[a.png|300]]`, `![text](a.png "title")`, and `![image-2025…]`.
fn name(text: &str, span: &Span) -> Option<String> {
    let inner = text.get(span.inner.clone()).unwrap_or_default();
    let whole = text.get(span.range.clone()).unwrap_or_default();
    match span.kind {
        SpanKind::Embed if whole.starts_with("![[") => {
            let name = inner.split(['|', '#']).next().unwrap_or(inner).trim();
            IMAGES.iter().any(|ending| has_ending(name, ending)).then(|| name.to_owned())
        }
        SpanKind::Embed if whole.ends_with(')') => target(inner),
        SpanKind::Embed => {
            let name = inner.trim();
            let is_image = IMAGES.iter().any(|ending| has_ending(name, ending)) || looks_pasted(name);
            is_image.then(|| name.to_owned())
        }
        SpanKind::Html if whole.len() > 4 && whole[1..].to_ascii_lowercase().starts_with("img ") => {
            let (_, rest) = whole.split_once("src=")?;
            let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            target(rest[1..].split(quote).next()?)
        }
        _ => None,
    }
}

/// An image's address without its title, and without what asks a server for more.
fn target(inner: &str) -> Option<String> {
    let inner = inner.trim();
    let bare = match inner.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        Some((inside, _)) => inside,
        None => [" \"", " '", " =", " ("]
            .iter()
            .filter_map(|mark| inner.split_once(mark))
            .map(|(bare, _)| bare)
            .next()
            .unwrap_or(inner),
    };
    let bare = bare.trim();
    (!bare.is_empty() && !bare.starts_with("data:")).then(|| bare.to_owned())
}

/// What tools call an image that was pasted: a word and a time.
fn looks_pasted(name: &str) -> bool {
    let lower = name.to_lowercase();
    let starts = [
        "image",
        "img",
        "pasted image",
        "screenshot",
        "screen shot",
        "截图",
        "截屏",
        "屏幕截图",
        "微信图片",
        "图片",
        "wx",
        "figure",
        "fig",
    ];
    starts.iter().any(|start| lower.starts_with(start)) && lower.bytes().any(|byte| byte.is_ascii_digit())
}

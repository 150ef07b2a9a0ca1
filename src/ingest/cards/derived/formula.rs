//! Which formula is X, and what stands in this part of it?

use super::{Maker, Sketch, tex, words};
use crate::domain::cloze::HOLE;
use crate::domain::{CardKind, ParsedFormula};
use crate::ingest::lexer::Prefix;
use crate::locale::cards as texts;
use hashbrown::HashMap;

/// A name stands near the start of its line. Characters.
const NEAR: u32 = 400;
/// What introduces a formula and is no part of its name.
const TAILS: [&str; 22] = [
    "的计算公式为",
    "计算公式为",
    "的计算公式",
    "计算公式",
    "的公式如下",
    "公式如下",
    "的公式为",
    "公式为",
    "的公式是",
    "公式是",
    "的公式",
    "公式",
    "定义为",
    "计算为",
    "表示为",
    "可写为",
    "写作",
    "如下",
    "formula",
    " is",
    " as",
    "为",
];

pub(super) fn make(maker: &mut Maker<'_>) {
    let note = maker.note;
    let mut displayed: HashMap<Option<usize>, u32> = HashMap::new();
    for formula in note.formulas.iter().filter(|formula| formula.display) {
        *displayed.entry(formula.section).or_default() += 1;
    }
    let lines: Vec<&str> = maker.text.lines().collect();
    for formula in note.formulas.iter().filter(|formula| says_enough(formula)) {
        let is_alone = displayed.get(&formula.section) == Some(&1);
        let name = label(maker, formula, &lines)
            .or_else(|| {
                formula
                    .owner
                    .clone()
                    .filter(|owner| words::is_topic(owner) && (is_alone || !is_title(maker, formula, owner)))
            })
            .or_else(|| maker.topic(formula.section).filter(|_| is_alone && formula.display).map(str::to_owned));
        if let Some(name) = name {
            cards(maker, formula, &name);
        }
    }
}

/// Whether a formula belongs to its section alone: of several there the title names none.
fn is_title(maker: &Maker<'_>, formula: &ParsedFormula, owner: &str) -> bool {
    let section = formula.section.and_then(|nth| maker.note.sections.get(nth));
    section.is_some_and(|section| section.title == owner)
}

/// Whether a formula is worth knowing by heart: it equates two things, or is long.
fn says_enough(formula: &ParsedFormula) -> bool {
    let length = formula.tex.chars().filter(|c| !c.is_whitespace()).count();
    let equates = formula.tex.contains('=') || formula.tex.contains("\\approx") || formula.tex.contains("\\propto");
    length <= 600 && ((equates && length >= 5) || (formula.display && length >= 16))
}

/// The name that stands before a formula, on its line or on the one above.
fn label(maker: &Maker<'_>, formula: &ParsedFormula, lines: &[&str]) -> Option<String> {
    let nth = (formula.at.line as usize).checked_sub(1).filter(|_| formula.at.column <= NEAR)?;
    let line = *lines.get(nth)?;
    let before: String = line.chars().take((formula.at.column as usize).saturating_sub(1)).collect();
    let own = name_in(&before);
    let above = || lines[..nth].iter().rev().take(2).find(|line| !line.trim().is_empty());
    let name = match own {
        Some(name) => name,
        None if bare(&before).is_empty() && formula.display => {
            name_in(above().filter(|line| line.trim_end().ends_with([':', '：']))?)?
        }
        None => return None,
    };
    if !words::is_generic(&name) {
        return Some(name);
    }
    let topic = maker.topic(formula.section)?;
    Some(format!("{topic}：{name}"))
}

/// A line's words without list marks, emphasis and the delimiters of the formula.
fn bare(text: &str) -> &str {
    let prefix = Prefix::read(text.as_bytes(), 0);
    text[prefix.content.min(text.len())..]
        .trim()
        .trim_start_matches(['*', ' ', '#'])
        .trim_end_matches(['$', ' ', '*', '(', '[', '\\'])
}

/// The name that a text before a formula gives it, if it ends in a colon or in words that introduce one.
fn name_in(text: &str) -> Option<String> {
    let words = bare(text);
    let said = words.trim_end_matches([':', '：', ' ']);
    let tail = TAILS.iter().find(|tail| said.ends_with(*tail));
    if said.len() == words.len() && tail.is_none() {
        return None;
    }
    let name = tail.map_or(said, |tail| &said[..said.len() - tail.len()]);
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '“' | '”' | '的' | ':' | '：'));
    // Of a sentence the last clause names it
    let name = name.rsplit(['，', '。', '；', '：']).next().unwrap_or(name).trim();
    (words::is_term(name) && words::weight(name) >= 1.0 && !name.contains('$')).then(|| name.to_owned())
}

fn cards(maker: &mut Maker<'_>, formula: &ParsedFormula, name: &str) {
    let (open, close) = if formula.display { ("$$", "$$") } else { ("$", "$") };
    let part = tex::telling_part(&formula.tex).filter(|_| maker.which.formula_part);
    let siblings = part.is_some().then(|| maker.new_group());
    let sketch = Sketch {
        kind: CardKind::Formula,
        question: texts::ask_formula(maker.lang, name),
        answer: format!("{open}{}{close}", formula.tex.trim()),
        section: formula.section,
        line: formula.at.line,
        siblings,
    };
    if let Some(part) = part {
        let (before, after) = (&formula.tex[..part.start], &formula.tex[part.end..]);
        let question = texts::ask_formula_part(maker.lang, name);
        maker.sketches.push(Sketch {
            kind: CardKind::Cloze,
            question: format!("{question}\n\n{open}{}{HOLE}{}{close}", before.trim_start(), after.trim_end()),
            answer: format!("${}$", formula.tex[part].trim()),
            ..sketch.clone()
        });
    }
    if maker.which.formula {
        maker.sketches.push(sketch);
    }
}

//! A formula as a page of the terminal: set large, its symbols in columns, and what is to be known of it.

use super::image::{self, Protocol};
use crate::domain::{NoteFormula, safe};
use crate::formula::{Formula, Symbol};
use crate::locale::{Lang, Text, shell as texts};
use crate::typeset::{Form, ascii, set};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cells before whatever belongs to a formula.
const INDENT: usize = 2;

const TITLE: &str = "\x1b[1m";
const MATHS: &str = "\x1b[36m";
const LABEL: &str = "\x1b[33m";
const DIM: &str = "\x1b[2m";
const OFF: &str = "\x1b[0m";

/// How pages are set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub lang: Lang,
    /// Cells of a line.
    pub width: usize,
    pub is_ascii: bool,
    pub colors: bool,
    /// How formulas are sent as pictures, if they are.
    pub image: Option<Protocol>,
}

impl Page {
    pub fn formula(self, formula: &Formula) -> String {
        let (name, other) = match self.lang {
            Lang::Zh => (formula.name.zh, formula.name.en),
            Lang::En => (formula.name.en, formula.name.zh),
        };
        let mut lines = self.title(name, other, formula.id);
        lines.push(String::new());
        self.display(formula.tex, &mut lines);
        lines.push(String::new());
        self.symbols(formula.symbols, &mut lines);
        let parts = [
            (texts::INSIGHT, Some(texts::bilingual(self.lang, formula.insight).to_owned())),
            (texts::TRAP, formula.trap.map(|trap| texts::bilingual(self.lang, trap).to_owned())),
            (texts::EXAMPLE, formula.example.map(|example| texts::bilingual(self.lang, example).to_owned())),
            (texts::SOURCE, Some(texts::source(self.lang, formula))),
            (texts::RELATED, Some(formula.related.join("  ")).filter(|related| !related.is_empty())),
            (texts::BENCH, formula.bench.map(|bench| format!("wengu lab {bench}"))),
        ];
        let label = parts.iter().map(|(label, _)| label.of(self.lang).width()).max().unwrap_or(0);
        for (title, body) in parts {
            if let Some(body) = body {
                self.part(title, &body, label, &mut lines);
            }
        }
        let mut text = String::new();
        for line in lines {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// Formulas of the notes, each under what it belongs to, with note, line and day.
    pub fn noted(self, formulas: &[NoteFormula]) -> String {
        let mut lines = vec![String::new(), self.painted(LABEL, texts::IN_NOTES.of(self.lang))];
        if formulas.is_empty() {
            lines.push(format!("{}{}", " ".repeat(INDENT), texts::NOT_IN_NOTES.of(self.lang)));
        }
        for formula in formulas {
            lines.extend(self.noted_one(formula));
        }
        lines.iter().flat_map(|line| [line.trim_end(), "\n"]).collect()
    }

    fn noted_one(self, formula: &NoteFormula) -> Vec<String> {
        let owner = formula.owner.as_deref().unwrap_or_default();
        let place = format!("{}:{}  {}", formula.path, formula.line, formula.date);
        let [owner, place] = [owner, &place].map(|text| self.plain(&safe::clean(text)));
        let indent = " ".repeat(INDENT);
        let (shown, dim) = (self.painted(TITLE, &owner), self.painted(DIM, &place));
        let mut lines = vec![String::new()];
        if owner.is_empty() {
            lines.push(format!("{indent}{dim}"));
        } else if INDENT + owner.width() + 2 + place.width() <= self.width {
            lines.push(format!("{indent}{shown}  {dim}"));
        } else {
            lines.extend([format!("{indent}{shown}"), format!("{indent}{dim}")]);
        }
        self.display(&formula.tex, &mut lines);
        lines
    }

    /// A formula large: as a picture where that is wanted and possible, else in rows.
    fn display(self, tex: &str, lines: &mut Vec<String>) {
        let (indent, room) = (" ".repeat(2 * INDENT), self.width.saturating_sub(2 * INDENT).max(1));
        if let Some(picture) = self.image.and_then(|protocol| image::picture(tex, protocol, room)) {
            lines.push(format!("{indent}{picture}"));
            return;
        }
        let rows = set(tex, self.form(), Some(room)).rows;
        lines.extend(rows.iter().map(|row| format!("{indent}{}", self.painted(MATHS, row))));
    }

    const fn form(self) -> Form {
        if self.is_ascii { Form::Ascii } else { Form::Display }
    }

    /// The other formulas that may have been meant.
    pub fn perhaps(self, others: &[&Formula]) -> String {
        self.plain(&texts::perhaps(self.lang, others))
    }

    /// The name in both languages and the id, in one line or two.
    fn title(self, name: &str, other: &str, id: &str) -> Vec<String> {
        let name = self.plain(name);
        let rest = if self.is_ascii || other == name { id.to_owned() } else { format!("{other}  {id}") };
        let (shown, dim) = (self.painted(TITLE, &name), self.painted(DIM, &rest));
        if name.width() + rest.width() + 2 <= self.width { vec![format!("{shown}  {dim}")] } else { vec![shown, dim] }
    }

    fn symbols(self, symbols: &[Symbol], lines: &mut Vec<String>) {
        let rows: Vec<[String; 3]> = symbols
            .iter()
            .map(|symbol| {
                let name = set(symbol.tex, Form::Line, None).rows.concat();
                [self.plain(&name), self.plain(symbol.shape), self.plain(texts::bilingual(self.lang, symbol.meaning))]
            })
            .collect();
        let column = |at: usize| rows.iter().map(|row: &[String; 3]| row[at].width()).max().unwrap_or(0);
        let (names, shapes) = (column(0), column(1));
        let start = INDENT + names + 2 + if shapes > 0 { shapes + 2 } else { 0 };
        for [name, shape, meaning] in &rows {
            let head = format!(
                "{}{}{}{}{}",
                " ".repeat(INDENT),
                self.painted(MATHS, name),
                " ".repeat(names + 2 - name.width()),
                self.painted(DIM, shape),
                " ".repeat(if shapes > 0 { shapes + 2 - shape.width() } else { 0 }),
            );
            let room = self.width.saturating_sub(start).max(12);
            for (at, line) in wrap(meaning, room).into_iter().enumerate() {
                lines.push(if at == 0 { format!("{head}{line}") } else { format!("{}{line}", " ".repeat(start)) });
            }
        }
        if !rows.is_empty() {
            lines.push(String::new());
        }
    }

    fn part(self, title: Text, body: &str, label: usize, lines: &mut Vec<String>) {
        let title = title.of(self.lang);
        let room = self.width.saturating_sub(label + 2).max(12);
        for (at, line) in wrap(&self.plain(body), room).into_iter().enumerate() {
            let head = if at == 0 { self.painted(LABEL, title) } else { String::new() };
            let shown = if at == 0 { title.width() } else { 0 };
            lines.push(format!("{head}{}{line}", " ".repeat(label + 2 - shown)));
        }
    }

    fn plain(self, text: &str) -> String {
        if self.is_ascii {
            text.split_inclusive('\n')
                .map(|line| ascii(line.trim_end_matches('\n')) + if line.ends_with('\n') { "\n" } else { "" })
                .collect()
        } else {
            text.to_owned()
        }
    }

    fn painted(self, color: &str, text: &str) -> String {
        if self.colors && !text.is_empty() { format!("{color}{text}{OFF}") } else { text.to_owned() }
    }
}

/// Text in lines of at most `room` cells: broken at blanks and beside wide characters, never before closing punctuation.
fn wrap(text: &str, room: usize) -> Vec<String> {
    const NEVER_FIRST: &str = "，。；：、！？）」』”’》,.;:!?)]}…";
    let mut lines = Vec::new();
    let mut line = String::new();
    let (mut taken, mut breakable) = (0, 0);
    for character in text.chars() {
        let size = character.width().unwrap_or(0);
        let is_wide = size > 1;
        if (is_wide || line.chars().next_back().is_some_and(|last| last.width() == Some(2) || last == ' '))
            && !NEVER_FIRST.contains(character)
        {
            breakable = line.len();
        }
        if taken + size > room && !line.is_empty() && character != ' ' {
            let cut = if breakable == 0 { line.len() } else { breakable };
            let rest = line.split_off(cut);
            lines.push(std::mem::replace(&mut line, rest).trim_end().to_owned());
            line = line.trim_start().to_owned();
            taken = line.width();
            breakable = 0;
        }
        line.push(character);
        taken += size;
    }
    lines.push(line.trim_end().to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::{all, by_id};

    fn page(width: usize, is_ascii: bool) -> Page {
        Page { lang: if is_ascii { Lang::En } else { Lang::Zh }, width, is_ascii, colors: false, image: None }
    }

    #[test]
    fn text_is_broken_where_one_would_break_it() {
        for (text, room, lines) in [
            ("一二三四，五", 8, &["一二三", "四，五"][..]),
            ("one two three", 8, &["one two", "three"]),
            ("短", 8, &["短"]),
            ("abcdefghij", 4, &["abcd", "efgh", "ij"]),
        ] {
            assert_eq!(wrap(text, room), lines);
        }
    }

    #[test]
    fn no_page_is_wider_than_it_may_be() {
        for formula in all() {
            for line in page(40, false).formula(formula).lines() {
                let is_title = line.contains(formula.id);
                assert!(line.width() <= 40 || is_title, "{}: {line}", formula.id);
            }
        }
    }

    #[test]
    fn an_ascii_page_is_ascii() {
        for formula in all() {
            let page = page(80, true).formula(formula);
            assert!(page.is_ascii(), "{}: {page}", formula.id);
        }
    }

    #[test]
    fn colours_are_all_that_they_change() {
        let formula = by_id("sdpa").unwrap();
        let plain = page(80, false).formula(formula);
        let coloured = Page { colors: true, ..page(80, false) }.formula(formula);
        let stripped =
            [TITLE, MATHS, LABEL, DIM, OFF].iter().fold(coloured.clone(), |text, code| text.replace(code, ""));
        assert_ne!(coloured, plain);
        assert_eq!(stripped, plain);
    }
}

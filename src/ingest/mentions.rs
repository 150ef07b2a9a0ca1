//! Where a note speaks of concepts: headings, definitions, tables, other names in the text, wikilinks, tags.

use super::body::Row;
use super::concepts::Concepts;
use super::definitions::{Definition, Source};
use super::explanation::is_defining;
use super::lexer::{Lexed, SpanKind, is_cjk};
use super::lines::{Line, LineKind};
use super::places::Places;
use super::plain::{at_colon, plain, plain_text, width};
use super::questions::asked;
use super::sentences::says_what_kind;
use super::separators::Learned;
use super::tables;
use super::term::{IN_ALSO_CALLED, Term, term, terms};
use super::words;
use crate::domain::{Mention, ParsedConcept, Stance};
use hashbrown::HashMap;

/// A stretch of rows with the section that it belongs to.
pub(super) struct Stretch<'t> {
    pub rows: &'t [Row],
    /// What its section is about, if that is one thing.
    pub about: Option<Term>,
    /// It stands before the first of the sections.
    pub is_lead: bool,
}

/// A heading, as far as it names a concept.
pub(super) struct Named<'t> {
    pub title: &'t str,
    /// The byte of the title.
    pub at: usize,
}

/// Everything that concepts are read from.
pub(super) struct Reader<'t> {
    pub text: &'t str,
    pub lexed: &'t Lexed,
    pub lines: &'t [Line],
    pub places: &'t Places<'t>,
    pub learned: &'t Learned,
    pub concepts: Concepts,
    /// For lines that belong to a term: which.
    pub owners: HashMap<usize, String>,
    /// For lines that define one term: which.
    pub defined: HashMap<usize, String>,
}

impl<'t> Reader<'t> {
    fn source<'r>(&self, rows: &'r [Row]) -> Source<'r>
    where
        't: 'r,
    {
        Source { text: self.text, lexed: self.lexed, lines: self.lines, rows, learned: self.learned }
    }

    pub fn finish(self) -> (Vec<ParsedConcept>, HashMap<usize, String>) {
        (self.concepts.finish(), self.owners)
    }

    fn mention(&self, stance: Stance, definition: Option<String>, at: usize) -> Mention {
        Mention { stance, definition, section: self.places.section(at), at: self.places.at(at) }
    }

    pub fn heading(&mut self, named: &Named<'_>) {
        let title = named.title;
        let whole = terms(title);
        let found =
            if whole.is_empty() { asked(title).or_else(|| before_colon(title)).into_iter().collect() } else { whole };
        for term in found {
            let mention = self.mention(Stance::Heading, None, named.at);
            self.concepts.add(&term, mention);
        }
    }

    pub fn definitions(&mut self, stretch: &Stretch<'_>) {
        let source =
            Source { text: self.text, lexed: self.lexed, lines: self.lines, rows: stretch.rows, learned: self.learned };
        for at in 0..stretch.rows.len() {
            self.introduce(&source, at);
            let about = stretch.about.as_ref();
            let told =
                source.definition(at).filter(|told| !stretch.is_lead || !self.is_property(told, &stretch.rows[at]));
            let told = told.or_else(|| source.labelled(at, about)).or_else(|| source.answered(at));
            let told: Vec<Definition> = match told {
                Some(told) => {
                    let besides = source.called_besides(at, &told);
                    std::iter::once(told).chain(source.broken_off(at)).chain(besides).collect()
                }
                None => source
                    .nested(at)
                    .or_else(|| source.alone(at))
                    .map_or_else(|| source.sentences(at, about), |told| vec![told]),
            };
            for definition in told {
                self.define(stretch, at, &definition);
            }
        }
    }

    /// `授课：陈老师　2024/5/7`, `Papers: [[Kaplan 2020]]`: what a note says of itself before it begins.
    fn is_property(&self, told: &Definition, row: &Row) -> bool {
        let [only] = told.terms.as_slice() else { return false };
        let said = told.explanation.lines().next().unwrap_or_default();
        let is_short = only.name.chars().count() <= if only.name.is_ascii() { 12 } else { 4 };
        let behind = self.lines[row.line].words(self.text).strip_prefix(only.name.as_str());
        let is_label =
            is_short && !row.is_item && behind.is_some_and(|rest| rest.trim_start().starts_with(['：', ':']));
        let is_value =
            said.contains(['\u{3000}', '、']) || said.contains("[[") || said.contains(|c: char| c.is_ascii_digit());
        is_label && (is_value || width(said) <= 30)
    }

    /// What a heading asks, or only names as a definition, is answered by the first row under it.
    pub fn answer(&mut self, stretch: &Stretch<'_>, title: &str, at: usize) {
        let source =
            Source { text: self.text, lexed: self.lexed, lines: self.lines, rows: stretch.rows, learned: self.learned };
        let named = asked(title).or_else(|| stretch.about.clone().filter(|_| is_defining(title)));
        let Some(term) = named else { return };
        let Some(said) = source.answer(0).filter(|said| !super::catalogue::is_remark(said)) else { return };
        // `自注意力（Self-Attention）是指…` under `QKV 到底是啥`
        let is_of_other =
            |one: &Definition| !one.terms.iter().any(|own| own.name == term.name || term.name.contains(&own.name));
        let first = (0..stretch.rows.len()).find(|&at| self.lines[stretch.rows[at].line].kind != LineKind::Blank);
        if first.is_some_and(|at| source.sentences(at, None).first().is_some_and(is_of_other)) {
            return;
        }
        let mention = self.mention(Stance::Definition, Some(said), at);
        self.concepts.add(&term, mention);
    }

    /// What a heading names among others that name things too is what the first row under it says.
    pub fn headed(&mut self, stretch: &Stretch<'_>, at: usize, is_entry: bool) {
        let source = self.source(stretch.rows);
        let first = stretch.rows.iter().map(|row| &self.lines[row.line]).find(|line| line.kind != LineKind::Blank);
        // `指模型钻空子拿高分`, `用内积比较远近的检索方式`, whatever stands beside it
        let is_named_twice =
            stretch.about.as_ref().is_some_and(|about| !about.aliases.is_empty() || is_bilingual(&about.name));
        let says_so = |said: &str| said.starts_with('指') || (is_named_twice && says_what_kind(said));
        if !is_entry && !first.is_some_and(|line| says_so(line.words(self.text))) {
            return;
        }
        let Some(term) = stretch.about.clone() else { return };
        let Some(said) = source.headed(Some(&term)) else { return };
        let mention = self.mention(Stance::Definition, Some(said), at);
        self.concepts.add(&term, mention);
    }

    fn define(&mut self, stretch: &Stretch<'_>, at: usize, definition: &Definition) {
        let own = stretch.rows.get(at..definition.rows.end.max(at + 1)).unwrap_or_default();
        for row in own {
            if let Some(first) = definition.terms.first() {
                self.owners.entry(row.line).or_insert_with(|| first.name.clone());
                if row.line != own[0].line && row.is_item {
                    self.owners.insert(row.line, first.name.clone());
                }
            }
        }
        for term in &definition.terms {
            let mention = self.mention(Stance::Definition, Some(definition.explanation.clone()), definition.at);
            self.concepts.add(term, mention);
        }
        if let [only] = definition.terms.as_slice() {
            self.called(&only.name, &definition.explanation);
            self.defined.insert(stretch.rows[at].line, only.name.clone());
        }
    }

    /// The formula that stands right after an introduction belongs to it.
    fn introduce(&mut self, source: &Source<'_>, at: usize) {
        let Some(term) = source.introduced(at) else { return };
        let next = source
            .rows
            .get(at + 1..)
            .unwrap_or_default()
            .iter()
            .find(|row| self.lines[row.line].kind != LineKind::Blank);
        if let Some(next) = next {
            self.owners.entry(next.line).or_insert(term.name);
        }
    }

    /// `又称 Y，…` at the beginning of an explanation of `name`.
    fn called(&mut self, name: &str, explanation: &str) {
        let start = explanation.get(..explanation.floor_char_boundary(120)).unwrap_or_default();
        let start = start.trim_start_matches(['（', '(', '，', ',', ' ']);
        let marks = words::ALSO_CALLED.iter().filter(|mark| mark.len() > 2);
        let Some((mark, rest)) = marks.into_iter().find_map(|mark| Some((*mark, start.strip_prefix(mark)?))) else {
            return;
        };
        if let Some(alias) = first_name(rest).filter(|alias| mark != "即" || !is_clause(alias)) {
            self.concepts.alias(&Term { name: name.to_owned(), aliases: vec![alias] });
        }
    }

    pub fn tables(&mut self) {
        for entry in tables::entries(self.text, self.lexed, self.lines) {
            // A row of numbers is about what it measures, and speaks of nothing
            for term in entry.terms.iter().filter(|_| entry.explanation.is_some()) {
                let mention = self.mention(Stance::Definition, entry.explanation.clone(), entry.at);
                self.concepts.add(term, mention);
            }
            if let Some(first) = entry.terms.first() {
                self.owners.entry(entry.line).or_insert_with(|| first.name.clone());
            }
        }
    }

    /// `X，又称 Y` in running text.
    pub fn aliases(&mut self) {
        let may_say_so = self.text.contains(IN_ALSO_CALLED);
        for mark in words::ALSO_CALLED_IN_TEXT.into_iter().filter(|mark| may_say_so || mark.is_ascii()) {
            for at in memchr::memmem::find_iter(self.text.as_bytes(), mark.as_bytes()) {
                if !self.lexed.protects(at) {
                    self.alias(at, at + mark.len());
                }
            }
        }
    }

    fn alias(&mut self, mark: usize, after: usize) {
        let line = &self.lines[self.places.line(mark)];
        if line.kind != LineKind::Text || mark < line.content || after > line.end {
            return;
        }
        let from = self.text.ceil_char_boundary(line.content.max(mark.saturating_sub(200)));
        let clause = self.text.get(from..mark).unwrap_or_default().trim_end_matches(['，', ',', '（', '(', ' ']);
        let start = before_open_bracket(clause)
            .rfind(['。', '；', '：', ':', '，', ',', '、', '！', '？'])
            .map_or(0, |at| at + clause[at..].chars().next().map_or(1, char::len_utf8));
        let lead = clause.len() - clause[start..].trim_start().len();
        let own = before_open_bracket(&clause[lead..]);
        let named = term(&plain(self.text, self.lexed, from + lead..from + lead + own.len()));
        let to = self.text.floor_char_boundary((after + 160).min(line.end));
        let Some(alias) = first_name(self.text.get(after..to).unwrap_or_default()) else { return };
        let is_known = named.as_ref().is_some_and(|term| self.concepts.knows(&term.name));
        let restates = self.text[mark..after].ends_with('即');
        // `…，即冻结原权重只训练低秩增量的微调方法` says what it is, and is no other name
        let is_of_line = |name: &&String| {
            let is_beside = own.trim() == name.as_str() || own.starts_with(&format!("{name}（"));
            !restates || (is_beside && !is_clause(&alias))
        };
        if let Some(name) = self.defined.get(&self.places.line(mark)).filter(|_| !is_known).filter(is_of_line) {
            self.concepts.alias(&Term { name: name.clone(), aliases: vec![alias] });
            return;
        }
        let says_so = |name: &str| is_clause(name) && self.text[mark..after].ends_with('即');
        let Some(term) = named.filter(|term| !says_so(&term.name) && !says_so(&alias)) else { return };
        let mention = self.mention(Stance::Reference, None, from + lead);
        self.concepts.add(&Term { name: term.name, aliases: vec![alias] }, mention);
    }

    pub fn wikilinks(&mut self) {
        for span in self.lexed.spans() {
            if span.kind != SpanKind::WikiLink {
                continue;
            }
            let inner = self.text.get(span.inner.clone()).unwrap_or_default();
            let target = inner.split(['|', '#', '^']).next().unwrap_or_default();
            let name = target.rsplit('/').next().unwrap_or(target).trim();
            if let Some(term) = term(name).filter(|_| super::dates::first(name).is_none()) {
                let mention = self.mention(Stance::Reference, None, span.range.start);
                self.concepts.add(&term, mention);
            }
        }
    }

    /// `#tag` in the text: its names, in order.
    pub fn tags(&mut self) -> Vec<String> {
        let mut tags = Vec::new();
        for at in memchr::memchr_iter(b'#', self.text.as_bytes()) {
            let is_start =
                self.text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "，。；、（(".contains(c));
            let rest = &self.text[at + 1..];
            let length =
                rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '/'))).unwrap_or(rest.len());
            let tag = rest[..length].trim_end_matches(['/', '-']);
            let is_tag = is_start
                && !rest[length..].starts_with('#')
                && tag.chars().any(char::is_alphabetic)
                && tag.len() <= 100;
            if is_tag && !self.lexed.protects(at) {
                tags.push(tag.to_owned());
                self.tag(tag, at);
            }
        }
        tags
    }

    /// `Tags: a, b` on a line of its own: its names, in order.
    pub fn tag_lines(&mut self) -> Vec<String> {
        let mut tags = Vec::new();
        for line in self.lines.iter().filter(|line| line.kind == LineKind::Text) {
            for tag in tags_of_line(line.words(self.text)) {
                self.tag(tag, line.content);
                tags.push(tag.to_owned());
            }
        }
        tags
    }

    /// What a tag is about: its last part.
    pub fn tag(&mut self, tag: &str, at: usize) {
        let is_housekeeping = tag.split('/').any(|part| words::HOUSEKEEPING.contains(part.to_lowercase().as_str()));
        let last = tag.rsplit('/').next().unwrap_or(tag).replace('_', " ");
        if let Some(term) = term(&last).filter(|_| !is_housekeeping) {
            let mention = self.mention(Stance::Reference, None, at);
            self.concepts.add(&term, mention);
        }
    }
}

/// `RoPE：旋转位置编码`
fn before_colon(title: &str) -> Option<Term> {
    let (name, rest) = at_colon(title)?;
    // `位置：Pre 还是 Post` asks
    let asks = rest.contains("还是") || rest.contains("還是") || rest.ends_with(['?', '？', '吗', '嗎']);
    (!rest.is_empty() && !asks).then(|| term(name)).flatten()
}

/// The tags that a line gives, if it is one that gives tags. Without a comma, blanks part them.
fn tags_of_line(words: &str) -> Vec<&str> {
    const KEYS: [&str; 8] = ["tags", "tag", "keywords", "标签", "標籤", "关键词", "關鍵詞", "关键字"];
    let Some((key, rest)) = words.split_once([':', '：']).filter(|(key, _)| key.len() <= 24) else {
        return Vec::new();
    };
    if !KEYS.contains(&key.trim_matches(['*', '_', ' ', '#']).to_lowercase().as_str()) {
        return Vec::new();
    }
    let is_comma = |c: char| matches!(c, ',' | '，' | '、' | ';' | '；' | '|');
    let has_comma = rest.contains(is_comma);
    let parts = rest.split(|c: char| if has_comma { is_comma(c) } else { c.is_whitespace() });
    let names = parts.map(|part| part.trim_matches(['*', '_', ' ', '#', '[', ']', '`', '。', '.', ':']));
    names.filter(|name| name.contains(char::is_alphabetic) && name.len() <= 100).take(32).collect()
}

/// What stands before a bracket that does not close: `空洞卷积（dilated convolution`.
fn before_open_bracket(clause: &str) -> &str {
    match clause.rfind(['（', '(']) {
        Some(at) if at > 0 && !clause[at..].contains(['）', ')']) => clause[..at].trim_end(),
        _ => clause,
    }
}

/// Whether somebody does something in these words: `，即` restates a clause as often as it names a thing once more.
fn is_clause(name: &str) -> bool {
    name.chars().count() > 16 || name.contains(['把', '将', '將', '被', '让', '讓', '用', '都', '会', '會', '只'])
}

/// The name that `text` begins with, up to the end of its clause.
fn first_name(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['为', '作', '做', '：', ':', ' ', '“', '"', '*']);
    let end = text
        .find(['，', '。', '；', '：', '、', ',', '.', ';', '（', '(', '）', ')', '”', '"', '\n'])
        .unwrap_or(text.len());
    term(&plain_text(text.get(..end)?)).map(|term| term.name)
}

/// `稀疏检索 Sparse Retrieval`
fn is_bilingual(name: &str) -> bool {
    name.split_once(' ').is_some_and(|(own, other)| own.chars().all(is_cjk) && other.is_ascii() && other.len() >= 4)
}

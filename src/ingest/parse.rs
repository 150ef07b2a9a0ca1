//! A note's text read as a whole.

use super::bare;
use super::body::{self, Row};
use super::cards;
use super::dates::Sources;
use super::diagnose;
use super::figures;
use super::judge::judge;
use super::lexer::{Lexed, SpanKind};
use super::lines::{Line, LineKind, lines};
use super::matter::{self, Matter};
use super::mentions::{Named, Reader, Stretch};
use super::outline::candidates;
use super::places::Places;
use super::sections::{Raw, sections};
use super::separators::Learned;
use super::term::Term;
use super::title;
use super::tree::{Heading, tree};
use crate::domain::{CardDraft, Mention, ParsedConcept, ParsedNote, ParsedSection, Provenance, Stance};
use hashbrown::{HashMap, HashSet};

/// What is known of a note beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The file's name without its folders, which may carry the day.
    pub file_name: Option<&'a str>,
    /// The deck of its cards, from the root down, unless it names one.
    pub deck: &'a [String],
    /// Which cards are read and made; `None` for no cards at all.
    pub cards: Option<&'a cards::Settings>,
}

/// Reads a note. Any text is a note: what cannot be read is named among the diagnostics.
pub fn parse(text: &str, context: &Context<'_>) -> ParsedNote {
    let lexed = Lexed::new(text);
    let lines = lines(text, &lexed);
    let matter = front_matter(text, &lexed);
    let mut candidates = candidates(text, &lexed, &lines);
    judge(&mut candidates);
    bare::add(text, &lexed, &lines, &mut candidates);
    let mut title = title::find(text, &lexed, &lines, &mut candidates);
    if let Ok(Matter { title: Some(other), .. }) = &matter {
        title.yield_to(other, &mut candidates);
    }
    let headings = tree(candidates);
    let outline = Outline::new(text, &lexed, &lines, headings, &title.lines);
    let note = Note { text, lexed: &lexed, lines: &lines, outline: &outline, title: &title };
    let mut parsed = note.read(matter, context);
    if let Some(settings) = context.cards {
        add_cards(&mut parsed, &lexed, text, context.deck, settings);
    }
    parsed
}

/// Adds the cards that were written by hand, those that the note's words make, and the note itself to be read again.
fn add_cards(note: &mut ParsedNote, lexed: &Lexed, text: &str, deck: &[String], settings: &cards::Settings) {
    let source = cards::Source {
        text,
        lexed,
        sections: &note.sections,
        tags: &note.tags,
        deck,
        // Whether an image is there is looked at when the note is taken in, for all images alike
        has_image: |_| true,
        settings,
    };
    let hand = cards::read(&source);
    let lang = cards::language(text, lexed);
    let made = cards::Made { note, text, lexed, deck, hand: &hand.drafts, which: settings.derived, lang };
    let title = note.title.as_deref().unwrap_or_default();
    let drafts: Vec<CardDraft> = made.cards().into_iter().chain(cards::reread(&made, title)).collect();
    note.cards = hand.drafts;
    note.cards.extend(drafts);
    note.diagnostics.extend(hand.diagnostics);
    note.diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
}

/// Front matter that is neither YAML nor TOML.
struct Broken;

/// What the front matter says; an error if it is there and cannot be read.
fn front_matter(text: &str, lexed: &Lexed) -> Result<Matter, Broken> {
    let Some(span) = lexed.spans().first().filter(|span| span.kind == SpanKind::FrontMatter) else {
        return Ok(Matter::default());
    };
    let is_toml = text[span.range.clone()].trim_start_matches('\u{feff}').starts_with('+');
    matter::read(&text[span.inner.clone()], is_toml).ok_or(Broken)
}

/// The headings with their texts, and the sections that they became.
struct Outline {
    preamble: Vec<Row>,
    raws: Vec<Raw>,
    sections: Vec<ParsedSection>,
    /// The heading that each section was first read from.
    firsts: Vec<usize>,
    /// The section of each line.
    of_line: Vec<Option<usize>>,
}

impl Outline {
    fn new(text: &str, lexed: &Lexed, lines: &[Line], headings: Vec<Heading>, skipped: &[usize]) -> Self {
        let first = headings.first().map_or(lines.len(), |heading| heading.line);
        let ends: Vec<usize> =
            headings.iter().skip(1).map(|heading| heading.line).chain(std::iter::once(lines.len())).collect();
        let matter = lexed.spans().first().filter(|span| span.kind == SpanKind::FrontMatter);
        let from = matter.map_or(0, |span| lines.partition_point(|line| line.start < span.range.end)).min(first);
        let preamble = body::rows(text, lines, from..first, skipped);
        let raws: Vec<Raw> = headings
            .into_iter()
            .zip(ends)
            .map(|(heading, end)| raw(text, lexed, lines, heading, end, skipped))
            .collect();
        let (sections, of) = sections(&raws);
        let mut of_line = vec![None; lines.len()];
        for (at, raw) in raws.iter().enumerate() {
            let end = raws.get(at + 1).map_or(lines.len(), |next| next.heading.line);
            of_line[raw.heading.line..end].fill(Some(of[at]));
        }
        let mut firsts = Vec::with_capacity(sections.len());
        for (at, &section) in of.iter().enumerate() {
            if section == firsts.len() {
                firsts.push(at);
            }
        }
        Self { preamble, raws, sections, firsts, of_line }
    }
}

fn raw(text: &str, lexed: &Lexed, lines: &[Line], heading: Heading, end: usize, skipped: &[usize]) -> Raw {
    let is_underlined = heading.level.is_some()
        && !lines[heading.line].marked(text).trim_start().starts_with(['#', '<'])
        && lines.get(heading.line + 1).is_some_and(|line| line.kind == LineKind::Rule);
    let from = (heading.line + 1 + usize::from(is_underlined)).min(end);
    let rows = body::rows(text, lines, from..end, skipped);
    let last = (from..end).rev().find(|&line| lines[line].kind != LineKind::Blank).unwrap_or(heading.line);
    Raw {
        line: lines[heading.line].number,
        end_line: lines[last].number,
        body: body::markdown(text, lexed, lines, &rows),
        rows,
        heading,
    }
}

struct Note<'t> {
    text: &'t str,
    lexed: &'t Lexed,
    lines: &'t [Line],
    outline: &'t Outline,
    title: &'t title::Title,
}

impl Note<'_> {
    fn read(&self, matter: Result<Matter, Broken>, context: &Context<'_>) -> ParsedNote {
        let is_broken = matter.is_err();
        let matter = matter.unwrap_or_default();
        let places = Places::new(self.text, self.lines, &self.outline.of_line);
        let title = matter.title.clone().or_else(|| self.title.text.clone());
        let (mut concepts, owners, tags) = self.concepts(&places, &matter);
        self.name_note(&mut concepts, title.as_deref(), &matter);
        let images = figures::images(self.text, self.lexed, &places);
        let headings: Vec<Heading> = self.outline.raws.iter().map(|raw| raw.heading.clone()).collect();
        let sources = Sources {
            front_matter: matter.date,
            file_name: context.file_name,
            text: self.text,
            lines: self.lines,
            title: self.title.lines.first().copied(),
            headings: &headings,
            images: &images,
        };
        let (date, days) = sources.read();
        ParsedNote {
            title,
            date: date.map(|(date, _)| date),
            date_source: date.map(|(_, source)| source),
            days,
            tags,
            lead: self.lead(),
            sections: self.outline.sections.clone(),
            concepts,
            formulas: figures::formulas(self.text, self.lexed, &places, |line| self.owner(&owners, line)),
            images,
            cards: Vec::new(),
            diagnostics: diagnose::all(self.text, self.lexed, &places, &self.numbers(), is_broken),
        }
    }

    /// What stands before the first section, from the title's line on.
    fn lead(&self) -> ParsedSection {
        let rows = &self.outline.preamble;
        let with_text = |row: &&Row| self.lines[row.line].kind != LineKind::Blank;
        let title = self.title.lines.first().copied();
        let first = title.or_else(|| rows.iter().find(with_text).map(|row| row.line));
        let last = rows.iter().rfind(with_text).map(|row| row.line).max(title);
        let number = |line: Option<usize>| line.map_or(1, |line| self.lines[line].number);
        ParsedSection {
            depth: 1,
            line: number(first),
            end_line: number(last),
            body: body::markdown(self.text, self.lexed, self.lines, rows),
            ..ParsedSection::default()
        }
    }

    /// The numbers of the sections, each with its parent.
    fn numbers(&self) -> Vec<diagnose::Counted<'_>> {
        let sections = self.outline.sections.iter().zip(&self.outline.firsts);
        sections
            .map(|(section, &first)| diagnose::Counted { section, counts: &self.outline.raws[first].heading.counts })
            .collect()
    }

    /// The term that a line belongs to, or the heading above it.
    fn owner(&self, owners: &HashMap<usize, String>, line: usize) -> Option<String> {
        let section = || self.outline.of_line.get(line).copied().flatten().and_then(|at| self.outline.sections.get(at));
        owners.get(&line).cloned().or_else(|| section().map(|section| section.title.clone()))
    }

    fn concepts(
        &self,
        places: &Places<'_>,
        matter: &Matter,
    ) -> (Vec<ParsedConcept>, HashMap<usize, String>, Vec<String>) {
        let learned = Learned::of(self.text, self.lexed, self.lines);
        let mut reader = Reader {
            learned: &learned,
            text: self.text,
            lexed: self.lexed,
            lines: self.lines,
            places,
            concepts: super::concepts::Concepts::default(),
            owners: HashMap::new(),
            defined: HashMap::new(),
        };
        let of_note = self.title.text.as_deref().and_then(super::term::term);
        reader.definitions(&Stretch {
            rows: &self.outline.preamble,
            about: of_note,
            is_lead: !self.outline.raws.is_empty(),
        });
        let catalogued = super::catalogue::catalogued(&self.outline.raws);
        for (raw, is_entry) in self.outline.raws.iter().zip(catalogued) {
            let heading = &raw.heading;
            reader.heading(&Named { title: &heading.title, at: heading.title_at });
            let stretch = Stretch { rows: &raw.rows, about: self.about(heading), is_lead: false };
            reader.answer(&stretch, &heading.title, heading.title_at);
            reader.headed(&stretch, heading.title_at, is_entry);
            reader.definitions(&stretch);
        }
        reader.tables();
        reader.aliases();
        reader.wikilinks();
        let mut tags = matter.tags.clone();
        for tag in &matter.tags {
            reader.tag(tag, 0);
        }
        tags.extend(reader.tags());
        tags.extend(reader.tag_lines());
        let mut seen = HashSet::new();
        tags.retain(|tag| seen.insert(tag.to_lowercase()));
        let (concepts, owners) = reader.finish();
        (concepts, owners, tags)
    }

    /// What a heading's section is about: the one term that it names, or that a heading above names.
    fn about(&self, heading: &Heading) -> Option<Term> {
        match super::term::terms(&heading.title).as_slice() {
            [only] => Some(only.clone()),
            [] if super::questions::asked(&heading.title).is_some() => super::questions::asked(&heading.title),
            [] => self.about(&self.outline.raws.get(heading.parent?)?.heading),
            _ => None,
        }
    }

    /// A note with other names is a concept itself.
    fn name_note(&self, concepts: &mut Vec<ParsedConcept>, title: Option<&str>, matter: &Matter) {
        let Some(title) = title.and_then(super::term::term).filter(|_| !matter.aliases.is_empty()) else { return };
        let line = self.title.lines.first().map_or(1, |&line| self.lines[line].number);
        let at = Provenance { line, column: 1 };
        let mut gathered = super::concepts::Concepts::default();
        let term = Term { name: title.name, aliases: matter.aliases.clone() };
        gathered.add(&term, Mention { stance: Stance::Heading, definition: None, section: None, at });
        for concept in std::mem::take(concepts) {
            let term = Term { name: concept.name, aliases: concept.aliases };
            for mention in concept.mentions {
                gathered.add(&term, mention);
            }
        }
        *concepts = gathered.finish();
    }
}

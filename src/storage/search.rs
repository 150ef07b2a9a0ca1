//! The search index: written with every note, dropped and made anew at will, and the texts that its finds are looked at in.

use super::concept::BETWEEN;
use super::{Result, Storage, sql};
use crate::domain::{ConceptId, Filter, HitKind, NoteId, Wanted};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Params, Row, params};
use std::fmt::Write;

/// A table of the index; its rows have the ids of what they index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchTable {
    /// Names and aliases of concepts, by words and by sound.
    Concept,
    /// Titles of sections, by words and by sound.
    Heading,
    /// Whole sections, by words.
    Section,
    /// Questions and answers, by words.
    Card,
}

impl SearchTable {
    pub const ALL: [Self; 4] = [Self::Concept, Self::Heading, Self::Section, Self::Card];
}

/// A text to be indexed: a row's id, and its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedText {
    pub id: i64,
    /// What it is called: a title, the names of a concept, a question.
    pub names: Vec<String>,
    /// What it says.
    pub texts: Vec<String>,
}

impl Storage {
    pub fn search_put(&self, table: SearchTable, id: i64, words: &str) -> Result<()> {
        let sql = match table {
            SearchTable::Concept => sql!("search/put_concept"),
            SearchTable::Heading => sql!("search/put_heading"),
            SearchTable::Section => sql!("search/put_section"),
            SearchTable::Card => sql!("search/put_card"),
        };
        self.db.prepare_cached(sql)?.execute(params![id, words])?;
        Ok(())
    }

    /// Adds a row that the index cannot have yet, which saves looking for it.
    pub fn search_add(&self, table: SearchTable, id: i64, words: &str) -> Result<()> {
        let sql = match table {
            SearchTable::Concept => return self.search_put(table, id, words),
            SearchTable::Heading => sql!("search/add_heading"),
            SearchTable::Section => sql!("search/add_section"),
            SearchTable::Card => sql!("search/add_card"),
        };
        self.db.prepare_cached(sql)?.execute(params![id, words])?;
        Ok(())
    }

    pub fn search_drop(&self, table: SearchTable, id: i64) -> Result<()> {
        let sql = match table {
            SearchTable::Concept => sql!("search/drop_concept"),
            SearchTable::Heading => sql!("search/drop_heading"),
            SearchTable::Section => sql!("search/drop_section"),
            SearchTable::Card => sql!("search/drop_card"),
        };
        self.db.prepare_cached(sql)?.execute([id])?;
        Ok(())
    }

    /// Empties the index.
    pub fn search_clear(&self) -> Result<()> {
        for statement in [
            sql!("search/clear_concept"),
            sql!("search/clear_heading"),
            sql!("search/clear_section"),
            sql!("search/clear_card"),
            sql!("search/clear_words"),
        ] {
            self.db.execute(statement, [])?;
        }
        Ok(())
    }

    /// Joins the parts of the index, after it was made as a whole.
    pub fn search_optimize(&self) -> Result<()> {
        for statement in [
            sql!("search/optimize_concept"),
            sql!("search/optimize_heading"),
            sql!("search/optimize_section"),
            sql!("search/optimize_card"),
        ] {
            self.db.execute(statement, [])?;
        }
        Ok(())
    }

    /// Counts `texts` more texts, or fewer, that hold a Latin word.
    pub fn search_add_word(&self, word: &str, texts: i32) -> Result<()> {
        self.db.prepare_cached(sql!("search/add_word"))?.execute(params![word, texts])?;
        Ok(())
    }

    /// The Latin words of all texts.
    pub fn search_words(&self) -> Result<Vec<(String, u32)>> {
        let mut statement = self.db.prepare_cached(sql!("search/words"))?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Makes known that the index has changed.
    pub fn search_next_generation(&self) -> Result<()> {
        self.db.prepare_cached(sql!("search/next_generation"))?.execute([])?;
        Ok(())
    }

    pub fn search_sections_of_note(&self, note: NoteId) -> Result<Vec<IndexedText>> {
        self.indexed(sql!("search/sections_of_note"), [note.0], |row| Ok((vec![row.get(1)?], vec![row.get(2)?])))
    }

    pub fn search_concepts_of_note(&self, note: NoteId) -> Result<Vec<IndexedText>> {
        self.indexed(sql!("search/concepts_of_note"), [note.0], |row| Ok((names(row, 1)?, Vec::new())))
    }

    /// The concepts that no other note speaks of.
    pub fn search_concepts_of_note_alone(&self, note: NoteId) -> Result<Vec<ConceptId>> {
        Ok(self.ids(sql!("search/concepts_of_note_alone"), [note.0])?.into_iter().map(ConceptId).collect())
    }

    pub fn search_cards_of_note(&self, note: NoteId) -> Result<Vec<IndexedText>> {
        self.indexed(sql!("search/cards_of_note"), [note.0], card_columns)
    }

    pub fn search_cards_without_note(&self) -> Result<Vec<IndexedText>> {
        self.indexed(sql!("search/cards_without_note"), [], card_columns)
    }

    /// The notes in play with ids below `before`, the highest first.
    pub fn search_notes_before(&self, before: NoteId, limit: usize) -> Result<Vec<NoteId>> {
        Ok(self.ids(sql!("search/notes_before"), params![before.0, most(limit)])?.into_iter().map(NoteId).collect())
    }

    /// Ids of what holds the wanted words, the newest first.
    pub fn search_match(&self, table: SearchTable, wanted: &Wanted, limit: usize) -> Result<Vec<i64>> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let sql = match table {
            SearchTable::Concept => sql!("search/match_concept"),
            SearchTable::Heading => sql!("search/match_heading"),
            SearchTable::Section => sql!("search/match_section"),
            SearchTable::Card => sql!("search/match_card"),
        };
        self.ids(sql, params![expression(wanted), most(limit)])
    }

    /// The same among what passes the filter; `until` is the moment before which a card that is due waits.
    pub fn search_match_in(
        &self,
        table: SearchTable,
        wanted: &Wanted,
        filter: &Filter,
        (until, limit): (DateTime<Utc>, usize),
    ) -> Result<Vec<i64>> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let (from, to, tags, without) = note_params(filter);
        let expression = expression(wanted);
        let is_broad = self.is_broad(filter)?;
        let sql = match table {
            SearchTable::Concept => sql!("search/match_concept_in", "search/of_notes", "search/newest_concepts"),
            SearchTable::Heading if is_broad => {
                sql!("search/match_heading_joined", "search/of_notes", "search/newest_joined_heading")
            }
            SearchTable::Section if is_broad => {
                sql!("search/match_section_joined", "search/of_notes", "search/newest_joined_section")
            }
            SearchTable::Heading => sql!("search/match_heading_in", "search/of_notes", "search/newest_matches_heading"),
            SearchTable::Section => sql!("search/match_section_in", "search/of_notes", "search/newest_matches_section"),
            SearchTable::Card => {
                let sql = sql!("search/match_card_in", "search/of_cards", "search/of_notes", "search/newest_cards");
                let (decks, due, lapses) = card_params(filter, until);
                return self.ids(sql, params![most(limit), from, to, tags, without, decks, due, lapses, expression]);
            }
        };
        self.ids(sql, params![most(limit), from, to, tags, without, expression])
    }

    /// Whether so many notes pass the filter that it is better looked at for each find than taken first.
    fn is_broad(&self, filter: &Filter) -> Result<bool> {
        let (from, to, tags, without) = note_params(filter);
        let sql = sql!("search/count_notes", "search/of_notes");
        let counts = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        let (passing, all) = self.db.prepare_cached(sql)?.query_row(params![0, from, to, tags, without], counts)?;
        Ok(passing.saturating_mul(BROAD) > all)
    }

    /// Ids of all of a kind that pass the filter, the newest first.
    pub fn search_in(
        &self,
        kind: HitKind,
        filter: &Filter,
        (until, limit): (DateTime<Utc>, usize),
    ) -> Result<Vec<i64>> {
        let (from, to, tags, without) = note_params(filter);
        let sql = match kind {
            HitKind::Concept => sql!("search/in_concepts", "search/of_notes", "search/newest_concepts"),
            HitKind::Section => sql!("search/in_sections", "search/of_notes", "search/newest_sections"),
            HitKind::Formula => sql!("search/in_formulas", "search/of_notes", "search/newest_formulas"),
            HitKind::Card => {
                let sql = sql!("search/in_cards", "search/of_cards", "search/of_notes", "search/newest_cards");
                let (decks, due, lapses) = card_params(filter, until);
                return self.ids(sql, params![most(limit), from, to, tags, without, decks, due, lapses]);
            }
        };
        self.ids(sql, params![most(limit), from, to, tags, without])
    }

    /// Sections that hold `marks` to the letter, among the `newest` ones.
    pub fn search_marks(&self, marks: &str, newest: usize, limit: usize) -> Result<Vec<i64>> {
        self.ids(sql!("search/marks"), params![marks, most(limit), most(newest)])
    }

    pub(super) fn ids(&self, sql: &str, params: impl Params) -> Result<Vec<i64>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn indexed(
        &self,
        sql: &str,
        params: impl Params,
        columns: impl Fn(&Row<'_>) -> rusqlite::Result<(Vec<String>, Vec<String>)>,
    ) -> Result<Vec<IndexedText>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| {
            let (names, texts) = columns(row)?;
            Ok(IndexedText { id: row.get(0)?, names, texts })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn card_columns(row: &Row<'_>) -> rusqlite::Result<(Vec<String>, Vec<String>)> {
    Ok((Vec::new(), vec![row.get(1)?, row.get(2)?, row.get(3)?]))
}

/// A name and its aliases, which stand in two columns from `at` on.
pub(super) fn names(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<String>> {
    let aliases: Option<String> = row.get(at + 1)?;
    let mut names = vec![row.get(at)?];
    names.extend(aliases.iter().flat_map(|joined| joined.split(BETWEEN)).map(str::to_owned));
    Ok(names)
}

pub(super) fn most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// First day, last day, tags, and tags that must not be.
fn note_params(filter: &Filter) -> (Option<String>, Option<String>, String, String) {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    (day(filter.from), day(filter.to), json(&filter.tags), json(&filter.without_tags))
}

fn json(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}

/// A filter is broad when more than one note in so many passes it.
const BROAD: i64 = 8;
/// How often a card is forgotten before it is a leech.
const LEECH_LAPSES: u32 = 8;

/// The decks as they are looked for in a card's path, the moment before which it waits, and its lapses.
fn card_params(filter: &Filter, until: DateTime<Utc>) -> (String, Option<i64>, Option<u32>) {
    let decks: Vec<String> =
        filter.decks.iter().map(|deck| deck.to_ascii_lowercase().trim_matches(':').to_owned()).collect();
    (json(&decks), filter.is_due.then(|| until.timestamp_millis()), filter.is_leech.then_some(LEECH_LAPSES))
}

/// The wish in the words of the full-text index. Everything is quoted, so that no word of a user is taken for an operator.
fn expression(wanted: &Wanted) -> String {
    let mut text = String::new();
    write_expression(wanted, &mut text);
    text
}

fn write_expression(wanted: &Wanted, text: &mut String) {
    let (parts, operator) = match wanted {
        Wanted::Word(word) => {
            let _ = write!(text, "\"{}\"", word.replace('"', "\"\""));
            return;
        }
        Wanted::Prefix(word) => {
            let _ = write!(text, "\"{}\" *", word.replace('"', "\"\""));
            return;
        }
        Wanted::All(parts) => (parts, " AND "),
        Wanted::Any(parts) => (parts, " OR "),
    };
    text.push('(');
    for (at, part) in parts.iter().filter(|part| !part.is_empty()).enumerate() {
        if at > 0 {
            text.push_str(operator);
        }
        write_expression(part, text);
    }
    text.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Wanted {
        Wanted::Word(text.to_owned())
    }

    #[test]
    fn a_wish_becomes_an_expression_in_which_nothing_is_an_operator() {
        let wanted = Wanted::All(vec![
            word("归一"),
            Wanted::Any(vec![word("NOT"), Wanted::Prefix("a\"b".to_owned()), Wanted::Any(Vec::new())]),
        ]);
        assert_eq!(expression(&wanted), r#"("归一" AND ("NOT" OR "a""b" *))"#);
    }

    #[test]
    fn rows_are_found_by_their_words_and_forgotten() {
        let storage = Storage::in_memory().unwrap();
        for (id, words) in [(1, "归一 一化 ˉgyh"), (2, "注意 意力 attention ˉzyl"), (3, "归一 attention")] {
            storage.search_put(SearchTable::Heading, id, words).unwrap();
        }
        let found = |wanted: &Wanted| storage.search_match(SearchTable::Heading, wanted, 10).unwrap();
        assert_eq!(found(&word("归一")), [3, 1]);
        assert_eq!(found(&Wanted::All(vec![word("归一"), word("attention")])), [3]);
        assert_eq!(found(&Wanted::Prefix("ˉzy".to_owned())), [2]);
        assert_eq!(found(&Wanted::Prefix("atten".to_owned())), [3, 2]);
        storage.search_drop(SearchTable::Heading, 3).unwrap();
        storage.search_put(SearchTable::Heading, 1, "一化").unwrap();
        assert_eq!(found(&word("归一")), [] as [i64; 0]);
        storage.search_clear().unwrap();
        assert_eq!(found(&word("一化")), [] as [i64; 0]);
    }
}

//! What was typed into the search, taken apart: words that must be there, `"phrases"`, `-words` that must not, and filters such as
//! `tag:moe` or `date:2025-10..`. Nothing is an error: what cannot be read as a filter is words.

use super::folded::{Folded, Run};
use crate::domain::{Filter, HitKind};
use chrono::{Datelike, Days, Months, NaiveDate};

/// Longer queries are cut: no one types so much, and a pasted page must cost no more than a line.
const LONGEST: usize = 200;
const MOST_TERMS: usize = 16;
/// Words that join others and name nothing, where they stand alone between them: `GQA和MQA`, `用GQA后`, `norm of a batch`.
const JOINTS: &[&str] = &[
    "的", "和", "与", "跟", "及", "或", "之", "是", "用", "在", "对", "后", "前", "中", "里", "a", "an", "the", "of",
    "and", "or", "vs", "in", "to", "is", "are", "for", "with", "what", "why", "how", "does", "do",
];

/// A word or phrase of the query.
#[derive(Debug, Clone)]
pub struct Term {
    pub text: String,
    pub folded: Folded,
    /// Quoted: meant to the letter.
    pub is_phrase: bool,
}

/// A query taken apart.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub terms: Vec<Term>,
    pub without: Vec<Term>,
    pub filter: Filter,
    /// Marks that hold no word, such as `->`: looked for as they stand.
    pub marks: Option<String>,
}

impl Query {
    pub fn parse(text: &str) -> Self {
        let text: String = text.chars().take(LONGEST).collect();
        let mut query = Self::default();
        for piece in pieces(&text) {
            query.take(&piece);
        }
        query.terms.truncate(MOST_TERMS);
        query.without.truncate(MOST_TERMS);
        let marks = text.trim();
        if query.terms.is_empty() && query.without.is_empty() && query.filter.is_empty() && marks.chars().count() > 1 {
            query.marks = Some(marks.to_owned());
        }
        query
    }

    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.filter.is_empty() && self.marks.is_none()
    }

    /// The words that are not quoted, as they were typed.
    pub fn words(&self) -> String {
        let words = self.terms.iter().filter(|term| !term.is_phrase);
        words.map(|term| term.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    pub fn has_phrase(&self) -> bool {
        self.terms.iter().any(|term| term.is_phrase)
    }

    /// The query with nothing that narrows it; none if nothing does.
    pub fn widened(&self) -> Option<Self> {
        if !self.has_phrase() && self.filter.is_empty() && self.without.is_empty() {
            return None;
        }
        let terms: Vec<Term> = self.terms.iter().map(|term| Term { is_phrase: false, ..term.clone() }).collect();
        (!terms.is_empty()).then(|| Self { terms, ..Self::default() })
    }

    /// What must be there: the runs of all terms, each with whether it is quoted. Joints count only where there is nothing else.
    pub(super) fn runs(&self) -> impl Iterator<Item = (Run<'_>, bool)> {
        let all = || self.terms.iter().flat_map(|term| term.folded.runs().map(move |run| (run, term.is_phrase)));
        let is_telling = |(run, is_phrase): &(Run<'_>, bool)| *is_phrase || !JOINTS.contains(&run.text);
        let has_telling = all().any(|run| is_telling(&run));
        all().filter(move |run| !has_telling || is_telling(run))
    }

    fn take(&mut self, piece: &Piece) {
        let text = piece.text.as_str();
        if !piece.is_phrase {
            let (is_not, word) = match text.strip_prefix(['-', '－', '−']) {
                Some(rest) if rest.chars().any(char::is_alphanumeric) => (true, rest),
                _ => (piece.is_not, text),
            };
            if self.take_filter(word, is_not) {
                return;
            }
            return self.push(word, false, is_not);
        }
        self.push(text, true, piece.is_not);
    }

    fn push(&mut self, text: &str, is_phrase: bool, is_not: bool) {
        let folded = Folded::new(text);
        if folded.is_empty() {
            return;
        }
        let term = Term { text: text.to_owned(), folded, is_phrase };
        if is_not { self.without.push(term) } else { self.terms.push(term) }
    }

    /// Reads `key:value`; tells whether it was one.
    fn take_filter(&mut self, word: &str, is_not: bool) -> bool {
        let Some((key, value)) = word.split_once([':', '：']) else { return false };
        if value.is_empty() {
            return false;
        }
        match (key.to_ascii_lowercase().as_str(), is_not) {
            ("tag" | "标签", false) => self.filter.tags.push(folded_tag(value)),
            ("tag" | "标签", true) => self.filter.without_tags.push(folded_tag(value)),
            ("deck" | "牌组", false) => self.filter.decks.push(value.to_owned()),
            ("kind" | "类型", false) => match kind(value) {
                Some(kind) => self.filter.kind = Some(kind),
                None => return false,
            },
            ("is", false) => match value.to_ascii_lowercase().as_str() {
                "due" | "到期" => self.filter.is_due = true,
                "leech" | "难点" => self.filter.is_leech = true,
                _ => return false,
            },
            ("date" | "日期", false) => match dates(value) {
                Some((from, to)) => (self.filter.from, self.filter.to) = (from, to),
                None => return false,
            },
            _ => return false,
        }
        true
    }
}

/// A tag as it is compared.
fn folded_tag(tag: &str) -> String {
    tag.trim_start_matches('#').to_lowercase()
}

fn kind(name: &str) -> Option<HitKind> {
    match name.to_lowercase().trim_end_matches('s') {
        "concept" | "概念" => Some(HitKind::Concept),
        "section" | "小节" => Some(HitKind::Section),
        "formula" | "formulae" | "公式" => Some(HitKind::Formula),
        "card" | "卡片" => Some(HitKind::Card),
        _ => None,
    }
}

/// The first and the last day of `2025`, `2025-10`, `2025-10-16`, or of a range of them that may be open at one end.
fn dates(text: &str) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
    let Some((from, to)) = text.split_once("..") else {
        let (from, to) = span(text)?;
        return Some((Some(from), Some(to)));
    };
    let end = |text: &str| if text.is_empty() { Some(None) } else { span(text).map(Some) };
    let (from, to) = (end(from)?, end(to)?);
    (from.is_some() || to.is_some()).then_some((from.map(|(first, _)| first), to.map(|(_, last)| last)))
}

fn span(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
    let year = i32::try_from(parts.next()??).ok().filter(|year| (1..=9999).contains(year))?;
    let (month, day) = match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => (None, None),
        (Some(month), None, _) => (Some(month?), None),
        (Some(month), Some(day), None) => (Some(month?), Some(day?)),
        _ => return None,
    };
    let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?;
    let next = match (month, day) {
        (None, _) => first.with_year(year + 1)?,
        (_, None) => first.checked_add_months(Months::new(1))?,
        _ => first.checked_add_days(Days::new(1))?,
    };
    Some((first, next.pred_opt()?))
}

/// A piece of the query: what stands between blanks, or between quotes.
struct Piece {
    text: String,
    is_phrase: bool,
    is_not: bool,
}

fn closing(quote: char) -> Option<char> {
    match quote {
        '"' | '＂' => Some(quote),
        '“' => Some('”'),
        '「' => Some('」'),
        _ => None,
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut word = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        let end = closing(character).and_then(|closing| after.find(closing).map(|end| (end, closing.len_utf8())));
        let is_not = word == "-";
        if let (Some((end, width)), true) = (end, word.ends_with([':', '：'])) {
            word.push_str(&after[..end]);
            pieces.push(Piece { text: std::mem::take(&mut word), is_phrase: false, is_not: false });
            rest = &after[end + width..];
            continue;
        }
        if let (Some((end, width)), true) = (end, word.is_empty() || is_not) {
            pieces.push(Piece { text: after[..end].to_owned(), is_phrase: true, is_not });
            word.clear();
            rest = &after[end + width..];
            continue;
        }
        if character.is_whitespace() {
            if !word.is_empty() {
                pieces.push(Piece { text: std::mem::take(&mut word), is_phrase: false, is_not: false });
            }
        } else {
            word.push(character);
        }
        rest = after;
    }
    if !word.is_empty() {
        pieces.push(Piece { text: word, is_phrase: false, is_not: false });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let query = Query::parse(text);
        let term = |term: &Term| if term.is_phrase { format!("\"{}\"", term.text) } else { term.text.clone() };
        let mut parts: Vec<String> = query.terms.iter().map(term).collect();
        parts.extend(query.without.iter().map(|without| format!("-{}", term(without))));
        let filter = query.filter;
        parts.extend(filter.tags.iter().map(|tag| format!("tag={tag}")));
        parts.extend(filter.without_tags.iter().map(|tag| format!("-tag={tag}")));
        parts.extend(filter.decks.iter().map(|deck| format!("deck={deck}")));
        parts.extend(filter.kind.map(|kind| format!("kind={kind:?}")));
        parts.extend(filter.from.map(|from| format!("from={from}")));
        parts.extend(filter.to.map(|to| format!("to={to}")));
        parts.extend(filter.is_due.then(|| "due".to_owned()));
        parts.extend(filter.is_leech.then(|| "leech".to_owned()));
        parts.extend(query.marks.map(|marks| format!("marks={marks}")));
        parts.join(" ")
    }

    #[test]
    fn a_query_is_taken_apart() {
        for (text, expected) in [
            ("注意力 mask", "注意力 mask"),
            ("　用GQA后　", "用GQA后"),
            ("\"layer norm\" 缓存", "\"layer norm\" 缓存"),
            ("“层归一化”", "\"层归一化\""),
            ("moe -router -\"shared expert\"", "moe -router -\"shared expert\""),
            ("tag:MoE -tag:旧 deck:归一化", "tag=moe -tag=旧 deck=归一化"),
            ("deck:\"Long context\" 外推 tag:\"a b\"", "外推 tag=a b deck=Long context"),
            ("kind:formula softmax", "softmax kind=Formula"),
            ("kind:概念", "kind=Concept"),
            ("is:due is:leech", "due leech"),
            ("date:2025-10..", "from=2025-10-01"),
            ("date:..2025-10", "to=2025-10-31"),
            ("date:2024", "from=2024-01-01 to=2024-12-31"),
            ("date:2025-02", "from=2025-02-01 to=2025-02-28"),
            ("date:2025-10-16", "from=2025-10-16 to=2025-10-16"),
            ("date：2025-10-01..2025-10-15", "from=2025-10-01 to=2025-10-15"),
            ("->", "marks=->"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_words() {
        for (text, expected) in [
            ("\"open", "\"open"),
            ("date:yesterday", "date:yesterday"),
            ("date:2025-13", "date:2025-13"),
            ("date:..", "date:.."),
            ("is:great", "is:great"),
            ("kind:thing", "kind:thing"),
            ("tag:", "tag:"),
            ("foo:bar", "foo:bar"),
            ("Pre-LN", "Pre-LN"),
            ("-", ""),
            ("a\"b\"", "a\"b\""),
            ("", ""),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_an_error(text in "(\\PC|[-\":.]|date:|tag:|is:){0,40}") {
            let query = Query::parse(&text);
            prop_assert!(query.terms.len() <= MOST_TERMS);
        }
    }
}

//! Environments: rows and columns between `\begin` and `\end`.

use super::{Kind, Node, Parser, Until};
use crate::typeset::lex::{Token, is_command};
use crate::typeset::tree::{Align, Grid, Kind as GridKind};

/// A row holds no more cells; further ones make new rows of nothing but time.
const MOST_COLUMNS: usize = 200;

/// Environments with a language of their own: what is in them would be misread as a formula.
const PICTURES: [&str; 5] = ["CD", "tikzcd", "tikzpicture", "algorithmic", "algorithm"];

/// Lines and columns that stand in no environment.
pub(super) fn implicit(rows: Vec<Vec<Node>>, has_columns: bool) -> Node {
    let kind = if has_columns { GridKind::Aligned } else { GridKind::Gathered };
    let columns = if has_columns { Vec::new() } else { vec![Align::Left] };
    Node::Grid(Grid { kind, rows, columns, bars: Vec::new(), rules: Vec::new(), left: "", right: "" })
}

/// How an environment is set: what its cells are, what stands around it.
fn shape(name: &str) -> Option<(GridKind, &'static str, &'static str)> {
    Some(match name.trim_end_matches('*') {
        "matrix" | "smallmatrix" | "array" | "darray" | "tabular" | "subarray" => (GridKind::Matrix, "", ""),
        "pmatrix" | "psmallmatrix" => (GridKind::Matrix, "(", ")"),
        "bmatrix" | "bsmallmatrix" => (GridKind::Matrix, "[", "]"),
        "Bmatrix" => (GridKind::Matrix, "{", "}"),
        "vmatrix" => (GridKind::Matrix, "|", "|"),
        "Vmatrix" => (GridKind::Matrix, "‖", "‖"),
        "cases" | "dcases" | "numcases" => (GridKind::Cases, "{", ""),
        "rcases" | "drcases" => (GridKind::Cases, "", "}"),
        "align" | "aligned" | "alignat" | "alignedat" | "split" | "eqnarray" | "flalign" | "empheq" => {
            (GridKind::Aligned, "", "")
        }
        "gather" | "gathered" | "multline" | "equation" | "displaymath" | "math" | "subequations" | "center" => {
            (GridKind::Gathered, "", "")
        }
        _ => return None,
    })
}

impl Parser<'_> {
    /// What `\begin`, already taken, begins.
    pub(super) fn environment(&mut self, at: usize) -> Node {
        let name = self.word();
        let Some((kind, left, right)) = shape(&name) else {
            self.note(at, format!("unknown environment `{name}`"));
            if PICTURES.contains(&name.as_str()) {
                return self.as_written(&name, at);
            }
            return Node::Unknown(format!("\\begin{{{name}}}"));
        };
        if !self.deepen() {
            self.depth -= 1;
            self.note(at, "nested too deeply");
            return Node::Unknown(format!("\\begin{{{name}}}"));
        }
        let (columns, bars) = self.columns(&name);
        let mut rules = Vec::new();
        let mut rows = self.rows(&mut rules);
        if name.starts_with("eqnarray") {
            rows.iter_mut().for_each(join_relation);
        }
        self.depth -= 1;
        self.end(&name, at);
        let is_single = rows.len() == 1 && rows[0].len() == 1 && rules.is_empty();
        if kind == GridKind::Gathered && is_single {
            return rows.into_iter().flatten().next().unwrap_or_else(Node::empty);
        }
        if kind == GridKind::Cases && is_single {
            match rows.pop().and_then(|mut row| row.pop()) {
                Some(Node::Grid(grid)) if grid.left.is_empty() && grid.right.is_empty() => {
                    return Node::Grid(Grid { left, right, ..grid });
                }
                other => rows.push(other.into_iter().collect()),
            }
        }
        Node::Grid(Grid { kind, rows, columns, bars, rules, left, right })
    }

    /// The source of an environment from its beginning at `at` to its end, line by line.
    fn as_written(&mut self, name: &str, at: usize) -> Node {
        while let Some(token) = self.tokens.pop() {
            if token.kind == Kind::Command("end") && self.word() == name {
                break;
            }
        }
        let end = self.tokens.last().map_or(self.source.len(), |token| token.at);
        let source = self.source.get(at..end).unwrap_or_default().replace(is_command, " ");
        let line = |line: &str| vec![Node::Unknown(line.split_whitespace().collect::<Vec<_>>().join(" "))];
        let rows = source.split(r"\\").map(line).collect();
        let columns = vec![Align::Left];
        let kind = GridKind::Matrix;
        Node::Grid(Grid { kind, rows, columns, bars: Vec::new(), rules: Vec::new(), left: "", right: "" })
    }

    /// `\end{name}`, or a note that it is missing.
    fn end(&mut self, name: &str, at: usize) {
        if !self.take(Kind::Command("end")) {
            self.note(at, format!("`\\begin{{{name}}}` is not ended"));
            return;
        }
        let here = self.here();
        let ended = self.word();
        if ended != name {
            self.note(here, format!("`\\end{{{ended}}}` ends `{name}`"));
        }
    }

    /// The specification of columns, where the environment has one: `{l|cr}`, `[r]`.
    fn columns(&mut self, name: &str) -> (Vec<Align>, Vec<usize>) {
        let is_array = matches!(name, "array" | "darray" | "tabular" | "subarray");
        let tokens = match name {
            _ if is_array => {
                self.bracketed_tokens();
                self.argument_tokens()
            }
            "alignat" | "alignat*" | "alignedat" | "empheq" => {
                self.argument_tokens();
                Vec::new()
            }
            _ if name.ends_with("matrix*") || matches!(name, "aligned" | "gathered" | "split") => {
                self.bracketed_tokens().unwrap_or_default()
            }
            _ => Vec::new(),
        };
        specified(&tokens, false)
    }

    fn rows(&mut self, rules: &mut Vec<usize>) -> Vec<Vec<Node>> {
        let mut rows = Vec::new();
        loop {
            self.rules(rows.len(), rules);
            let (row, goes_on) = self.cell_row(Until::Cell);
            rows.push(row);
            if !goes_on {
                break;
            }
        }
        drop_last_if_blank(&mut rows);
        rows
    }

    /// Rows of cells up to the end; for the formula as a whole, in which every row ends at the end of the source.
    pub(super) fn cells(&mut self, until: Until) -> Vec<Vec<Node>> {
        let mut rows = Vec::new();
        loop {
            let (row, goes_on) = self.cell_row(until);
            rows.push(row);
            if !goes_on && self.peek().is_none() {
                break;
            }
            if !goes_on {
                self.stray();
            }
        }
        drop_last_if_blank(&mut rows);
        rows
    }

    /// A token that ends something that was never begun.
    fn stray(&mut self) {
        if let Some(token) = self.next() {
            self.note(token.at, format!("`{}` ends nothing", token.source()));
        }
    }

    /// One row, and whether another follows.
    fn cell_row(&mut self, until: Until) -> (Vec<Node>, bool) {
        let mut row = Vec::new();
        loop {
            let nodes = self.list(until);
            if row.len() < MOST_COLUMNS {
                row.push(Node::row(nodes));
            } else if let Some(last) = row.last_mut() {
                let mut whole = match std::mem::replace(last, Node::empty()) {
                    Node::Row(before) => before,
                    before => vec![before],
                };
                whole.extend(nodes);
                *last = Node::Row(whole);
            }
            match self.peek().map(|token| token.kind) {
                Some(Kind::Align) => {
                    self.tokens.pop();
                }
                Some(Kind::Command("\\" | "cr" | "newline")) => {
                    self.tokens.pop();
                    self.row_gap();
                    return (row, true);
                }
                _ => return (row, false),
            }
        }
    }

    /// `*` and `[4pt]` after `\\`. A bracket that holds no length belongs to the next row.
    fn row_gap(&mut self) {
        if self.tokens.last().and_then(Token::character) == Some("*") {
            self.tokens.pop();
        }
        let mut ahead = self.tokens.iter().rev().filter_map(Token::character);
        let opens = self.tokens.last().and_then(Token::character) == Some("[");
        if opens && ahead.nth(1).is_some_and(|text| text.bytes().all(|b| b.is_ascii_digit() || b"-.".contains(&b))) {
            self.bracketed_tokens();
        }
    }

    /// Rules above the row that comes.
    fn rules(&mut self, row: usize, rules: &mut Vec<usize>) {
        while let Some(Kind::Command(name)) = self.peek().map(|token| token.kind) {
            match name {
                "hline" | "hdashline" | "toprule" | "midrule" | "bottomrule" => {
                    self.tokens.pop();
                    if rules.last() != Some(&row) {
                        rules.push(row);
                    }
                }
                "cline" | "cmidrule" => {
                    self.tokens.pop();
                    self.argument_tokens();
                }
                _ => break,
            }
        }
    }
}

/// The alignments and upright rules that a specification names: `l|c*{2}{r}p{2cm}`. Two rules side by side are one.
fn specified(tokens: &[Token], is_repeated: bool) -> (Vec<Align>, Vec<usize>) {
    let (mut columns, mut bars) = (Vec::new(), Vec::new());
    let mut rest = tokens;
    let mut signs = 0;
    while let Some((token, behind)) = rest.split_first().filter(|_| signs < MOST_COLUMNS) {
        rest = behind;
        signs += 1;
        match token.character() {
            Some("l") => columns.push(Align::Left),
            Some("c" | "X") => columns.push(Align::Center),
            Some("r") => columns.push(Align::Right),
            Some("p" | "m" | "b") => {
                columns.push(Align::Left);
                group(&mut rest);
            }
            Some("|" | ":") if bars.last() != Some(&columns.len()) => bars.push(columns.len()),
            Some("@" | "!" | ">" | "<") => {
                group(&mut rest);
            }
            Some("*") if !is_repeated => {
                let times: String = group(&mut rest).iter().filter_map(Token::character).collect();
                let (again, rules) = specified(group(&mut rest), true);
                for _ in 0..times.parse().unwrap_or(1).min(MOST_COLUMNS) {
                    let before = columns.len();
                    bars.extend(rules.iter().map(|bar| bar + before));
                    columns.extend_from_slice(&again);
                }
                bars.dedup();
                columns.truncate(MOST_COLUMNS);
                bars.truncate(MOST_COLUMNS);
            }
            _ => {}
        }
    }
    (columns, bars)
}

/// Takes one argument off a specification, with what is in its braces.
fn group<'t, 's>(rest: &mut &'t [Token<'s>]) -> &'t [Token<'s>] {
    let mut depth = 0_usize;
    let end = rest.iter().position(|token| {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    let (taken, behind) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
    *rest = behind;
    match taken {
        [first, inside @ .., _] if first.kind == Kind::Open => inside,
        taken => taken,
    }
}

/// The relation of an `eqnarray` has a column of its own; here it stands with what follows it.
fn join_relation(row: &mut Vec<Node>) {
    if row.len() == 3 {
        let joined = row.split_off(1);
        row.push(Node::Row(joined));
    }
}

fn drop_last_if_blank(rows: &mut Vec<Vec<Node>>) {
    while rows.len() > 1 && rows.last().is_some_and(|row| row.iter().all(Node::is_empty)) {
        rows.pop();
    }
}

//! The tree in one line: `softmax(QKᵀ/√d)V`. Parentheses stand where a bar or a raised row would have held things together.

use super::alphabet::{lowered, raised};
use super::binding::{is_enclosed, is_loose, needs_parentheses};
use super::layout::{
    Explicit, Style, both_sides, is_atom, is_beside_factor, is_function, is_open_root, is_primes, marked, plain,
    run_together, sides, space, struck,
};
use super::plain::ascii;
use super::tree::{Class, Grid, Kind, Mark, Node, Span};

/// Scripts of more characters are written behind `_` and `^`.
const LONGEST_INLINE: usize = 6;

#[derive(Debug, Clone, Copy)]
pub(super) struct Liner {
    is_ascii: bool,
    /// In scripts signs stand close.
    is_script: bool,
}

impl Liner {
    pub const fn new(is_ascii: bool) -> Self {
        Self { is_ascii, is_script: false }
    }

    pub fn line(self, node: &Node) -> String {
        match node {
            Node::Glyph { text, .. }
            | Node::Text(text)
            | Node::Name { text, .. }
            | Node::BigOp { text, .. }
            | Node::Unknown(text) => self.leaf(text),
            Node::Row(nodes) => self.row(nodes, None),
            Node::Space(_) | Node::Phantom(_) => " ".to_owned(),
            Node::Scripts { base, sub, sup } => self.scripts(base, sub.as_deref(), sup.as_deref()),
            Node::Fraction { over, under, has_bar } => self.fraction(over, under, *has_bar),
            Node::Radical { body, index } => self.radical(body, index.as_deref()),
            Node::Fenced { delimiters, parts } => self.fenced(delimiters, parts),
            Node::Grid(grid) => self.grid(grid),
            Node::Accent { body, mark } => self.accent(body, *mark),
            Node::Span { body, span } => self.span(body, *span),
            Node::Stack { base, over, under } => self.stack(base, under.as_deref(), over.as_deref()),
            Node::Arrow { arrow, over, under } => self.arrow(*arrow, over, under.as_deref()),
            Node::Tall { delimiter, .. } => self.leaf(delimiter),
            Node::Negated(body) => match plain(body) {
                Some(text) if !self.is_ascii => struck(&text),
                _ => format!("not {}", self.line(body)),
            },
            Node::Boxed(body) => format!("[{}]", self.line(body)),
            Node::Classed { body, .. } => self.line(body),
            Node::Tag(body) => format!("   {}", self.line(body)),
        }
    }

    fn leaf(self, text: &str) -> String {
        if self.is_ascii { ascii(text) } else { text.to_owned() }
    }

    fn row(self, nodes: &[Node], before: Option<Class>) -> String {
        let classes = slashed(nodes, sides(nodes, before));
        let mut line = String::new();
        // What a script ends, as the last node of the line so far; its own signs are no such ends
        let mut tail = String::new();
        let mut last = before;
        let mut explicit = Explicit::default();
        let mut last_seen: Option<&Node> = None;
        for (at, node) in nodes.iter().enumerate() {
            if let Node::Space(mu) = node {
                explicit.add(*mu);
                continue;
            }
            let mut text = self.line(node);
            let mut gap = last
                .map_or(0, |last| space(last, classes[at].0, if self.is_script { Style::Script } else { Style::Text }));
            if is_beside_factor(nodes, &classes, at) {
                text = format!("({text})");
                let applied =
                    nodes[..at].iter().rev().find(|node| !matches!(node, Node::Space(_))).is_some_and(is_function);
                // A factor behind it is no part of the argument
                let has_factor = matches!(classes.get(at + 1), Some((Class::Ord | Class::Open | Class::Inner, _)))
                    && !matches!(nodes[at + 1], Node::Space(_));
                gap = if applied && !has_factor { 0 } else { gap };
            }
            let is_root = at > 0 && is_open_root(&nodes[at - 1], false);
            if gap == 0 && is_root && matches!(classes[at].0, Class::Ord | Class::Op | Class::Open) {
                gap = 1;
            }
            if line.ends_with('/') {
                gap = 0;
            }
            if self.is_ascii && gap == 0 && last_seen.is_some_and(|before| run_together(before, node)) {
                gap = 1;
            }
            last_seen = Some(node);
            if gap == 0 && reads_on(&tail, &text) {
                gap = 1;
            }
            let gap = std::mem::take(&mut explicit).with(gap, last);
            line.extend(std::iter::repeat_n(' ', gap));
            line.push_str(&text);
            last = Some(classes[at].1);
            tail = if is_leaf(node) { String::new() } else { text };
        }
        line.extend(std::iter::repeat_n(' ', explicit.cells()));
        line
    }

    fn scripts(self, base: &Node, sub: Option<&Node>, sup: Option<&Node>) -> String {
        let line = self.line(base);
        self.scripted(if is_loose(base) { format!("({line})") } else { line }, sub, sup)
    }

    /// What stands below and above something as its scripts. Letters that make a word are one name: `\underset{x}{min}`.
    fn stack(self, base: &Node, under: Option<&Node>, over: Option<&Node>) -> String {
        let is_word = |text: String| text.chars().nth(1).is_some() && text.chars().all(char::is_alphabetic);
        if plain(base).is_some_and(is_word) {
            return self.scripted(self.line(base), under, over);
        }
        self.scripts(base, under, over)
    }

    fn scripted(self, line: String, sub: Option<&Node>, sup: Option<&Node>) -> String {
        let sub = sub.map(|sub| self.script(sub, '_', lowered)).unwrap_or_default();
        // A prime belongs to the letter
        let primed = sup.is_some_and(is_primes);
        let sup = sup.map(|sup| self.script(sup, '^', raised)).unwrap_or_default();
        if primed { line + &sup + &sub } else { line + &sub + &sup }
    }

    fn script(self, node: &Node, sign: char, form: fn(&str) -> Option<String>) -> String {
        let text = plain(node);
        let short = text.as_ref().filter(|text| text.chars().count() <= LONGEST_INLINE);
        if let Some(inline) = short.and_then(|text| form(text)).filter(|_| !self.is_ascii) {
            return inline;
        }
        let line = Self { is_script: true, ..self }.line(node).trim().to_owned();
        if is_primes(node) {
            return line;
        }
        let is_word = line.chars().all(char::is_alphanumeric) || line.chars().count() == 1;
        let is_bracketed = matches!(node, Node::Row(nodes) if is_enclosed(nodes)) && !line.starts_with(['|', '‖']);
        let is_held = is_bracketed || matches!(node, Node::Fenced { .. });
        if is_word || is_held { format!("{sign}{line}") } else { format!("{sign}({line})") }
    }

    fn fraction(self, over: &Node, under: &Node, has_bar: bool) -> String {
        if !has_bar {
            return format!("{}; {}", self.line(over), self.line(under));
        }
        format!("{}/{}", self.held(over, false), self.held(under, true))
    }

    /// A part of a fraction, in parentheses if it needs them.
    fn held(self, node: &Node, is_lower: bool) -> String {
        let line = self.line(node);
        if needs_parentheses(node, is_lower) { format!("({line})") } else { line }
    }

    fn radical(self, body: &Node, index: Option<&Node>) -> String {
        let line = self.line(body);
        let index = index.map(|index| {
            plain(index)
                .and_then(|text| raised(&text))
                .filter(|_| !self.is_ascii)
                .unwrap_or_else(|| format!("[{}]", self.line(index)))
        });
        let sign = if self.is_ascii { "sqrt" } else { "√" };
        let index = index.unwrap_or_default();
        let (before, behind) = if self.is_ascii { ("", index.as_str()) } else { (index.as_str(), "") };
        // A root of what stands in parentheses needs no more of them; their scripts would seem to belong to the root
        let is_held = matches!(body, Node::Row(nodes) if is_enclosed(nodes) && !matches!(nodes.last(), Some(Node::Scripts { .. })));
        if (is_atom(body) && !self.is_ascii) || (is_held && line.starts_with('(')) {
            format!("{before}{sign}{behind}{line}")
        } else {
            format!("{before}{sign}{behind}({line})")
        }
    }

    fn fenced(self, delimiters: &[String], parts: &[Node]) -> String {
        let mut line = String::new();
        if let ([Node::Fraction { over, under, has_bar: false }], Some("(")) =
            (parts, delimiters.first().map(String::as_str))
        {
            return format!("({} choose {})", self.line(over), self.line(under));
        }
        let mut parts = parts.iter();
        let last = delimiters.len().saturating_sub(1);
        for (at, delimiter) in delimiters.iter().enumerate() {
            let is_middle = at > 0 && at < last && !delimiter.is_empty();
            if is_middle {
                line.push(' ');
            }
            line.push_str(&self.leaf(delimiter));
            if is_middle {
                line.push(' ');
            }
            if let Some(part) = parts.next() {
                line.push_str(&self.line(part));
            }
        }
        line
    }

    fn grid(self, grid: &Grid) -> String {
        let is_equation = matches!(grid.kind, Kind::Aligned | Kind::Gathered);
        let is_blank = |row: &[Node]| is_equation && row.iter().all(Node::is_empty);
        let seen: Vec<&Vec<Node>> = grid.rows.iter().filter(|row| !is_blank(row)).collect();
        let rows: Vec<String> = seen.iter().map(|row| self.cells(grid.kind, row)).collect();
        let is_open = grid.kind == Kind::Cases || grid.left == "{";
        let right = if is_open && grid.right.is_empty() { "}" } else { grid.right };
        let is_closed = grid.kind == Kind::Cases || grid.right == "}";
        let left = if is_closed && grid.left.is_empty() { "{" } else { grid.left };
        let mut line = self.leaf(left);
        for (number, row) in rows.iter().enumerate() {
            if number > 0 {
                if grid.kind == Kind::Cases {
                    line.truncate(line.trim_end_matches([',', ';', '，', '；']).len());
                }
                let goes_on = goes_on(grid.kind, seen[number - 1], seen[number]);
                line.push_str(match grid.kind {
                    _ if goes_on => " ",
                    Kind::Substack => ", ",
                    Kind::Aligned | Kind::Gathered if line.ends_with([',', ';', '，', '；']) => " ",
                    _ => "; ",
                });
            }
            line.push_str(row.trim());
        }
        line + &self.leaf(right)
    }

    fn cells(self, kind: Kind, row: &[Node]) -> String {
        if kind == Kind::Aligned {
            let mut nodes = Vec::new();
            for (column, node) in row.iter().enumerate() {
                if column > 0 && column % 2 == 0 {
                    nodes.push(Node::Space(18));
                }
                match node {
                    Node::Row(inside) => nodes.extend(inside.iter().cloned()),
                    node => nodes.push(node.clone()),
                }
            }
            return self.row(&nodes, None);
        }
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                line.push_str(if line.ends_with([',', '，']) { " " } else { ", " });
            }
            line.push_str(self.line(cell).trim());
        }
        line
    }

    fn accent(self, body: &Node, mark: Mark) -> String {
        let name = match mark {
            Mark::Hat => "hat",
            Mark::Check => "check",
            Mark::Tilde => "tilde",
            Mark::Acute => "acute",
            Mark::Grave => "grave",
            Mark::Breve => "breve",
            Mark::Bar => "bar",
            Mark::Dot => "dot",
            Mark::DoubleDot => "ddot",
            Mark::Ring => "ring",
            Mark::Vector => "vec",
        };
        match plain(body).filter(|text| text.chars().count() == 1) {
            Some(letter) if !self.is_ascii => marked(&letter, mark),
            _ => format!("{name}({})", self.line(body)),
        }
    }

    fn span(self, body: &Node, span: Span) -> String {
        let line = self.line(body);
        let over_each = |mark: char| -> String {
            line.chars().flat_map(|c| [Some(c), (c != ' ').then_some(mark)]).flatten().collect()
        };
        match span {
            Span::Overline if !self.is_ascii && plain(body).is_some() => over_each('\u{305}'),
            Span::Underline if !self.is_ascii && plain(body).is_some() => over_each('\u{332}'),
            Span::Overline => format!("bar({line})"),
            Span::Wide(Mark::Tilde) => format!("tilde({line})"),
            Span::Wide(_) => format!("hat({line})"),
            Span::OverArrow(_) | Span::UnderArrow(_) => format!("vec({line})"),
            _ => line,
        }
    }

    fn arrow(self, arrow: char, over: &Node, under: Option<&Node>) -> String {
        let small = Self { is_script: true, ..self };
        let labels = [Some(over), under].into_iter().flatten().map(|node| small.line(node).trim().to_owned());
        let label = labels.filter(|label| !label.is_empty()).collect::<Vec<_>>().join("; ");
        let (line, head) = if self.is_ascii { ("-", ascii(&arrow.to_string())) } else { ("─", arrow.to_string()) };
        if label.is_empty() { head } else { format!("{line}{label}{line}{head}") }
    }
}

/// A fraction with a slash needs no room around it.
fn slashed(nodes: &[Node], mut classes: Vec<(Class, Class)>) -> Vec<(Class, Class)> {
    for (node, class) in nodes.iter().zip(&mut classes) {
        if matches!(node, Node::Fraction { .. }) {
            *class = (Class::Ord, Class::Ord);
        }
    }
    classes
}

/// Whether a row of an equation carries the one before it on: nothing stands before its border, and a relation or an operator
/// stands between the two. Where there is no border, a sign may begin another equation.
fn goes_on(kind: Kind, before: &[Node], row: &[Node]) -> bool {
    let is_seen = |node: &&Node| !matches!(node, Node::Space(_)) && !node.is_empty();
    let joins = |class: Class| matches!(class, Class::Rel | Class::Bin);
    let first = row.iter().flat_map(inside).find(is_seen).map(|node| both_sides(node).0);
    let last = before.iter().flat_map(inside).rfind(is_seen).is_some_and(|node| joins(both_sides(node).1));
    match kind {
        Kind::Aligned => row.first().is_some_and(Node::is_empty) && (last || first.is_some_and(joins)),
        Kind::Gathered => last || first == Some(Class::Rel),
        _ => false,
    }
}

fn inside(node: &Node) -> &[Node] {
    match node {
        Node::Row(nodes) => nodes,
        node => std::slice::from_ref(node),
    }
}

const fn is_leaf(node: &Node) -> bool {
    matches!(node, Node::Glyph { .. } | Node::Text(_) | Node::Name { .. } | Node::BigOp { .. } | Node::Unknown(_))
}

/// Whether `text` would be read as part of the script that ends `line`.
fn reads_on(line: &str, text: &str) -> bool {
    if !text.starts_with(char::is_alphanumeric) {
        return false;
    }
    // No script is longer, and the line may be
    let sign = line.chars().rev().take(24).find(|character| !character.is_alphanumeric());
    line.ends_with(char::is_alphanumeric) && matches!(sign, Some('_' | '^'))
}

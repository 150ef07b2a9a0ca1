//! The tree in two dimensions. TeX's rules, where a grid of cells lets them: classes decide the spaces, fractions and big
//! operators stand around the axis, scripts beside or above and below, delimiters grow.

mod delimiter;
mod grid;
mod lines;
mod part;
mod script;

use super::binding::nesting;
use super::block::Block;
use super::plain;
use super::tree::{Class, Node, Place};
pub(super) use lines::broken;
pub(super) use part::{is_atom, marked, struck};
pub(super) use script::{is_primes, plain};

/// How much room there is, TeX's styles: display, text, script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Style {
    Display,
    Text,
    Script,
}

/// Sets a tree. One formula sets all its scripts alike: with Unicode's raised and lowered letters if it has them for all
/// that are simple, else in rows of their own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setter {
    is_ascii: bool,
    raises: bool,
    lowers: bool,
}

/// Part of a row, with the blank cells before it.
#[derive(Debug)]
struct Piece {
    block: Block,
    gap: usize,
    /// On its left side, after TeX's rule that a sign without an operand is no operator.
    class: Class,
    /// Brackets that are open before it.
    depth: i32,
}

impl Setter {
    pub fn new(tree: &Node, is_ascii: bool) -> Self {
        let mut setter = Self { is_ascii, raises: !is_ascii, lowers: !is_ascii };
        setter.survey(tree);
        setter
    }

    /// The whole in display style, however wide.
    pub fn whole(self, tree: &Node) -> Block {
        self.block(tree, Style::Display)
    }

    /// Text as one writes it in this form.
    fn leaf(self, text: &str) -> Block {
        if self.is_ascii { Block::text(plain::ascii(text)) } else { Block::text(text) }
    }

    fn block(self, node: &Node, style: Style) -> Block {
        match node {
            Node::Glyph { text, .. } | Node::Text(text) | Node::Name { text, .. } | Node::Unknown(text) => {
                self.leaf(text)
            }
            Node::BigOp { text, .. } => self.leaf(text),
            Node::Row(nodes) => self.row(nodes, style, None),
            Node::Space(mu) => Block::blank(cells_of(*mu)),
            Node::Scripts { base, sub, sup } => self.scripts(base, sub.as_deref(), sup.as_deref(), style),
            Node::Fraction { over, under, has_bar } => self.fraction(over, under, *has_bar, style),
            Node::Radical { body, index } => self.radical(body, index.as_deref(), style),
            Node::Fenced { delimiters, parts } => self.fenced(delimiters, parts, style),
            Node::Grid(grid) => self.grid(grid),
            Node::Accent { body, mark } => self.accent(body, *mark, style),
            Node::Span { body, span } => self.span(body, *span, style),
            Node::Stack { base, over, under } => {
                self.stacked(self.block(base, style), over.as_deref(), under.as_deref())
            }
            Node::Arrow { arrow, over, under } => self.arrow(*arrow, over, under.as_deref()),
            Node::Tall { delimiter, rows, .. } => self.sized(delimiter, *rows, style),
            Node::Negated(body) => self.negated(body, style),
            Node::Boxed(body) => self.boxed(body, style),
            Node::Phantom(body) => Block::blank(self.block(body, style).width),
            Node::Classed { body, .. } => self.block(body, style),
            Node::Tag(body) => {
                let mut block = Block::blank(3);
                block.append(self.block(body, style), 0);
                block
            }
        }
    }

    /// Atoms side by side; `before` is the class of what stands before them on the other side of a column's border.
    fn row(self, nodes: &[Node], style: Style, before: Option<Class>) -> Block {
        let mut block = Block::default();
        for piece in self.pieces(nodes, style, before) {
            block.append(piece.block, piece.gap);
        }
        block
    }

    fn pieces(self, nodes: &[Node], style: Style, before: Option<Class>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::with_capacity(nodes.len());
        let classes = sides(nodes, before);
        let mut last = before;
        let mut depth = 0;
        let mut explicit = Explicit::default();
        let mut owners: Vec<&Node> = Vec::with_capacity(nodes.len());
        for (at, (node, (left, right))) in nodes.iter().zip(classes.iter().copied()).enumerate() {
            if let Node::Space(mu) = node {
                explicit.add(*mu);
                continue;
            }
            let mut block = self.block(node, style);
            if style == Style::Script && block.height() == 1 && is_beside_factor(nodes, &classes, at) {
                block = parenthesised(block);
            }
            let mut gap = last.map_or(0, |last| space(last, left, style));
            if owners.last().is_some_and(|before| matches!(before, Node::Glyph { text, .. } if text == "/")) {
                gap = 0;
            }
            let is_tall = pieces.last().is_some_and(|piece| piece.block.is_tall());
            if gap == 0 && owners.last().is_some_and(|before| is_open_root(before, is_tall)) {
                gap = usize::from(matches!(left, Class::Ord | Class::Op | Class::Open));
            }
            if self.is_ascii && gap == 0 && owners.last().is_some_and(|before| run_together(before, node)) {
                gap = 1;
            }
            let asked = std::mem::take(&mut explicit);
            let gap = if style == Style::Script && pieces.is_empty() { 0 } else { asked.with(gap, last) };
            // Between what is given and what it is given for, no line ends
            let is_bar = matches!(node, Node::Glyph { text, .. } if text == "|");
            let class = if is_bar { Class::Ord } else { left };
            pieces.push(Piece { block, gap, class, depth });
            depth += nesting(node);
            owners.push(node);
            last = Some(right);
        }
        if explicit.cells() > 0 && !pieces.is_empty() {
            pieces.push(Piece { block: Block::default(), gap: explicit.cells(), class: Class::Ord, depth });
        }
        self.grow(&owners, &mut pieces);
        pieces
    }
}

/// Spaces that the source asks for between two atoms.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Explicit {
    mu: i32,
    draws_together: bool,
}

impl Explicit {
    pub fn add(&mut self, mu: i32) {
        self.mu = (self.mu + mu.max(0)).min(720);
        self.draws_together |= mu < 0;
    }

    pub fn cells(self) -> usize {
        cells_of(self.mu)
    }

    /// The cells between two atoms that have `gap` between them anyway. A thin space more makes no difference, except
    /// after a comma.
    pub fn with(self, gap: usize, last: Option<Class>) -> usize {
        let asked = self.cells();
        if asked == 0 {
            return gap.saturating_sub(usize::from(self.draws_together));
        }
        if asked == 1 && last != Some(Class::Punct) { gap.max(1) } else { gap + asked }
    }
}

fn cells_of(mu: i32) -> usize {
    usize::try_from(if mu <= 0 { 0 } else { (mu / 9).max(1) }).unwrap_or(0)
}

/// The class of each node on its left and on its right side.
pub(super) fn sides(nodes: &[Node], before: Option<Class>) -> Vec<(Class, Class)> {
    let mut sides: Vec<(Class, Class)> = nodes.iter().map(both_sides).collect();
    let mut last = before;
    for at in 0..sides.len() {
        if matches!(nodes[at], Node::Space(_)) {
            continue;
        }
        if sides[at].0 == Class::Bin {
            let after = (at + 1..sides.len()).find(|next| !matches!(nodes[*next], Node::Space(_)));
            let next = after.map(|next| sides[next].0);
            // The bar of a fraction would lengthen the sign
            let is_apart = after.is_some_and(|next| matches!(nodes[next], Node::Fraction { .. }));
            let is_operand = at > 0 && is_quantity(&nodes[at - 1]);
            let is_sign = !is_operand
                && matches!(last, None | Some(Class::Op | Class::Bin | Class::Rel | Class::Open | Class::Punct));
            let ends = matches!(next, None | Some(Class::Rel | Class::Close | Class::Punct));
            if is_sign || ends {
                // Nothing else comes between a sign and what it stands before
                let goes_on = at > 0 && next.is_none() && !is_sign;
                sides[at].0 = if goes_on { Class::Bin } else { Class::Ord };
                sides[at].1 = if is_sign && !is_apart && !ends { Class::Open } else { Class::Ord };
            }
        }
        if let Node::Glyph { text, class: Class::Ord } = &nodes[at] {
            sides[at] = punctuation(text, &nodes[at + 1..]).unwrap_or(sides[at]);
        }
        // A bar with nothing before it that it could close opens
        let opens = matches!(last, None | Some(Class::Op | Class::Bin | Class::Rel | Class::Open | Class::Punct));
        if opens && matches!(&nodes[at], Node::Glyph { text, class: Class::Ord } if matches!(text.as_str(), "|" | "‖"))
        {
            sides[at].1 = Class::Open;
        }
        last = Some(sides[at].1);
    }
    sides
}

/// The sides of a full stop that ends a formula, and of Chinese marks, which bring their own space.
fn punctuation(text: &str, behind: &[Node]) -> Option<(Class, Class)> {
    let ends = || behind.iter().all(|node| matches!(node, Node::Space(_) | Node::Tag(_)));
    match text {
        "." if ends() => Some((Class::Punct, Class::Punct)),
        "，" | "。" | "；" | "、" | "：" => Some((Class::Punct, Class::Open)),
        _ => None,
    }
}

/// Whether a name may stand for a quantity: one in upright letters, or one with something below it.
fn is_quantity(node: &Node) -> bool {
    match node {
        Node::Name { is_word, .. } => *is_word,
        Node::Scripts { base, .. } => {
            matches!(**base, Node::Name { is_word, place, .. } if is_word || place == Place::Side)
        }
        _ => false,
    }
}

pub(super) fn both_sides(node: &Node) -> (Class, Class) {
    match node {
        Node::Fenced { delimiters, .. } => {
            let (first, last) = (delimiters.first(), delimiters.last());
            let is_there = |delimiter: Option<&String>| delimiter.is_some_and(|delimiter| !delimiter.is_empty());
            (
                if is_there(first) { Class::Open } else { Class::Inner },
                if is_there(last) { Class::Close } else { Class::Inner },
            )
        }
        Node::Scripts { base, .. } => both_sides(base),
        // A big operator keeps its distance even from a parenthesis
        Node::BigOp { .. } => (Class::Op, Class::Inner),
        _ => (node.class(), node.class()),
    }
}

/// Cells between two atoms.
pub(super) fn space(left: Class, right: Class, style: Style) -> usize {
    use Class::{Bin, Close, Inner, Op, Open, Ord, Punct, Rel};
    let (is_needed, in_scripts) = match (left, right) {
        (_, Close | Punct) | (Rel, Rel) | (Open, _) | (Op | Ord | Close, Open) | (Ord | Close, Ord) => (false, false),
        (Ord | Op | Close | Inner, Op) | (Op, Ord | Inner) => (true, true),
        (Bin | Rel | Punct | Inner, _) | (_, Bin | Rel | Inner) => (true, false),
    };
    usize::from(is_needed && (in_scripts || style != Style::Script))
}

fn parenthesised(inside: Block) -> Block {
    let mut block = Block::text("(");
    block.append(inside, 0);
    block.append(Block::text(")"), 0);
    block
}

/// Whether the node at `at` is a fraction next to a factor or the name of a function: written with a slash, the neighbour
/// would seem to belong to its upper or lower part alone.
pub(super) fn is_beside_factor(nodes: &[Node], classes: &[(Class, Class)], at: usize) -> bool {
    if !matches!(nodes[at], Node::Fraction { has_bar: true, .. }) {
        return false;
    }
    let is_seen = |other: &usize| !matches!(nodes[*other], Node::Space(_));
    let before = (0..at).rev().find(is_seen);
    let after = (at + 1..nodes.len()).find(is_seen).map(|other| classes[other].0);
    let multiplies = |other: usize| {
        let is_sign = nodes[other].class() == Class::Bin;
        !is_sign && matches!(classes[other].1, Class::Ord | Class::Inner | Class::Close)
    };
    before.is_some_and(|other| is_function(&nodes[other]) || (multiplies(other) && !sums(&nodes[other])))
        || matches!(after, Some(Class::Ord | Class::Inner | Class::Open | Class::Op))
}

pub(super) fn is_function(node: &Node) -> bool {
    match node {
        Node::Name { .. } => true,
        Node::Scripts { base, .. } => is_function(base),
        _ => false,
    }
}

/// Whether what follows is summed, not multiplied.
fn sums(node: &Node) -> bool {
    match node {
        Node::BigOp { .. } => true,
        Node::Scripts { base, .. } => sums(base),
        _ => false,
    }
}

/// Whether a root does not show where it ends: it has no bar, or one over a bar.
pub(super) fn is_open_root(node: &Node, is_tall: bool) -> bool {
    matches!(node, Node::Radical { body, .. } if is_tall || is_atom(body))
}

/// Whether two names would read as one in ASCII if nothing stood between them, as `alpha` and `x`, or whether one of the two is
/// a sign of letters: `in`.
pub(super) fn run_together(before: &Node, after: &Node) -> bool {
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
    let is_sign = |node: &Node| {
        let text = matches!(node.class(), Class::Bin | Class::Rel).then(|| edge(node, true)).flatten();
        text.is_some_and(|text| is_word(&text))
    };
    if is_sign(before) || is_sign(after) {
        return true;
    }
    let (Some(before), Some(after)) = (edge(before, false), edge(after, true)) else { return false };
    let letters = before.bytes().last().is_some_and(|byte| byte.is_ascii_alphanumeric())
        && after.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    letters && before.len().max(after.len()) > 1
}

/// What stands at the beginning or the end of a node in ASCII.
fn edge(node: &Node, is_start: bool) -> Option<String> {
    match node {
        Node::Glyph { text, .. } | Node::Tall { delimiter: text, .. } => Some(plain::ascii(text)),
        Node::Scripts { base: body, .. } | Node::Accent { body, .. } | Node::Classed { body, .. } => {
            edge(body, is_start)
        }
        Node::Row(nodes) if is_start => edge(nodes.first()?, is_start),
        Node::Row(nodes) => edge(nodes.last()?, is_start),
        Node::Fenced { delimiters, .. } if is_start => delimiters.first().map(|text| plain::ascii(text)),
        Node::Radical { .. } if is_start => Some("sqrt(".to_owned()),
        _ => None,
    }
}

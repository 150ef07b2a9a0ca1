//! A formula that is too wide, broken between equations, else before relations, else before operators, with the further lines aligned.

use super::{Piece, Setter, Style};
use crate::typeset::block::Block;
use crate::typeset::tree::{Class, Grid, Kind, Node};

/// Further lines are indented so much where they cannot stand under the first relation.
const INDENT: usize = 4;
/// Brackets within brackets that are broken.
const DEEPEST: usize = 5;

/// `tree` in lines of at most `width` cells. `None` if some part is wider than that.
pub(in crate::typeset) fn broken(setter: Setter, tree: &Node, width: usize) -> Option<Block> {
    match tree {
        Node::Row(nodes) => broken_row(setter, nodes, width),
        Node::Grid(grid) if matches!(grid.kind, Kind::Aligned | Kind::Gathered) => broken_grid(setter, grid, width),
        _ => None,
    }
}

/// Each row of an aligned formula on its own, without the columns.
fn broken_grid(setter: Setter, grid: &Grid, width: usize) -> Option<Block> {
    let mut lines = Vec::new();
    for row in &grid.rows {
        let nodes: Vec<Node> = row.iter().flat_map(flat).collect();
        lines.push(broken_row(setter, &nodes, width)?);
    }
    Some(below_each_other(lines))
}

fn flat(node: &Node) -> Vec<Node> {
    match node {
        Node::Row(nodes) => nodes.clone(),
        node => vec![node.clone()],
    }
}

/// A row in lines; where it holds brackets that are too wide for one, these are broken too.
fn broken_row(setter: Setter, nodes: &[Node], width: usize) -> Option<Block> {
    let mut opened: Option<Vec<Node>> = None;
    let mut best: Option<Lines> = None;
    for _ in 0..DEEPEST {
        let nodes = opened.as_deref().unwrap_or(nodes);
        if let Some(lines) = in_lines(setter, nodes, width) {
            let is_good = !lines.is_torn;
            if best.as_ref().is_none_or(|best| lines.count < best.count) {
                best = Some(lines);
            }
            if is_good {
                break;
            }
        }
        let is_wide = |node: &Node| setter.block(node, Style::Display).width > width / 2;
        let mut changes = false;
        let next = nodes.iter().flat_map(|node| match brackets(node).filter(|_| is_wide(node)) {
            Some(inside) => {
                changes = true;
                inside
            }
            None => vec![node.clone()],
        });
        let next = next.collect();
        if !changes {
            break;
        }
        opened = Some(next);
    }
    best.map(|lines| lines.block)
}

/// A row in several lines.
struct Lines {
    block: Block,
    count: usize,
    /// Whether a line ends where neither a sign nor a comma allows it.
    is_torn: bool,
}

/// What stands in brackets and the brackets themselves, as nodes of a row; the closing one keeps the scripts of the whole.
fn brackets(node: &Node) -> Option<Vec<Node>> {
    let (fenced, scripts) = match node {
        Node::Scripts { base, sub, sup } => (base.as_ref(), Some((sub, sup))),
        node => (node, None),
    };
    let Node::Fenced { delimiters, parts } = fenced else { return None };
    let ([open, close], [part]) = (delimiters.as_slice(), parts.as_slice()) else { return None };
    let is_pair = matches!((open.as_str(), close.as_str()), ("(" | "[" | "{" | "", ")" | "]" | "}" | ""));
    if !is_pair || matches!(part, Node::Grid(_)) || (close.is_empty() && scripts.is_some()) {
        return None;
    }
    let mut nodes = Vec::new();
    nodes.extend((!open.is_empty()).then(|| Node::glyph(open, Class::Open)));
    nodes.extend(flat(part));
    let close = (!close.is_empty()).then(|| Node::glyph(close, Class::Close));
    nodes.extend(close.map(|close| match scripts {
        Some((sub, sup)) => Node::Scripts { base: Box::new(close), sub: sub.clone(), sup: sup.clone() },
        None => close,
    }));
    Some(nodes)
}

fn in_lines(setter: Setter, nodes: &[Node], width: usize) -> Option<Lines> {
    let pieces = setter.pieces(nodes, Style::Display, None);
    let indent = indentation(&pieces, width);
    let mut spans = Vec::new();
    let mut rest = pieces.as_slice();
    let mut is_torn = false;
    while let Some(first) = rest.first() {
        // Another equation begins at the margin, the same one goes on under its relation
        let start = if spans.is_empty() || is_apart(first) { 0 } else { indent };
        let count = line_end(rest, start, width)?;
        spans.push((start, count));
        let last = rest.get(count - 1).map(|piece| piece.class);
        rest = &rest[count..];
        let allows = |next: &Piece| is_apart(next) || matches!(next.class, Class::Rel | Class::Bin);
        is_torn |= last != Some(Class::Punct) && rest.first().is_some_and(|next| !allows(next));
    }
    let mut pieces = pieces.into_iter();
    let lines = spans.into_iter().map(|(start, count)| {
        let mut line = Block::blank(start);
        for (at, piece) in pieces.by_ref().take(count).enumerate() {
            line.append(piece.block, if at == 0 { 0 } else { piece.gap });
        }
        line
    });
    let lines: Vec<Block> = lines.collect();
    Some(Lines { count: lines.len(), block: below_each_other(lines), is_torn })
}

/// Where further lines begin: under the first relation, if that leaves most of the width.
fn indentation(pieces: &[Piece], width: usize) -> usize {
    let relation = pieces.iter().position(|piece| piece.class == Class::Rel);
    let before = relation.map(|at| pieces[..at].iter().map(|piece| piece.gap + piece.block.width).sum::<usize>() + 1);
    before.filter(|before| *before <= width / 3).unwrap_or_else(|| INDENT.min(width / 4))
}

/// Whether a piece begins another equation: the source sets it apart by more than a word space.
const fn is_apart(piece: &Piece) -> bool {
    piece.gap > 1 && piece.depth == 0
}

/// How many pieces the line takes that begins at `start`. It ends before another equation, else before a relation, an
/// operator or behind a comma, the less deep in brackets the better, else where there is room.
fn line_end(pieces: &[Piece], start: usize, width: usize) -> Option<usize> {
    let mut end = start;
    let mut apart = None;
    let mut best: Option<((bool, i32, bool), usize)> = None;
    for (at, piece) in pieces.iter().enumerate() {
        let gap = if at == 0 { 0 } else { piece.gap };
        let break_here = match piece.class {
            _ if at == 0 => None,
            Class::Rel if end > width / 3 => Some((false, piece.depth, false)),
            Class::Bin => Some((false, piece.depth, true)),
            _ if pieces[at - 1].class == Class::Punct => Some((false, piece.depth, true)),
            _ if gap > 0 => Some((true, piece.depth, true)),
            _ => None,
        };
        if at > 0 && is_apart(piece) && end > width / 4 {
            apart = Some(at);
        } else if let Some(rank) = break_here.filter(|rank| best.is_none_or(|(least, _)| *rank <= least)) {
            best = Some((rank, at));
        }
        end += gap + piece.block.width;
        if end > width {
            return apart.or_else(|| best.map(|(_, at)| at));
        }
    }
    Some(pieces.len())
}

fn below_each_other(lines: Vec<Block>) -> Block {
    let is_tall = lines.iter().any(|line| line.height() > 1);
    let mut block = Block::default();
    let mut bottom = None;
    for line in lines {
        let row = bottom.map_or(0, |bottom: i32| bottom + 1 + i32::from(is_tall) + line.ascent);
        bottom = Some(row + line.descent);
        block.put(line, 0, row);
    }
    block
}

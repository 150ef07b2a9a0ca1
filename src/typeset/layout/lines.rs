//! A formula that is too wide, broken between equations, else before relations, else before operators, with the further lines aligned.

use super::{Piece, Setter, Style};
use crate::typeset::block::Block;
use crate::typeset::tree::{Class, Grid, Kind, Node};

/// Further lines are indented so much where they cannot stand under the first relation.
const INDENT: usize = 4;

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

fn broken_row(setter: Setter, nodes: &[Node], width: usize) -> Option<Block> {
    let pieces = setter.pieces(nodes, Style::Display, None);
    let indent = indentation(&pieces, width);
    let mut spans = Vec::new();
    let mut rest = pieces.as_slice();
    while let Some(first) = rest.first() {
        // Another equation begins at the margin, the same one goes on under its relation
        let start = if spans.is_empty() || is_apart(first) { 0 } else { indent };
        let count = line_end(rest, start, width)?;
        spans.push((start, count));
        rest = &rest[count..];
    }
    let mut pieces = pieces.into_iter();
    let lines = spans.into_iter().map(|(start, count)| {
        let mut line = Block::blank(start);
        for (at, piece) in pieces.by_ref().take(count).enumerate() {
            line.append(piece.block, if at == 0 { 0 } else { piece.gap });
        }
        line
    });
    Some(below_each_other(lines.collect()))
}

/// Where further lines begin: under the first relation, if that leaves most of the width.
fn indentation(pieces: &[Piece], width: usize) -> usize {
    let relation = pieces.iter().position(|piece| piece.class == Class::Rel);
    let before = relation.map(|at| pieces[..at].iter().map(|piece| piece.gap + piece.block.width).sum::<usize>() + 1);
    before.filter(|before| *before <= width / 3).unwrap_or_else(|| INDENT.min(width / 4))
}

/// Whether a piece begins another equation: the source sets it apart by more than a word space.
const fn is_apart(piece: &Piece) -> bool {
    piece.gap > 1
}

/// How many pieces the line takes that begins at `start`.
fn line_end(pieces: &[Piece], start: usize, width: usize) -> Option<usize> {
    let mut end = start;
    let (mut apart, mut relation, mut operator, mut other) = (None, None, None, None);
    for (at, piece) in pieces.iter().enumerate() {
        let gap = if at == 0 { 0 } else { piece.gap };
        if at > 0 {
            match piece.class {
                _ if is_apart(piece) && end > width / 4 => apart = Some(at),
                Class::Rel if end > width / 3 => relation = Some(at),
                Class::Bin => operator = Some(at),
                _ if gap > 0 || pieces[at - 1].class == Class::Punct => other = Some(at),
                _ => {}
            }
        }
        end += gap + piece.block.width;
        if end > width {
            return apart.or(relation).or(operator).or(other);
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

//! Matrices, cases, aligned equations: rows and columns that meet.

use super::delimiter::widened;
use super::{Setter, Style};
use crate::typeset::block::Block;
use crate::typeset::tree::{Align, Class, Grid, Kind, Node};
use std::collections::BTreeSet;

impl Setter {
    pub(super) fn grid(self, grid: &Grid) -> Block {
        let cells: Vec<Vec<Block>> = grid.rows.iter().map(|row| self.cells(grid.kind, row)).collect();
        let tag = |row: &Vec<Node>| {
            let tag = nodes_of(row.last()?).last().filter(|node| matches!(node, Node::Tag(_)))?;
            Some(self.block(tag, Style::Display))
        };
        let tags: Vec<Option<Block>> = grid.rows.iter().map(tag).collect();
        let body = assemble(grid, cells, tags).with_whole_core();
        if grid.left.is_empty() && grid.right.is_empty() {
            return body;
        }
        let reach = (body.ascent, body.descent);
        let gap = usize::from(body.height() > 1);
        let mut block = Block::default();
        if !grid.left.is_empty() {
            block.append(self.delimiter(grid.left, widened(grid.left, reach)), 0);
        }
        block.append(body, if grid.left.is_empty() { 0 } else { gap });
        if !grid.right.is_empty() {
            block.append(self.delimiter(grid.right, widened(grid.right, reach)), gap);
        }
        block
    }

    fn cells(self, kind: Kind, row: &[Node]) -> Vec<Block> {
        let style = match kind {
            Kind::Aligned | Kind::Gathered => Style::Display,
            Kind::Matrix | Kind::Cases => Style::Text,
            Kind::Substack => Style::Script,
        };
        let cells = row.iter().enumerate().map(|(column, node)| {
            // What follows the border of an equation follows what stands before it
            let nodes = untagged(nodes_of(node));
            let is_operator = nodes.first().is_some_and(|first| first.class() == Class::Op);
            let is_right = kind == Kind::Aligned && column % 2 == 1;
            let before = (is_right && !(is_operator && row[column - 1].is_empty())).then_some(Class::Ord);
            let ends_in_relation = matches!(nodes.last().map(Node::class), Some(Class::Rel | Class::Bin));
            let mut block = self.row(nodes, style, before);
            if kind == Kind::Aligned && column.is_multiple_of(2) && ends_in_relation {
                block.append(Block::blank(1), 0);
            }
            block
        });
        cells.collect()
    }
}

fn nodes_of(cell: &Node) -> &[Node] {
    match cell {
        Node::Row(nodes) => nodes.as_slice(),
        node => std::slice::from_ref(node),
    }
}

/// Without the number of the equation, which has a column of its own.
fn untagged(nodes: &[Node]) -> &[Node] {
    match nodes {
        [rest @ .., Node::Tag(_)] => rest,
        nodes => nodes,
    }
}

const fn column_gap(kind: Kind, column: usize) -> usize {
    match kind {
        Kind::Aligned => {
            if column % 2 == 1 {
                0
            } else {
                4
            }
        }
        Kind::Cases => 3,
        Kind::Matrix | Kind::Gathered | Kind::Substack => 2,
    }
}

fn alignment(grid: &Grid, column: usize) -> Align {
    match grid.kind {
        Kind::Aligned if column.is_multiple_of(2) => Align::Right,
        Kind::Aligned => Align::Left,
        Kind::Cases => grid.columns.get(column).copied().unwrap_or(Align::Left),
        Kind::Substack => Align::Center,
        Kind::Matrix | Kind::Gathered => {
            grid.columns.get(column).or_else(|| grid.columns.last()).copied().unwrap_or(Align::Center)
        }
    }
}

/// Blank rows between the rows: where rows are tall, where a brace needs room for its point, and where two rows of a matrix
/// would leave none in their middle for the axis on which the rest of the formula stands.
fn row_gap(grid: &Grid, cells: &[Vec<Block>]) -> i32 {
    let is_tall = cells.iter().flatten().any(|cell| cell.height() > 1);
    let needs_point = (grid.left == "{" || grid.right == "}") && cells.len() == 2;
    let is_fenced = !grid.left.is_empty() || !grid.right.is_empty();
    let needs_middle = grid.kind == Kind::Matrix && is_fenced && cells.len() == 2 && grid.rules.is_empty();
    i32::from((is_tall && grid.kind != Kind::Substack) || needs_point || needs_middle)
}

/// Where the columns of a grid stand.
struct Columns {
    widths: Vec<usize>,
    starts: Vec<usize>,
    /// Of the rules that stand upright.
    bars: Vec<usize>,
    /// Cells of all of them, with the rules beside them.
    total: usize,
}

impl Columns {
    fn of(grid: &Grid, cells: &[Vec<Block>]) -> Self {
        let mut widths = vec![0; cells.iter().map(Vec::len).max().unwrap_or(0)];
        for row in cells {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width.max(*width);
            }
        }
        // Rows may have fewer columns than were specified; no rule stands behind the last one that is there
        let count = widths.len();
        let bars: BTreeSet<usize> = grid.bars.iter().map(|bar| *bar.min(&count)).collect();
        let bar = |column: usize| bars.contains(&column);
        let mut starts = Vec::with_capacity(widths.len());
        let mut end = if bar(0) { 2 } else { 0 };
        for (column, width) in widths.iter().enumerate() {
            if column > 0 {
                end += if bar(column) { 3 } else { column_gap(grid.kind, column) };
            }
            starts.push(end);
            end += width;
        }
        let total = if bar(count) { end + 2 } else { end };
        let bars = bars.iter().filter_map(|bar| bar_column(*bar, &starts, total)).collect();
        Self { widths, starts, bars, total }
    }

    /// Where a cell begins.
    fn place(&self, grid: &Grid, column: usize, width: usize) -> usize {
        let spare = self.widths[column] - width;
        let shift = match alignment(grid, column) {
            Align::Left => 0,
            Align::Center => spare / 2,
            Align::Right => spare,
        };
        self.starts[column] + shift
    }
}

fn assemble(grid: &Grid, cells: Vec<Vec<Block>>, tags: Vec<Option<Block>>) -> Block {
    let gap = row_gap(grid, &cells);
    let columns = Columns::of(grid, &cells);
    let mut block = Block::blank(columns.total);
    let mut top = 0;
    let mut rules = Vec::new();
    for ((number, row), tag) in cells.into_iter().enumerate().zip(tags) {
        // A blank row and the space around it would be three
        let is_blank = row.iter().all(|cell| cell.width == 0) && tag.is_none();
        if is_blank && gap > 0 && matches!(grid.kind, Kind::Aligned | Kind::Gathered) {
            continue;
        }
        top += if number > 0 { gap } else { 0 };
        if grid.rules.contains(&number) {
            rules.push(top);
            top += 1;
        }
        let ascent = row.iter().map(|cell| cell.ascent).max().unwrap_or(0);
        let descent = row.iter().map(|cell| cell.descent).max().unwrap_or(0);
        for (column, cell) in row.into_iter().enumerate() {
            let place = columns.place(grid, column, cell.width);
            block.put(cell, place, top + ascent);
        }
        if let Some(tag) = tag {
            block.put(tag, columns.total, top + ascent);
        }
        top += ascent + descent + 1;
    }
    if grid.rules.contains(&grid.rows.len()) {
        rules.push(top);
        top += 1;
    }
    draw_rules(&mut block, top, &rules, &columns.bars);
    centred(block, top)
}

fn bar_column(bar: usize, starts: &[usize], total: usize) -> Option<usize> {
    match starts.get(bar) {
        Some(start) => start.checked_sub(2),
        None => total.checked_sub(1),
    }
}

fn draw_rules(block: &mut Block, height: i32, rules: &[i32], bars: &[usize]) {
    let width = block.width;
    for row in 0..height {
        let is_rule = rules.contains(&row);
        if is_rule {
            let ends = (row == 0, row + 1 == height);
            let sign = |column| if bars.contains(&column) { crossing(column, width, ends) } else { '─' };
            let line: String = (0..width).map(sign).collect();
            block.put(Block::text(line), 0, row);
            continue;
        }
        for column in bars {
            block.put(Block::text("│"), *column, row);
        }
    }
}

/// Where a rule meets one that stands upright; `top` and `bottom` say whether it is the outermost.
const fn crossing(column: usize, width: usize, (top, bottom): (bool, bool)) -> char {
    match (column == 0, column + 1 == width, top, bottom) {
        (true, _, true, _) => '┌',
        (true, _, _, true) => '└',
        (true, ..) => '├',
        (_, true, true, _) => '┐',
        (_, true, _, true) => '┘',
        (_, true, ..) => '┤',
        (_, _, true, _) => '┬',
        (_, _, _, true) => '┴',
        _ => '┼',
    }
}

/// Rows that were written from 0 downwards, with the baseline in their middle.
fn centred(block: Block, height: i32) -> Block {
    let mut around = Block::blank(block.width);
    let middle = (height - 1).max(0) / 2;
    around.put(block, 0, -middle);
    around.ascent = middle;
    around.descent = (height - 1 - middle).max(0);
    around
}

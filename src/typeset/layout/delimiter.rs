//! Delimiters that grow with what they hold.

use super::{Piece, Setter, Style};
use crate::typeset::block::Block;
use crate::typeset::plain;
use crate::typeset::tree::{Class, Node};

/// The pieces of a tall delimiter: top, between, middle (on the axis, from three rows on), bottom.
struct Pieces {
    top: &'static str,
    between: &'static str,
    middle: Option<&'static str>,
    bottom: &'static str,
}

fn pieces(delimiter: &str) -> Option<Pieces> {
    let (top, between, middle, bottom) = match delimiter {
        "(" => ("⎛", "⎜", None, "⎝"),
        ")" => ("⎞", "⎟", None, "⎠"),
        "[" => ("⎡", "⎢", None, "⎣"),
        "]" => ("⎤", "⎥", None, "⎦"),
        "{" => ("⎧", "⎪", Some("⎨"), "⎩"),
        "}" => ("⎫", "⎪", Some("⎬"), "⎭"),
        "⌊" => ("⎢", "⎢", None, "⎣"),
        "⌋" => ("⎥", "⎥", None, "⎦"),
        "⌈" => ("⎡", "⎢", None, "⎢"),
        "⌉" => ("⎤", "⎥", None, "⎥"),
        "|" => ("│", "│", None, "│"),
        "‖" => ("║", "║", None, "║"),
        "↑" => ("↑", "│", None, "│"),
        "↓" => ("│", "│", None, "↓"),
        "↕" => ("↑", "│", None, "↓"),
        _ => return None,
    };
    Some(Pieces { top, between, middle, bottom })
}

/// Rows that a brace needs at least, for its point.
const BRACE: i32 = 3;

impl Setter {
    /// `delimiter` beside something that reaches `ascent` rows above the baseline and `descent` below it.
    pub(super) fn delimiter(self, delimiter: &str, (ascent, descent): (i32, i32)) -> Block {
        if delimiter.is_empty() {
            return Block::default();
        }
        if ascent + descent == 0 {
            return self.leaf(delimiter);
        }
        if self.is_ascii && matches!(delimiter, "⌊" | "⌈" | "⌋" | "⌉") {
            return named(delimiter, (ascent, descent));
        }
        match (pieces(delimiter), delimiter) {
            (Some(pieces), _) => column(&pieces, ascent, descent),
            (None, "⟨") => slanted(ascent, descent, true),
            (None, "⟩") => slanted(ascent, descent, false),
            (None, "/") => slash(ascent, descent),
            (None, _) => self.leaf(delimiter),
        }
    }

    pub(super) fn fenced(self, delimiters: &[String], parts: &[Node], style: Style) -> Block {
        let inside: Vec<Block> = parts.iter().map(|part| self.block(part, style)).collect();
        let mut reach = (0, 0);
        for block in &inside {
            reach = (reach.0.max(block.ascent), reach.1.max(block.descent));
        }
        let is_tall = inside.iter().any(Block::is_tall);
        let reach = if is_tall { reach } else { (0, 0) };
        let gap = usize::from(is_tall);
        let last = delimiters.len().saturating_sub(1);
        let mut fenced = Block::default();
        let mut inside = inside.into_iter();
        for (at, delimiter) in delimiters.iter().enumerate() {
            let is_blank = delimiter.is_empty();
            let space = if at == 0 || is_blank { 0 } else { gap.max(usize::from(at < last)) };
            let wide = widened(delimiter, reach);
            fenced.append(self.delimiter(delimiter, wide), space);
            if let Some(block) = inside.next() {
                let before = if is_blank { 0 } else { gap.max(usize::from(at > 0)) };
                fenced.append(block, before);
            }
        }
        fenced
    }

    /// `\big(` and its like: some rows high around the axis.
    pub(super) fn sized(self, delimiter: &str, rows: usize, style: Style) -> Block {
        let half = i32::from(rows > 2 && style == Style::Display);
        self.delimiter(delimiter, (half, half))
    }

    /// Lets plain parentheses around something tall grow as `\left` and `\right` do: TeX would not, but small ones around
    /// three rows are hard to read in a terminal.
    pub(super) fn grow(self, nodes: &[&Node], pieces: &mut [Piece]) {
        if !pieces.iter().any(|piece| piece.block.is_tall()) {
            return;
        }
        // The opening ones that wait for their partner, with what has come since
        let mut open: Vec<(usize, (i32, i32), bool)> = Vec::new();
        for at in 0..nodes.len() {
            match bracket(nodes[at]) {
                Some((_, true)) => open.push((at, (0, 0), false)),
                Some((_, false)) => {
                    let Some((start, reach, is_tall)) = open.pop() else { continue };
                    if is_tall {
                        self.grow_pair(nodes, pieces, (start, at), reach);
                    }
                    let block = &pieces[at].block;
                    let reach = (reach.0.max(block.ascent), reach.1.max(block.descent));
                    if let Some(outer) = open.last_mut() {
                        outer.1 = (outer.1.0.max(reach.0), outer.1.1.max(reach.1));
                        outer.2 |= is_tall;
                    }
                }
                None => {
                    let block = &pieces[at].block;
                    if let Some(inner) = open.last_mut() {
                        inner.1 = (inner.1.0.max(block.ascent), inner.1.1.max(block.descent));
                        inner.2 |= block.is_tall();
                    }
                }
            }
        }
    }

    fn grow_pair(self, nodes: &[&Node], pieces: &mut [Piece], pair: (usize, usize), reach: (i32, i32)) {
        for (at, is_opening) in [(pair.0, true), (pair.1, false)] {
            let Some((delimiter, _)) = bracket(nodes[at]) else { continue };
            let tall = self.delimiter(delimiter, widened(delimiter, reach));
            let mut block = if is_opening { tall.clone() } else { Block::blank(1) };
            if is_opening {
                block.append(Block::blank(1), 0);
            } else {
                block.append(tall, 0);
            }
            pieces[at].block = match nodes[at] {
                Node::Scripts { base, sub, sup } => self.with_scripts(block, base, (sub.as_deref(), sup.as_deref())),
                _ => block,
            };
        }
    }
}

/// A bracket that stands for itself, and whether it opens.
fn bracket(node: &Node) -> Option<(&str, bool)> {
    match node {
        Node::Glyph { text, .. } => match text.as_str() {
            "(" | "[" | "{" | "⌊" | "⌈" => Some((text, true)),
            ")" | "]" | "}" | "⌋" | "⌉" => Some((text, false)),
            _ => None,
        },
        Node::Tall { delimiter, class: Class::Open, .. } => Some((delimiter, true)),
        Node::Tall { delimiter, class: Class::Close, .. } => Some((delimiter, false)),
        Node::Scripts { base, .. } => bracket(base).filter(|(_, opens)| !opens),
        _ => None,
    }
}

/// The reach of a delimiter around `reach`: a brace has room for its point.
pub(super) fn widened(delimiter: &str, (ascent, descent): (i32, i32)) -> (i32, i32) {
    let is_brace = matches!(delimiter, "{" | "}");
    if !is_brace || ascent + descent == 0 || ascent + descent + 1 >= BRACE {
        return (ascent, descent);
    }
    (ascent.max(1), descent.max(1))
}

/// Floor and ceiling, which have no strokes in ASCII, as functions.
fn named(delimiter: &str, (ascent, descent): (i32, i32)) -> Block {
    let name = plain::ascii(delimiter);
    let mut block = Block::text(name.trim_end_matches(['(', ')']));
    let parenthesis = pieces(if name.ends_with('(') { "(" } else { ")" });
    if let Some(pieces) = parenthesis {
        block.append(column(&pieces, ascent, descent), 0);
    }
    block.with_whole_core()
}

fn column(pieces: &Pieces, ascent: i32, descent: i32) -> Block {
    let height = usize::try_from(ascent + descent + 1).unwrap_or(1);
    let mut texts = vec![pieces.between; height];
    texts[0] = pieces.top;
    texts[height - 1] = pieces.bottom;
    if let Some(middle) = pieces.middle {
        texts[(height - 1) / 2] = middle;
    }
    Block::column(&texts, ascent)
}

/// An angle bracket, drawn with slanted strokes up to six rows and small beyond.
fn slanted(ascent: i32, descent: i32, opens: bool) -> Block {
    let height = ascent + descent + 1;
    if height > 6 {
        return Block::text(if opens { "⟨" } else { "⟩" });
    }
    let half = height / 2;
    let mut block = Block::default();
    for row in 0..height {
        let from_edge = row.min(height - 1 - row);
        let depth = usize::try_from(half - i32::from(height % 2 == 0) - from_edge).unwrap_or(0);
        let column = if opens { depth } else { usize::try_from(from_edge).unwrap_or(0) };
        let stroke = match (row.cmp(&(height - 1 - row)), opens) {
            (std::cmp::Ordering::Equal, true) => "⟨",
            (std::cmp::Ordering::Equal, false) => "⟩",
            (std::cmp::Ordering::Less, true) | (std::cmp::Ordering::Greater, false) => "╱",
            _ => "╲",
        };
        block.put(Block::text(stroke), column, row - ascent);
    }
    block.with_whole_core()
}

fn slash(ascent: i32, descent: i32) -> Block {
    let height = ascent + descent + 1;
    let mut block = Block::default();
    for row in 0..height {
        block.put(Block::text("╱"), usize::try_from(height - 1 - row).unwrap_or(0), row - ascent);
    }
    block.with_whole_core()
}
